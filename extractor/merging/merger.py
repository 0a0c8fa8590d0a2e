"""The merge itself: from records to events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from extractor.merging.ambiguity import Links, unambiguous
from extractor.merging.arrays import Ints, distinct, joined
from extractor.merging.blocking import Keys, Pairs, Search
from extractor.merging.bounds import Bounds
from extractor.merging.clustering import cluster, components
from extractor.merging.constraints import Constraints
from extractor.merging.fusing import fuse
from extractor.merging.identity import founding_order
from extractor.merging.near_duplicates import Sketch, near_duplicate_groups, sketch
from extractor.merging.shared_folder import SharedFolder
from extractor.merging.sums import Sums
from extractor.merging.table import Table, table_of
from extractor.records import Article, EventRecord, MergedEvent
from extractor.schemas import Schema
from extractor.workers import HERE, Tasks

_SKETCHES_KEPT = 4000
"""Articles of which copies were looked for, 2 KB each: those of several events are asked for again."""
_PAIRS_AT_ONCE = 200_000
"""Pairs that are scored at a time."""
LINKS_AT_ONCE = 2_000
"""Links that are clustered at a time, in whole components."""


@dataclass(slots=True)
class Cost:
    """What a merge took, filled in by it."""

    scored: int = 0
    """Pairs of records that blocking brought together and scoring compared."""
    linked: int = 0
    """Those of them that reach the threshold."""


def merge(
    records: Iterable[EventRecord],
    schema: Schema,
    articles: Mapping[str, Article] | None = None,
    cost: Cost | None = None,
    constraints: Constraints | None = None,
) -> list[MergedEvent]:
    """One event for each real event that the records report, sorted by id.

    The result depends on the sets of records and constraints alone: not on their order, not on repetition,
    and for each event only on the records linked with it. `articles`, by id, are looked at only to see which
    of them are copies of one text. `cost` is filled in when it is given. `constraints` are what reviewers
    decided.

    Raises:
        RecordsError: a record is of another schema.
    """
    given, texts = list(records), articles or {}

    def sketch_at(name: str) -> Sketch | None:
        return sketch(texts[name]) if name in texts else None

    table = table_of(given, schema, given.__getitem__)
    groups = group(table, Comparer.of(table, schema, constraints or Constraints()), cost or Cost())
    return list(fused(table, groups, schema, given.__getitem__, sketch_at))


def fused(
    table: Table,
    groups: Iterable[Sequence[int]],
    schema: Schema,
    record_at: Callable[[int], EventRecord],
    sketch_at: Callable[[str], Sketch | None],
) -> Iterator[MergedEvent]:
    """The event of each group of rows, sorted by id; no more is held than one event's records.

    `record_at` gives the record at a position in what the table was made of, and `sketch_at` the sketch of
    the article with an id, where there is one.
    """
    kept = lru_cache(maxsize=_SKETCHES_KEPT)(sketch_at)
    for rows in in_order_of_ids(table, groups):
        names = sorted({table.article_names[table.articles[row]] for row in rows})
        found = ((name, kept(name)) for name in names) if len(names) > 1 else ()
        sketches = {name: own for name, own in found if own is not None}
        members = [record_at(int(table.positions[row])) for row in rows]
        yield fuse(members, schema, near_duplicate_groups(names, sketches), table.of_several_readers(rows))


def in_order_of_ids(table: Table, groups: Iterable[Sequence[int]]) -> list[Sequence[int]]:
    """The groups in the order of their events' ids, which the record published first gives."""

    def founding(row: int) -> tuple[object, ...]:
        return founding_order(table.published[row], table.ids[row])

    return sorted(groups, key=lambda rows: table.ids[min(rows, key=founding)])


def group(table: Table, handed: Comparer | SharedFolder, cost: Cost, tasks: Tasks = HERE) -> list[list[int]]:
    """The rows whose records report one event, together; the same wherever the parts of the work are done.

    `handed` is what compares the rows of this table, or the folder where workers find it.
    """
    comparer = _comparer(handed)
    links = _links(comparer, handed, tasks, cost)
    cost.linked += len(links[0])
    i, j, points = comparer.decided.without_those_apart(unambiguous(links, table.articles, table.one_reader))
    first, second = comparer.decided.together
    parts = _clusterings(handed, (i, j, points), (first, second))
    groups = [rows for found in tasks.map(_clustered, parts) for rows in found]
    alone = np.ones(len(table), dtype=bool)
    for ends in (i, j, first, second):
        alone[ends] = False
    return groups + [[row] for row in np.flatnonzero(alone).tolist()]


_Linked = tuple[int, list[tuple[Ints, Ints]]]
"""How many pairs were scored; of those that are linked, first row times size plus second row, and points."""


