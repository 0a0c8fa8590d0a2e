"""What a run folder holds beside articles, records and events, all of it worked out from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict

from extractor.merging import entities_of, relate
from extractor.records import Article, EventRecord, JsonObject, MergedEvent
from extractor.reporting import choose, report_pieces
from extractor.runs.aliases import FormerNames
from extractor.runs.folder import RunFolder, json_line
from extractor.runs.staging import Staging
from extractor.schemas import Schema


def write_derived(  # noqa: PLR0913, PLR0917  # what a folder is made of
    staging: Staging,
    folder: RunFolder,
    events: Mapping[str, MergedEvent],
    records: Callable[[], Iterable[EventRecord]],
    articles: Mapping[str, Article],
    schema: Schema,
    description: JsonObject,
) -> int:
    """Write relations, entities, former names and the report; `records` gives the records anew at each call.

    Of events by id, in order, and of articles some at a time are looked up, so that they need not be held.

    Returns how many events are not in the report.

    Raises:
        RunError: a file cannot be written.
    """
    event_of = {record: event.id for event in events.values() for record in event.records}
    related = relate(events, records(), schema, articles, event_of)
    staging.write(folder.relations, map(json_line, related))
    staging.write(folder.entities, map(json_line, entities_of(event_of, records(), schema)))
    if aliases := FormerNames.of(folder).aliases(events.values()):
        staging.write(folder.aliases, (json_line(asdict(alias)) for alias in aliases))
    choice = choose(events.values(), articles, schema)
    staging.write(folder.report, report_pieces(choice, articles, related, schema, description))
    return choice.events_left_out
