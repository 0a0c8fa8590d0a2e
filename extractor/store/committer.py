"""Group commit: entries that arrive together reach the disk together, and their writers wait until then."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from extractor.store.entries import Entry
from extractor.store.ledger import Ledger


class Committer:
    """Writes the ledger for many tasks, to be held with `async with`.

    One transaction holds all that arrived while the one before was on its way to the disk, so that a fast
    run waits for the disk a hundred times a second and not at each reply. What was handed in when the block
    ends, by an interrupt too, is written before it has ended.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: list[tuple[tuple[Entry, ...], asyncio.Future[None]]] = []
        self._arrived = asyncio.Event()
        self._closing = False

    async def __aenter__(self) -> Self:
        self._thread = ThreadPoolExecutor(1, "ledger")
        self._work = asyncio.create_task(self._write_all())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        self._arrived.set()
        try:
            await self._work
        finally:
            self._thread.shutdown()

    async def commit(self, *entries: Entry) -> None:
        """Keep the entries, all or none; they are on disk when this returns.

        Raises:
            RunError: they cannot be written.
        """
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((entries, kept))
        self._arrived.set()
        await kept

    async def _write_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting or not self._closing:
            await self._arrived.wait()
            self._arrived.clear()
            group, self._waiting = self._waiting, []
            entries = [entry for several, _ in group for entry in several]
            problem: Exception | None = None
            try:
                if entries:
                    await loop.run_in_executor(self._thread, self._ledger.write, entries)
            except Exception as error:  # noqa: BLE001  # whatever it is, it is raised where the entries came from
                problem = error
            for _, kept in group:
                if kept.done():  # its task was cancelled; the entries are kept all the same
                    continue
                if problem is None:
                    kept.set_result(None)
                else:
                    kept.set_exception(problem)
