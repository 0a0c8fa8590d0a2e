"""The merge itself: from records to events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from extractor.merging.blocking import Keys, Search
from extractor.merging.bounds import Bounds
from extractor.merging.clustering import cluster, components
from extractor.merging.constraints import Constraints
from extractor.merging.fusing import fuse
from extractor.merging.helpers import mapped
from extractor.merging.sums import Sums
from extractor.merging.table import Ints, Table, table_of
from extractor.merging.witnesses import Sketch, sketch, witnesses
from extractor.records import Article, EventRecord, MergedEvent
from extractor.schemas import Schema

_AT_ONCE = 500
"""Components that are clustered at a time."""


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
    given = list(records)
    table = table_of(given, schema, given.__getitem__)
    rows_of_events = group(table, schema, cost or Cost(), constraints or Constraints())
    groups = [[given[table.positions[row]] for row in rows] for rows in rows_of_events]
    sketches = _sketches(groups, articles or {})
    return sorted(
        (
            fuse(
                members,
                schema,
                witnesses((record.article for record in members), sketches),
                table.of_several_readers(rows),
            )
            for members, rows in zip(groups, rows_of_events, strict=True)
        ),
        key=lambda event: event.id,
    )


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

    def clustered(several: Sequence[Ints]) -> list[list[int]]:
        found = []
        for own in several:
            linked, fixed = own[own < len(i)], own[own >= len(i)] - len(i)
            links = dict(zip(_pairs(i[linked], j[linked]), points[linked].tolist(), strict=True))
            found += cluster(links, across, schema.threshold, together=_pairs(first[fixed], second[fixed]))
        return found

    parts = _parts(list(components(np.concatenate([i, first]), np.concatenate([j, second]))))
    groups = [rows for found in mapped(clustered, parts, processes) for rows in found]
    alone = np.ones(len(table), dtype=bool)
    for ends in (i, j, first, second):
        alone[ends] = False
    return groups + [[row] for row in np.flatnonzero(alone).tolist()]


def _parts(several: Sequence[Ints]) -> list[Sequence[Ints]]:
    """Components by hundreds, in order: work for a process that is worth the sending."""
    return [several[start : start + _AT_ONCE] for start in range(0, len(several), _AT_ONCE)]


def _links(table: Table, sums: Sums, schema: Schema, cost: Cost, processes: int) -> tuple[Ints, Ints, Ints]:
    """The pairs of rows that reach the threshold, sorted, with their points."""
    keys = Keys.of(table.columns, schema)
    size = max(1, len(table))
    i, j, points = sums.links_read_alike()
    found = [(i * size + j, points)]  # the first of a pair counts
    bounds = Bounds(keys, sums, schema.threshold)
    search = Search(keys, schema.threshold)

    def linked(part: range) -> tuple[int, list[tuple[Ints, Ints]]]:
        scored, own = 0, []
        for first, second in search.pairs(part):
            possible = bounds.possible((first, second))
            codes = np.unique(first[possible] * size + second[possible])
            pairs = (codes // size, codes % size)
            most = keys.most(pairs)
            enough = most.sum(axis=1) >= schema.threshold
            scored += int(enough.sum())
            i, j, points = sums.links((pairs[0][enough], pairs[1][enough]), most[enough])
            own.append((i * size + j, points))
        return scored, own

    for scored, own in mapped(linked, search.parts, processes):
        cost.scored += scored
        found += own
    codes, at = np.unique(np.concatenate([codes for codes, _ in found]), return_index=True)
    return codes // size, codes % size, np.concatenate([points for _, points in found])[at]


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


def _sketches(groups: Sequence[Sequence[EventRecord]], articles: Mapping[str, Article]) -> dict[str, Sketch]:
    """Sketches of the articles that meet another article in some event."""
    shared = {
        record.article
        for members in groups
        if len({record.article for record in members}) > 1
        for record in members
    }
    return {name: sketch(articles[name]) for name in sorted(shared) if name in articles}
