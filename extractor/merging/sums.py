"""The sums of many pairs at once: as `Scorer`, on the rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from extractor.fields.base import EXCLUDED, FieldType
from extractor.merging.arrays import NOTHING, Ints, distinct
from extractor.merging.blocking import Pairs
from extractor.merging.table import Column, Table
from extractor.schemas import Schema

_NEVER = -(2**31)
"""Stands for the points of a pair that is excluded."""
_UNKNOWN = _NEVER + 1
_CONFLICT = -(2**30)
"""Added to the points of a level that excludes events which the field defines, until that is known."""
_EVERYWHERE = 2**40
"""Stands for the room of a value that has no extent: nothing is far from it."""
_FEW = 4000
"""Different values up to which all their pairs have a place in a square table."""
_SOON_KNOWN = 300
"""Different values up to which all their pairs are soon compared."""
_MOST_LEVELS = 250
"""Levels of a field up to which a byte tells them apart."""
_REMEMBERED = 200_000
"""Comparisons kept of a field with more values; beyond it they are forgotten, which costs time."""
_IN_BULK = 24
"""Pairs from which arrays are faster than one pair after the other."""


class Sums:
    """Adds up the points of pairs of rows by one schema's weights."""

    def __init__(self, table: Table, schema: Schema) -> None:
        self.table = replace(table, columns=(), ids=(), article_names=())  # workers need no more
        self.threshold = schema.threshold
        self.fields = [
            FieldPoints(column, schema.weights[column.field.name], _rows_defined_by(column, table))
            for column in table.columns
        ]
        # Those with few values first: their comparisons are soon known.
        self.alike = frozenset(table.pairs_read_alike())
        """Pairs of rows that two models read in the same words."""
        self.order = sorted(
            range(len(self.fields)), key=lambda number: len(self.fields[number].comparison_keys)
        )

    def links(self, pairs: Pairs, most: Ints) -> tuple[Ints, Ints, Ints]:
        """Of these pairs those that reach the threshold and are not excluded, with their points.

        `most` says for each pair and field the most that the shared keys can give, and a field counts for no
        more than that: so a pair is left as soon as the others cannot make up for what is missing, and in
        whatever order fields are looked at, the same pairs remain.
        """
        i, j = pairs
        total = np.zeros(len(i), dtype=np.int64)
        possible = most.sum(axis=1)
        against = np.zeros(len(i), dtype=bool)
        for number in self.order:
            points = self.fields[number].points(i, j)
            total += points
            against |= points < 0
            possible += np.minimum(points, most[:, number]) - most[:, number]
            alive = (points != _NEVER) & (possible >= self.threshold)
            i, j, total, against = i[alive], j[alive], total[alive], against[alive]
            possible, most = possible[alive], most[alive]
        apart = against & (self.table.articles[i] == self.table.articles[j])
        for pair in np.flatnonzero(apart):
            apart[pair] = self.table.are_apart(int(i[pair]), int(j[pair]))
        return i[~apart], j[~apart], total[~apart]

    def links_read_alike(self) -> tuple[Ints, Ints, Ints]:
        """The pairs that two models read in the same words, with their points."""
        pairs = sorted(self.alike)
        i, j = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return i, j, np.array([self._one_by_one([a], [b]) for a, b in pairs], dtype=np.int64)

    def across(self, a: Sequence[int], b: Sequence[int]) -> int | None:
        """The points of all pairs of a row of `a` and a row of `b`; `None` when one is excluded."""
        if len(a) * len(b) < _IN_BULK or self.alike:
            return self._one_by_one(a, b)
        first, second = np.array(a, dtype=np.int64), np.array(b, dtype=np.int64)
        i, j = np.repeat(first, len(second)), np.tile(second, len(first))
        total = np.zeros(len(i), dtype=np.int64)
        against = np.zeros(len(i), dtype=bool)
        for field in self.fields:
            points = field.points(i, j)
            if (points == _NEVER).any():
                return None
            total += points
            against |= points < 0
        apart = against & (self.table.articles[i] == self.table.articles[j])
        if any(self.table.are_apart(int(i[pair]), int(j[pair])) for pair in np.flatnonzero(apart)):
            return None
        return int(total.sum())

    def _one_by_one(self, a: Sequence[int], b: Sequence[int]) -> int | None:
        total = 0
        for i in a:
            for j in b:
                points = [field.one(i, j) for field in self.fields]
                if self.alike and (min(i, j), max(i, j)) in self.alike:
                    total += max(sum(each for each in points if each != _NEVER), self.threshold)
                    continue
                if _NEVER in points or (min(points, default=0) < 0 and self.table.are_apart(i, j)):
                    return None
                total += sum(points)
        return total


def _rows_defined_by(column: Column, table: Table) -> npt.NDArray[np.bool_] | None:
    """Which rows are of kinds of events that a field defines; `None` where that can exclude no pair."""
    if not column.field.type.conflicts:
        return None
    named = np.array([column.field.name in names for names in table.defining.items], dtype=bool)
    defined = named[table.defining.numbers]
    return defined if defined.any() else None


