"""The merge of a run: from the records in its spool to events in its spool, however many there are."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import overload

from extractor.merging import Constraints, Cost
from extractor.merging.merger import fused, group, in_order_of_ids
from extractor.merging.table import table_of
from extractor.merging.witnesses import Sketch, sketch_from_json
from extractor.processes import copies_worth, mapped
from extractor.records import EventRecord, MergedEvent
from extractor.runs.folder import lines_with_places, read_lines
from extractor.runs.spool import EventLine, Spool
from extractor.schemas import Schema, json_object

_EVENTS_AT_ONCE = 50
"""Events that are fused for one message between processes."""

MOST_EVENTS_HELD = 2_000
"""Events up to which those that were looked at once are kept."""


def merge_spooled(spool: Spool, schema: Schema, constraints: Constraints) -> None:
    """Merge the records of a spool; only the table of numbers and one event at a time are in memory.

    Raises:
        RunError: the disk is full, or fails.
    """
    places = array("q")

    def records() -> Iterator[EventRecord]:
        for place, record in spool.placed_records(schema):
            places.append(place)
            yield record

    def record_at(position: int) -> EventRecord:
        return spool.record_at(places[position], schema)

    table = table_of(records(), schema, record_at)
    groups = in_order_of_ids(table, group(table, schema, Cost(), constraints))

    def fused_lines(part: Sequence[Sequence[int]]) -> list[EventLine]:
        events = fused(table, part, schema, record_at, partial(sketch_at, spool))
        return [EventLine.of(event) for event in events]

    parts = [groups[start : start + _EVENTS_AT_ONCE] for start in range(0, len(groups), _EVENTS_AT_ONCE)]
    lines = mapped(fused_lines, parts, copies_worth() if len(parts) > 1 else 1)
    spool.add_events(chain.from_iterable(lines))


def sketch_at(spool: Spool, name: str) -> Sketch | None:
    """What the article with this id is known by as a copy of others; `None` when it was not kept."""
    data = spool.article_json(name)
    return None if data is None else sketch_from_json(data)


class EventsOnDisk(Sequence[MergedEvent]):  # noqa: PLW1641  # its events have no hash either
    """The events of a finished run, read from its folder when they are looked at."""

    def __init__(self, path: Path, schema: Schema, number: int) -> None:
        """`path` is the file of events, and `number` how many it has, or will have."""
        self._path = path
        self._schema = schema
        self._number = number

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[MergedEvent]:
        """
        Raises:
            RecordsError: the file is damaged.
        """
        return iter(self._held) if self._number <= MOST_EVENTS_HELD else self._read()

    def __eq__(self, other: object) -> bool:
        """
        Raises:
            RecordsError: the file is damaged.
        """
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    @overload
    def __getitem__(self, index: int) -> MergedEvent: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[MergedEvent, ...]: ...
    def __getitem__(self, index: int | slice) -> MergedEvent | tuple[MergedEvent, ...]:
        """
        Raises:
            RecordsError: the file is damaged.
        """
        if self._number <= MOST_EVENTS_HELD:
            return self._held[index]
        if isinstance(index, slice):
            return tuple(self[number] for number in range(self._number)[index])
        start = self._starts[index]
        with self._path.open("rb") as lines:
            lines.seek(start)
            where = f"{self._path} at byte {start:,}"
            return self._schema.merged_from_json(json_object(lines.readline(), where), where)

    def _read(self) -> Iterator[MergedEvent]:
        return (self._schema.merged_from_json(data, where) for data, where in read_lines(self._path))

    @cached_property
    def _held(self) -> tuple[MergedEvent, ...]:
        return tuple(self._read())

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [start for _, _, start in lines_with_places(self._path)]
