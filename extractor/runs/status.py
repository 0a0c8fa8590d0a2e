"""How far a run is, read from its ledger, also while it goes on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from extractor.errors import BatchPending, RunError
from extractor.runs.batches.store import awaited_requests
from extractor.runs.endings import OUTCOMES
from extractor.runs.spending import spending_of
from extractor.runs.workers import WorkerState, read_workers
from extractor.store.folder import RunFolder
from extractor.store.ledger import Command, Ledger, Spent
from extractor.store.lock import Holder, holder


class RunState(StrEnum):
    """Where the last command on a run folder is."""

    RUNNING = "running"
    FINISHED = "finished"
    AWAITING = "awaiting batches"
    """Nothing runs here; the provider's Batch API is to answer."""
    INTERRUPTED = "interrupted"
    """By Ctrl-C, an error or a kill; the same command goes on."""


@dataclass(frozen=True)
class RunStatus:
    """What the ledger says of a run; commands with the same request are one run."""

    state: RunState
    holder: Holder | None
    command: Command
    inputs: dict[str, int]
    """Inputs that have ended, by how: `records`, `no events` or `failed`."""
    failed: dict[str, int]
    """Those that failed, by the class of their first error, the most frequent first."""
    spent: tuple[Spent, ...]
    """By model, over all commands on the folder."""
    cost: float | None = 0.0
    """Of all that, in US dollars; `None` when a price is unknown."""
    awaited: int = 0
    """Questions that are in batches."""
    workers: tuple[WorkerState, ...] = ()
    """Those of a run that goes on with --engine ray, as they were a moment ago."""

    @property
    def done(self) -> int:
        """Inputs that have ended."""
        return sum(self.inputs.values())

    @property
    def pending(self) -> int | None:
        """Inputs that have not ended; `None` when their number is unknown."""
        if self.state is RunState.FINISHED:
            return 0
        expected = self.command.expected
        return None if expected is None else max(0, expected - self.done)


def read_status(path: Path) -> RunStatus:
    """How far the run in a folder is.

    Raises:
        RunError: there is no run in the folder, or its ledger is damaged.
    """
    folder = RunFolder(path)
    if folder.run.is_file() and not folder.ledger.is_file():
        raise RunError(
            f"{path}: has no ledger, which says how far a run is; its events: extractor show {path}"
        )
    lock = folder.ledger.with_suffix(".lock")
    before = holder(lock)
    with Ledger.read_only(folder.ledger) as ledger:
        command = ledger.last_command()
        if command is None:
            raise RunError(f"{path}: nothing was asked yet; begin with: extractor run ARTICLES -o {path}")
        ended = ledger.ended()
        spent = ledger.spent()
        cost = spending_of(ledger).cost
        awaited = awaited_requests(ledger)
    # Looked up on both sides, since a command may begin or end while we read.
    who = holder(lock) or before
    inputs: Counter[str] = Counter(dict.fromkeys(OUTCOMES, 0))
    failed: Counter[str] = Counter()
    for (outcome, error), number in ended.items():
        if error == BatchPending.__name__:
            continue  # not the end of it
        inputs[outcome] += number
        if error is not None:
            failed[error] += number
    return RunStatus(
        state=_state(command, who, awaited),
        holder=who,
        command=command,
        inputs=dict(inputs),
        failed=dict(failed.most_common()),
        spent=spent,
        cost=cost,
        awaited=awaited,
        workers=read_workers(folder.workers, who.pid) if who else (),
    )


def _state(command: Command, who: Holder | None, awaited: int) -> RunState:
    if command.ended is not None:
        return RunState.FINISHED
    if who:
        return RunState.RUNNING
    return RunState.AWAITING if awaited else RunState.INTERRUPTED


def has_unfinished_command(path: Path) -> bool:
    """Whether the last command on a run folder is still going on, or was interrupted."""
    ledger_file = RunFolder(path).ledger
    if not ledger_file.is_file():
        return False  # a folder that was passed on without its ledger
    try:
        with Ledger.read_only(ledger_file) as ledger:
            command = ledger.last_command()
    except RunError:
        return False
    return command is not None and command.ended is None