class Comparer:
    """What is known of all rows: it finds the pairs that reach the threshold, and clusters them."""

    def __init__(self, decided: _Decided, sums: Sums, keys: Keys, threshold: int) -> None:
        self.size = max(1, len(sums.table))
        self.sums = sums
        self.decided = decided
        self._keys = keys
        self._threshold = threshold
        self._bounds = Bounds(keys, sums, threshold)
        self._search = Search(keys, threshold)

    @classmethod
    def of(cls, table: Table, schema: Schema, constraints: Constraints) -> Comparer:
        """What compares the rows of a table."""
        decided, keys = _Decided.of(constraints, table), Keys.of(table.columns)
        return cls(decided, Sums(table, schema), keys, schema.threshold)

    @property
    def parts(self) -> list[range]:
        """The parts in which links are searched for."""
        return self._search.parts

    def linked(self, part: range) -> _Linked:
        """The links of a part, each in that of the rarest key that its two rows share."""
        size, own = self.size, self._search.keys_of(part)
        possible = map(self._bounds.possible, self._search.pairs(part))
        codes = distinct(joined([i * size + j for i, j in possible]))
        scored, found = 0, []
        for start in range(0, len(codes), _PAIRS_AT_ONCE):
            i, j = np.divmod(codes[start : start + _PAIRS_AT_ONCE], size)
            most, rarest = self._keys.shared((i, j))
            enough = (most.sum(axis=1) >= self._threshold) & (rarest >= own.start) & (rarest < own.stop)
            scored += int(enough.sum())
            i, j, points = self.sums.links((i[enough], j[enough]), most[enough])
            found.append((i * size + j, points))
        return scored, found

    def clustered(self, links: Links, together: Pairs) -> list[list[int]]:
        """The groups of linked rows; `together` are pairs that are in one group whatever their points."""
        i, j, points = links
        found = dict(zip(_pairs(i, j), points.tolist(), strict=True))
        return cluster(found, self._across, self._threshold, together=_pairs(*together))

    def _across(self, a: Sequence[int], b: Sequence[int]) -> int | None:
        return None if self.decided.apart(a, b) else self.sums.across(a, b)


_Handed = Comparer | SharedFolder
"""What is known of all rows, or the folder in which it stands."""


def _comparer(handed: _Handed) -> Comparer:
    return handed.item() if isinstance(handed, SharedFolder) else handed


def _linked(part: tuple[_Handed, range]) -> _Linked:
    handed, entries = part
    return _comparer(handed).linked(entries)


def _clustered(part: tuple[_Handed, list[tuple[Links, Pairs]]]) -> list[list[int]]:
    handed, components = part
    return [rows for links, together in components for rows in _comparer(handed).clustered(links, together)]


def _links(comparer: Comparer, handed: _Handed, tasks: Tasks, cost: Cost) -> Links:
    """The pairs of rows that reach the threshold, sorted, with their points."""
    size = comparer.size
    i, j, points = comparer.sums.links_read_alike()
    found = [(i * size + j, points)]  # the first of a pair counts
    for scored, own in tasks.map(_linked, ((handed, part) for part in comparer.parts)):
        cost.scored += scored
        found += own
    codes, at = np.unique(np.concatenate([codes for codes, _ in found]), return_index=True)
    return codes // size, codes % size, np.concatenate([points for _, points in found])[at]


def _clusterings(
    handed: _Handed, links: Links, together: Pairs
) -> Iterator[tuple[_Handed, list[tuple[Links, Pairs]]]]:
    """The parts of clustering: each of some components, with about `LINKS_AT_ONCE` links in all."""
    i, j, points = links
    first, second = together
    part: list[tuple[Links, Pairs]] = []
    held = 0
    for own in components(np.concatenate([i, first]), np.concatenate([j, second])):
        linked, fixed = own[own < len(i)], own[own >= len(i)] - len(i)
        part.append(((i[linked], j[linked], points[linked]), (first[fixed], second[fixed])))
        held += len(own)
        if held >= LINKS_AT_ONCE:
            yield handed, part
            part, held = [], 0
    if part:
        yield handed, part


@dataclass(frozen=True, slots=True)
class _Decided:
    """What reviewers decided of the rows of a table."""

    constraints: Constraints
    ids: Sequence[str]
    together: tuple[Ints, Ints]
    """Pairs of rows, each first one smaller, that chain together what is the same."""

    @classmethod
    def of(cls, constraints: Constraints, table: Table) -> _Decided:
        row = {name: number for number, name in enumerate(table.ids)} if constraints.same else {}
        chained = [
            pair
            for names in constraints.groups(row)
            for pair in pairwise(sorted(row[name] for name in names))
        ]
        first, second = np.array(chained, dtype=np.int64).reshape(-1, 2).T
        return cls(constraints, table.ids if constraints.apart else (), (first, second))

    def apart(self, a: Sequence[int], b: Sequence[int]) -> bool:
        """Whether a row of `a` is not the same as a row of `b`."""
        says_apart = self.constraints.says_apart
        return bool(self.constraints.apart) and any(
            says_apart(self.ids[i], self.ids[j]) for i in a for j in b
        )

    def without_those_apart(self, links: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints]:
        """The links that nobody says are apart."""
        i, j, points = links
        if not self.constraints.apart:
            return links
        kept = np.array([not self.apart([a], [b]) for a, b in _pairs(i, j)], dtype=bool)
        return i[kept], j[kept], points[kept]


def _pairs(i: Ints, j: Ints) -> list[tuple[int, int]]:
    return list(zip(i.tolist(), j.tolist(), strict=True))
