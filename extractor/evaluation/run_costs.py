"""What a run cost: calls, tokens and time, from its ledger."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extractor.runs.spending import spending_of
from extractor.store.folder import RunFolder
from extractor.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class RunCosts:
    """The calls of a run, those of all its commands together; nothing for a run without a ledger."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost: float | None = None
    """US dollars; recorded answers cost nothing. `None` when a price is unknown, or there is no ledger."""
    seconds: float | None = None
    """Wall clock of the last command; `None` when it did not come to its end."""


def run_costs(path: Path) -> RunCosts:
    """What the run in this folder cost so far.

    Raises:
        RunError: its ledger cannot be read.
    """
    ledger_file = RunFolder(path).ledger
    if not ledger_file.is_file():
        return RunCosts()
    with Ledger.read_only(ledger_file) as ledger:
        spent = ledger.spent()
        last = ledger.last_command()
        cost = spending_of(ledger).cost
    return RunCosts(
        calls=sum(item.attempts for item in spent),
        prompt_tokens=sum(item.usage.prompt_tokens for item in spent),
        completion_tokens=sum(item.usage.completion_tokens for item in spent),
        cached_tokens=sum(item.usage.cached_tokens for item in spent),
        cost=cost,
        seconds=last.ended - last.started if last and last.ended else None,
    )
