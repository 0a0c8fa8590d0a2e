"""Worker processes for heavy work that can be cut into parts."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVarTuple

from extractor.errors import RunError

Arguments = TypeVarTuple("Arguments")


def worker_count() -> int:
    """As many workers as there are cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def worker_pool(
    count: int, start: Callable[[*Arguments], None], *arguments: *Arguments
) -> Iterator[ProcessPoolExecutor]:
    """A pool of processes, each of which calls `start` first; they end when this process is killed.

    Raises:
        RunError: a worker was killed.
    """
    try:
        with warnings.catch_warnings():
            # Python warns of a fork while there are threads; those of numpy's libraries are idle.
            warnings.simplefilter("ignore", DeprecationWarning)
            with ProcessPoolExecutor(count, initializer=_start_worker, initargs=(start, arguments)) as pool:
                yield pool
    except BrokenProcessPool:
        raise RunError(
            "a worker process ended before its work was done, as when memory runs out; "
            "start the same command again"
        ) from None


def _start_worker(start: Callable[[*Arguments], None], arguments: tuple[*Arguments]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is for the process that started this one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    start(*arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
