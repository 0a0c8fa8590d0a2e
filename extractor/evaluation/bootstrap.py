"""Intervals for scores, by drawing what was scored again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

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


def ratio(sums: Sequence[float]) -> float | None:
    """The first of two sums as a share of the second; `None` for a share of nothing."""
    part, total = sums
    return part / total if total else None


def estimate(
    items: Sequence[Sequence[float]], score: Callable[[Sequence[float]], float | None] = ratio
) -> Estimate | None:
    """The score of the items with its percentile bootstrap interval (Efron 1979); `None` without a score.

    Each item is some numbers, and `score` takes their sums. It returns `None` where these give no score; such
    draws are left out.
    """
    numbers = np.array(items, dtype=float)
    value = score(numbers.sum(axis=0).tolist()) if items else None
    if value is None:
        return None
    draw = np.random.RandomState([SEED])
    found: list[float | None] = []
    for _ in range(RESAMPLES // 10):  # ten at a time, as thousands of items take memory
        rows = (draw.random_sample((10, len(items))) * len(items)).astype(int)
        found += map(score, numbers[rows].sum(axis=1).tolist())
    ordered = sorted(each for each in found if each is not None) or [value]
    low, high = (ordered[round(share * (len(ordered) - 1))] for share in (_TAIL, 1 - _TAIL))
    return Estimate(value, low, high)
