"""Relations, entities, aliases and the report of a run folder, derived from articles, records and events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass

from extractor.merging import entities_of, relate
from extractor.records import Article, EventRecord, JsonObject, MergedEvent
from extractor.reporting import choose, report_pieces
from extractor.runs.aliases import aliases_of
from extractor.schemas import Schema
from extractor.store.folder import RunFolder, json_line
from extractor.store.staging import Staging


@dataclass(frozen=True, slots=True)
class Found:
    """What a command found; events and articles are looked up one at a time, so that they may be on disk."""

    events: Mapping[str, MergedEvent]
    """By id, in order."""
    event_of: Mapping[str, str]
    """The id of the event that each record is of."""
    records: Callable[[], Iterable[EventRecord]]
    """Gives the records anew at each call."""
    articles: Mapping[str, Article]
    schema: Schema


def write_derived(staging: Staging, folder: RunFolder, found: Found, description: JsonObject) -> int:
    """Write relations, entities, former names and the report.

    Returns how many events are not in the report.

    Raises:
        RunError: a file cannot be written.
    """
    events, articles, schema = found.events, found.articles, found.schema
    related = relate(events, found.records(), schema, articles, found.event_of)
    staging.write(folder.relations, map(json_line, related))
    staging.write(folder.entities, map(json_line, entities_of(found.event_of, found.records(), schema)))
    if aliases := aliases_of(folder, found.event_of):
        staging.write(folder.aliases, (json_line(asdict(alias)) for alias in aliases))
    choice = choose(events.values(), articles, schema)
    staging.write(folder.report, report_pieces(choice, events, articles, related, schema, description))
    return choice.events_left_out
