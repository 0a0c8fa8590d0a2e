"""The events of a finished run, read from its folder when they are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import overload

from extractor.records import MergedEvent
from extractor.schemas import Schema
from extractor.store.line_index import LineIndex

_CACHED = 1000


class StoredEvents(Sequence[MergedEvent]):  # noqa: PLW1641  # its events have no hash either
    """The events of a file by position; the last that were read stay in memory.

    Reading raises `RecordsError` when the file is damaged.
    """

    def __init__(self, path: Path, schema: Schema, ids: Sequence[str]) -> None:
        """`path` is the file of events, which may be written later, and `ids` those that it has."""
        self._path = path
        self._schema = schema
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    @overload
    def __getitem__(self, index: int) -> MergedEvent: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[MergedEvent, ...]: ...
    def __getitem__(self, index: int | slice) -> MergedEvent | tuple[MergedEvent, ...]:
        if isinstance(index, slice):
            return tuple(self._events[name] for name in self._ids[index])
        return self._events[self._ids[index]]

    @cached_property
    def _events(self) -> LineIndex[MergedEvent]:
        return LineIndex.of_file(self._path, self._schema.merged_from_line, _CACHED)
