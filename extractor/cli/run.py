"""`extractor run`: articles in, a run folder out."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.articles.keys import parse_mapping
from extractor.backends.local.discovery import load_running_profile
from extractor.backends.profiles import Profile
from extractor.cli import EXIT_FAILURES, EXIT_LIMIT, complain
from extractor.cli.cascade import ESCALATION, with_escalation
from extractor.cli.estimates import limit_line, print_estimate, spent_line
from extractor.cli.options import (
    ADDRESS,
    BASE_URL,
    ENGINE,
    LIMIT,
    MAP,
    MAX_COST,
    MAX_TOKENS,
    PLAN,
    PROMPT,
    SCHEMA,
    WORKERS,
)
from extractor.cli.output import print_json, print_lines
from extractor.cli.table import event_lines
from extractor.errors import UsageError
from extractor.presentation.views import by_weight

if TYPE_CHECKING:
    from extractor.runs.endings import Watcher
    from extractor.runs.engine.base import EngineName
    from extractor.runs.pipeline import Outcome
    from extractor.runs.request import Request


_MOST_EVENTS_LISTED = 2_000


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="The run folder."
)
@SCHEMA
@PROMPT
@click.option(
    "--backend",
    "backends",
    multiple=True,
    default=("local",),
    show_default="local",
    help="Which profile answers; given again, each makes a run of its own, in a folder of its name.",
)
@ESCALATION
@click.option(
    "--model",
    help="The model's id at the backend; for local, a known model, hf:OWNER/REPO/FILE.gguf, or a .gguf file.",
)
@BASE_URL
@PLAN
@click.option(
    "--record",
    type=click.Path(path_type=Path),
    help="Record every exchange as cassettes in this folder; everything is asked anew.",
)
@click.option(
    "--replay", type=click.Path(path_type=Path), help="Answer from cassettes in this folder, without a model."
)
@click.option("--allow-live", is_flag=True, help="With --replay: ask and record what is not recorded there.")
@MAP
@LIMIT
@click.option("--concurrency", type=click.IntRange(1, 256), help="The most calls in flight.")
@click.option(
    "--requests-per-minute", type=click.IntRange(min=1), help="The most calls that start in any minute."
)
@click.option(
    "--tokens-per-minute", type=click.IntRange(min=1), help="The most tokens of the calls of any minute."
)
@click.option("--retry-failed", is_flag=True, help="Ask again what an earlier run in the folder gave up.")
@MAX_COST
@MAX_TOKENS
@ENGINE
@ADDRESS
@WORKERS
@click.option("--dry-run", is_flag=True, help="Only say what would be asked, and about what it would cost.")
@click.option("--json", "as_json", is_flag=True, help="Print the totals as JSON and nothing else.")
def run(  # noqa: PLR0913, PLR0917  # one argument an option
    paths: tuple[str, ...],
    output: Path,
    schema: str,
    prompt: str | None,
    backends: tuple[str, ...],
    escalate: str | None,
    below: float | None,
    target: float | None,
    gold_file: Path | None,
    model: str | None,
    base_url: str | None,
    plan: str | None,
    record: Path | None,
    replay: Path | None,
    allow_live: bool,
    pairs: tuple[str, ...],
    limit: int | None,
    retry_failed: bool,
    max_cost: float | None,
    max_tokens: int | None,
    engine: EngineName,
    address: str | None,
    workers: int | None,
    dry_run: bool,
    as_json: bool,
    **pace: int | None,
) -> int:
    """Extract events from articles into a run folder.

    PATHS are files (text, HTML, PDF, DOCX, JSON, JSON Lines, CSV, Parquet, WARC, also compressed or in a ZIP
    archive), folders or globs, each also by URL (s3://bucket/archive/), or - for standard input. The same
    command again goes on where it stopped, and asks nothing twice; what has failed it asks again with
    --retry-failed.
    """
    from extractor.runs.engine import EngineChoice
    from extractor.runs.request import Request

    if base_url and backends == ("local",):
        backends = ("compatible",)
    names = tuple(dict.fromkeys(backends))
    if model and len(names) > 1:
        raise UsageError("--model goes with one --backend: give each backend its model in extractor.toml")
    changes = {name: value for name, value in pace.items() if value is not None}
    loaded = [load_running_profile(name, model=model, base_url=base_url, plan=plan) for name in names]
    profiles = [profile.model_copy(update=changes) for profile in loaded]
    request = Request(paths, output, profiles[0], schema, prompt, record, replay, limit, retry_failed)
    request = replace(request, allow_live=allow_live, max_cost=max_cost, max_tokens=max_tokens)
    choice = EngineChoice(engine, address, workers)
    request = replace(request, keys=parse_mapping(pairs), engine=choice)
    requests = [request] if len(names) == 1 else [_of_its_own(request, profile) for profile in profiles]
    if dry_run and target is not None:
        raise UsageError("--dry-run does not go with --target-precision, which asks the first model")
    requests = [with_escalation(each, escalate, below, target, gold_file) for each in requests]
    if dry_run:
        for each in requests:
            print_estimate(each, as_json=as_json)
        return 0
    code = max(_run_one(request, as_json=as_json) for request in requests)
    if len(names) > 1 and not as_json:
        click.echo(f"\nSide by side: extractor compare {' '.join(str(each.folder) for each in requests)}")
    return code


def _of_its_own(request: Request, profile: Profile) -> Request:
    """The request for one of several backends: its folders are those of the whole, and its name in them."""
    return replace(request.asked_of(profile), folder=request.folder / profile.name)


def _run_one(request: Request, *, as_json: bool) -> int:
    from extractor.with_review import extract

    output = request.folder
    with _watcher(request, quiet=as_json) as watcher:
        outcome = extract(request, watcher)
    if as_json:
        print_json({"run": str(output), **outcome.totals()})
    else:
        summarise(output, outcome)
    if outcome.limit_reached:
        complain(limit_line(outcome))
        return EXIT_LIMIT
    return EXIT_FAILURES if outcome.tally.failures else 0


def _watcher(request: Request, *, quiet: bool) -> AbstractContextManager[Watcher | None]:
    if quiet and not sys.stderr.isatty():
        return nullcontext()  # there is nothing to show, and what would show it takes a while to load
    from extractor.cli.screen import Screen

    return Screen(request, quiet=quiet)


def summarise(output: Path, outcome: Outcome) -> None:
    """Print the totals of a run, what it cost, and its events."""
    from extractor.store.folder import RunFolder

    totals = outcome.totals()
    click.echo(
        f"{totals['articles']} articles, {totals['questions']} questions, {totals['records']} records of"
        f" {totals['events']} events; {totals['rejections']} rejected, {totals['failures']} failed"
    )
    if outcome.tally.escalated:
        click.echo(f"{outcome.tally.escalated} of the articles were asked of the better model")
    if line := spent_line(outcome.spent):
        click.echo(line)
    click.echo()
    number = outcome.number_of_events
    if number > _MOST_EVENTS_LISTED:
        click.echo(f"{number:,} events are too many for a table here; they are in: extractor show {output}")
    else:
        events = by_weight(outcome.events, outcome.schema)
        print_lines(event_lines(output, events, totals["articles"]))
    if number:
        click.echo(f"The sentences behind an event: extractor show {output} ID")
    click.echo(f"All of it on a page that a browser opens: {RunFolder(output).report}")
    if outcome.left_out:
        click.echo(
            f"It has {number - outcome.left_out:,} of {number:,} events, those that most sources"
            f" report; a larger one: extractor report {output} --most {number}"
        )
