"""Work shared out among processes that end with the one that started them."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, ClassVar, TypeVar

T = TypeVar("T")
R = TypeVar("R")


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def mapped(work: Callable[[T], R], items: Sequence[T], processes: int) -> Iterable[R]:
    """What the work gives for each item, in their order.

    Several processes start as copies of this one, so that all it holds need not be sent to them; where a
    system does not do that well, the work is done here.
    """
    if processes == 1 or len(items) < 2 or sys.platform != "linux":
        return map(work, items)
    return _in_copies(work, items, processes)


def start_helper() -> None:
    """Make this process a helper: it leaves ctrl-C to the process that started it, and ends with that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _nothing(item: Any) -> Any:
    return item


_work: Callable[[Any], Any] = _nothing
"""What the copies of this process find when they start."""


def _in_copies(work: Callable[[T], R], items: Sequence[T], processes: int) -> Iterator[R]:
    global _work  # noqa: PLW0603 - the one way to give something to a copy without sending it
    _work = work
    gc.freeze()  # what is here stays shared: a collection in a copy would write to all of it
    fork = multiprocessing.get_context("fork")
    try:
        with warnings.catch_warnings():
            # Newer Pythons warn of copies of a process with threads; those of numpy's libraries do no harm.
            warnings.simplefilter("ignore", DeprecationWarning)
            with ProcessPoolExecutor(min(processes, len(items)), fork, initializer=start_helper) as pool:
                memory = Memory()
                for helper, result in pool.map(_do, items):
                    memory.note(*helper)
                    yield result
    finally:
        gc.unfreeze()
        _work = _nothing


def _do(item: Any) -> tuple[tuple[int, int], Any]:
    result = _work(item)
    return held(), result


class Memory:
    """The memory that some helpers hold together, what they share with this process left out."""

    most: ClassVar[int] = 0
    """The most that helpers of any one time held, in bytes."""

    def __init__(self) -> None:
        self.held: dict[int, int] = {}

    def note(self, helper: int, held: int) -> None:
        """A helper, by its process id, says how much it holds."""
        self.held[helper] = max(held, self.held.get(helper, 0))
        Memory.most = max(Memory.most, sum(self.held.values()))


_looked: tuple[float, int] = (0.0, 0)


def held() -> tuple[int, int]:
    """Which process it is, and the bytes that it alone holds, looked up once a second at most."""
    global _looked  # noqa: PLW0603 - of the process
    now = time.monotonic()
    if now >= _looked[0] + 1:
        import psutil

        _looked = (now, psutil.Process().memory_full_info().uss)
    return os.getpid(), _looked[1]
