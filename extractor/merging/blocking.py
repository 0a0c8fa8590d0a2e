"""Which pairs of records are worth scoring.

The law: whether a pair is looked at depends on the two records alone. So another article, however common
its words, can neither add nor take away a pair. We get there by proof instead of by caps. A field gives
points only to records that share one of its keys, and to each key belongs the most that sharing it can give
(two records that share but a government cannot be of the same parties); so a pair that reaches the threshold
shares keys whose points add up to it. Every such pair is found, and `Keys.most` tells it from others that
come along.

How often a key occurs decides only *how* they are found. Of each record, the most common keys are left out
of the index as long as they cannot reach the threshold together (the prefix filter of set-similarity joins:
Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007); and a crowded key is divided by further keys
before pairs are formed, again only while that can lose nothing. What is left crowded then are records that
share enough to be one event: there the pairs are really needed.

A field may also give points without a shared key, as for a time that nobody dated. They count in the sum, but
a pair that needs them to get there is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extractor.merging.table import NOTHING, Column, Ints
from extractor.schemas import Schema

Key = tuple[str, str]
"""A field's name and one of the keys its type gives."""
Pairs = tuple[Ints, Ints]
"""Rows i and j, i < j, of so many pairs."""
Mask = npt.NDArray[np.bool_]

CROWDED = 12
"""Records under one key from which dividing it is cheaper than forming all its pairs."""
PAIRS_AT_ONCE = 200_000
"""Pairs that are held at a time."""
KEYS_AT_ONCE = 100_000
"""Entries of the index that are searched at a time."""


def key_points(schema: Schema, key: Key) -> int:
    """The most points that sharing a blocking key can give its field."""
    weights = schema.weights[key[0]]
    return max(0, *(weights.get(level, 0) for level in schema.field(key[0]).type.allows(key[1])))


def reach(keys: Iterable[Key], points: Mapping[Key, int]) -> int:
    """The most points that sharing these keys can give: in each field those of its best key."""
    best: dict[str, int] = {}
    for key in keys:
        best[key[0]] = max(best.get(key[0], 0), points[key])
    return sum(best.values())


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that two rows or more have and that give points, numbered from the rarest to the commonest."""

    field: Ints
    """By key: the number of its field."""
    fields: int
    """How many fields there are."""
    points: Ints
    """By key: the most points that sharing it can give."""
    starts: Ints
    """By row, and one more: where its entries start."""
    entries: Ints
    """The keys of the first row, of the second, and so on, each row's in order."""
    codes: Ints
    """By entry: the row times the number of keys, plus the key; so all rise."""

    @classmethod
    def of(cls, columns: Sequence[Column], schema: Schema) -> Keys:
        """The keys of all rows of a table."""
        rows: list[Ints] = []
        keys: list[Ints] = []
        fields: list[Ints] = []
        points: list[Ints] = []
        before = 0
        for number, column in enumerate(columns):
            row, value = _rows_with_values(column.numbers)
            sizes = np.diff(column.ends)[value]
            rows.append(np.repeat(row, sizes))
            keys.append(before + column.keys[ragged(column.ends[value], sizes)])
            before += len(column.key_names)
            fields.append(np.full(len(column.key_names), number, dtype=np.int64))
            name = column.field.name
            points.append(
                np.array([key_points(schema, (name, key)) for key in column.key_names], dtype=np.int64)
            )
        size = len(columns[0].numbers) if columns else 0
        entries = (_joined(rows), _joined(keys))
        return cls.numbered(entries, _joined(fields), len(columns), _joined(points), size)

    @classmethod
    def numbered(cls, entries: Pairs, field: Ints, fields: int, points: Ints, size: int) -> Keys:
        """From entries (a row has a key) in any order; `size` is the number of rows."""
        rows, keys = entries
        count = np.bincount(keys, minlength=len(points))
        useful = np.flatnonzero((count > 1) & (points > 0))
        order = useful[np.argsort(count[useful], kind="stable")]
        rank = np.full(len(points), NOTHING, dtype=np.int64)
        rank[order] = np.arange(len(order))
        ranks = rank[keys]
        # One number for both, so that sorting sorts each row's keys.
        codes = np.sort(rows[ranks >= 0] * max(1, len(order)) + ranks[ranks >= 0])
        row, own = np.divmod(codes, max(1, len(order)))
        starts = np.searchsorted(row, np.arange(size + 1))
        return cls(field[order], fields, points[order], starts.astype(np.int64), own, codes)

    def most(self, pairs: Pairs) -> Ints:
        """For each pair, by field, the most points that the keys it shares can give."""
        i, j = pairs
        sizes = self.starts[i + 1] - self.starts[i]
        pair = np.repeat(np.arange(len(i)), sizes)
        keys = self.entries[ragged(self.starts[i], sizes)]
        shared = self._holds(j[pair], keys)
        pair, keys = pair[shared], keys[shared]
        best = np.zeros(len(i) * self.fields, dtype=np.int64)
        np.maximum.at(best, pair * self.fields + self.field[keys], self.points[keys])
        return best.reshape(len(i), self.fields)

    def _holds(self, rows: Ints, keys: Ints) -> Mask:
        """Whether each row has the key beside it."""
        wanted = rows * len(self.points) + keys
        at = np.searchsorted(self.codes, wanted)
        at[at == len(self.codes)] = 0
        found: Mask = self.codes[at] == wanted if len(self.codes) else np.zeros(len(wanted), dtype=bool)
        return found


