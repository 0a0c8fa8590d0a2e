"""The merge itself: from records to events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.errors import RecordsError
from extractor.merging.blocking import Key, candidate_pairs
from extractor.merging.clustering import cluster
from extractor.merging.constraints import Constraints
from extractor.merging.fusing import fuse
from extractor.merging.scoring import Scorer
from extractor.merging.witnesses import Sketch, sketch, witnesses
from extractor.records import Article, EventRecord, MergedEvent
from extractor.schemas import Schema


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
    unique = _unique(records, schema)
    groups = group(unique, schema, cost or Cost(), constraints or Constraints())
    sketches = _sketches(groups, articles or {})
    return sorted(
        (
            fuse(members, schema, witnesses((record.article for record in members), sketches))
            for members in groups
        ),
        key=lambda event: event.id,
    )


def group(
    records: Sequence[EventRecord], schema: Schema, cost: Cost, constraints: Constraints
) -> list[list[EventRecord]]:
    """The records that report one event, together; the records must be sorted by content and unique."""
    scorer = Scorer(schema)
    readings = [scorer.reading(record) for record in records]
    keys = [scorer.keys(record) for record in records]
    points = {key: scorer.key_points(key) for key in frozenset[Key]().union(*keys)}

    number = {record.id: i for i, record in enumerate(records)}
    together = [[number[name] for name in names] for names in constraints.groups(number)]

    def apart(i: int, j: int) -> bool:
        return constraints.says_apart(records[i].id, records[j].id)

    def score(i: int, j: int) -> int | None:
        return None if apart(i, j) else scorer.score(readings[i], readings[j])

    def links() -> Iterable[tuple[int, int]]:
        for i, j in candidate_pairs(keys, points, schema.threshold):
            cost.scored += 1
            if scorer.reaches(readings[i], readings[j], schema.threshold) is not None and not apart(i, j):
                cost.linked += 1
                yield i, j

    groups = cluster(len(records), links(), score, schema.threshold, together=together)
    return [[records[i] for i in members] for members in groups]


def _unique(records: Iterable[EventRecord], schema: Schema) -> list[EventRecord]:
    """The records by id, each once; of two that differ only in what made them, the first by content."""
    by_id: dict[str, EventRecord] = {}
    for record in records:
        if record.schema_name != schema.name:
            raise RecordsError(
                f"record {record.id}: of schema {record.schema_name}, not {schema.name}; "
                "merge it with its own schema"
            )
        known = by_id.get(record.id)
        if known is None or record.model_dump_json() < known.model_dump_json():
            by_id[record.id] = record
    return [by_id[name] for name in sorted(by_id)]


def _sketches(groups: Sequence[Sequence[EventRecord]], articles: Mapping[str, Article]) -> dict[str, Sketch]:
    """Sketches of the articles that meet another article in some event."""
    shared = {
        record.article
        for members in groups
        if len({record.article for record in members}) > 1
        for record in members
    }
    return {name: sketch(articles[name]) for name in sorted(shared) if name in articles}
