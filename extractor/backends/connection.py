"""The connection to a profile's server: its address, our own server behind it, and the bare SDK."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from extractor.backends.batch.transport import BatchQueue, batch_transport
from extractor.backends.cassettes.folder import NEUTRAL_URL
from extractor.backends.keys import OWN_HOSTS
from extractor.backends.profiles import Profile, matches_host
from extractor.backends.providers.anthropic import load_anthropic, open_anthropic
from extractor.backends.transport import Listener, certificates, ignore, response_hook, several_pools
from extractor.errors import ModelError, ProfileError

if TYPE_CHECKING:
    from extractor.backends.local.server import LocalServer

_NO_KEY = "none"
"""Sent where no key is wanted: the SDK insists on one."""


@asynccontextmanager
async def serving(profile: Profile, *, replaying: bool = False) -> AsyncIterator[str]:
    """The address to call, with our own server behind it where the profile wants one.

    Raises:
        ModelError: the model file is missing or cannot be loaded.
    """
    if replaying:
        yield NEUTRAL_URL
    elif profile.base_url is not None:
        yield profile.base_url
    else:
        async with local_server(profile) as server:
            yield server.base_url


def local_server(
    profile: Profile, *, slots: int | None = None, threads: int | None = None, port: int = 0
) -> LocalServer:
    """The embedded server of a profile, not yet started.

    `slots`, `threads` and `port` are those of `LocalServer`; no more slots are chosen than the profile has
    calls in flight.

    Raises:
        ModelError: the model file is missing.
    """
    from extractor.backends.local.models import KNOWN_MODELS, find_model
    from extractor.backends.local.server import LocalServer

    file = find_model(profile.model)
    if file is None and profile.model in KNOWN_MODELS:
        raise ModelError(
            f"model {profile.model} is not on this machine: extractor models pull {profile.model}"
        )
    if file is None:
        known = ", ".join(KNOWN_MODELS)
        raise ModelError(f"no model {profile.model!r}: choose one of {known}, or the path of a .gguf file")
    return LocalServer(
        file,
        alias=model_id(profile),
        context=profile.context,
        slots=slots,
        most_slots=profile.concurrency,
        threads=threads,
        port=port,
    )


@asynccontextmanager
async def open_sdk(
    profile: Profile,
    base_url: str,
    key: str | None,
    listener: Listener = ignore,
    *,
    batches: BatchQueue | None = None,
    most_bytes: int | None = None,
) -> AsyncIterator[Any]:
    """The SDK for this profile: without retries, redirects and a timeout of its own.

    It is openai's; or Anthropic's, behind the calls of openai's that are made here.

    `listener` is told the status and headers of each answer, which may have so many bytes at most. With
    `batches` nothing is sent: answers come by post.

    Raises:
        BackendUnavailable: the SDK is not installed.
        ProfileError: a request parameter is unknown.
    """
    import openai
    from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming

    # At level DEBUG it writes every header, the key's too.
    logging.getLogger("httpcore2").setLevel(logging.INFO)
    # A proxy from the environment is for calls that leave the machine. A redirect would take the key, and
    # the articles, to an address that nobody chose.
    transport = openai.DefaultAsyncHttpxClient(
        trust_env=not profile.is_loopback,
        verify=certificates(),
        timeout=None,
        follow_redirects=False,
        event_hooks={"response": [response_hook(listener, most_bytes)]},
        transport=_pools(profile) if batches is None else batch_transport(batches),
    )
    if profile.kind == "anthropic":
        load_anthropic(profile.name)
        from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

        _check_parameters(profile, MessageCreateParamsNonStreaming, "messages")
        async with open_anthropic(profile.name, base_url, key or _NO_KEY, transport) as messages:
            yield messages
        return
    _check_parameters(profile, CompletionCreateParamsNonStreaming, "chat completions")
    async with openai.AsyncOpenAI(
        api_key=key or _NO_KEY, base_url=base_url, max_retries=0, timeout=None, http_client=transport
    ) as sdk:
        if not matches_host(urlsplit(base_url).hostname or "", OWN_HOSTS["OPENAI_API_KEY"]):
            # Read from the environment by the SDK, and nobody else's business.
            sdk.organization = sdk.project = None
        yield sdk


def _pools(profile: Profile) -> Any:
    """A transport of our own would go past the proxies that the environment names."""
    return several_pools(profile.concurrency) if profile.is_loopback or not getproxies() else None


_OPTIONS = frozenset({"extra_body", "extra_headers", "extra_query", "timeout"})
"""Arguments of a call that are not part of its body."""


def model_id(profile: Profile) -> str:
    """What stands in a request: for a model file its stem, so that no folder of a machine is recorded."""
    is_file = profile.kind == "embedded" and profile.model.endswith(".gguf")
    return Path(profile.model).stem if is_file else profile.model


def _check_parameters(profile: Profile, body: Any, what: str) -> None:
    """`body` is the SDK's type of a request's body; what would send it takes a third of a second to load."""
    known = {*body.__required_keys__, *body.__optional_keys__, *_OPTIONS}
    unknown = sorted(profile.parameters.keys() - known)
    if unknown:
        raise ProfileError(
            f"backend {profile.name}: parameters: {', '.join(unknown)} is no parameter of {what}: "
            "put what only this server knows under parameters.extra_body"
        )
