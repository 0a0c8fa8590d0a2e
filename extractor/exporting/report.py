"""Writes the static report of a run that is finished."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from extractor.exporting.checked import Checked, CheckedEvents, MinimumConfidence
from extractor.exporting.replacing import replacing
from extractor.records import MergedEvent
from extractor.reporting import choose, report_pieces
from extractor.schemas import load_schema
from extractor.store.folder import RunFolder, article_from_line, json_line, read_lines, read_relations
from extractor.store.line_index import LineIndex


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
    schema = load_schema(folder.schema_reference())
    relations = read_relations(folder.relations)
    found: Iterable[Checked] = (
        Checked(schema.merged_from_json(data, where)) for data, where in read_lines(folder.events)
    )
    found = checked() if checked else found
    found = minimum.of(found) if minimum else found
    statuses: dict[str, str] = {}
    with (
        closing(LineIndex.of_file(folder.articles, article_from_line)) as articles,
        TemporaryDirectory() as scratch,
        closing(LineIndex.new(Path(scratch) / "events.jsonl", schema.merged_from_line)) as events,
    ):
        added = _added(found, events, statuses)
        if most is None:
            choice = choose(added, articles, schema)
        else:
            choice = choose(added, articles, schema, most, float("inf"))
        if minimum is not None:
            choice = replace(choice, note=minimum.summary())
        with replacing(output) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(report_pieces(choice, events, articles, relations, schema, description, statuses))
    return Report(output, len(choice.events), len(choice.articles), choice.events_left_out)


def _added(
    checked: Iterable[Checked], index: LineIndex[MergedEvent], statuses: dict[str, str]
) -> Iterator[MergedEvent]:
    """The events, each added to the index, and how far it is reviewed to `statuses`, by id."""
    for each in checked:
        index.add(each.event.id, json_line(each.event))
        if each.status:
            statuses[each.event.id] = f"{each.status} by {' and '.join(each.reviewers)}"
        yield each.event
