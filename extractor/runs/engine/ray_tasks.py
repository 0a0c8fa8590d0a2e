"""The parts of a merge as tasks of Ray, which does those of a lost worker again."""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from extractor.errors import ExtractorError, RunError
from extractor.runs.engine.connection import check_ray, connected
from extractor.runs.versions import worker_versions
from extractor.workers import worker_count

Part = TypeVar("Part")
Result = TypeVar("Result")

_OBJECT_STORE = 256 * 2**20
"""Bytes: the results of some parts, which are a few million bytes each."""

_RETRIES = 10
"""How often a part is done again whose worker was lost."""

_PARTS_AHEAD = 8
"""For each worker: parts that are done or in work while the first of them is waited for."""


@contextmanager
def ray_tasks(address: str | None, workers: int | None) -> Iterator[RayTasks]:
    """Tasks on a Ray, found or started.

    Raises:
        UsageError: Ray is not installed, or the address is none.
        RunError: there is no Ray at the address, or it is of another version.
    """
    check_ray(address)
    with connected(address, workers or worker_count(), object_store=_OBJECT_STORE) as cores:
        yield RayTasks(workers or cores)


class RayTasks:
    """See `Tasks`."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, function: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """See `Tasks`."""
        import ray

        options = {"num_cpus": 1, "max_retries": _RETRIES, "scheduling_strategy": "SPREAD"}
        task, here = ray.remote(**options)(_done), worker_versions()
        waiting: deque[Any] = deque()
        running: list[Any] = []
        for part in parts:
            if len(running) >= self.workers:
                _, running = ray.wait(running, num_returns=1)
            waiting.append(task.remote(function, part, here))
            running.append(waiting[-1])
            while waiting[0] not in running or len(waiting) > _PARTS_AHEAD * self.workers:
                first = waiting.popleft()
                yield _result(first)
                running = [each for each in running if each != first]
        yield from map(_result, waiting)


def _result(reference: Any) -> Any:
    """What a task gave.

    Raises:
        ExtractorError: the task raised it, or something that it should not.
    """
    import ray
    from ray import exceptions

    try:
        return ray.get(reference)
    except exceptions.RayTaskError as error:
        cause = error.cause
        if isinstance(cause, ExtractorError):
            raise cause from None
        raise RunError(f"a worker failed ({type(cause).__name__}: {cause})") from None
    except exceptions.RayError as error:
        raise RunError(
            f"workers were lost again and again ({type(error).__name__}), as when memory runs out: look at "
            "the machines, and start the same command again"
        ) from None


def _done(function: Callable[[Part], Result], part: Part, versions: Mapping[str, str]) -> Result:
    """A part, done by a worker.

    Raises:
        RunError: the worker has other versions than the driver, and may give something else.
    """
    for name, there in versions.items():
        here = worker_versions().get(name, "none")
        if here != there:
            raise RunError(
                f"a worker ({socket.gethostname()}, process {os.getpid()}) has {name} {here}, and the driver "
                f"{there}: install the same versions on every machine"
            )
    return function(part)
