"""The connection to a profile's server: its address, and our own server behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.backends.cassettes.folder import NEUTRAL_URL
from extractor.backends.profiles import Profile

if TYPE_CHECKING:
    from extractor.backends.local.server import LocalServer


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

    `slots`, `threads` and `port` are those of `LocalServer`; no more slots are chosen than calls in flight.

    Raises:
        ModelError: the model file is missing.
    """
    from extractor.backends.local.models import model_file
    from extractor.backends.local.server import LocalServer

    return LocalServer(
        model_file(profile.model),
        alias=model_id(profile),
        context=profile.context,
        slots=slots,
        most_slots=profile.concurrency,
        threads=threads,
        port=port,
    )


def model_id(profile: Profile) -> str:
    """What stands in a request: for a model file its stem, so that no folder of a machine is recorded."""
    is_file = profile.kind == "embedded" and profile.model.endswith(".gguf")
    return Path(profile.model).stem if is_file else profile.model
