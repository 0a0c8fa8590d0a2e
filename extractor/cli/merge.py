"""`extractor merge`: records of any runs or files into events."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from extractor.errors import RecordsError
from extractor.merging import Cost
from extractor.merging import merge as merge_records
from extractor.records import Article
from extractor.runs.folder import RunFolder, json_line, read_records, write_whole
from extractor.schemas import load_schema


@click.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file of events.",
)
@click.option("--schema", help="A shipped schema, or FILE.py[:Class]; that of the first run by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def merge(records: tuple[Path, ...], output: Path, schema: str | None, as_json: bool) -> int:
    """Merge records of any runs or files into events.

    RECORDS are run folders or files of records as a run writes them. No model is asked.
    """
    started = time.perf_counter()
    loaded = load_schema(schema or _schema_of_first_run(records))
    articles: dict[str, Article] = {}
    for path in records:
        if path.is_dir():
            articles |= RunFolder(path).read_articles()
    every = [record for path in records for record in read_records(_file(path), loaded)]
    cost = Cost()
    events = merge_records(every, loaded, articles, cost)
    write_whole(output, map(json_line, events))
    seconds = round(time.perf_counter() - started, 2)
    if as_json:
        counts = {"records": len(every), "events": len(events)}
        pairs = {"compared": cost.scored, "linked": cost.linked}
        click.echo(json.dumps({"output": str(output), **counts, **pairs, "seconds": seconds}))
    else:
        compared = f"{cost.scored} pairs compared, {cost.linked} linked"
        click.echo(f"{len(every)} records, {len(events)} events in {seconds} s ({compared}): {output}")
    return 0


def _schema_of_first_run(paths: tuple[Path, ...]) -> str:
    return next((RunFolder(path).schema_reference() for path in paths if path.is_dir()), "news_event")


def _file(path: Path) -> Path:
    if path.is_dir():
        RunFolder(path).schema_reference()  # says so when its run has not finished
        return RunFolder(path).records
    if not path.exists():
        raise RecordsError(f"{path}: no such file or run folder")
    return path
