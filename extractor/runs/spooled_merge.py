"""The merge of a run: from the records in its spool to events in its spool, however many there are."""

from __future__ import annotations

from extractor.merging import Constraints, Cost
from extractor.merging.merger import fused, group
from extractor.merging.table import table_of
from extractor.merging.witnesses import Sketch, sketch_from_json
from extractor.records import EventRecord
from extractor.runs.spool import Spool
from extractor.schemas import Schema, json_object


def merge_spooled(spool: Spool, schema: Schema, constraints: Constraints) -> None:
    """Merge the records of a spool; only the table of numbers and one event at a time are in memory.

    Raises:
        RunError: the disk is full, or fails.
    """
    names = list(spool.records)

    def record_at(position: int) -> EventRecord:
        return spool.records[names[position]]

    def sketch_at(name: str) -> Sketch | None:
        return sketch_in(spool, name)

    table = table_of(spool.records.values(), schema, record_at)
    groups = group(table, schema, Cost(), constraints)
    for event in fused(table, groups, schema, record_at, sketch_at):
        spool.add_event(event)


def sketch_in(spool: Spool, article: str) -> Sketch | None:
    """The sketch of an article in a spool, by its id; `None` when it is not there."""
    if article not in spool.articles:
        return None
    return sketch_from_json(json_object(spool.articles.line(article), str(spool.path)))
