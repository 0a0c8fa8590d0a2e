from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.evaluation.bootstrap import estimate


def shares(right: Sequence[float]) -> list[tuple[float, float]]:
    return [(each, 1.0) for each in right]


def one_if_any(sums: Sequence[float]) -> float | None:
    return 1.0 if sums[0] else None


def test_the_interval_holds_the_score() -> None:
    found = estimate(shares([0.0, 1.0] * 10))
    assert found is not None
    assert found.value == 0.5
    assert 0.2 < found.low < 0.5 < found.high < 0.8


def test_more_items_give_a_narrower_interval() -> None:
    few, many = estimate(shares([0.0, 1.0] * 5)), estimate(shares([0.0, 1.0] * 200))
    assert few is not None
    assert many is not None
    assert many.high - many.low < (few.high - few.low) / 3


def test_the_same_items_give_the_same_interval() -> None:
    assert estimate(shares([0.0, 1.0, 1.0])) == estimate(shares([0.0, 1.0, 1.0]))


def test_items_that_are_all_alike_leave_no_doubt() -> None:
    found = estimate(shares([1.0, 1.0]))
    assert found is not None
    assert (found.low, found.high) == (1.0, 1.0)


@pytest.mark.parametrize("items", [[], [(0.0,)]])
def test_where_there_is_no_score_there_is_no_interval(items: list[tuple[float]]) -> None:
    assert estimate(items, one_if_any) is None


def test_a_share_of_nothing_is_no_score() -> None:
    assert estimate([(0.0, 0.0)]) is None


def test_draws_without_a_score_are_left_out() -> None:
    found = estimate([(0.0,), (1.0,)], one_if_any)
    assert found is not None
    assert (found.low, found.high) == (1.0, 1.0)
