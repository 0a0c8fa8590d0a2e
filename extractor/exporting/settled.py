"""Events as they are known after review, or without one: what gold and examples are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.presentation.words import is_supported
from extractor.records import MergedEvent


@dataclass(frozen=True, slots=True)
class SettledEvent:
    """An event with the values that count, and whether somebody decided about it."""

    event: MergedEvent
    """With the values that stand and are right; alternatives are what articles say too."""
    decided: bool
    """Whether it is known to be right; else nobody knows, and it is neither right nor wrong."""


def taken_as_right(events: Iterable[MergedEvent]) -> list[SettledEvent]:
    """Every event as the run gave it, without the values that no article says."""
    return [SettledEvent(_supported(event), decided=True) for event in events]


def _supported(event: MergedEvent) -> MergedEvent:
    fields = {
        name: tuple(value for value in values if is_supported(value)) for name, values in event.fields.items()
    }
    return event.model_copy(update={"fields": fields})
