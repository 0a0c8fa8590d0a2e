"""`extractor export`: the events of a run as tables, or as a graph."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from extractor.cli.options import AS_FOUND, MIN_CONFIDENCE, RUN_FOLDER
from extractor.cli.output import print_either
from extractor.exporting.checked import MinimumConfidence
from extractor.exporting.exporting import TABLES, ExportFormat, export_run, print_table
from extractor.with_review import checked_of


@click.command()
@RUN_FOLDER
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    required=True,
    help="A file, or a folder for a file a table; `-` prints one table, or a graph.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice([chosen.value for chosen in ExportFormat]),
    help="By default what the name of the file ends with.",
)
@click.option("--table", type=click.Choice(TABLES), help="Only this table.")
@MIN_CONFIDENCE
@AS_FOUND
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def export(  # noqa: PLR0913  # one argument an option
    run_folder: Path,
    output: Path,
    format_name: str | None,
    table: str | None,
    *,
    minimum: MinimumConfidence | None,
    as_found: bool,
    as_json: bool,
) -> None:
    """Write a run as tables: a row an event, a row a support, and a row a name of a person, body or state.

    JSON-LD and GraphML are graphs of events, entities and articles instead, in one file.

    After a review the events are as reviewers left them, and those they rejected are not there.

    Parquet and XLSX need the extra `tables`: pip install 'news-event-extractor[tables]'
    """
    checked = checked_of(run_folder, as_found=as_found)
    if str(output) == "-":
        print_table(run_folder, sys.stdout, format_name, table, checked, minimum)
        if minimum:
            click.echo(minimum.summary(), err=True)
        return
    written = export_run(run_folder, output, format_name, table, checked, minimum)
    lines = (f"{item.rows} {item.table}: {item.path}" for item in written)
    rows = [{"path": str(item.path), "table": item.table, "rows": item.rows} for item in written]
    print_either(lines, rows, as_json=as_json)
    if minimum:
        click.echo(minimum.summary(), err=as_json)
