"""Why two events were kept apart, and which events come closest to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from extractor.merging.blocking import reach
from extractor.merging.clustering import LINKAGE_PERCENT
from extractor.merging.constraints import Constraints
from extractor.merging.explaining import Explanation, explain_pair, members_of
from extractor.merging.scoring import Scorer, Verdict, key_points
from extractor.records import EventRecord, MergedEvent
from extractor.schemas import Schema


@dataclass(frozen=True, slots=True)
class Separation:
    """What stands between two events."""

    a: str
    """The id of one event."""
    b: str
    """The id of the other."""
    nearest: Explanation
    """The pair across them with the highest sum, whether or not something excludes it."""
    pairs: int
    """How many pairs of records there are across them."""
    excluded: int
    """How many of those something excludes."""
    excluding: Explanation | None
    """The excluded pair with the highest sum."""
    linked: int
    """How many of the pairs reach the threshold."""
    average: Fraction
    """Points a pair, over the pairs that nothing excludes; 0 if there are none."""
    required: Fraction
    """The average it takes to join the two, when some pair is linked and none is excluded."""
    fits_as_well: str | None
    """A record of the article of one of the nearest pair that fits the other equally well."""


def explain_separation(
    a: MergedEvent,
    b: MergedEvent,
    records: Iterable[EventRecord],
    schema: Schema,
    constraints: Constraints | None = None,
) -> Separation:
    """What stands between two events; `records` may hold others too.

    Raises:
        RecordsError: a record of one of the events is not among `records`.
    """
    by_id = {record.id: record for record in records}
    across = [
        explain_pair(first, second, schema, constraints)
        for first in members_of(a, by_id)
        for second in members_of(b, by_id)
    ]
    strongest = sorted(across, key=lambda pair: (-pair.total, pair.a, pair.b))
    excluded = [pair for pair in strongest if pair.verdict is Verdict.EXCLUDED]
    open_pairs = [pair for pair in strongest if pair.verdict is not Verdict.EXCLUDED]
    return Separation(
        a=a.id,
        b=b.id,
        nearest=strongest[0],
        pairs=len(across),
        excluded=len(excluded),
        excluding=excluded[0] if excluded else None,
        linked=sum(pair.verdict is Verdict.SAME for pair in across),
        average=Fraction(sum(pair.total for pair in open_pairs), len(open_pairs) or 1),
        required=Fraction(schema.threshold * LINKAGE_PERCENT, 100),
        fits_as_well=_fits_as_well(strongest[0], by_id, schema),
    )


def nearest_events(
    event: MergedEvent,
    events: Sequence[MergedEvent],
    records: Iterable[EventRecord],
    schema: Schema,
    most: int = 3,
    constraints: Constraints | None = None,
) -> tuple[Separation, ...]:
    """The events that share most with this one, the nearest first, each with what stands between.

    Only events that share keys that give half the threshold are looked at.

    Raises:
        RecordsError: a record of one of the events is not among `records`.
    """
    by_id = {record.id: record for record in records}
    own = [Scorer(schema).keys(record) for record in members_of(event, by_id)]
    shared = {
        other.id: points
        for other in events
        if other.id != event.id and (points := _shared(own, members_of(other, by_id), schema))
    }
    near = [other for other in events if 2 * shared.get(other.id, 0) >= schema.threshold]
    near.sort(key=lambda other: (-shared[other.id], other.id))
    # Scoring all pairs is dear, so among many the choice is made by what is shared.
    found = [
        explain_separation(event, other, by_id.values(), schema, constraints) for other in near[: 4 * most]
    ]
    return tuple(sorted(found, key=lambda item: (-item.nearest.total, item.b))[:most])


def _fits_as_well(pair: Explanation, by_id: Mapping[str, EventRecord], schema: Schema) -> str | None:
    if pair.verdict is not Verdict.SAME:
        return None
    for one, other in ((by_id[pair.a], by_id[pair.b]), (by_id[pair.b], by_id[pair.a])):
        for record in by_id.values():
            if record.article == other.article != one.article and record is not other:
                found = explain_pair(one, record, schema)
                linked = explain_pair(other, record, schema).verdict is Verdict.SAME
                if found.verdict is Verdict.SAME and found.total == pair.total and not linked:
                    return record.id
    return None


def _shared(own: Sequence[frozenset[tuple[str, str]]], others: Iterable[EventRecord], schema: Schema) -> int:
    """The most points that the keys shared by a pair can give."""
    scorer = Scorer(schema)
    fields = {field.name: field for field in scorer.fields}
    best = 0
    for other in others:
        keys = scorer.keys(other)
        for mine in own:
            both = mine & keys
            points: Mapping[tuple[str, str], int] = {
                (name, key): key_points(fields[name], schema.weights[name], key) for name, key in both
            }
            best = max(best, reach(both, points))
    return best
