"""Workers of a run as tasks of this process, which can be lost at any moment as if they were killed."""

from __future__ import annotations

import asyncio
import dataclasses
import pickle
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from extractor.runs.endings import Tally
from extractor.runs.engine.base import Job, WorkerLost
from extractor.runs.engine.driver import drive
from extractor.runs.engine.messages import FromWorker, Greeting, Task, ToWorker
from extractor.runs.engine.worker import Worker

T = TypeVar("T")


class InProcess:
    """A `WorkerHandle`; what passes is pickled, as between machines."""

    def __init__(self, lost_after: int | None = None, versions: Mapping[str, str] | None = None) -> None:
        """It is lost after so many exchanges, and says that it has these versions."""
        self._worker = Worker()
        self._left = lost_after
        self._versions = versions or {}
        self._is_lost = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None

    async def open(self, task: Task) -> Greeting:
        greeting = await self._unless_lost(self._worker.open(_passed(task)))
        return dataclasses.replace(greeting, versions={**greeting.versions, **self._versions})

    async def exchange(self, items: Sequence[ToWorker]) -> list[FromWorker]:
        if self._left == 0:
            self.kill()
        messages = await self._unless_lost(self._worker.exchange(_passed(items), 1.0))
        self._left = None if self._left is None else self._left - 1
        return _passed(messages)

    def kill(self) -> None:
        self._is_lost.set()
        self._closing = asyncio.create_task(self._worker.close())

    async def _unless_lost(self, work: Coroutine[Any, Any, T]) -> T:
        if self._is_lost.is_set():
            work.close()
            raise WorkerLost("it was killed")
        return await work


def _passed(items: T) -> T:
    passed: T = pickle.loads(pickle.dumps(items))  # noqa: S301  # our own
    return passed


@dataclass
class InProcessEngine:
    """An `Engine` whose workers are in this process."""

    workers: int = 2
    lost_after: Iterator[int | None] = field(default_factory=lambda: iter(()))
    """For each worker that is started, after how many exchanges it is lost."""
    versions: Mapping[str, str] = field(default_factory=dict)
    started: int = 0

    def run(self, job: Job) -> Tally:
        """See `Engine`."""
        return asyncio.run(asyncio.wait_for(drive(job, self._start, self.workers), 60))

    def _start(self) -> InProcess:
        self.started += 1
        return InProcess(next(self.lost_after, None), self.versions)


def choose(engine: InProcessEngine) -> Callable[[object], InProcessEngine]:
    """What to put in the place of `engine_of`."""
    return lambda _choice: engine
