"""What becomes of an event that does not become a record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejection:
    """An event that a model wrote and that does not become a record, with the reason."""

    article: str
    sentences: tuple[int, ...]
    written: str
    """What the model wrote, as JSON."""
    reason: str
