"""How far a run is, read from its ledger, also while it goes on."""

from __future__ import annotations

from pathlib import Path

from extractor.errors import RunError
from extractor.runs.folder import RunFolder
from extractor.runs.ledger import Ledger


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
