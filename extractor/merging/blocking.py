"""Which pairs of records are scored.

The law: whether a pair is looked at depends on the two records alone. So another article, however common
its words, can neither add nor take away a pair. We get there by proof instead of by caps. A field gives
points only to records that share one of its keys, and to each key belongs the most that sharing it can give
(two records that share but a government cannot be of the same parties); so a pair that reaches the threshold
shares keys whose points add up to it. Every such pair is found, and `Keys.shared` tells it from others that
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
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extractor.merging.arrays import NOTHING, Ints, Small, distinct, joined, ragged
from extractor.merging.table import Column

Key = tuple[str, str]
"""A field's name and one of the keys its type gives."""
Pairs = tuple[Ints, Ints]
"""Rows i and j, i < j, of so many pairs."""
Mask = npt.NDArray[np.bool_]

CROWDED = 12
"""Records under one key from which dividing it is cheaper than forming all its pairs."""
PAIRS_AT_ONCE = 1_000_000
"""Pairs that are formed before those that were found more than once are dropped."""
KEYS_AT_ONCE = 100_000
"""Entries of the index that are searched at a time."""
ROWS_AT_ONCE = 10_000
"""Rows or pairs of which all keys are looked at, at a time."""


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
    codes: Ints
    """By entry (a row has a key): the row times the number of keys, plus the key; so all rise."""

    @classmethod
    def of(cls, columns: Sequence[Column]) -> Keys:
        """The keys of all rows of a table."""
        size = len(columns[0].numbers) if columns else 0
        field = np.repeat(np.arange(len(columns)), [len(column.points) for column in columns])
        points = joined([column.points for column in columns])
        count = joined([_rows_by_key(column) for column in columns])
        useful = np.flatnonzero(count > 1)
        first = joined([_first_row_by_key(column) for column in columns])
        # Keys of the same records stand together, so that these meet in one part of the search.
        order = useful[np.lexsort((first[useful], count[useful]))]
        rank = np.full(len(points), NOTHING, dtype=np.int64)
        rank[order] = np.arange(len(order))
        codes, before = [], 0
        for column in columns:
            end = before + len(column.points)
            codes.append(_codes(column, rank[before:end], len(order)))
            before = end
        return cls.sorted(joined(codes), field[order], len(columns), points[order], size)

    @classmethod
    def sorted(cls, codes: Ints, field: Ints, fields: int, points: Ints, size: int) -> Keys:
        """From codes in any order, which are sorted in place; `size` is the number of rows."""
        codes.sort()
        starts = np.searchsorted(codes, np.arange(size + 1) * len(points)).astype(np.int64)
        return cls(field, fields, points, starts, codes)

    def entries(self) -> Iterator[tuple[slice, Ints, Ints]]:
        """The entries of some rows at a time: which they are, the row of each, and its key."""
        size = len(self.starts) - 1
        for start in range(0, size, ROWS_AT_ONCE):
            part = slice(self.starts[start], self.starts[min(start + ROWS_AT_ONCE, size)])
            rows, keys = np.divmod(self.codes[part], max(1, len(self.points)))
            yield part, rows, keys

    def keys_at(self, at: Ints, rows: Ints) -> Ints:
        """The keys of entries that are of these rows."""
        found: Ints = self.codes[at] - rows * len(self.points)
        return found

    def shared(self, pairs: Pairs) -> tuple[Ints, Ints]:
        """For each pair, by field, the most points that the keys it shares can give; and the rarest of them.

        Where no key is shared that one is `NOTHING`.
        """
        i, j = pairs
        parts = [slice(start, start + ROWS_AT_ONCE) for start in range(0, len(i), ROWS_AT_ONCE)]
        found = [self._shared(i[part], j[part]) for part in parts] or [self._shared(i, j)]
        most, rarest = zip(*found, strict=True)
        return np.concatenate(most), np.concatenate(rarest)

    def _shared(self, i: Ints, j: Ints) -> tuple[Ints, Ints]:
        count = max(1, len(self.points))
        own = [self._codes_by_pair(rows) for rows in (i, j)]
        codes = np.sort(np.concatenate(own), kind="stable")
        pair, key = np.divmod(codes[1:][codes[1:] == codes[:-1]], count)
        best = np.zeros(len(i) * self.fields, dtype=np.int64)
        np.maximum.at(best, pair * self.fields + self.field[key], self.points[key])
        rarest = np.full(len(i), NOTHING, dtype=np.int64)
        starts = np.flatnonzero(np.diff(pair, prepend=-1))
        rarest[pair[starts]] = key[starts]
        return best.reshape(len(i), self.fields), rarest

    def _codes_by_pair(self, rows: Ints) -> Ints:
        """The keys of one row of each pair, as the pair times the number of keys, plus the key."""
        sizes = self.starts[rows + 1] - self.starts[rows]
        moved = (np.arange(len(rows)) - rows) * len(self.points)
        found: Ints = self.codes[ragged(self.starts[rows], sizes)] + np.repeat(moved, sizes)
        return found


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

    A pair is found once or more often, and in any case in the part that has the rarest key which it shares.
    The search has parts, which can be gone through in any order.
    """

    def __init__(self, keys: Keys, threshold: int) -> None:
        self.keys = keys
        self.threshold = threshold
        self.fields = keys.fields
        self.tail = self._tail()
        self.index = self._index()

    @property
    def _rows(self) -> int:
        return len(self.keys.starts) - 1

    @property
    def parts(self) -> list[range]:
        """The parts of the search: entries of the index, all of a key in one."""
        size = len(self.index)
        begins = [self._first_of_key(start) for start in range(0, size, KEYS_AT_ONCE)]
        return [range(*ends) for ends in pairwise([*begins, size]) if ends[0] < ends[1]]

    def pairs(self, part: range) -> Iterator[Pairs]:
        """The pairs under the keys of a part, many at a time; few are found twice."""
        formed: list[Pairs] = []
        held = 0
        for pairs in self._formed(part):
            formed.append(pairs)
            held += len(pairs[0])
            if held >= PAIRS_AT_ONCE:
                yield self._each_once(formed)
                formed, held = [], 0
        if formed:
            yield self._each_once(formed)

    def keys_of(self, part: range) -> range:
        """The keys of a part."""
        first, last = (int(self.index[at] // self._rows) for at in (part[0], part[-1]))
        return range(first, last + 1)

    def _each_once(self, formed: list[Pairs]) -> Pairs:
        codes = distinct(joined([i * self._rows + j for i, j in formed]))
        i, j = np.divmod(codes, self._rows)
        return i, j

    def _formed(self, part: range) -> Iterator[Pairs]:
        keys, rows = np.divmod(self.index[part.start : part.stop], self._rows)
        groups = self._grouped(rows, keys, np.zeros((0, self.fields), dtype=np.int64))
        while len(groups.sizes):
            enough = groups.best.sum(axis=1) >= self.threshold
            whole = enough | (groups.sizes < CROWDED)
            yield from _all_pairs(groups.only(whole))
            groups = self._divided(groups.only(~whole))

    def _first_of_key(self, position: int) -> int:
        """Where the key begins whose entries hold this position."""
        return int(np.searchsorted(self.index, self.index[position] // self._rows * self._rows))

    def _tail(self) -> Small:
        """For each entry the most points that it and the commoner keys of its row can give."""
        keys = self.keys
        tail = np.zeros(len(keys.codes), dtype=np.int32)
        high = int(keys.points.max(initial=0)) + 1
        for part, rows, key in keys.entries():
            offset = (self._rows - rows[::-1]) * high  # rises from row to row, seen from the end
            for number in range(self.fields):
                own = np.where(keys.field[key] == number, keys.points[key], 0)
                tail[part] += (np.maximum.accumulate(own[::-1] + offset) - offset)[::-1].astype(np.int32)
        return tail

    def _index(self) -> Ints:
        """By entry that can reach the threshold: its key times the number of rows, plus its row; all rise."""
        enough = [
            (key * self._rows + rows)[self.tail[part] >= self.threshold]
            for part, rows, key in self.keys.entries()
        ]
        index = joined(enough)
        index.sort()
        return index

    def _divided(self, groups: _Groups) -> _Groups:
        """The groups parted by each further key that adds points.

        The keys that a pair shares, in order and without those that add no points, are a path to the
        threshold; so it is enough to go on with commoner keys that add points, while they can get there.
        """
        group = np.repeat(np.arange(len(groups.sizes)), groups.sizes)
        path = groups.best.sum(axis=1)
        parts = [slice(start, start + ROWS_AT_ONCE) for start in range(0, len(group), ROWS_AT_ONCE)]
        found = [self._further(groups, group[part], groups.rows[part], path) for part in parts]
        rows, code = (joined(each) for each in zip(*found, strict=True)) if found else (group, group)
        order = np.argsort(code, kind="stable")
        return self._grouped(rows[order], code[order], groups.best)

    def _further(self, groups: _Groups, group: Ints, rows: Ints, path: Ints) -> Pairs:
        """Of rows, each in a group, those that have a further key, and the code of the group and the key."""
        keys = self.keys
        sizes = keys.starts[rows + 1] - keys.starts[rows]
        at = ragged(keys.starts[rows], sizes)
        rows, group = np.repeat(rows, sizes), np.repeat(group, sizes)
        key = keys.keys_at(at, rows)
        further = (key > groups.last[group]) & (keys.points[key] > groups.best[group, keys.field[key]])
        further &= path[group] + self.tail[at] >= self.threshold
        return rows[further], group[further] * len(keys.points) + key[further]

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


def _rows_by_key(column: Column) -> Ints:
    """How many rows have each key of a column."""
    rows = np.bincount(column.numbers[column.numbers != NOTHING], minlength=len(column.comparison_keys))
    of_keys = np.repeat(rows, np.diff(column.ends))
    count = np.zeros(len(column.points), dtype=np.int64)
    np.add.at(count, column.keys, of_keys)
    return count


def _first_row_by_key(column: Column) -> Ints:
    """The first row that has each key of a column."""
    said = column.numbers != NOTHING
    of_value = np.full(len(column.comparison_keys), len(said), dtype=np.int64)
    np.minimum.at(of_value, column.numbers[said], np.flatnonzero(said))
    first = np.full(len(column.points), len(said), dtype=np.int64)
    np.minimum.at(first, column.keys, np.repeat(of_value, np.diff(column.ends)))
    return first


def _codes(column: Column, rank: Ints, size: int) -> Ints:
    """The code of each row and each of its keys that has a rank; `size` is how many ranks there are."""
    ranks = rank[column.keys]
    ends = np.concatenate([[0], np.cumsum(ranks != NOTHING)])[column.ends]
    ranks = ranks[ranks != NOTHING]
    row = np.flatnonzero(column.numbers != NOTHING)
    value = column.numbers[row]
    sizes = np.diff(ends)[value]
    codes: Ints = np.repeat(row, sizes) * size + ranks[ragged(ends[value], sizes)]
    return codes
