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
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from extractor.errors import RunError

T = TypeVar("T")
R = TypeVar("R")


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_MOST_TOGETHER = 600e6
"""Bytes that this process and its copies may hold together, were nothing shared; it is some half of that."""

_HARMLESS = "run.log"
"""A thread that holds nothing a copy needs."""


def copies_worth() -> int:
    """How many copies of this process to share work of a second or so among; 1 for none."""
    if not may_be_copied():
        return 1
    import psutil

    return max(1, min(cores(), int(_MOST_TOGETHER / psutil.Process().memory_info().rss) - 1))


def may_be_copied() -> bool:
    """Whether a copy of this process can go on with all that it holds.

    It has no thread but the one that copies: what another was doing, such as holding a lock, it never ends.
    On macOS the system's own libraries have such threads.
    """
    others = (thread for thread in threading.enumerate() if thread is not threading.current_thread())
    return sys.platform == "linux" and all(thread.name == _HARMLESS for thread in others)


def _fork() -> Any:
    return multiprocessing.get_context("fork")


@contextmanager
def _copying() -> Iterator[None]:
    with warnings.catch_warnings():
        # Newer Pythons warn of copies of a process with threads; those of numpy's libraries do no harm.
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def mapped(work: Callable[[T], R], items: Sequence[T], processes: int) -> Iterable[R]:
    """What the work gives for each item, in their order.

    Several processes start as copies of this one, so that all it holds need not be sent to them; where a
    system does not do that well, the work is done here.

    Raises:
        RunError: one of them was killed.
    """
    if processes == 1 or len(items) < 2 or sys.platform != "linux":
        return map(work, items)
    return _in_copies(work, items, processes)


@contextmanager
def whole_or_told() -> Iterator[None]:
    """Around work of a pool of processes.

    Raises:
        RunError: one of them was killed.
    """
    try:
        yield
    except BrokenProcessPool:
        raise RunError(
            "a process that shared the work ended before it was done, as when memory runs out; "
            "start the same command again"
        ) from None


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
    copies = min(processes, len(items))
    _work, frozen = work, gc.get_freeze_count()
    gc.freeze()  # what is here stays shared: a collection in a copy would write to all of it
    try:
        with (
            whole_or_told(),
            _copying(),
            ProcessPoolExecutor(copies, _fork(), initializer=start_helper) as pool,
        ):
            memory = Memory()
            for helper, result in pool.map(_do, items):
                memory.note(*helper)
                yield result
    finally:
        _work = _nothing
        if not frozen:  # else they are the caller's to let go
            gc.unfreeze()


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
