"""Why two records were joined or kept apart, and what holds an event together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations

from extractor.errors import RecordsError
from extractor.fields.base import EXCLUDED, Aspect
from extractor.merging.constraints import Constraints
from extractor.merging.event_values import time_of
from extractor.merging.scoring import REVIEWER, Evidence, Scorer, Verdict, total, verdict
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
    def summary(self) -> str:
        """Why the two are together or apart, in one sentence that names what weighs most."""
        decided = next((item for item in self.evidence if item.field == REVIEWER), None)
        if decided or self.excluding:
            item = decided or self.excluding[0]
            word = "One event" if decided and decided.level != EXCLUDED else "Two events"
            return f"{word}: {item.detail}." if decided else f"{word}: {_excluded(item)}."
        agreeing = sorted((i for i in self.evidence if i.points > 0), key=lambda i: -i.points)
        against = sorted((i for i in self.evidence if i.points < 0), key=lambda i: i.points)
        but = f"; {_named(against)} against it." if against else "."
        if self.verdict is Verdict.SAME:
            return f"One event by {_named(agreeing)}{but}"
        if not agreeing:
            return f"Two events: nothing agrees{but}"
        return f"Two events: {_named(agreeing)} {'is' if len(agreeing) == 1 else 'are'} not enough{but}"

    @property
    def excluding(self) -> tuple[Evidence, ...]:
        """What rules the two out as one event."""
        return tuple(item for item in self.evidence if item.level == EXCLUDED)


_MOST_NAMED = 3
"""Fields that a summary names on either side."""


def _named(items: Sequence[Evidence]) -> str:
    """The first fields with their levels, as in `who (same patient) and when (same)`."""
    names = [f"{item.field} ({item.level})" for item in items[:_MOST_NAMED]]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _excluded(item: Evidence) -> str:
    return f"{item.field} rules it out, {item.detail}"


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
    undated: Mapping[str, str]
    """Records that give no full date and so have that of the event, each with a record that gives it."""

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


def explain_pair(
    a: EventRecord, b: EventRecord, schema: Schema, constraints: Constraints | None = None
) -> Explanation:
    """What each field, and a reviewer's decision, says about two records being one event, and the verdict."""
    return _Explainer(schema, [a, b], constraints).pair(0, 1)


def explain_event(
    event: MergedEvent,
    records: Iterable[EventRecord],
    schema: Schema,
    constraints: Constraints | None = None,
) -> EventExplanation:
    """What holds an event together; `records` may hold others too.

    Raises:
        RecordsError: a record of the event is not among `records`.
    """
    members = members_of(event, {record.id: record for record in records})
    explainer = _Explainer(schema, members, constraints)
    points = {
        pair: found
        for pair in combinations(range(len(members)), 2)
        if (found := explainer.points(*pair)) is not None
    }
    strongest = sorted(points, key=lambda pair: (-points[pair], pair))
    decided = {pair for pair in strongest if explainer.is_decided(*pair)}
    links = [pair for pair in strongest if points[pair] >= schema.threshold]
    links += [pair for pair in combinations(range(len(members)), 2) if explainer.is_decided(*pair)]
    return EventExplanation(
        event.id,
        tuple(
            Link(
                explainer.pair(*pair),
                alone=not _connected(len(members), [other for other in links if other != pair]),
            )
            for pair in _spanning_tree(len(members), links)
        ),
        tuple(
            explainer.pair(*pair) for pair in reversed(strongest) if points[pair] < 0 and pair not in decided
        ),
        _undated(members, event, schema),
    )


def _undated(members: Iterable[EventRecord], event: MergedEvent, schema: Schema) -> Mapping[str, str]:
    for field in schema.fields_for(Aspect.WHEN)[:1]:
        stands = time_of(event, field.name)
        own = {
            r.id: [m.value for m in r.fields.get(field.name, ()) if getattr(m.value, "resolved", False)]
            for r in members
        }
        givers = [name for name, times in own.items() if stands in times]
        return {name: givers[0] for name, times in own.items() if givers and not times}
    return {}


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


class _Explainer:
    """Puts into words what is said of pairs of the records, which are known by their number."""

    def __init__(
        self, schema: Schema, records: Sequence[EventRecord], constraints: Constraints | None
    ) -> None:
        self._scorer = Scorer(schema)
        self._names = [record.id for record in records]
        self._readings = [self._scorer.reading(record) for record in records]
        self._constraints = constraints or Constraints()

    def points(self, i: int, j: int) -> int | None:
        """What the fields say; `None` when one excludes."""
        return self._scorer.score(self._readings[i], self._readings[j])

    def is_decided(self, i: int, j: int) -> bool:
        """Whether a reviewer put the two together."""
        return self._constraints.says_same(self._names[i], self._names[j])

    def pair(self, i: int, j: int) -> Explanation:
        """All that is said of a pair."""
        evidence = self._scorer.evidence(self._readings[i], self._readings[j]) + self._decision(i, j)
        threshold = self._scorer.schema.threshold
        found = verdict(evidence, threshold)
        return Explanation(self._names[i], self._names[j], evidence, total(evidence), threshold, found)

    def _decision(self, i: int, j: int) -> tuple[Evidence, ...]:
        names = self._names[i], self._names[j]
        if self._constraints.says_same(*names):
            return (Evidence(REVIEWER, "same", 0, "a reviewer said that they are one event"),)
        if self._constraints.says_apart(*names):
            return (Evidence(REVIEWER, EXCLUDED, 0, "a reviewer said that they are not one event"),)
        return ()


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
