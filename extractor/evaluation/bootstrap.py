"""Intervals for scores, by drawing what was scored again and again."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")

RESAMPLES = 1000
SEED = 20250812
"""Any fixed number: the same run gets the same intervals every time."""
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score and the interval that holds 95 of 100 scores of resampled items."""

    value: float
    low: float
    high: float


def estimate(items: Sequence[_T], score: Callable[[Sequence[_T]], float | None]) -> Estimate | None:
    """The score of the items with its percentile bootstrap interval (Efron 1979); `None` without a score.

    `score` returns `None` where the items give none, as a share of nothing; such draws are left out.
    """
    value = score(items)
    if value is None:
        return None
    draw = random.Random(SEED)  # noqa: S311  # a fixed seed is the point
    scores = sorted(
        found for _ in range(RESAMPLES) if (found := score(draw.choices(items, k=len(items)))) is not None
    )
    if not scores:
        return Estimate(value, value, value)
    return Estimate(value, _quantile(scores, _TAIL), _quantile(scores, 1 - _TAIL))


def estimate_ratio(items: Sequence[tuple[float, float]]) -> Estimate | None:
    """The ratio of two sums over the items, each a pair of what is right and of how many there are."""

    def ratio(drawn: Sequence[tuple[float, float]]) -> float | None:
        total = sum(of for _, of in drawn)
        return sum(part for part, _ in drawn) / total if total else None

    return estimate(items, ratio)


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[round(share * (len(ordered) - 1))]
