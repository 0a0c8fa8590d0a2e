"""What relations between merged events rest on: their values, and where an article reports them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from extractor.fields import TimeValue
from extractor.fields.choice import ChoiceValue
from extractor.fields.parties.matching import is_telling
from extractor.fields.parties.values import PartyValue
from extractor.fields.times.values import Precision
from extractor.records import MergedEvent, Support


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """An event, and the numbers of the sentences in which one article reports it."""

    event: MergedEvent
    sentences: set[int] = field(default_factory=set)


_NO_TIME = TimeValue(precision=Precision.RANGE)


def time_of(event: MergedEvent, name: str) -> TimeValue:
    """The event's time in a field; of an event without one, a time with no days."""
    values = (value.value for value in event.fields[name])
    return next((value for value in values if isinstance(value, TimeValue)), _NO_TIME)


def choices_of(event: MergedEvent, name: str) -> list[ChoiceValue]:
    """The options that stand in a field."""
    return [value.value for value in event.fields[name] if isinstance(value.value, ChoiceValue)]


def parties_of(event: MergedEvent, name: str) -> list[PartyValue]:
    """The parties in a field that can speak for a match: no pronouns, no `officials`."""
    values = (value.value for value in event.fields[name])
    return [value for value in values if isinstance(value, PartyValue) and is_telling(value)]


def in_order_of_text(supports: Iterable[Support]) -> tuple[Support, ...]:
    """The supports by article and sentence."""
    return tuple(sorted(supports, key=lambda s: (s.article, s.sentences, s.written)))
