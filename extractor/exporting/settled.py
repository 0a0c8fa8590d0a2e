"""A run as it is known after review, or without one: what gold and examples are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.exporting.checked import Checked
from extractor.presentation.words import is_supported
from extractor.records import Article, EventRecord, MergedEvent
from extractor.schemas import Schema


@dataclass(frozen=True, slots=True)
class SettledRun:
    """The events of a run with what was decided about them."""

    schema: Schema
    articles: Mapping[str, Article]
    records: Sequence[EventRecord]
    events: Sequence[Checked]
    """With the values that count, and without those that somebody rejected."""
    rejected: frozenset[str] = frozenset()
    """Ids of the records of rejected events."""

    @property
    def decided(self) -> int:
        """How many of the events are known to be right."""
        return sum(1 for one in self.events if one.decided)

    def taken_as_right(self) -> SettledRun:
        """The same with every other event decided too, as it is without what no article says of it."""
        known = [one for one in self.events if one.decided]
        others = [Checked(_supported(one.event), decided=True) for one in self.events if not one.decided]
        return replace(self, events=[*known, *others])


def _supported(event: MergedEvent) -> MergedEvent:
    """The event without the values that no article says."""
    fields = {
        name: tuple(value for value in values if is_supported(value)) for name, values in event.fields.items()
    }
    return event.model_copy(update={"fields": fields})
