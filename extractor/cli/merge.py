"""`extractor merge`: records of any runs or files into events."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import click

from extractor.cli.options import ADDRESS, ENGINE, WORKERS
from extractor.cli.output import print_json
from extractor.presentation.plain import plain
from extractor.runs.engine import EngineChoice
from extractor.runs.engine.base import EngineName
from extractor.runs.results.merging_files import merge_files
from extractor.store.folder import RunFolder


@click.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The file of events, as in events.jsonl; without an ending, a run folder.",
)
@click.option("--schema", help="A shipped schema, or FILE.py[:Class]; that of the first run by default.")
@ENGINE
@ADDRESS
@WORKERS
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def merge(  # noqa: PLR0913, PLR0917  # one argument an option
    records: tuple[Path, ...],
    output: Path,
    schema: str | None,
    engine: EngineName,
    address: str | None,
    workers: int | None,
    as_json: bool,
) -> None:
    """Merge records of any runs or files into events.

    RECORDS are run folders or files of records as a run writes them. No model is asked. Records are read from
    their files as they are needed, so there may be a million of them.

    Runs of several models over the same articles make an ensemble: each event, and each value of it, says
    which models give it. Articles stay the only sources. With a run folder as output you can show, review and
    export what they say together.
    """
    choice = EngineChoice(engine, address, workers)
    runs = (RunFolder(path).schema_reference() for path in records if path.is_dir())
    reference = schema or next(runs, "news_event")
    merged, fusing = merge_files(records, reference, output, engine=choice)
    seconds = [*merged.seconds, fusing]
    number, events = len(merged.places), len(merged.groups)
    memory = _peak_megabytes()
    if as_json:
        counts = {
            "output": str(output),
            "records": number,
            "events": events,
            "compared": merged.cost.scored,
            "linked": merged.cost.linked,
            "seconds": round(sum(seconds), 2),
            "seconds_reading": round(seconds[0], 2),
            "seconds_comparing": round(seconds[1], 2),
            "seconds_fusing": round(seconds[2], 2),
            "processes": merged.tasks.workers,
            "peak_mb": memory,
            "models": merged.models,
            "events_by_models": merged.agreed,
        }
        print_json(counts)
    else:
        cost = f"{merged.cost.scored} pairs compared, {merged.cost.linked} linked, {memory} MB of memory"
        took = f"{sum(seconds):.2f} s ({cost})"
        click.echo(f"{number} records, {events} events in {took}: {output}")
        if merged.agreed:
            found = ", ".join(f"{count} by {models}" for models, count in merged.agreed.items())
            click.echo(
                plain(f"{len(merged.models)} models ({', '.join(merged.models)}); events found: {found}")
            )


def _peak_megabytes() -> int:
    """The peak memory of the largest process, this one or a worker."""
    unit = 1 if sys.platform == "darwin" else 1024  # Linux counts in KiB
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(max(peaks) * unit / 2**20)
