"""The merge itself: from records to events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from extractor.merging.blocking import Keys, Search
from extractor.merging.bounds import Bounds
from extractor.merging.clustering import cluster, components
from extractor.merging.constraints import Constraints
from extractor.merging.fusing import fuse
from extractor.merging.identity import founding_order
from extractor.merging.near_duplicates import Sketch, near_duplicate_groups, sketch
from extractor.merging.sums import Sums
from extractor.merging.table import Ints, Table, table_of
from extractor.records import Article, EventRecord, MergedEvent
from extractor.schemas import Schema
from extractor.workers import worker_pool, workers_share_memory

_SKETCHES_KEPT = 4000
"""Articles of which copies were looked for, 2 KB each: those of several events are asked for again."""


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
    groups = group(table, schema, cost or Cost(), constraints or Constraints())
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


def group(
    table: Table, schema: Schema, cost: Cost, constraints: Constraints, processes: int = 1
) -> list[list[int]]:
    """The rows whose records report one event, together; the same however many processes work on it."""
    decided = _Decided.of(constraints, table)
    sums = Sums(table, schema)
    i, j, points = decided.without_those_apart(_links(table, sums, schema, cost, processes))
    cost.linked += len(i)

    def across(a: Sequence[int], b: Sequence[int]) -> int | None:
        return None if decided.apart(a, b) else sums.across(a, b)

    first, second = decided.together

    groups: list[list[int]] = []
    for own in components(np.concatenate([i, first]), np.concatenate([j, second])):
        linked, fixed = own[own < len(i)], own[own >= len(i)] - len(i)
        links = dict(zip(_pairs(i[linked], j[linked]), points[linked].tolist(), strict=True))
        groups += cluster(links, across, schema.threshold, together=_pairs(first[fixed], second[fixed]))
    alone = np.ones(len(table), dtype=bool)
    for ends in (i, j, first, second):
        alone[ends] = False
    return groups + [[row] for row in np.flatnonzero(alone).tolist()]


def _links(table: Table, sums: Sums, schema: Schema, cost: Cost, processes: int) -> tuple[Ints, Ints, Ints]:
    """The pairs of rows that reach the threshold, sorted, with their points."""
    size = max(1, len(table))
    i, j, points = sums.links_read_alike()
    found = [(i * size + j, points)]  # the first of a pair counts
    for scored, own in _linked(_Linker(sums, Keys.of(table.columns), schema.threshold, size), processes):
        cost.scored += scored
        found += own
    codes, at = np.unique(np.concatenate([codes for codes, _ in found]), return_index=True)
    return codes // size, codes % size, np.concatenate([points for _, points in found])[at]


_Linked = tuple[int, list[tuple[Ints, Ints]]]
"""How many pairs were scored; of those that are linked, first row times size plus second row, and points."""


class _Linker:
    """Finds the pairs that reach the threshold, part by part of a search."""

    def __init__(self, sums: Sums, keys: Keys, threshold: int, size: int) -> None:
        self._sums = sums
        self._keys = keys
        self._threshold = threshold
        self._size = size
        self._bounds = Bounds(keys, sums, threshold)
        self._search = Search(keys, threshold)
        self.parts = self._search.parts

    def linked(self, part: range) -> _Linked:
        """The pairs of a part."""
        size = self._size
        scored, found = 0, []
        for first, second in self._search.pairs(part):
            possible = self._bounds.possible((first, second))
            codes = np.unique(first[possible] * size + second[possible])
            pairs = (codes // size, codes % size)
            most = self._keys.most(pairs)
            enough = most.sum(axis=1) >= self._threshold
            scored += int(enough.sum())
            i, j, points = self._sums.links((pairs[0][enough], pairs[1][enough]), most[enough])
            found.append((i * size + j, points))
        return scored, found


def _linked(linker: _Linker, processes: int) -> Iterator[_Linked]:
    """The pairs of each part, in order; in workers only where the table need not be sent to them."""
    if processes == 1 or len(linker.parts) < 2 or not workers_share_memory():
        yield from map(linker.linked, linker.parts)
        return
    with worker_pool(min(processes, len(linker.parts)), _start_worker, linker) as pool:
        yield from pool.map(_linked_in_worker, linker.parts)


_worker: _Linker


def _start_worker(linker: _Linker) -> None:
    global _worker  # noqa: PLW0603 - what all tasks of a worker share
    _worker = linker


def _linked_in_worker(part: range) -> _Linked:
    return _worker.linked(part)


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
        return cls(constraints, table.ids, (first, second))

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
