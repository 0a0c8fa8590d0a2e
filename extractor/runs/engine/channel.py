"""A worker's end of its connection with the driver: what waits to be collected, and who waits for answers."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

from extractor.runs.engine.messages import FromWorker, Granted, Refused

_MOST_GATHERED = 0.05
"""Seconds, which is little next to an answer."""


def gathering_time(articles: int) -> float:
    """Seconds for which messages gather where so many articles are in work: a few are not kept waiting."""
    return min(_MOST_GATHERED, max(0, articles - 4) / 1000)


class Channel:
    """Holds messages to the driver until they are collected, and hands its answers to those who asked."""

    def __init__(self) -> None:
        self._outbox: list[FromWorker] = []
        self._collected: asyncio.Future[None] | None = None
        """Of the newest collection, done when there is something to collect."""
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._numbers = itertools.count()

    def send(self, message: FromWorker) -> None:
        """Say something that needs no answer."""
        self._outbox.append(message)
        self._wake()

    async def request(self, message_of: Callable[[int], FromWorker]) -> tuple[int, Any]:
        """Send what is made with a new number; the number, and the driver's answer to it.

        Raises whatever the driver refuses it with.
        """
        number = next(self._numbers)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self.send(message_of(number))
        try:
            return number, await answer
        finally:
            del self._waiting[number]

    def answer(self, item: Granted | Refused) -> None:
        """The driver's answer to a request; nobody may wait for it any more."""
        waiting = self._waiting.get(item.number)
        if waiting is None or waiting.done():
            return
        if isinstance(item, Refused):
            waiting.set_exception(item.error)
        else:
            waiting.set_result(item.value)

    async def collect(self, longest: float, articles: int) -> list[FromWorker]:
        """What was said since the last time, in order, with so many articles in work.

        It is nothing when nothing is said for `longest` seconds, or when somebody else begins to collect.
        """
        self._wake()
        mine = self._collected = asyncio.get_running_loop().create_future()
        if not self._outbox:
            await asyncio.wait([mine], timeout=longest)
        if mine is self._collected:
            await asyncio.sleep(gathering_time(articles))
        if mine is not self._collected:
            return []
        gathered, self._outbox = self._outbox, []
        return gathered

    def _wake(self) -> None:
        if self._collected is not None and not self._collected.done():
            self._collected.set_result(None)
