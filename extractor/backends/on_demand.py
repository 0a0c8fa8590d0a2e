"""A client that is opened for the first question: who asks nothing needs no key, no server and no model."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any, Self

from extractor.backends.client import Client, open_client
from extractor.backends.profiles import Profile


class ClientOnDemand:
    """Opens one client when it is first wanted and closes it with the block, to be used with `async with`."""

    def __init__(self, profile: Profile, **options: Any) -> None:
        """The options are those of `open_client`."""
        self.profile = profile
        self._options = options
        self._open = AsyncExitStack()
        self._client: Client | None = None

    async def __aenter__(self) -> Self:
        self._opening = asyncio.Lock()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._client = None
        await self._open.aclose()

    @property
    def in_flight(self) -> int:
        """Calls that have started and not ended."""
        return 0 if self._client is None else self._client.limiter.in_flight

    async def client(self) -> Client:
        """The client, the same each time; raises as `open_client` does."""
        async with self._opening:
            if self._client is None:
                opening = open_client(self.profile, **self._options)
                self._client = await self._open.enter_async_context(opening)
            return self._client
