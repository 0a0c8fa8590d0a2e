"""What one article says in one field, as evidence in a merge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from extractor.records import Mention, Value

V = TypeVar("V", bound=Value)


@dataclass(frozen=True, slots=True)
class Claim(Generic[V]):
    """A mention as evidence in a merge: who says it, and when that was published."""

    mention: Mention
    value: V
    """The mention's value, never `None`: what could not be read does not take part."""
    published: date | None
    source: str
    """The same for near-identical copies of one text, so that a wire story counts once."""
