"""Which of many pairs cannot be linked, found by what costs little, before their shared keys are counted.

Fields with few values, and those whose values lie on a line, give their points at once. Of the others each
row has, for every number of points that keys give, 64 bits of which its keys set some: rows without a common
bit share none of those keys. So a pair is given up only when it cannot reach the threshold.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extractor.merging.arrays import Ints
from extractor.merging.blocking import Keys, Mask, Pairs
from extractor.merging.sums import Sums

_Bits = npt.NDArray[np.uint64]
_AT_ONCE = 20_000
"""Pairs that are looked at at a time."""
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
        parts = [slice(start, start + _AT_ONCE) for start in range(0, len(i), _AT_ONCE)]
        enough = [self._possible(i[part], j[part]) for part in parts]
        return np.concatenate(enough) if enough else np.zeros(0, dtype=bool)

    def _possible(self, i: Ints, j: Ints) -> Mask:
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
    found = {
        points: np.zeros(len(keys.starts) - 1, dtype=np.uint64)
        for points in np.unique(keys.points[keys.field == field]).tolist()
    }
    for _, rows, key in keys.entries():
        for points, bits in found.items():
            chosen = (keys.field[key] == field) & (keys.points[key] == points)
            spread = (key[chosen].astype(np.uint64) * _SPREAD) >> np.uint64(58)
            np.bitwise_or.at(bits, rows[chosen], np.uint64(1) << spread)
    return list(found.items())
