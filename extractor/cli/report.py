"""`extractor report`: a run as one page that opens from the disk."""

from __future__ import annotations

from pathlib import Path

import click

from extractor.cli.options import AS_FOUND, MIN_CONFIDENCE, RUN_FOLDER
from extractor.exporting import report_run
from extractor.exporting.checked import MinimumConfidence
from extractor.reporting import MOST_EVENTS
from extractor.store.folder import RunFolder
from extractor.with_review import checked_of, write_datasheet


@click.command()
@RUN_FOLDER
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; by default report.html in the run folder.",
)
@click.option(
    "--most",
    type=click.IntRange(min=1),
    help=f"So many events of a larger run, those that most sources report; by default {MOST_EVENTS:,}, "
    "or as many as fit into 20 MB.",
)
@MIN_CONFIDENCE
@AS_FOUND
def report(
    run_folder: Path,
    output: Path | None,
    most: int | None,
    *,
    minimum: MinimumConfidence | None,
    as_found: bool,
) -> None:
    """Write a run as one HTML page: events, timeline, map, and articles with the evidence marked.

    The page opens from the disk, loads nothing from anywhere, and prints. With it comes a datasheet, a page
    of Markdown that says what the data are, what made them, and how far to trust them: datasheet.md, or next
    to PAGE.html PAGE.datasheet.md. Every run ends by making both; this makes them again, elsewhere or larger.
    After a review the events are as reviewers left them.
    """
    checked = checked_of(run_folder, as_found=as_found)
    written = report_run(run_folder, output or RunFolder(run_folder).report, most, checked, minimum)
    sheet = output.with_name(f"{output.stem}.datasheet.md") if output else None
    sheet = write_datasheet(run_folder, sheet, as_found=as_found)
    size = written.path.stat().st_size / 1_000_000
    more = f" of {written.events + written.left_out}" if written.left_out else ""
    click.echo(f"{written.events}{more} events, {written.articles} articles, {size:.1f} MB: {written.path}")
    if minimum:
        click.echo(minimum.summary())
    click.echo(f"Datasheet, of all events: {sheet}")
