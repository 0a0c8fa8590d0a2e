"""What comparing looks at of some records, in a small form that passes from where they are read."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from typing import Any

import numpy as np

from extractor.errors import RecordsError
from extractor.merging.arrays import NOTHING, Coded, Ints
from extractor.merging.readers import Readers, places_of_what, readers_of
from extractor.merging.scoring import defining, key_points, values_of
from extractor.merging.values import digest_of, pickled
from extractor.records import EventRecord
from extractor.schemas import Schema, SchemaField

NO_DAY = 0
"""Stands for the day of publication where it is not known; days are numbered from 1."""


@dataclass(frozen=True, slots=True)
class FieldRows:
    """One weighed field: the different values that some records have, and which of them each has."""

    values: list[Any]
    """What the field type's `level` compares, by number; empty where they were written to a file."""
    starts: Ints
    """By number: where the value starts in the file."""
    sizes: Ints
    digests: bytes
    """By number, 16 bytes that stand for the value."""
    keys: Ints
    """64 bits of the blocking keys that give points: of the first value, of the second, and so on.

    Should two keys ever have the same, a merge compares some pairs in vain.
    """
    points: Ints
    """By key: the most points that sharing it can give."""
    ends: Ints
    """By number, after a 0: where the keys of the value end."""
    numbers: Ints
    """By record; `NOTHING` where it says nothing."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Some records, one row each, in the order in which they were given."""

    ids: list[str]
    published: Ints
    """Days, or `NO_DAY`."""
    articles: Coded[str]
    sentences: Coded[frozenset[int]]
    readers: Coded[Readers]
    defining: Coded[frozenset[str]]
    places: Ints
    """Starts and ends of words that say what happened, in turn."""
    what: Ints
    """By row, after a 0: where in `places` its own end."""
    fields: tuple[FieldRows, ...]


def rows_of(
    records: Iterable[EventRecord], schema: Schema, write: Callable[[bytes], object] | None = None
) -> Rows:
    """The rows of these records; `write` takes the bytes of their values, to be read again where they stand.

    Raises:
        RecordsError: a record is of another schema.
    """
    rows = _Rows(schema)
    for record in records:
        if record.schema_name != schema.name:
            raise RecordsError(
                f"record {record.id}: of schema {record.schema_name}, not {schema.name}; "
                "merge it with its own schema"
            )
        rows.add(record)
    return rows.done(write)


@dataclass(slots=True)
class _Rows:
    """Gathers rows in the order of the records."""

    schema: Schema
    fields: list[_Values] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    published: array[int] = field(default_factory=lambda: array("q"))
    articles: list[str] = field(default_factory=list)
    sentences: list[frozenset[int]] = field(default_factory=list)
    readers: list[Readers] = field(default_factory=list)
    defining: list[frozenset[str]] = field(default_factory=list)
    places: array[int] = field(default_factory=lambda: array("q"))
    what: array[int] = field(default_factory=lambda: array("q", [0]))

    def __post_init__(self) -> None:
        weights = self.schema.weights
        self.fields = [_Values(item, weights[item.name]) for item in self.schema.compared]

    def add(self, record: EventRecord) -> None:
        """Append the record."""
        self.ids.append(record.id)
        self.published.append(record.published.toordinal() if record.published else NO_DAY)
        self.articles.append(record.article)
        self.sentences.append(frozenset(record.sentences))
        self.readers.append(readers_of(record))
        self.defining.append(defining(record, self.schema))
        self.places.extend(chain.from_iterable(places_of_what(record, self.schema)))
        self.what.append(len(self.places))
        for item in self.fields:
            item.add(values_of(record, item.field))

    def done(self, write: Callable[[bytes], object] | None) -> Rows:
        written = 0
        fields = []
        for item in self.fields:
            fields.append(item.done(write, written))
            written += int(fields[-1].sizes.sum())
        return Rows(
            self.ids,
            _ints(self.published),
            Coded.of(self.articles),
            Coded.of(self.sentences),
            Coded.of(self.readers),
            Coded.of(self.defining),
            _ints(self.places),
            _ints(self.what),
            tuple(fields),
        )


class _Values:
    """The different values of one field, numbered as they come, and their blocking keys."""

    def __init__(self, field: SchemaField, weights: Mapping[str, int]) -> None:
        self.field = field
        self.weights = weights
        self.known: dict[Hashable, int] = {}
        self.points_of_levels: dict[tuple[str, ...], int] = {}
        """By the levels that a key allows, of which there are few."""
        self.keys = array("Q")
        self.points = array("q")
        self.ends = array("q", [0])
        self.numbers = array("q")

    def add(self, values: Sequence[Any]) -> None:
        """Append a record's values."""
        self.numbers.append(self._number(values) if values else NOTHING)

    def done(self, write: Callable[[bytes], object] | None, start: int) -> FieldRows:
        """What was added; what is written starts there."""
        sizes, digests = array("q"), []
        if write is not None:
            for value in self.known:
                one = pickled(value)
                sizes.append(len(one))
                digests.append(digest_of(one))
                write(one)
        lengths = _ints(sizes)
        return FieldRows(
            [] if write is not None else list(self.known),
            start + np.cumsum(lengths) - lengths,
            lengths,
            b"".join(digests),
            np.frombuffer(self.keys, dtype=np.uint64).view(np.int64) if self.keys else _ints(array("q")),
            _ints(self.points),
            _ints(self.ends),
            _ints(self.numbers),
        )

    def _number(self, values: Sequence[Any]) -> int:
        number = self.known.setdefault(self.field.type.comparison_key(values), len(self.known))
        if number == len(self.ends) - 1:
            for key in sorted(self.field.type.block(values)):  # so that a merge costs the same every time
                if points := self._points_of(key):
                    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
                    self.keys.append(int.from_bytes(digest, "little"))
                    self.points.append(points)
            self.ends.append(len(self.keys))
        return number

    def _points_of(self, key: str) -> int:
        levels = tuple(self.field.type.allows(key))
        points = self.points_of_levels.get(levels)
        if points is None:
            points = self.points_of_levels[levels] = key_points(self.field, self.weights, key)
        return points


def _ints(numbers: array[int]) -> Ints:
    return np.array(numbers, dtype=np.int64)
