"""`extractor merge`: records of any runs or files into events."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import click

from extractor.errors import RecordsError
from extractor.merging import merge as merge_records
from extractor.records import Article, EventRecord
from extractor.runs.folder import RunFolder, StoredRun, json_line, read_lines, write_whole
from extractor.schemas import Schema, load_schema


@click.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file of events.",
)
@click.option(
    "--schema", default="news_event", show_default=True, help="A shipped schema, or FILE.py[:Class]."
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def merge(records: tuple[Path, ...], output: Path, schema: str, as_json: bool) -> int:
    """Merge records of any runs or files into events.

    RECORDS are run folders or files of records as a run writes them. No model is asked.
    """
    started = time.perf_counter()
    loaded = load_schema(schema)
    articles: dict[str, Article] = {}
    every = [record for path in records for record in _read(path, loaded, articles)]
    events = merge_records(every, loaded, articles)
    write_whole(output, map(json_line, events))
    seconds = round(time.perf_counter() - started, 2)
    if as_json:
        counts = {"records": len(every), "events": len(events), "seconds": seconds}
        click.echo(json.dumps({"output": str(output), **counts}))
    else:
        click.echo(f"{len(every)} records, {len(events)} events in {seconds} s: {output}")
    return 0


def _read(path: Path, schema: Schema, articles: dict[str, Article]) -> Iterator[EventRecord]:
    if path.is_dir():
        stored = StoredRun.read(path)
        articles.update(stored.articles)
        path = RunFolder(path).records
    elif not path.is_file():
        raise RecordsError(f"{path}: no such file or run folder")
    for data, where in read_lines(path):
        yield schema.record_from_json(data, where)
