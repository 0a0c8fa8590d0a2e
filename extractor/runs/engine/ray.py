"""Workers on Ray: on the cores of this machine, or on a cluster. Nothing of Ray is anywhere else.

Ray starts the workers, says when one has ended, and carries the messages. What must outlive a process is in
the ledger, which the driver holds.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import secrets
import socket
import sys
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from extractor.errors import ExtractorError, RunError, UsageError
from extractor.runs.endings import Tally
from extractor.runs.engine.base import Job
from extractor.runs.engine.driver import WorkerLost, drive
from extractor.runs.engine.messages import FromWorker, Greeting, Task, ToWorker
from extractor.runs.engine.worker import Worker
from extractor.workers import worker_count

T = TypeVar("T")

_CORES = 0.1
"""Of a worker, as Ray counts them: it mostly waits, and must find a place when a node has left."""

_CALLS_AT_ONCE = 16
"""Of a worker's methods; two are under way at most."""

_OPENS_WITHIN = 120.0
"""Seconds; it starts a process, and imports this package."""

_ANSWERS_WITHIN = 60.0
"""Seconds, for any other message."""

_COLLECTED_AFTER = 5.0
"""Seconds after which a worker that has nothing to say says so."""

_CONNECTS_WITHIN = 10.0
"""Seconds; Ray itself takes two minutes to find that nobody is there, and then ends the process."""

_OBJECT_STORE = 80 * 2**20
"""Bytes, about the least that Ray allows: nothing is kept in it."""


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
        if importlib.util.find_spec("ray") is None:
            raise UsageError("--engine ray needs a package: pip install 'news-event-extractor[ray]'")
        if address not in {None, "auto"}:
            _host_and_port(str(address))
        self._address = address
        self._workers = workers

    def run(self, job: Job) -> Tally:
        """See `Engine`."""
        with _connected(self._address, self._workers or worker_count()) as cores:
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
        return await _answer(self._actor.open.remote(task), _OPENS_WITHIN)

    async def deliver(self, items: Sequence[ToWorker]) -> None:
        """See `WorkerHandle`."""
        await _answer(self._actor.deliver.remote(items), _ANSWERS_WITHIN)

    async def collect(self) -> list[FromWorker]:
        """See `WorkerHandle`."""
        return await _answer(self._actor.collect.remote(_COLLECTED_AFTER), _ANSWERS_WITHIN)

    def kill(self) -> None:
        """See `WorkerHandle`."""
        import ray

        ray.kill(self._actor)


async def _answer(called: Awaitable[T], within: float) -> T:
    """What a method of a worker gives.

    Raises:
        WorkerLost: the worker has ended, or took too long.
        ExtractorError: the method raised it, or something that it should not.
    """
    from ray import exceptions

    try:
        return await asyncio.wait_for(called, within)
    except exceptions.RayTaskError as error:
        cause = error.cause
        if isinstance(cause, ExtractorError):
            raise cause from None
        raise RunError(f"a worker failed ({type(cause).__name__}: {cause})") from None
    except exceptions.ActorDiedError as error:
        if "The actor died because of an error raised in its creation task" in str(error):
            raise RunError(f"a worker cannot start: {_last_line(error)}") from None
        raise WorkerLost("its process ended") from None
    except (exceptions.RayActorError, exceptions.RaySystemError) as error:
        raise WorkerLost(f"{type(error).__name__}: {_last_line(error)}") from None
    except TimeoutError:
        raise WorkerLost(f"it did not answer for {within:.0f} s") from None


def _last_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [""])[-1][:300]


@contextmanager
def _connected(address: str | None, cores: int) -> Iterator[int]:
    """Ray, found or started with so many cores; how many cores it has.

    Raises:
        RunError: there is no Ray at the address, or it is of another version.
    """
    quietly: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    if address is None:
        _keep_to_ourselves()
        quietly |= {"include_dashboard": False, "num_cpus": cores, "object_store_memory": _OBJECT_STORE}
    elif address != "auto":
        _check_that_somebody_answers(address)
    # The log of the run says what becomes of workers; Ray's own words would be in our standard output.
    os.environ.setdefault("RAY_DEDUP_LOGS_SKIP_REGEX", ".*")
    import ray  # now: it reads the environment once

    if ray.is_initialized():  # by a program that calls us, and that will shut it down
        yield _cores(ray)
        return
    try:
        ray.init(address=address or "local", **quietly)
    except (RuntimeError, ValueError, OSError) as error:
        where = address or "this machine"
        raise RunError(f"Ray at {where} cannot be used: {' '.join(str(error).split())[:500]}") from error
    try:
        yield _cores(ray)
    finally:
        ray.shutdown()


def _cores(ray: Any) -> int:
    return int(ray.cluster_resources().get("CPU", 0)) or 1


def _keep_to_ourselves() -> None:
    """For a Ray that we start: it listens to the network, and is to answer nobody who has not our token."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if "RAY_AUTH_MODE" not in os.environ and "ray" not in sys.modules:
        os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}


def _check_that_somebody_answers(address: str) -> None:
    try:
        with socket.create_connection(_host_and_port(address), timeout=_CONNECTS_WITHIN):
            return
    except OSError as error:
        raise RunError(
            f"no Ray answers at {address} ({error.strerror or error}): start one with `ray start --head`, or "
            "leave out --address"
        ) from error


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isascii() or not port.isdigit():
        raise UsageError(f"--address {address}: give auto, or HOST:PORT of the head of a Ray cluster")
    return host, int(port)
