"""Writes the static report and the datasheet of a run that is finished."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from extractor.exporting.checked import CheckedEvents, MinimumConfidence, as_found
from extractor.exporting.source import RunSource
from extractor.reporting import Review, Tally, choose, datasheet, report_pieces
from extractor.schemas import load_schema
from extractor.store.folder import (
    RunFolder,
    read_lines,
    read_records,
    write_whole,
)


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was written."""

    path: Path
    events: int
    articles: int
    left_out: int
    """Events of the run that are not in it."""


def report_run(
    run_folder: Path,
    output: Path,
    most: int | None = None,
    checked: CheckedEvents | None = None,
    minimum: MinimumConfidence | None = None,
) -> Report:
    """Write the report of a finished run as one HTML file.

    Of a large run it has the most reported events and the articles they rest on, as many as a browser opens
    at once; `most` is the number of events where it should be another, however large the file becomes.
    `checked` gives the events as people left them; without it, they are those that the run found. `minimum`
    leaves out events of a low confidence, and then knows how many.

    Raises:
        RunError: the folder holds no finished run, or the file cannot be written.
        RecordsError: a file of the run is damaged.
    """
    folder = RunFolder(run_folder)
    description = folder.description()
    source = RunSource(folder, checked, minimum)
    with closing(source.articles) as articles:
        most_bytes = None if most is None else float("inf")
        choice = choose((each.event for each in source.events()), articles, source.schema, most, most_bytes)
        chosen = {each.event.id: each for each in source.events() if each.event.id in choice.events}
        statuses = {
            name: f"{each.status} by {' and '.join(each.reviewers)}"
            for name, each in chosen.items()
            if each.status
        }
        events = {name: each.event for name, each in chosen.items()}
        choice = replace(choice, note=minimum.summary() if minimum else "")
        pieces = report_pieces(
            choice, events, articles, source.relations, source.schema, description, statuses
        )
        write_whole(output, pieces)
    return Report(output, len(choice.events), len(choice.articles), choice.events_left_out)


def datasheet_run(
    run_folder: Path, output: Path, checked: CheckedEvents | None = None, review: Review | None = None
) -> None:
    """Write the datasheet of a finished run as Markdown: all its articles, records and events, counted.

    `checked` gives the events as people left them; without it, they are those that the run found. `review`
    says how far people are.

    Raises:
        RunError: the folder holds no finished run, or the file cannot be written.
        RecordsError: a file of the run is damaged.
    """
    folder = RunFolder(run_folder)
    description = folder.description()
    tally = Tally(load_schema(folder.schema_reference()))
    for article, _ in read_lines(folder.articles):
        tally.add_article(article)
    for record in read_records(folder.records, tally.schema):
        tally.add_record(record)
    for each in checked() if checked else as_found(folder, tally.schema):
        tally.add_event(each.event.confidence, len(each.event.articles))
    write_whole(output, datasheet(tally, description, review))
