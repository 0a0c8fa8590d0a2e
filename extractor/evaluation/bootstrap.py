"""Intervals for scores, by drawing what was scored again and again."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

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
    drawn = (score(draw.choices(items, k=len(items))) for _ in range(RESAMPLES))
    return _interval(value, [found for found in drawn if found is not None])


def estimate_ratio(items: Sequence[tuple[float, float]]) -> Estimate | None:
    """The ratio of two sums over the items, each a pair of what is right and of how many there are."""
    parts, totals = np.array(items, dtype=float).reshape(-1, 2).T
    if not totals.sum():
        return None
    draw, found = np.random.RandomState([SEED]), []  # gives the numbers of `random.Random(SEED)`
    for _ in range(RESAMPLES // 50):  # fifty at a time, as thousands of items take memory
        rows = (draw.random_sample((50, len(totals))) * len(totals)).astype(int)
        right, of = parts[rows].sum(axis=1), totals[rows].sum(axis=1)
        found += (right[of > 0] / of[of > 0]).tolist()
    return _interval(float(parts.sum() / totals.sum()), found)


def _interval(value: float, scores: Sequence[float]) -> Estimate:
    ordered = sorted(scores) or [value]
    low, high = (ordered[round(share * (len(ordered) - 1))] for share in (_TAIL, 1 - _TAIL))
    return Estimate(value, low, high)
