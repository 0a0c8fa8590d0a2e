"""A client that is opened for the first question: who asks nothing needs no key, no server and no model."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from extractor.backends.batch.transport import BatchQueue
from extractor.backends.client import Client, open_client
from extractor.backends.limits.budget import Budget
from extractor.backends.limits.limiter import Limiter
from extractor.backends.profiles import Profile


async def _no_wait(_seconds: float) -> None:
    """A `Sleep` without waiting: the answers of batches are here already."""


class ClientOnDemand:
    """Opens one client when it is first wanted and closes it with the block, to be used with `async with`."""

    def __init__(  # noqa: PLR0913  # keywords, each of which may be left out
        self,
        profile: Profile,
        *,
        record: Path | None = None,
        replay: Path | None = None,
        allow_live: bool = False,
        budget: Budget | None = None,
        limiter: Limiter | None = None,
        batches: BatchQueue | None = None,
    ) -> None:
        """The keywords are those of `open_client`."""
        self.profile = profile
        self._record = record
        self._replay = replay
        self._allow_live = allow_live
        self._budget = budget
        self._limiter = limiter
        self._batches = batches
        self._open = AsyncExitStack()
        self._client: Client | None = None

    async def __aenter__(self) -> Self:
        self._opening = asyncio.Lock()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client = None
        await self._open.aclose()

    @property
    def in_flight(self) -> int:
        """Calls that have started and not ended."""
        return 0 if self._client is None else self._client.limiter.in_flight

    async def client(self) -> Client:
        """The client, the same each time.

        Raises:
            BackendUnavailable: the profile's key is not in the environment.
            ModelError: the model file is missing or cannot be loaded.
            UsageError: both `record` and `replay` were given, or a request parameter is unknown.
        """
        async with self._opening:
            if self._client is None:
                opening = open_client(
                    self.profile,
                    record=self._record,
                    replay=self._replay,
                    allow_live=self._allow_live,
                    budget=self._budget,
                    limiter=self._limiter,
                    batches=self._batches,
                    sleep=asyncio.sleep if self._batches is None else _no_wait,
                )
                self._client = await self._open.enter_async_context(opening)
            return self._client
