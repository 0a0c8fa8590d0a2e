"""An event as people left it, for whatever writes a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from extractor.decisions.decision import canonical
from extractor.records import MergedEvent, MergedValue


@dataclass(frozen=True, slots=True)
class Checked:
    """An event with the values that stand after review."""

    event: MergedEvent
    status: str = ""
    """How far its review is, in words; empty when nobody has looked at it."""
    reviewers: tuple[str, ...] = ()
    confirmed: frozenset[str] = frozenset()
    """Values that somebody accepted or wrote, as `canonical` names them: they stand whatever articles say."""

    def confirms(self, field: str, value: MergedValue) -> bool:
        """Whether somebody says that the value is right."""
        return bool(self.confirmed) and canonical(field, value.value) in self.confirmed


CheckedEvents = Callable[[], Iterable[Checked]]
"""Gives the events of a run as people left them, each time it is called."""
