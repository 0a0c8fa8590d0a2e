from __future__ import annotations

import os
import signal

import pytest

from extractor.errors import RunError
from extractor.workers import worker_pool

_factor = 0


def start(factor: int) -> None:
    global _factor  # noqa: PLW0603 - of the worker
    _factor = factor


def multiplied(item: int) -> tuple[int, int]:
    return _factor * item, os.getpid()


def divided(item: int) -> int:
    return 1 // item


def killed(item: int) -> int:
    if item == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def test_workers_are_other_processes_and_know_what_they_started_with() -> None:
    with worker_pool(2, start, 3) as pool:
        results = list(pool.map(multiplied, range(50)))
    assert [product for product, _ in results] == [3 * n for n in range(50)]
    assert os.getpid() not in {process for _, process in results}
    assert _factor == 0


def test_an_error_in_a_worker_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError), worker_pool(2, start, 0) as pool:
        list(pool.map(divided, range(3)))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills a process")
def test_a_worker_that_is_killed_is_an_error_with_the_next_step() -> None:
    with (
        pytest.raises(RunError, match=r"ended before its work was done.*start the same command again"),
        worker_pool(2, start, 0) as pool,
    ):
        list(pool.map(killed, range(4)))
