"""Why two records were joined or kept apart, and what holds an event together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, combinations

from extractor.errors import RecordsError
from extractor.fields.base import EXCLUDED
from extractor.merging.scoring import Evidence, Reading, Scorer, Verdict, total, verdict
from extractor.records import EventRecord, MergedEvent
from extractor.schemas import Schema


@dataclass(frozen=True, slots=True)
class Explanation:
    """The sum of points for and against two records being one event."""

    a: str
    """The id of one record."""
    b: str
    """The id of the other."""
    evidence: tuple[Evidence, ...]
    """What each weighed field says, in the schema's order."""
    total: int
    """The sum of the points."""
    threshold: int
    """The points it takes to link the two."""
    verdict: Verdict

    @property
    def running(self) -> tuple[int, ...]:
        """The sum after each item of the evidence."""
        return tuple(accumulate(item.points for item in self.evidence))

    @property
    def excluding(self) -> tuple[Evidence, ...]:
        """What rules the two out as one event."""
        return tuple(item for item in self.evidence if item.level == EXCLUDED)


@dataclass(frozen=True, slots=True)
class Link:
    """One of the links that hold an event together."""

    explanation: Explanation
    alone: bool
    """Whether without this link the event would fall apart: no other pair across reaches the threshold."""


@dataclass(frozen=True, slots=True)
class EventExplanation:
    """The strongest links that connect all records of an event: one fewer than it has records."""

    event: str
    links: tuple[Link, ...]
    """Strongest first."""
    doubts: tuple[Explanation, ...]
    """Pairs inside the event with a negative sum, weakest first."""

    def way(self, a: str, b: str) -> tuple[Explanation, ...]:
        """The links that lead from one record of the event to another; none when they are the same."""
        reached: dict[str, tuple[Explanation, ...]] = {a: ()}
        waiting = [a]
        while waiting:
            here = waiting.pop()
            for link in self.links:
                ends = {link.explanation.a, link.explanation.b}
                if here in ends and (fresh := ends - reached.keys()):
                    there = fresh.pop()
                    reached[there] = (*reached[here], link.explanation)
                    waiting.append(there)
        return reached[b]


def explain_pair(a: EventRecord, b: EventRecord, schema: Schema) -> Explanation:
    """What each field says about two records being one event, and the verdict."""
    scorer = Scorer(schema)
    return _explain(scorer, (a, scorer.reading(a)), (b, scorer.reading(b)))


def explain_event(event: MergedEvent, records: Iterable[EventRecord], schema: Schema) -> EventExplanation:
    """What holds an event together; `records` may hold others too.

    Raises:
        RecordsError: a record of the event is not among `records`.
    """
    scorer = Scorer(schema)
    members = members_of(event, {record.id: record for record in records})
    readings = [scorer.reading(record) for record in members]
    points = {
        (i, j): found
        for i, j in combinations(range(len(members)), 2)
        if (found := scorer.score(readings[i], readings[j])) is not None
    }
    strongest = sorted(points, key=lambda pair: (-points[pair], pair))
    links = [pair for pair in strongest if points[pair] >= schema.threshold]

    def explain(pair: tuple[int, int]) -> Explanation:
        i, j = pair
        return _explain(scorer, (members[i], readings[i]), (members[j], readings[j]))

    return EventExplanation(
        event.id,
        tuple(
            Link(
                explain(pair), alone=not _connected(len(members), [other for other in links if other != pair])
            )
            for pair in _spanning_tree(len(members), links)
        ),
        tuple(explain(pair) for pair in reversed(strongest) if points[pair] < 0),
    )


def members_of(event: MergedEvent, records: Mapping[str, EventRecord]) -> list[EventRecord]:
    """The records of an event, out of records by id.

    Raises:
        RecordsError: one is not there.
    """
    missing = [name for name in event.records if name not in records]
    if missing:
        raise RecordsError(
            f"event {event.id}: its record {missing[0]} is not given; give the records it was merged from"
        )
    return [records[name] for name in event.records]


def _explain(scorer: Scorer, a: tuple[EventRecord, Reading], b: tuple[EventRecord, Reading]) -> Explanation:
    evidence = scorer.evidence(a[1], b[1])
    threshold = scorer.schema.threshold
    return Explanation(a[0].id, b[0].id, evidence, total(evidence), threshold, verdict(evidence, threshold))


def _spanning_tree(count: int, links: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first links, in the order given, that connect what was not connected before."""
    group = list(range(count))
    tree = []
    for i, j in links:
        first, second = group[i], group[j]
        if first != second:
            tree.append((i, j))
            group = [first if own == second else own for own in group]
    return tree


def _connected(count: int, links: Iterable[tuple[int, int]]) -> bool:
    return len(_spanning_tree(count, links)) == count - 1
