from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.evaluation.agreement import nominal_alpha

NO = None


def units(*observers: list[int | None]) -> list[list[int]]:
    return [[value for value in unit if value is not None] for unit in zip(*observers, strict=True)]


@pytest.mark.parametrize(
    ("observers", "alpha"),
    [
        # Worked examples of Krippendorff 2011: two observers, then four with values missing.
        ([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], 0.095),
        (
            [
                [1, 2, 3, 3, 2, 1, 4, 1, 2, NO, NO, NO],
                [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NO, 3],
                [NO, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NO],
                [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NO],
            ],
            0.743,
        ),
        ([[1, 2, 3], [1, 2, 3]], 1.0),
        ([[1, 2], [2, 1]], -0.5),
    ],
)
def test_alpha_is_that_of_the_worked_examples(observers: list[list[int | None]], alpha: float) -> None:
    assert nominal_alpha(units(*observers)) == pytest.approx(alpha, abs=0.0005)


@pytest.mark.parametrize("nothing", [[], [[1]], [[1], [2]], [[1, 1], [1, 1]]])
def test_where_nothing_could_differ_nothing_is_said(nothing: list[list[int]]) -> None:
    assert nominal_alpha(nothing) is None


@given(st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=4), min_size=1, max_size=8), st.randoms())
def test_order_does_not_matter_and_alpha_is_at_most_one(judged: list[list[int]], random: Random) -> None:
    alpha = nominal_alpha(judged)
    mixed = [random.sample(unit, len(unit)) for unit in random.sample(judged, len(judged))]
    assert nominal_alpha(mixed) == pytest.approx(alpha) if alpha is not None else nominal_alpha(mixed) is None
    assert alpha is None or alpha <= 1
