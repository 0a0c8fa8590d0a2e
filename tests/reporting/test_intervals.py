from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.reporting.intervals import wilson_interval


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [
        (38, 40, 0.835, 0.986),
        (0, 10, 0.0, 0.278),
        (10, 10, 0.722, 1.0),
        (81, 263, 0.255, 0.366),  # Newcombe 1998, table I
        (1, 29, 0.0061, 0.1718),  # the same
    ],
)
def test_it_is_the_interval_of_the_literature(right: int, total: int, low: float, high: float) -> None:
    assert wilson_interval(right, total) == pytest.approx((low, high), abs=5e-4)


def test_of_nothing_all_is_possible() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)


@given(st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_it_holds_the_share_and_stays_possible(counted: tuple[int, int]) -> None:
    right, total = counted
    low, high = wilson_interval(right, total)
    assert 0 <= low <= right / total + 1e-12
    assert right / total - 1e-12 <= high <= 1
