"""`extractor batch`: questions by the provider's Batch API, at its lower price and within a day."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from extractor.backends.profiles import load_profile
from extractor.cli import EXIT_FAILURES, EXIT_LIMIT, complain
from extractor.cli.run import summarise
from extractor.errors import UsageError
from extractor.presentation.plain import plain
from extractor.records import JsonObject

if TYPE_CHECKING:
    from extractor.runs.batches.desk import Report

F = TypeVar("F", bound=Callable[..., Any])

_BETWEEN_LOOKS = 60.0
"""Seconds."""

_ADDRESS = click.option("--base-url", help="The address that the batches are at, where no profile names it.")
_RUN = click.argument("run", type=click.Path(path_type=Path, file_okay=False))


def _limits(command: F) -> F:
    """The options that limit what is spent, and the form of what is printed."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),
        click.option("--max-tokens", type=click.IntRange(min=1), help="The same in tokens."),
        click.option(
            "--max-cost",
            type=click.FloatRange(min=0),
            help="The most that the run folder may cost, in US dollars.",
        ),
    ):
        command = option(command)
    return command


@click.group()
def batch() -> None:
    """Ask by the provider's Batch API: at its lower price, and within a day.

    Answers go into the run folder's ledger like any others: what does not fit is asked again in a second
    batch, and `extractor run` on the folder afterwards asks nothing.
    """


@batch.command()
@_RUN
@click.argument("paths", nargs=-1)
@click.option(
    "--schema", default="news_event", show_default=True, help="A shipped schema, or FILE.py[:Class]."
)
@click.option(
    "--prompt", type=click.Path(), help="A folder of prompt templates in place of the schema's own."
)
@click.option("--backend", help="Which profile answers.", show_default="openai")
@click.option("--model", help="The model's id at the backend.")
@click.option(
    "--base-url",
    help="The address of an OpenAI-compatible server, with its /v1; implies --backend compatible.",
)
@click.option(
    "--plan", help="How to ask: article (in one question) or outline (in several). Each profile has its own."
)
@click.option("--limit", type=click.IntRange(min=1), help="Read at most so many articles.")
@_limits
def submit(  # noqa: PLR0913, PLR0917  # one argument an option
    run: Path,
    paths: tuple[str, ...],
    schema: str,
    prompt: str | None,
    backend: str | None,
    model: str | None,
    base_url: str | None,
    plan: str | None,
    limit: int | None,
    max_cost: float | None,
    max_tokens: int | None,
    as_json: bool,
) -> int:
    """Hand in what the ledger of the folder RUN does not answer.

    PATHS are files, folders or globs, as for `extractor run`. Without them the last request of the folder is
    gone on with. What is on its way already is never handed in twice.
    """
    from extractor.cli.screen import Screen
    from extractor.runs.batches.desk import stored_request
    from extractor.runs.batches.desk import submit as hand_in
    from extractor.runs.pipeline import Request

    if not paths:
        if any((backend, model, plan, limit, prompt)):
            raise UsageError("these options are for articles: name them behind the run folder")
        request = stored_request(run, base_url)
    else:
        name = backend or ("compatible" if base_url else "openai")
        profile = load_profile(name, model=model, base_url=base_url, plan=plan)
        request = Request(paths, run, profile, schema, prompt, limit=limit)
    request = replace(request, max_cost=max_cost, max_tokens=max_tokens)
    with Screen(request, quiet=True) as screen:
        report = hand_in(request, screen)
    return _told(report, run, as_json=as_json)


@batch.command()
@_RUN
@_ADDRESS
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def status(run: Path, base_url: str | None, as_json: bool) -> int:
    """Tell how far the batches of the folder RUN are, as the provider knows them now; nothing is written."""
    from extractor.runs.batches.desk import batch_lines, batch_objects, states

    found = states(run, base_url)
    if as_json:
        click.echo(json.dumps({"run": str(run), "batches": list(batch_objects(found))}))
        return 0
    for line in batch_lines(found):
        click.echo(plain(line))
    if not found:
        click.echo(f"no batches: extractor batch submit {run} ARTICLES")
    return 0


@batch.command()
@_RUN
@click.option("--no-submit", is_flag=True, help="Hand in no second batch of what must be asked again.")
@click.option(
    "--forget",
    multiple=True,
    metavar="BATCH",
    help="Wait for this batch no longer, and ask its questions anew; it may be paid for twice.",
)
@click.option("--wait", is_flag=True, help="Look again every minute until every answer is there.")
@_ADDRESS
@_limits
def collect(  # noqa: PLR0913, PLR0917  # one argument an option
    run: Path,
    no_submit: bool,
    forget: tuple[str, ...],
    wait: bool,
    base_url: str | None,
    max_cost: float | None,
    max_tokens: int | None,
    as_json: bool,
) -> int:
    """Bring the answers that are there into the folder RUN, and write its files when none is missing.

    What does not fit, was cut off or expired is handed in again.
    """
    from extractor.cli.screen import Screen
    from extractor.runs.batches.desk import collect as bring
    from extractor.runs.batches.desk import stored_request

    request = replace(stored_request(run, base_url), max_cost=max_cost, max_tokens=max_tokens)
    while True:
        with Screen(request, quiet=True) as screen:
            report = bring(request, screen, hand_in=not no_submit, forget=forget)
        forget = ()
        if not wait or not report.awaited or report.limit_reached:
            break
        time.sleep(_BETWEEN_LOOKS)
    return _told(report, run, as_json=as_json)


def _told(report: Report, run: Path, *, as_json: bool) -> int:
    """Print what a command came to; its exit code."""
    if report.is_finished:
        from extractor.with_review import renew_report

        renew_report(run)
    if as_json:
        click.echo(json.dumps(_object(report, run)))
    elif report.is_finished:
        summarise(run, report.outcome)
    else:
        for line in _lines(report, run):
            click.echo(plain(line))
    for refused in report.fetched.failed:
        complain(
            f"batch {refused.batch} was refused ({refused.message}); again with: extractor batch submit {run}"
        )
    if report.limit_reached:
        complain(
            f"stopped before the limit: {report.limit_reached}, and {report.not_asked:,} questions were not"
            " handed in; the same command with a higher limit goes on from here"
        )
        return EXIT_LIMIT
    if report.fetched.failed:
        return EXIT_FAILURES
    return EXIT_FAILURES if report.is_finished and report.outcome.tally.failures else 0


def _lines(report: Report, run: Path) -> Iterator[str]:
    tally = report.outcome.tally
    answered = tally.questions - tally.awaited
    yield f"{tally.articles:,} articles, {tally.questions:,} questions, {answered:,} of them have their end"
    for made in report.handed_in:
        yield f"handed in: {made.batch}, {made.requests:,} questions"
    if report.fetched.unreadable:
        yield f"{report.fetched.unreadable:,} lines of the provider's files are no answers; asked again"
    if report.awaited:
        yield f"awaited: {report.awaited:,}; fetch them with: extractor batch collect {run}"
    if report.open:
        yield f"to be asked again: {report.open:,}; hand them in with: extractor batch submit {run}"


def _object(report: Report, run: Path) -> JsonObject:
    told: JsonObject = {
        "run": str(run),
        "finished": report.is_finished,
        "awaited": report.awaited,
        "open": report.open,
        "not_asked": report.not_asked,
        "handed_in": [{"batch": made.batch, "requests": made.requests} for made in report.handed_in],
        "refused": [{"batch": each.batch, "message": each.message} for each in report.fetched.failed],
    }
    return told | {"totals": report.outcome.totals()} if report.is_finished else told
