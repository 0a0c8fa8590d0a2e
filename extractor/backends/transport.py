"""The HTTP client under an SDK: it reports each response's headers, and stops one that grows without end."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from extractor.backends.batch.transport import batch_transport

if TYPE_CHECKING:
    import ssl

    from extractor.backends.providers.base import Connection

MOST_BYTES = 16 * 2**20
"""Of an answer; a hundred times the longest that a model writes."""

_PACKING = 100
"""How much longer a packed answer may become: its limit is that much lower."""

OnResponse = Callable[[int, Mapping[str, str]], None]
"""Called with the status and the headers of each response."""


def http_client(connection: Connection, library: Any = None) -> Any:
    """The HTTP client of an SDK: without a timeout of its own; with `batches` it reaches no network.

    `library` is the one that the SDK speaks through, httpx2 or its predecessor httpx; without it, httpx2.
    """
    import httpx2

    library = library or httpx2
    # At level DEBUG it writes every header, the key's too.
    logging.getLogger("httpcore2").setLevel(logging.INFO)
    # A proxy from the environment is for calls that leave the machine. A redirect would take the key, and
    # the articles, to an address that nobody chose.
    return library.AsyncClient(
        trust_env=not connection.profile.is_loopback,
        verify=certificates(),
        timeout=None,
        follow_redirects=False,
        limits=library.Limits(max_connections=None, max_keepalive_connections=connection.profile.concurrency),
        event_hooks={"response": [response_hook(connection.on_response, connection.most_bytes, library)]},
        transport=None if connection.batches is None else batch_transport(connection.batches),
    )


def ignore(_status: int, _headers: Mapping[str, str]) -> None:
    """An `OnResponse` that does nothing."""


class ReplyTooLarge(Exception):
    """An answer has more bytes than any answer has."""


def response_hook(
    on_response: OnResponse, most_bytes: int | None, library: Any
) -> Callable[[Any], Awaitable[None]]:
    """A hook for an HTTP client that reports each response, and stops one that is too large."""
    most = MOST_BYTES if most_bytes is None else most_bytes

    class Bounded(library.AsyncByteStream):  # type: ignore[misc]
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

    async def hook(response: Any) -> None:
        on_response(response.status_code, response.headers)
        packed = response.headers.get("content-encoding", "identity").lower() != "identity"
        response.stream = Bounded(response.stream, most // _PACKING if packed else most)

    return hook


@cache
def certificates() -> ssl.SSLContext:
    """Those that the system trusts, read once: that takes longer than all else a client needs to open."""
    import httpx2

    return httpx2.create_ssl_context()
