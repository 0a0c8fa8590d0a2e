"""What tests ask of a ledger, and no command does."""

from __future__ import annotations

from extractor.store.ledger import Ledger


def attempts(ledger: Ledger, key: str) -> int:
    """Calls made for a question so far, by all commands."""
    return int(ledger.rows("SELECT count(*) FROM attempts WHERE key = ?", key)[0][0])


def outcomes(ledger: Ledger) -> dict[str, int]:
    """How many attempts ended in each way, by all commands."""
    return dict(ledger.rows("SELECT outcome, count(*) FROM attempts GROUP BY 1"))


def ends(ledger: Ledger, command: int) -> dict[str, int]:
    """How many inputs of a command ended in each way."""
    return dict(ledger.rows("SELECT outcome, count(*) FROM ends WHERE command = ? GROUP BY 1", command))
