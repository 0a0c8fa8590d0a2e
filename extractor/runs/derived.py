"""What a run folder holds beside articles, records and events, all of it worked out from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict

from extractor.merging import find_entities, relate
from extractor.records import Article, EventRecord, JsonObject, MergedEvent
from extractor.reporting import choose, report_pieces
from extractor.runs.aliases import FormerNames
from extractor.runs.folder import RunFolder, json_line
from extractor.runs.staging import Staging
from extractor.schemas import Schema


def write_derived(  # noqa: PLR0913, PLR0917  # what a folder is made of
    staging: Staging,
    folder: RunFolder,
    events: Sequence[MergedEvent],
    records: Callable[[], Iterable[EventRecord]],
    articles: Mapping[str, Article],
    schema: Schema,
    description: JsonObject,
) -> int:
    """Write relations, entities, former names and the report; `records` gives the records anew at each call.

    Returns how many events are not in the report.

    Raises:
        RunError: a file cannot be written.
    """
    related = list(relate(events, records(), schema, articles))
    staging.write(folder.relations, map(json_line, related))
    staging.write(folder.entities, map(json_line, find_entities(events, records(), schema)))
    if aliases := FormerNames.of(folder).aliases(events):
        staging.write(folder.aliases, (json_line(asdict(alias)) for alias in aliases))
    choice = choose(events, articles, schema)
    staging.write(folder.report, report_pieces(choice, articles, related, schema, description))
    return choice.events_left_out
