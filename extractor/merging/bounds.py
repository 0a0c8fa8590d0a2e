"""Which of many pairs cannot be linked, told by what costs little, before their shared keys are counted.

Fields with few values, and those whose values lie on a line, give their points at once. Of the others each
row has, for every number of points that keys give, 64 bits of which its keys set some: rows without a common
bit share none of those keys. So a pair is given up only when it cannot reach the threshold.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extractor.merging.blocking import Keys, Mask, Pairs
from extractor.merging.sums import Sums

_Bits = npt.NDArray[np.uint64]
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Fibonacci hashing: the top bits of a number times this are spread evenly."""


class Bounds:
    """Tells pairs that could be linked from those that cannot."""

    def __init__(self, keys: Keys, sums: Sums, threshold: int) -> None:
        self.threshold = threshold
        self.cheap = [field for field in sums.fields if field.is_cheap]
        self.costly = [
            _bits_by_points(keys, number) for number, field in enumerate(sums.fields) if not field.is_cheap
        ]

    def possible(self, pairs: Pairs) -> Mask:
        """Which of the pairs might reach the threshold."""
        i, j = pairs
        most = np.zeros(len(i), dtype=np.int64)
        for field in self.cheap:
            most += field.at_most(i, j)
        for by_points in self.costly:
            best = np.zeros(len(i), dtype=np.int64)
            for points, bits in by_points:
                best[(bits[i] & bits[j]) != 0] = points
            most += best
        enough: Mask = most >= self.threshold
        return enough


def _bits_by_points(keys: Keys, field: int) -> list[tuple[int, _Bits]]:
    """By row, the bits of its keys of a field, for each number of points; the fewest points first."""
    own = keys.field[keys.entries] == field
    rows = keys.rows()[own]
    entries = keys.entries[own]
    found = []
    for points in np.unique(keys.points[entries]).tolist():
        chosen = keys.points[entries] == points
        bits = np.zeros(len(keys.starts) - 1, dtype=np.uint64)
        spread = (entries[chosen].astype(np.uint64) * _SPREAD) >> np.uint64(58)
        np.bitwise_or.at(bits, rows[chosen], np.uint64(1) << spread)
        found.append((points, bits))
    return found
