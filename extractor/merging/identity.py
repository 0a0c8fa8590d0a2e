"""The names of merged events, and what became of them between two merges.

An event is named after its founder: of its records the one published first (undated ones last), ties broken
by record id. Later reports therefore leave the name alone. No rule can do better and stay a function of the
set of records: if every addition kept the name, any two events that can grow into one would bear the same
name. When an older report turns up, or events join or split, `alias_table` says which name became which.

Two events never share a name: it holds the founder's record id, and a record is in one event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from extractor.records import EventRecord, MergedEvent


@dataclass(frozen=True, slots=True)
class Alias:
    """A former event, and the events that now hold its records."""

    former: str
    current: tuple[str, ...]
    """By number of records taken over, the largest first; several when the event was split."""


def founder(records: Iterable[EventRecord]) -> EventRecord:
    """The record an event is named after."""
    return min(records, key=lambda record: founding_order(record.published, record.id))


def founding_order(published: date | None, record: str) -> tuple[bool, date, str]:
    """Least for the record of an event that it is named after; `record` is its id."""
    return (published is None, published or date.min, record)


def event_id(records: Iterable[EventRecord]) -> str:
    """The name of the event that these records report."""
    return f"event-{founder(records).id}"


def alias_table(before: Sequence[MergedEvent], after: Sequence[MergedEvent]) -> list[Alias]:
    """For each event of an earlier merge that is not the same name with all its records now: what it became.

    Events whose records are all gone have no alias.
    """
    now = {record: event.id for event in after for record in event.records}
    return renamed(((event.id, event.records) for event in before), now)


def renamed(before: Iterable[tuple[str, Iterable[str]]], now: Mapping[str, str]) -> list[Alias]:
    """As `alias_table`, from former events as id and ids of records, and the event of each record now."""
    table = []
    for former, records in before:
        counts = Counter(now[record] for record in records if record in now)
        if counts and set(counts) != {former}:
            table.append(Alias(former, tuple(sorted(counts, key=lambda name: (-counts[name], name)))))
    return sorted(table, key=lambda alias: alias.former)
