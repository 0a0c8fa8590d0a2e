"""`extractor batch`: questions by the provider's Batch API, at its lower price and within a day."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.articles.keys import parse_mapping
from extractor.backends.profiles import load_profile
from extractor.cli import EXIT_FAILURES, EXIT_LIMIT, complain
from extractor.cli.options import (
    BASE_URL,
    LIMIT,
    MAP,
    MAX_COST,
    MAX_TOKENS,
    ONE_OBJECT,
    PLAN,
    PROMPT,
    SCHEMA,
    together,
)
from extractor.cli.output import print_either
from extractor.cli.run import summarise
from extractor.errors import UsageError
from extractor.presentation.plain import plain
from extractor.records import JsonObject

if TYPE_CHECKING:
    from extractor.runs.batches.desk import BatchState, Report

_BETWEEN_LOOKS = 60.0
"""Seconds."""

_ADDRESS = click.option("--base-url", help="The address that the batches are at, where no profile names it.")
_RUN = click.argument("run", type=click.Path(path_type=Path, file_okay=False))


_LIMITS = together(MAX_COST, MAX_TOKENS, ONE_OBJECT)


@click.group()
def batch() -> None:
    """Ask by the provider's Batch API: at its lower price, and within a day.

    Answers go into the run folder's ledger like any others: what does not fit is asked again in a second
    batch, and `extractor run` on the folder afterwards asks nothing.
    """


@batch.command()
@_RUN
@click.argument("paths", nargs=-1)
@SCHEMA
@PROMPT
@click.option("--backend", help="Which profile answers.", show_default="openai")
@click.option("--model", help="The model's id at the backend.")
@BASE_URL
@PLAN
@MAP
@LIMIT
@_LIMITS
def submit(  # noqa: PLR0913, PLR0917  # one argument an option
    run: Path,
    paths: tuple[str, ...],
    schema: str,
    prompt: str | None,
    backend: str | None,
    model: str | None,
    base_url: str | None,
    plan: str | None,
    pairs: tuple[str, ...],
    limit: int | None,
    max_cost: float | None,
    max_tokens: int | None,
    as_json: bool,
) -> int:
    """Hand in what the ledger of the folder RUN does not answer.

    PATHS are files, folders or globs, by path or by URL, as for `extractor run`. Without them the last
    request of the folder is continued. What is on its way already is never handed in twice.
    """
    from extractor.cli.screen import Screen
    from extractor.runs.batches.desk import stored_request
    from extractor.runs.batches.desk import submit as hand_in
    from extractor.runs.request import Request

    if not paths:
        if any((backend, model, plan, limit, prompt, pairs)):
            raise UsageError("these options are for articles: name them behind the run folder")
        request = stored_request(run, base_url)
    else:
        name = backend or ("compatible" if base_url else "openai")
        profile = load_profile(name, model=model, base_url=base_url, plan=plan)
        keys = parse_mapping(pairs)
        request = Request(paths, run, profile, schema, prompt, limit=limit, keys=keys)
    request = replace(request, max_cost=max_cost, max_tokens=max_tokens)
    with Screen(request, quiet=True) as screen:
        report = hand_in(request, screen)
    return _print_report(report, run, as_json=as_json)


@batch.command()
@_RUN
@_ADDRESS
@ONE_OBJECT
def status(run: Path, base_url: str | None, as_json: bool) -> None:
    """Show how far the batches of the folder RUN are, as the provider knows them now; nothing is written."""
    from extractor.runs.batches.desk import states

    found = states(run, base_url)
    lines = list(_batch_lines(found)) or [f"no batches: extractor batch submit {run} ARTICLES"]
    data = {"run": str(run), "batches": list(_batch_objects(found))}
    print_either(map(plain, lines), data, as_json=as_json)


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
@_LIMITS
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
    return _print_report(report, run, as_json=as_json)


def _print_report(report: Report, run: Path, *, as_json: bool) -> int:
    """Print the outcome of a command; its exit code."""
    if report.is_finished:
        from extractor.with_review import renew_report

        renew_report(run)
    if report.is_finished and not as_json:
        summarise(run, report.outcome)
    else:
        print_either(map(plain, _lines(report, run)), _object(report, run), as_json=as_json)
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
    data: JsonObject = {
        "run": str(run),
        "finished": report.is_finished,
        "awaited": report.awaited,
        "open": report.open,
        "not_asked": report.not_asked,
        "handed_in": [{"batch": made.batch, "requests": made.requests} for made in report.handed_in],
        "refused": [{"batch": each.batch, "message": each.message} for each in report.fetched.failed],
    }
    return data | {"totals": report.outcome.totals()} if report.is_finished else data


def _batch_objects(found: Sequence[BatchState]) -> Iterator[JsonObject]:
    """The batches of a run for programs."""
    for state in found:
        batch, remote = state.batch, state.remote
        yield {
            "name": batch.name,
            "batch": batch.batch,
            "requests": batch.requests,
            "answered": state.answered,
            "step": batch.step.value,
            "state": remote.status if remote else batch.state,
            "counts": dict(remote.counts) if remote else {},
            "message": batch.message,
        }


def _batch_lines(found: Sequence[BatchState]) -> Iterator[str]:
    """The batches of a run for people, a line each."""
    for state in found:
        batch, remote = state.batch, state.remote
        counts = remote.counts if remote else {}
        done = counts.get("completed", 0) + counts.get("failed", 0) if remote else state.answered
        word = remote.status if remote else batch.state or batch.step.value
        problem = f" ({batch.message})" if batch.message else ""
        yield f"{batch.batch or batch.name}: {done:,} of {batch.requests:,}, {word}{problem}"
