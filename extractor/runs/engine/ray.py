"""Workers on Ray: on the cores of this machine, or on a cluster.

Ray starts the workers, says when one has ended, and carries the messages. What must outlive a process is in
the ledger, which the driver holds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from extractor.runs.endings import Tally
from extractor.runs.engine.base import Job
from extractor.runs.engine.connection import answer, check_ray, connected
from extractor.runs.engine.driver import drive
from extractor.runs.engine.messages import FromWorker, Greeting, Task, ToWorker
from extractor.runs.engine.worker import Worker
from extractor.workers import worker_count

_CORES = 0.1
"""Of a worker, as Ray counts them: it mostly waits, and must find a place when a node has left."""

_CALLS_AT_ONCE = 16
"""Of a worker's methods; two are under way at most."""

_OPENS_WITHIN = 120.0
"""Seconds; it starts a process, and imports this package."""

_ANSWERS_WITHIN = 60.0
"""Seconds, for any other message."""

_SILENT_FOR = 5.0
"""Seconds after which a worker that has nothing to say says so."""


class RayEngine:
    """Runs a job with workers on Ray."""

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        """
        Args:
            address: `auto`, or `HOST:PORT` of a cluster's head; `None` starts Ray on this machine.
            workers: by default as many as there are cores, here or in the cluster.

        Raises:
            UsageError: Ray is not installed, or the address is none.
        """
        check_ray(address)
        self._address = address
        self._workers = workers

    def run(self, job: Job) -> Tally:
        """See `Engine`."""
        with connected(self._address, self._workers or worker_count()) as cores:
            workers = self._workers or cores
            return asyncio.run(drive(job, _RayWorker, workers))


class _RayWorker:
    """A `WorkerHandle`: an actor of Ray."""

    def __init__(self) -> None:
        import ray

        options = {
            "num_cpus": _CORES,
            "max_concurrency": _CALLS_AT_ONCE,
            "max_restarts": 0,  # the driver starts another, which knows nothing of the work of this one
            "scheduling_strategy": "SPREAD",
        }
        self._actor = ray.remote(**options)(Worker).remote()

    async def open(self, task: Task) -> Greeting:
        """See `WorkerHandle`."""
        return await answer(self._actor.open.remote(task), _OPENS_WITHIN)

    async def exchange(self, items: Sequence[ToWorker]) -> list[FromWorker]:
        """See `WorkerHandle`."""
        return await answer(self._actor.exchange.remote(items, _SILENT_FOR), _ANSWERS_WITHIN)

    def kill(self) -> None:
        """See `WorkerHandle`."""
        import ray

        ray.kill(self._actor)