class FieldPoints:
    """The points of one field, remembered by the numbers of the two values."""

    def __init__(
        self, column: Column, weights: Mapping[str, int], defined: npt.NDArray[np.bool_] | None
    ) -> None:
        self.defined = defined
        self.conflicts = column.field.type.conflicts if defined is not None else frozenset[str]()
        self.numbers = column.numbers
        self.comparison_keys = column.comparison_keys
        self.level = column.field.type.level
        self.weights = weights
        self.most = max(0, *self.weights.values())
        self.size = len(self.comparison_keys)
        self.is_few = self.size <= _FEW and len(column.field.type.levels) < _MOST_LEVELS
        self.square: npt.NDArray[np.uint8] | None = None
        """By pair of values: where in `distinct_points` its points stand, at 0 while they are not known.

        Only where there are few values, and only once it is needed.
        """
        self.distinct_points = np.array([_UNKNOWN], dtype=np.int64)
        self.places: dict[int, int] = {}
        self.known: dict[int, int] = {}
        self.extents = _Extents.of(column, self._points_of)

    def points(self, i: Ints, j: Ints) -> Ints:
        """The points of each pair of rows, 0 when one says nothing, `_NEVER` when it is excluded."""
        a, b = self.numbers[i], self.numbers[j]
        both = (a != NOTHING) & (b != NOTHING)
        found = np.zeros(len(i), dtype=np.int64)
        if self.extents is not None:
            found[both] = self.extents.points(a[both], b[both])
            both &= found == _UNKNOWN
        a, b = a[both], b[both]
        found[both] = self._of(np.minimum(a, b) * self.size + np.maximum(a, b))
        if self.defined is not None:
            conflict = (found < _CONFLICT // 2) & (found != _NEVER)
            found[conflict] -= _CONFLICT
            found[conflict & self.defined[i] & self.defined[j]] = _NEVER
        return found

    @property
    def is_cheap(self) -> bool:
        """Whether `at_most` tells much and costs little."""
        return self.size <= _SOON_KNOWN or self.extents is not None

    def at_most(self, i: Ints, j: Ints) -> Ints:
        """As `points`, or more where those would cost much."""
        if self.size <= _SOON_KNOWN:
            return self.points(i, j)
        a, b = self.numbers[i], self.numbers[j]
        both = (a != NOTHING) & (b != NOTHING)
        found = np.zeros(len(i), dtype=np.int64)
        found[both] = self.most if self.extents is None else self.extents.points(a[both], b[both])
        found[(found == _UNKNOWN) | ((found < _CONFLICT // 2) & (found != _NEVER))] = self.most
        return found

    def one(self, i: int, j: int) -> int:
        """The points of one pair of rows."""
        a, b = int(self.numbers[i]), int(self.numbers[j])
        points = 0 if NOTHING in (a, b) else self._remembered(min(a, b) * self.size + max(a, b))
        if self.defined is None or points >= _CONFLICT // 2 or points == _NEVER:
            return points
        return _NEVER if self.defined[i] and self.defined[j] else points - _CONFLICT

    def _of(self, codes: Ints) -> Ints:
        if not self.is_few:
            different, where = np.unique(codes, return_inverse=True)
            points = np.array([self._remembered(code) for code in different.tolist()], dtype=np.int64)
            return points[where] if len(points) else points
        if self.square is None:
            self.square = np.zeros(self.size * self.size, dtype=np.uint8)
        if (unknown := self.square[codes] == 0).any():
            for code in distinct(codes[unknown]).tolist():
                self.square[code] = self._place_of(self._compared(code))
        return self.distinct_points[self.square[codes]]

    def _place_of(self, points: int) -> int:
        """Where in `distinct_points` these points stand, from now on."""
        place = self.places.setdefault(points, len(self.distinct_points))
        if place == len(self.distinct_points):
            self.distinct_points = np.append(self.distinct_points, points)
        return place

    def _remembered(self, code: int) -> int:
        points = self.known.get(code)
        if points is None:
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            points = self.known[code] = self._compared(code)
        return points

    def _compared(self, code: int) -> int:
        a, b = divmod(code, self.size)
        return self._points_of(self.level(self.comparison_keys[a], self.comparison_keys[b]))

    def _points_of(self, level: str) -> int:
        if level == EXCLUDED:
            return _NEVER
        return self.weights.get(level, 0) + _CONFLICT * (level in self.conflicts)


@dataclass(frozen=True, slots=True)
class _Extents:
    """The extents of the values of a field, by number."""

    start: Ints
    end: Ints
    room: Ints
    far: Ints
    """Points of far values; `_UNKNOWN` where a value has no extent."""
    near: Ints
    """Points of the others; `_UNKNOWN` where only comparing can tell."""

    @classmethod
    def of(cls, column: Column, points_of: Callable[[str], int]) -> _Extents | None:
        """The extents of a column's values; `None` when they have none."""
        if type(column.field.type).extent is FieldType.extent:
            return None  # and no value need be looked at
        rows = []
        for key in column.comparison_keys:
            found = column.field.type.extent(key)
            if found is None:
                rows.append((0, 0, _EVERYWHERE, _UNKNOWN, _UNKNOWN))
            else:
                near = _UNKNOWN if found.near is None else points_of(found.near)
                rows.append((found.start, found.end, found.room, points_of(found.far), near))
        if all(row[2] == _EVERYWHERE for row in rows):
            return None
        return cls(*np.array(rows, dtype=np.int64).T)

    def points(self, a: Ints, b: Ints) -> Ints:
        """The points of pairs of values as far as extents tell them, else `_UNKNOWN`."""
        between = np.maximum(self.start[a], self.start[b]) - np.minimum(self.end[a], self.end[b])
        room = self.room[a] + self.room[b]
        near = np.where(room < _EVERYWHERE, np.maximum(self.near[a], self.near[b]), _UNKNOWN)
        return np.where(between > room, np.maximum(self.far[a], self.far[b]), near)
