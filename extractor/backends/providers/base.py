"""What a provider's API is to the client: an SDK that instructor wraps, in the terms of OpenAI's chat
completions.

A provider is one file in this folder, with a class `Api`; its name is the `kind` of a profile.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any, ClassVar, Self

from extractor.backends import providers
from extractor.backends.answers.modes import OutputMode
from extractor.backends.batch.transport import BatchQueue
from extractor.backends.profiles import Profile
from extractor.backends.server_errors import NoAnswerInTime, NoConnection
from extractor.backends.transport import OnResponse, ignore
from extractor.errors import BackendUnavailable, ProfileError
from extractor.records import JsonObject

NO_KEY = "none"
"""Sent where no key is wanted: SDKs insist on one."""

_NOT_IN_THE_BODY = frozenset({"extra_body", "extra_headers", "extra_query", "timeout"})
"""Arguments of a call that are not part of its body."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a provider's SDK is to connect to, and how."""

    profile: Profile
    base_url: str
    key: str | None
    on_response: OnResponse = ignore
    """Called with the status and headers of each response."""
    most_bytes: int | None = None
    """The most bytes of one response; `None` for the usual limit."""
    batches: BatchQueue | None = None
    """Answers every request in place of the network."""


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model that the server offers."""

    id: str
    context: int | None = None
    """Tokens that prompt and answer may have together, where the server says so."""


class Api(ABC):
    """One provider's API, with its SDK open."""

    package: ClassVar[str]
    """The SDK, which must be installed."""
    extra: ClassVar[str]
    """What installs it: `pip install 'news-event-extractor[EXTRA]'`."""
    factory: ClassVar[str]
    """The function of instructor that wraps the SDK, and with `factory_options` its arguments."""
    factory_options: ClassVar[Mapping[str, Any]] = {}
    modes: ClassVar[Mapping[OutputMode, str]]
    """What instructor calls each mode of ours.

    In those of `parsed_modes` instructor says what form the answer has, and parses it; in the others it would
    put words of its own into the prompt.
    """
    parsed_modes: ClassVar[frozenset[OutputMode]]

    def __init__(self, sdk: Any) -> None:
        self.sdk = sdk

    @classmethod
    @abstractmethod
    def open(cls, connection: Connection) -> AbstractAsyncContextManager[Self]:
        """The API with its SDK open: without retries, redirects and timeouts of its own.

        Raises:
            BackendUnavailable: the SDK is not installed.
            ProfileError: a request parameter is unknown.
        """

    @abstractmethod
    def translated(self, error: Exception) -> Exception:
        """An error of the SDK as one of `server_errors`; others as they are."""

    @abstractmethod
    async def listed(self) -> Sequence[ListedModel]:
        """The models that the server lists, or an error of the SDK."""

    def error(self, error: Exception) -> Exception:
        """An error of the SDK as one of `server_errors`, with its cause; others as they are."""
        ours = self.translated(error)
        if ours is not error:
            ours.__cause__ = error
        return ours

    @classmethod
    def check_installed(cls, profile: Profile) -> None:
        """Refuse a profile whose SDK is not installed.

        Raises:
            BackendUnavailable: it is not.
        """
        try:
            is_there = find_spec(cls.package) is not None
        except (ImportError, ValueError):
            is_there = False
        if not is_there:
            raise BackendUnavailable(
                f"backend {profile.name} speaks a provider's own API, which needs a package: "
                f"pip install 'news-event-extractor[{cls.extra}]', or use an OpenAI-compatible endpoint with "
                f'kind = "openai" and mode = "tools" under [backends.{profile.name}] in extractor.toml'
            )

    def arguments(self, arguments: JsonObject) -> JsonObject:
        """The arguments of a chat completion as those of the SDK."""
        return arguments

    def completion(self, answer: Any) -> Any:
        """The SDK's answer as a chat completion, as far as this package looks at one."""
        return answer


def api_of(profile: Profile) -> type[Api]:
    """The API that a profile's server speaks; our own server speaks OpenAI's."""
    kind = "openai" if profile.kind == "embedded" else profile.kind
    api: type[Api] = import_module(f"{providers.__name__}.{kind}").Api
    return api


def chat_completion(
    text: str,
    finish_reason: str,
    *,
    tokens: tuple[int, int, int],
    calls: Sequence[tuple[str, Any]] = (),
    **details: Any,
) -> SimpleNamespace:
    """A chat completion, as far as this package looks at one.

    `tokens` are those of the prompt, of the answer, and those of the prompt that were read from a cache.
    `calls` are the names and arguments of tools that were called. `details` are those of the message
    (`refusal`, `reasoning`), of the choice (`logprobs`), or of the completion.
    """
    called = [SimpleNamespace(function=SimpleNamespace(name=name, arguments=given)) for name, given in calls]
    logprobs = details.pop("logprobs", None)
    message = SimpleNamespace(
        content=text,
        tool_calls=called,
        refusal=details.pop("refusal", None),
        reasoning=details.pop("reasoning", None),
    )
    usage = SimpleNamespace(
        prompt_tokens=tokens[0],
        completion_tokens=tokens[1],
        prompt_tokens_details=SimpleNamespace(cached_tokens=tokens[2]),
    )
    choice = SimpleNamespace(message=message, finish_reason=finish_reason, logprobs=logprobs)
    return SimpleNamespace(choices=[choice], usage=usage, **details)


def http_error(error: Exception, library: Any) -> Exception:
    """An error of an HTTP library, httpx2 or httpx, in our terms; others as they are."""
    if isinstance(error, library.TimeoutException):
        return NoAnswerInTime(str(error))
    if isinstance(error, library.TransportError):
        return NoConnection(str(error))
    return error


def check_parameters(
    profile: Profile, known: frozenset[str], what: str, *, has_extra_body: bool = True
) -> None:
    """Refuse request parameters that the SDK has no argument for.

    Raises:
        ProfileError: there is one.
    """
    unknown = sorted(profile.parameters.keys() - known - (_NOT_IN_THE_BODY if has_extra_body else set()))
    if unknown:
        elsewhere = "put what only this server knows under parameters.extra_body"
        advice = elsewhere if has_extra_body else "leave it out"
        raise ProfileError(
            f"backend {profile.name}: parameters: {', '.join(unknown)} is no parameter of {what}: {advice}"
        )


def keys_of(body: Any) -> frozenset[str]:
    """The keys of a request's body, by the SDK's type of it."""
    return frozenset({*body.__required_keys__, *body.__optional_keys__})
