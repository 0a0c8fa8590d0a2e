"""Events as people left them, for whatever writes a run, and all that is known of a run after review."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.decisions.decision import canonical
from extractor.presentation.words import is_supported, many, percent
from extractor.records import Article, EventRecord, MergedEvent, MergedValue
from extractor.schemas import Schema
from extractor.store.folder import RunFolder, read_lines


@dataclass(frozen=True, slots=True)
class Checked:
    """An event with the values that stand after review."""

    event: MergedEvent
    status: str = ""
    """How far its review is, in words; empty when nobody has looked at it."""
    reviewers: tuple[str, ...] = ()
    confirmed: frozenset[str] = frozenset()
    """Values that somebody accepted or wrote, as `canonical` names them: they stand whatever articles say."""
    decided: bool = False
    """Whether the event is known to be right; else nobody knows, and it is neither right nor wrong."""

    def confirms(self, field: str, value: MergedValue) -> bool:
        """Whether somebody says that the value is right."""
        return bool(self.confirmed) and canonical(field, value.value) in self.confirmed


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


CheckedEvents = Callable[[], Iterable[Checked]]
"""Gives the events of a run as people left them, each time it is called."""


def as_found(folder: RunFolder, schema: Schema) -> Iterator[Checked]:
    """The events as the run found them, read one at a time.

    Raises:
        RecordsError: the file of events is damaged.
    """
    return (Checked(schema.merged_from_json(data, where)) for data, where in read_lines(folder.events))


@dataclass(slots=True)
class MinimumConfidence:
    """Leaves out events whose confidence is below a minimum; those without a confidence stay."""

    minimum: float
    """From 0 to 1."""
    left_out: int = 0
    """How many events the last pass left out."""

    def summary(self) -> str:
        """How many events the last pass left out, for people."""
        return f"{many(self.left_out, 'event')} left out: confidence below {percent(self.minimum)}"

    def of(self, events: Iterable[Checked]) -> Iterator[Checked]:
        """The events that stay; a pass that is read to its end counts the others."""
        self.left_out = 0
        for each in events:
            confidence = each.event.confidence
            if confidence is not None and confidence < self.minimum:
                self.left_out += 1
            else:
                yield each
