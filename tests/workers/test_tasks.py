from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from extractor.errors import RecordsError
from extractor.workers import HERE, InProcesses, Tasks
from extractor.workers.tasks import PARTS_AHEAD


def squared(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def refused(number: int) -> int:
    if number == 3:
        raise RecordsError(f"{number} is no record")
    return number


def checked(tasks: Tasks) -> set[int]:
    """The processes that worked on some parts, whose results must be whole and in order."""
    found = list(tasks.map(squared, range(40)))
    assert [result for result, _ in found] == [number * number for number in range(40)]
    assert list(tasks.map(squared, ())) == []
    return {process for _, process in found}


def test_parts_are_done_in_this_process_where_there_are_no_workers() -> None:
    assert checked(HERE) == {os.getpid()}


def test_parts_are_done_in_order_by_processes() -> None:
    with InProcesses(2) as tasks:
        assert os.getpid() not in checked(tasks)


def test_an_error_is_raised_for_the_part_that_has_it() -> None:
    with InProcesses(2) as tasks:
        results = tasks.map(refused, range(6))
        assert [next(results) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(RecordsError, match="3 is no record"):
            next(results)


def test_no_more_parts_are_asked_for_than_are_worked_on_soon() -> None:
    asked: list[int] = []

    def parts() -> Iterator[int]:
        for number in range(100):
            asked.append(number)
            yield number

    with InProcesses(2) as tasks:
        next(tasks.map(refused, parts()))
        assert len(asked) == 2 * PARTS_AHEAD + 1
