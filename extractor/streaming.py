"""A run from a coroutine or a notebook: its records as they come."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import Any

from extractor.records import Article, EventRecord
from extractor.runs.endings import Watcher
from extractor.runs.request import Request
from extractor.with_review import extract


async def aextract(request: Request) -> AsyncGenerator[EventRecord, None]:
    """Run a request as `extract` does, in a thread of its own, and give each record as soon as it is made.

        async for record in aextract(request):
            print(record.article, record.headline)
        events = StoredRun.read(request.folder).events

    The events are merged when all articles have ended: they are in the folder after the last record. Records
    come in any order, those of earlier commands with the same folder too.

    Leaving the loop early stops the run at the next answer. What was answered is in the ledger, and the same
    request goes on from there; what was in flight is asked again. With `contextlib.aclosing` the run has
    stopped when the block is left.

    Raises as `extract` does, after the records that were made.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[EventRecord | None] = asyncio.Queue()  # a record is small, and a model is slow
    handing = _Handing(lambda record: loop.call_soon_threadsafe(waiting.put_nowait, record))
    run = asyncio.create_task(asyncio.to_thread(extract, request, handing))
    run.add_done_callback(lambda _: waiting.put_nowait(None))
    try:
        while (record := await waiting.get()) is not None:
            yield record
    finally:
        handing.stops = True
        with contextlib.suppress(_Stopped):
            await run


class _Stopped(Exception):
    """Ends a run that nobody waits for any more."""


class _Handing(Watcher):
    """Hands on each record, and ends the run when it is to stop."""

    def __init__(self, hand_on: Callable[[EventRecord], object]) -> None:
        self._hand_on = hand_on
        self.stops = False

    def found(self, article: Article, record: EventRecord) -> None:  # noqa: ARG002  # for other watchers
        self._go_on()
        self._hand_on(record)

    def _go_on(self, *_: Any, **__: Any) -> None:
        if self.stops:
            raise _Stopped

    started = answered = ended = _go_on
