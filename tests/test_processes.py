from __future__ import annotations

import os

import pytest

from extractor.processes import Memory, mapped


@pytest.mark.parametrize("processes", [1, 2])
def test_what_each_item_gives_comes_in_the_order_of_the_items(processes: int) -> None:
    factor = 3
    assert list(mapped(lambda item: factor * item, range(50), processes)) == [3 * n for n in range(50)]


def test_helpers_are_other_processes_and_say_what_they_hold() -> None:
    assert os.getpid() not in set(mapped(lambda _: os.getpid(), range(8), 2))
    assert Memory.most > 0


def test_what_goes_wrong_in_a_helper_goes_wrong_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(mapped(lambda item: 1 // item, range(3), 2))
