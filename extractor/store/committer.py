"""Group commit: entries that arrive together reach the disk together, and their writers wait until then."""

from __future__ import annotations

import asyncio
from typing import Self

from extractor.store.entries import Entry
from extractor.store.ledger import Ledger


class Committer:
    """Writes the ledger for many tasks, to be held with `async with`.

    One transaction holds all that arrived while the one before was on its way to the disk. What was handed in
    when the block ends, by an interrupt too, is written before it has ended.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: list[Entry] = []
        self._next: asyncio.Task[None] | None = None
        """What is to write all that waits, once `_last` has ended."""
        self._last: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._last is not None:
            await asyncio.wait([self._last])

    async def commit(self, *entries: Entry) -> None:
        """Keep the entries, all or none; they are on disk when this returns.

        Raises:
            RunError: they cannot be written.
        """
        self._waiting += entries
        if self._next is None:
            self._next = self._last = asyncio.create_task(self._write(self._last))
        await asyncio.shield(self._next)

    async def _write(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        entries, self._waiting, self._next = self._waiting, [], None
        await asyncio.to_thread(self._ledger.write, entries)
