"""A worker's end of its connection with the driver: what waits to be collected, and who waits for answers."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

from extractor.runs.engine.messages import FromWorker, Granted, Refused

_GATHERED = 0.02
"""Seconds for which messages gather once there is one, so that a busy worker is not asked too often."""


class Channel:
    """Holds messages to the driver until they are collected, and hands its answers to those who asked."""

    def __init__(self) -> None:
        self._outbox: list[FromWorker] = []
        self._arrived = asyncio.Event()
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._numbers = itertools.count()

    def send(self, message: FromWorker) -> None:
        """Say something that needs no answer."""
        self._outbox.append(message)
        self._arrived.set()

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

    async def collect(self, longest: float) -> list[FromWorker]:
        """What was said since the last time, in order; nothing when nothing is said for so many seconds."""
        try:
            async with asyncio.timeout(longest):
                await self._arrived.wait()
        except TimeoutError:
            return []
        await asyncio.sleep(_GATHERED)
        self._arrived.clear()
        gathered, self._outbox = self._outbox, []
        return gathered
