"""Events in memory: typed as long as they are few, else as JSON, which is a sixth as large."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from extractor.records import MergedEvent
from extractor.schemas import Schema, json_object


def supports_of(event: MergedEvent) -> int:
    """How many supports an event has: by far the most of it."""
    every = (value for values in event.fields.values() for value in values)
    return sum(len(said.supports) for value in every for said in (value, *value.alternatives))


def packed(event: MergedEvent) -> bytes:
    """The event as JSON."""
    try:
        return event.model_dump_json().encode("utf-8")
    except ValueError:  # half of a surrogate pair
        return json.dumps(event.model_dump(mode="json")).encode("utf-8")


@dataclass(frozen=True, slots=True)
class HeldEvents(Sequence[MergedEvent]):
    """Events some of which are JSON until they are looked at."""

    held: tuple[MergedEvent | bytes, ...]
    schema: Schema

    def __len__(self) -> int:
        return len(self.held)

    @overload
    def __getitem__(self, index: int) -> MergedEvent: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[MergedEvent, ...]: ...
    def __getitem__(self, index: int | slice) -> MergedEvent | tuple[MergedEvent, ...]:
        if isinstance(index, slice):
            return tuple(self[number] for number in range(len(self))[index])
        event = self.held[index]
        if isinstance(event, MergedEvent):
            return event
        return self.schema.merged_from_json(json_object(event, "event"), "event")
