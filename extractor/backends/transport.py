"""Between the SDK and the network: the server's headers are heard, and no answer grows without end."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ssl

    import httpx2

MOST_BYTES = 16 * 2**20
"""Of an answer; a hundred times the longest that a model writes."""

_PACKING = 100
"""How much longer a packed answer may become: its limit is that much lower."""

_CALLS_A_POOL = 4
"""With every call that starts or ends, a pool asks each of its idle connections whether it still stands."""

Listener = Callable[[int, Mapping[str, str]], None]
"""Is told the status and the headers of each answer."""


def ignore(_status: int, _headers: Mapping[str, str]) -> None:
    """For callers whom the headers do not matter to."""


class ReplyTooLarge(Exception):
    """An answer has more bytes than any answer has."""


def response_hook(
    listener: Listener, most_bytes: int | None = None
) -> Callable[[httpx2.Response], Awaitable[None]]:
    """A hook for an httpx2 client that tells of each answer, and stops one that is too large."""
    import httpx2

    most = MOST_BYTES if most_bytes is None else most_bytes

    class Bounded(httpx2.AsyncByteStream):
        def __init__(self, stream: Any, most: int) -> None:
            self._stream = stream
            self._left = most
            self._most = most

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for piece in self._stream:
                self._left -= len(piece)
                if self._left < 0:
                    raise ReplyTooLarge(f"more than {self._most:,} bytes")
                yield piece

        async def aclose(self) -> None:
            await self._stream.aclose()

    async def hook(response: httpx2.Response) -> None:
        listener(response.status_code, response.headers)
        packed = response.headers.get("content-encoding", "identity").lower() != "identity"
        response.stream = Bounded(response.stream, most // _PACKING if packed else most)

    return hook


@cache
def certificates() -> ssl.SSLContext:
    """Those that the system trusts, read once: that takes longer than all else a client needs to open."""
    import httpx2

    return httpx2.create_ssl_context()


def several_pools(calls: int) -> httpx2.AsyncBaseTransport | None:
    """Pools of connections for so many calls at once, used in turn; `None` where the client's one will do.

    One pool for 64 calls takes half as much of the processor as the calls themselves.
    """
    import httpx2
    from openai import DEFAULT_CONNECTION_LIMITS

    if calls < 2 * _CALLS_A_POOL:
        return None

    class Pools(httpx2.AsyncBaseTransport):
        def __init__(self) -> None:
            self._pools = [
                httpx2.AsyncHTTPTransport(verify=certificates(), limits=DEFAULT_CONNECTION_LIMITS)
                for _ in range(calls // _CALLS_A_POOL)
            ]
            self._turn = itertools.cycle(self._pools)

        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            return await next(self._turn).handle_async_request(request)

        async def aclose(self) -> None:
            for pool in self._pools:
                await pool.aclose()

    return Pools()
