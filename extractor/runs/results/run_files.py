"""The files of a run folder that people read: written together, from lines of articles and of records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from extractor.merging import entities_of, relate
from extractor.records import JsonObject
from extractor.reporting import Tally, choose, datasheet, report_pieces
from extractor.runs.results.aliases import aliases_of
from extractor.schemas import Schema
from extractor.store.folder import RunFolder, article_from_line, json_line, read_records
from extractor.store.line_index import LineIndex
from extractor.store.staging import Staging

_ARTICLES_CACHED = 100
_EVENTS_CACHED = 1000
"""As many as a report shows."""


@dataclass(frozen=True)
class Parts:
    """What a run folder is made of; each is asked for once."""

    schema: Schema
    articles: Iterable[str]
    """Lines of JSON, as all that follow."""
    records: Iterable[str]
    events: Callable[[Path, Path], Iterable[str]]
    """The lines of the merged events, some at a time, given the files of records and of articles."""
    rejections: Iterable[str]
    failures: Iterable[str]
    description: Callable[[int], JsonObject]
    """What `run.json` says, given the number of events."""


def write_run_files(folder: RunFolder, parts: Parts) -> tuple[int, int]:
    """Write all files but the ledger, together or not at all; `run.json` says that the others are whole.

    Returned are how many events were written, and how many of them the report has no room for.

    Raises:
        RunError: a file cannot be written.
    """
    schema = parts.schema
    tally = Tally(schema)
    with Staging(folder.run) as staging:
        article_file = staging.write(folder.articles, tally.of_articles(parts.articles))
        record_file = staging.write(folder.records, parts.records)
        records = partial(read_records, record_file, schema)
        with closing(LineIndex(article_file, article_from_line, _ARTICLES_CACHED)) as articles:
            event_of: dict[str, str] = {}
            lines = _noted(parts.events(record_file, article_file), event_of, tally)
            event_file = staging.write(folder.events, lines)
            with closing(LineIndex(event_file, schema.merged_from_line, _EVENTS_CACHED)) as events:
                description = parts.description(len(events))
                related = relate(events, records(), schema, articles, event_of)
                staging.write(folder.relations, map(json_line, related))
                entities = entities_of(event_of, tally.of_records(records()), schema)
                staging.write(folder.entities, map(json_line, entities))
                if aliases := aliases_of(folder, event_of):
                    staging.write(folder.aliases, (json_line(asdict(alias)) for alias in aliases))
                choice = choose(events.values(), articles, schema)
                pieces = report_pieces(choice, events, articles, related, schema, description)
                staging.write(folder.report, pieces)
        staging.write(folder.datasheet, datasheet(tally, description))
        staging.write(folder.rejections, parts.rejections)
        staging.write(folder.failures, parts.failures)
        staging.write(folder.run, [json.dumps(description, ensure_ascii=False, indent=2), "\n"])
        staging.swap(gone=[folder.aliases])
    return len(events), choice.events_left_out


def _noted(lines: Iterable[str], event_of: dict[str, str], tally: Tally) -> Iterator[str]:
    """The lines of the events, each counted, and with the event of each record noted in `event_of`."""
    for some in lines:
        for line in filter(None, some.split("\n")):
            event = json.loads(line)
            event_of.update(dict.fromkeys(event["records"], event["id"]))
            tally.add_event(event.get("confidence"), len(event["articles"]))
        yield some
