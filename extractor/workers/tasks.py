"""Where the parts of heavy work are done: in this process, in others, or on an engine of its own.

A part is plain data, and a function that does parts is pure and stands in a module: so it may be done
anywhere, and again when the process that did it has ended.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import Protocol, Self, TypeVar

from extractor.workers.pool import worker_pool

Part = TypeVar("Part")
Result = TypeVar("Result")
Started = TypeVar("Started")

PARTS_AHEAD = 2
"""For each worker: parts that are handed out before their results are asked for."""


class Tasks(Protocol):
    """Does the parts of heavy work."""

    @property
    def workers(self) -> int:
        """How many parts are done at a time."""

    def map(self, function: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """What the function makes of each part, in order; a few parts are worked on ahead.

        Raises:
            RunError: a worker was lost.
        """


@dataclass(frozen=True)
class Workshop:
    """Where the parts of some work are done, and what the workers pass on in files."""

    tasks: Tasks
    folder: Path | None = None
    """An empty folder that all workers see; `None` where there are none."""


class InProcess:
    """Does each part in this process, when its result is asked for."""

    workers = 1

    def map(self, function: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """See `Tasks`."""
        return map(function, parts)


HERE = InProcess()
IN_PROCESS = Workshop(HERE)


class InProcesses:
    """Does the parts in several processes on this machine; a context that ends them."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._context = worker_pool(workers, _nothing)
        self._pool: ProcessPoolExecutor

    def __enter__(self) -> Self:
        self._pool = self._context.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._context.__exit__(*raised)  # type: ignore[arg-type]

    def map(self, function: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """See `Tasks`."""

        def start(part: Part) -> Future[Result]:
            return self._pool.submit(function, part)

        return in_order(start, Future.result, parts, PARTS_AHEAD * self.workers)


def in_order(
    start: Callable[[Part], Started],
    result_of: Callable[[Started], Result],
    parts: Iterable[Part],
    ahead: int,
) -> Iterator[Result]:
    """The result of each part, in order, with so many parts started and not yet asked for."""
    waiting: deque[Started] = deque()
    for part in chain(((part,) for part in parts), repeat(None)):
        if part is not None:
            waiting.append(start(part[0]))
        elif not waiting:
            return
        if part is None or len(waiting) > ahead:
            yield result_of(waiting.popleft())


def _nothing() -> None:
    """What workers do first."""
