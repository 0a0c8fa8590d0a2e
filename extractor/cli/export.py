"""`extractor export`: the events of a run as tables."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from extractor.exporting.exporting import TABLES, ExportFormat, export_run, print_table


@click.command()
@click.argument("run_folder", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    required=True,
    help="A file, or a folder for a file a table; `-` prints one table.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice([chosen.value for chosen in ExportFormat]),
    help="By default what the name of the file ends with.",
)
@click.option("--table", type=click.Choice(TABLES), help="Only this table.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def export(run_folder: Path, output: Path, format_name: str | None, table: str | None, as_json: bool) -> int:
    """Write the events of a run as tables: a row an event, and a row a support.

    Parquet and XLSX need the extra `tables`: pip install 'news-event-extractor[tables]'
    """
    if str(output) == "-":
        print_table(run_folder, sys.stdout, format_name, table)
        return 0
    written = export_run(run_folder, output, format_name, table)
    if as_json:
        rows = [{"path": str(item.path), "table": item.table, "rows": item.rows} for item in written]
        click.echo(json.dumps(rows))
    else:
        for item in written:
            click.echo(f"{item.rows} {item.table}: {item.path}")
    return 0
