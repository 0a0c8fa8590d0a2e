"""Which workers a run has and what each has done, kept where another process can read it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class WorkerState:
    """A worker, and how far it is."""

    number: int
    host: str
    pid: int
    done: int
    """Articles that it has ended."""
    in_work: int
    in_flight: int
    """Calls that it may make now."""

    def __str__(self) -> str:
        """For people."""
        return (
            f"worker {self.number} on {self.host}, process {self.pid}: {self.done:,} articles done, "
            f"{self.in_work:,} in work, {self.in_flight:,} calls in flight"
        )


class WorkersFile:
    """A scratch file in the run folder, which is there while workers are; a context manager.

    It is a help for who looks on, so that no run stops because it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: tuple[WorkerState, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def write(self, states: Sequence[WorkerState]) -> None:
        """Put these in the place of what is there."""
        if self._written == (states := tuple(states)):
            return
        self._written = states
        new = self._path.with_suffix(".tmp")
        running = {"driver": os.getpid(), "workers": [asdict(state) for state in states]}
        with contextlib.suppress(OSError):
            new.write_text(json.dumps(running), encoding="utf-8")
            new.replace(self._path)


def read_workers(path: Path, driver: int) -> tuple[WorkerState, ...]:
    """The workers of the run that this process drives; none where it has none."""
    try:
        running = json.loads(path.read_text(encoding="utf-8"))
        return tuple(WorkerState(**each) for each in running["workers"] if running["driver"] == driver)
    except (OSError, ValueError, TypeError, KeyError):  # none, or left behind by another version
        return ()
