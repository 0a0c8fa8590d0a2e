"""`extractor status`: how far a run is, what has failed and what it has used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from extractor.backends.limits.prices import dollars
from extractor.cli.options import RUN_FOLDER
from extractor.cli.output import print_either
from extractor.presentation.plain import plain
from extractor.records import JsonObject
from extractor.runs.status import RunState, RunStatus, read_status
from extractor.store.ledger import Spent


@click.command()
@RUN_FOLDER
@click.option("--json", "as_json", is_flag=True, help="Print as one JSON object.")
def status(run_folder: Path, as_json: bool) -> None:
    """Show how far a run is: done, failed, pending, spent.

    While it goes on, and after it was stopped, too. Nothing is written.
    """
    found = read_status(run_folder)
    print_either(map(plain, _lines(found)), {"run": str(run_folder), **_as_json(found)}, as_json=as_json)


def _lines(found: RunStatus) -> Iterator[str]:
    yield _state(found)
    of_all = f" of {found.command.expected:,}" if found.command.expected is not None and found.pending else ""
    ended = ", ".join(f"{number:,} {outcome}" for outcome, number in found.inputs.items())
    pending = "" if found.pending is None else f"; {found.pending:,} pending"
    yield f"articles: {found.done:,}{of_all} done ({ended}){pending}"
    yield from map(str, found.workers)
    if found.failed:
        yield "failed: " + ", ".join(f"{number:,} {error}" for error, number in found.failed.items())
    for spent in found.spent:
        yield _spent(spent)
    if not found.spent:
        yield "spent: nothing"
    if found.cost:
        yield f"cost: {dollars(found.cost)} so far"


def _state(found: RunStatus) -> str:
    match found.state:
        case RunState.RUNNING:
            return f"running: {found.holder}"
        case RunState.FINISHED:
            return f"finished: {_time(found.command.ended)}"
        case RunState.AWAITING:
            return (
                f"awaiting: {found.awaited:,} questions are in batches; extractor batch collect fetches them"
            )
        case RunState.INTERRUPTED:
            return "interrupted: the same `extractor run` command goes on from here"


def _spent(spent: Spent) -> str:
    used = spent.usage
    batched = " in batches" if spent.batched else ""
    calls = f"{spent.attempts:,} calls of {spent.model or 'a model'}{batched}"
    read = f"{used.prompt_tokens:,} tokens read ({used.cached_tokens:,} from the cache)"
    return f"spent: {calls}, {read}, {used.completion_tokens:,} written"


def _as_json(found: RunStatus) -> JsonObject:
    return {
        "state": found.state.value,
        "pid": found.holder.pid if found.holder else None,
        "started": _time(found.command.started),
        "finished": _time(found.command.ended),
        "expected": found.command.expected,
        "done": found.done,
        "pending": found.pending,
        "inputs": found.inputs,
        "failed": found.failed,
        "awaited": found.awaited,
        "workers": [asdict(worker) for worker in found.workers],
        "cost": found.cost,
        "spent": [
            {
                "model": spent.model,
                "batched": spent.batched,
                "calls": spent.attempts,
                **asdict(spent.usage),
            }
            for spent in found.spent
        ],
    }


def _time(moment: float | None) -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
