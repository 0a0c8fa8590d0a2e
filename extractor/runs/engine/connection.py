"""The way to Ray: found at an address or started on this machine, and what is said when it fails.

Nothing of Ray is imported before it is wanted.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import secrets
import socket
import sys
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from extractor.errors import ExtractorError, RunError, UsageError
from extractor.runs.engine.base import WorkerLost

T = TypeVar("T")

_CONNECTS_WITHIN = 10.0
"""Seconds; Ray itself takes two minutes to find that nobody is there, and then ends the process."""

_SETTINGS = bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
"""The head of a frame of settings without any: what either side of HTTP/2 sends first (RFC 9113, 3.4)."""

_HTTP_2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + _SETTINGS
"""What a client begins with; Ray speaks gRPC, which is HTTP/2."""

_OBJECT_STORE = 80 * 2**20
"""Bytes of the object store of a Ray that we start, about the least that Ray allows."""


def check_ray(address: str | None) -> None:
    """Refuse an engine that cannot be had.

    Raises:
        UsageError: Ray is not installed, or the address is neither `auto`, `HOST:PORT` nor `None`.
    """
    if importlib.util.find_spec("ray") is None:
        raise UsageError("--engine ray needs a package: pip install 'news-event-extractor[ray]'")
    if address not in {None, "auto"}:
        _host_and_port(str(address))


@contextmanager
def connected(address: str | None, cores: int, *, object_store: int = _OBJECT_STORE) -> Iterator[int]:
    """Ray, found or started with so many cores and bytes of object store; how many cores it has.

    Raises:
        RunError: there is no Ray at the address, or it is of another version.
    """
    quietly: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    if address is None:
        _keep_to_ourselves()
        quietly |= {"include_dashboard": False, "num_cpus": cores, "object_store_memory": object_store}
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
    except Exception as error:  # Ray raises plain ones, as when it cannot start in time
        where, why = address or "this machine", " ".join(str(error).split())[:500]
        also = "; if it asks for a token, set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN"
        hint = also if isinstance(error, ConnectionError) and "RAY_AUTH_MODE" not in os.environ else ""
        raise RunError(f"Ray at {where} cannot be used: {why}{hint}") from error
    try:
        yield _cores(ray)
    finally:
        ray.shutdown()


async def answer(called: Awaitable[T], within: float) -> T:
    """What a task of Ray, or a method of an actor, gives.

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


def _cores(ray: Any) -> int:
    return int(ray.cluster_resources().get("CPU", 0)) or 1


def _keep_to_ourselves() -> None:
    """For a Ray that we start: it works for us alone, and answers nobody on the network without our token."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_worker_niceness", "0")  # Ray's 15 lets anything else on the machine go before
    if "RAY_AUTH_MODE" not in os.environ and "ray" not in sys.modules:
        os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}


def _check_that_somebody_answers(address: str) -> None:
    try:
        with socket.create_connection(_host_and_port(address), timeout=_CONNECTS_WITHIN) as connection:
            connection.settimeout(_CONNECTS_WITHIN)
            connection.sendall(_HTTP_2)
            answers = connection.recv(len(_SETTINGS))[3:4] == _SETTINGS[3:4]
    except OSError as error:
        raise RunError(
            f"no Ray answers at {address} ({error.strerror or error}): start one with `ray start --head`, or "
            "leave out --address"
        ) from error
    if not answers:
        raise RunError(f"what answers at {address} is no Ray: give the port of `ray start --head --port`")


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isascii() or not port.isdigit():
        raise UsageError(f"--address {address}: give auto, or HOST:PORT of the head of a Ray cluster")
    return host, int(port)
