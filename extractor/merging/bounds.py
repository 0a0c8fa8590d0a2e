"""Which of many pairs cannot be linked, found by what costs little, before their shared keys are counted.

Fields with few values, and those whose values lie on a line, give their points at once. Of the others each
row has, for every number of points that keys give, 64 bits of which its keys set some: rows without a common
bit share none of those keys. So a pair is given up only when it cannot reach the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extractor.merging.arrays import Ints, joined
from extractor.merging.blocking import Keys, Pairs
from extractor.merging.sums import FieldPoints, Sums

_AT_ONCE = 20_000
"""Pairs that are looked at at a time."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Fibonacci hashing: the top bits of a number times this are spread evenly."""


class Bounds:
    """Tells pairs that could be linked from those that cannot."""

    def __init__(self, keys: Keys, sums: Sums, threshold: int) -> None:
        self.threshold = threshold
        cheap = [field for field in sums.fields if field.is_cheap]
        cheap.sort(key=lambda field: field.extents is None)  # most pairs are far apart in time
        self.fields: list[FieldPoints | _Bits] = [*cheap]
        self.fields += [
            _Bits.of(keys, number) for number, field in enumerate(sums.fields) if not field.is_cheap
        ]

    def possible(self, pairs: Pairs) -> Pairs:
        """Those of the pairs that might reach the threshold."""
        i, j = pairs
        parts = [slice(start, start + _AT_ONCE) for start in range(0, len(i), _AT_ONCE)]
        found = [self._possible(i[part], j[part]) for part in parts]
        return joined([own for own, _ in found]), joined([own for _, own in found])

    def _possible(self, i: Ints, j: Ints) -> Pairs:
        most = np.zeros(len(i), dtype=np.int64)
        others = sum(field.most for field in self.fields)
        for field in self.fields:
            most += field.at_most(i, j)
            others -= field.most
            alive = most + others >= self.threshold
            i, j, most = i[alive], j[alive], most[alive]
        return i, j


@dataclass(frozen=True, slots=True)
class _Bits:
    """By row, the bits that its keys of a field set."""

    by_points: Sequence[tuple[int, npt.NDArray[np.uint64]]]
    """For each number of points that keys give, the fewest first."""
    most: int

    @classmethod
    def of(cls, keys: Keys, field: int) -> _Bits:
        """The bits of a field."""
        found = {
            points: np.zeros(len(keys.starts) - 1, dtype=np.uint64)
            for points in sorted(set(keys.points[keys.field == field].tolist()))
        }
        for _, rows, key in keys.entries():
            for points, bits in found.items():
                chosen = (keys.field[key] == field) & (keys.points[key] == points)
                spread = (key[chosen].astype(np.uint64) * _SPREAD) >> np.uint64(58)
                np.bitwise_or.at(bits, rows[chosen], np.uint64(1) << spread)
        return cls(list(found.items()), max(found, default=0))

    def at_most(self, i: Ints, j: Ints) -> Ints:
        """The most points that the keys of each pair of rows can give."""
        best = np.zeros(len(i), dtype=np.int64)
        for points, bits in self.by_points:
            best[(bits[i] & bits[j]) != 0] = points
        return best