def ragged(starts: Ints, sizes: Ints) -> Ints:
    """The numbers from each start on, as many as its size: (3, 7) and (2, 3) give 3, 4, 7, 8, 9."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0, dtype=np.int64) + np.repeat(starts - ends + sizes, sizes)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Groups of rows that share the keys of a path; the rows of a group stand together, in order."""

    rows: Ints
    sizes: Ints
    last: Ints
    """By group: the last key of its path."""
    best: Ints
    """By group and field: the points of the path."""

    def only(self, chosen: Mask) -> _Groups:
        """Some of the groups."""
        rows = self.rows[np.repeat(chosen, self.sizes)]
        return _Groups(rows, self.sizes[chosen], self.last[chosen], self.best[chosen])


class Search:
    """Finds every pair whose shared keys could carry it to the threshold, and some others.

    A pair is found once or more often. The search has parts, which can be gone through in any order.
    """

    def __init__(self, keys: Keys, threshold: int) -> None:
        self.keys = keys
        self.threshold = threshold
        self.fields = keys.fields
        rows = np.repeat(np.arange(len(keys.starts) - 1), np.diff(keys.starts))
        self.tail = self._tail(rows)
        needed = self.tail >= threshold
        # By key, and under each key by row.
        order = np.argsort(keys.entries[needed], kind="stable")
        self.index_rows = rows[needed][order]
        self.index_keys = keys.entries[needed][order]

    @property
    def parts(self) -> list[range]:
        """The parts of the search: entries of the index."""
        size = len(self.index_rows)
        return [range(start, min(start + KEYS_AT_ONCE, size)) for start in range(0, size, KEYS_AT_ONCE)]

    def pairs(self, part: range) -> Iterator[Pairs]:
        """The pairs under the keys whose entries begin in a part, many at a time."""
        start, end = self._first_of_key(part.start), self._first_of_key(part.stop)
        groups = self._grouped(
            self.index_rows[start:end], self.index_keys[start:end], np.zeros((0, self.fields), dtype=np.int64)
        )
        while len(groups.sizes):
            enough = groups.best.sum(axis=1) >= self.threshold
            whole = enough | (groups.sizes < CROWDED)
            yield from _all_pairs(groups.only(whole))
            groups = self._divided(groups.only(~whole))

    def _first_of_key(self, position: int) -> int:
        """Where the key begins whose entries hold this position; the end of the index for the end."""
        if position >= len(self.index_rows):
            return len(self.index_rows)
        return int(np.searchsorted(self.index_keys, self.index_keys[position]))

    def _tail(self, rows: Ints) -> Ints:
        """For each entry the most points that it and the commoner keys of its row can give."""
        keys = self.keys
        total = np.zeros(len(rows), dtype=np.int64)
        high = int(keys.points.max(initial=0)) + 1
        offset = (len(keys.starts) - rows[::-1]) * high  # rises from row to row, seen from the end
        for number in range(self.fields):
            own = np.where(keys.field[keys.entries] == number, keys.points[keys.entries], 0)
            total += (np.maximum.accumulate(own[::-1] + offset) - offset)[::-1]
        return total

    def _divided(self, groups: _Groups) -> _Groups:
        """The groups parted by each further key that adds points.

        The keys that a pair shares, in order and without those that add no points, are a path to the
        threshold; so it is enough to go on with commoner keys that add points, while they can get there.
        """
        keys = self.keys
        sizes = keys.starts[groups.rows + 1] - keys.starts[groups.rows]
        at = ragged(keys.starts[groups.rows], sizes)
        key = keys.entries[at]
        rows = np.repeat(groups.rows, sizes)
        group = np.repeat(np.repeat(np.arange(len(groups.sizes)), groups.sizes), sizes)
        further = (key > groups.last[group]) & (keys.points[key] > groups.best[group, keys.field[key]])
        further &= groups.best.sum(axis=1)[group] + self.tail[at] >= self.threshold
        key, rows, group = key[further], rows[further], group[further]
        code = group * len(keys.points) + key
        order = np.argsort(code, kind="stable")
        return self._grouped(rows[order], code[order], groups.best)

    def _grouped(self, rows: Ints, codes: Ints, best: Ints) -> _Groups:
        """The groups of two rows or more with one code, which is that of a former group and a key."""
        starts = np.flatnonzero(np.diff(codes, prepend=-1))
        sizes = np.diff(starts, append=len(codes))
        before, last = np.divmod(codes[starts], max(1, len(self.keys.points)))
        path = best[before] if len(best) else np.zeros((len(starts), self.fields), dtype=np.int64)
        path[np.arange(len(starts)), self.keys.field[last]] = self.keys.points[last]
        return _Groups(rows, sizes, last, path).only(sizes > 1)


def _all_pairs(groups: _Groups) -> Iterator[Pairs]:
    """Every pair of every group."""
    ends = np.cumsum(groups.sizes)
    after = np.repeat(ends, groups.sizes) - np.arange(len(groups.rows)) - 1
    done = np.cumsum(after)
    start = 0
    while start < len(after):
        formed = done[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(done, formed + PAIRS_AT_ONCE)))
        sizes = after[start:end]
        i = np.repeat(groups.rows[start:end], sizes)
        j = groups.rows[ragged(np.arange(start, end) + 1, sizes)]
        if len(i):
            yield i, j
        start = end


def _rows_with_values(numbers: Ints) -> Pairs:
    row = np.flatnonzero(numbers != NOTHING)
    return row, numbers[row]


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
