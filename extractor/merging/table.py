"""The records of a merge as numbers, so that a million of them fit in memory and pairs are scored in bulk.

Whoever gives the records keeps them; the table keeps what comparing looks at. Equal values of a field are
held once, and each row knows its value by number.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from itertools import chain, combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from extractor.errors import RecordsError
from extractor.merging.readers import Place, Readers, overlap, places_of_what, readers_of, same_reader
from extractor.merging.scoring import defining, key_points, values_of
from extractor.records import EventRecord, as_json
from extractor.schemas import Schema, SchemaField

Ints = npt.NDArray[np.int64]
"""An array of whole numbers."""

NOTHING = -1
"""In a column: the record says nothing in this field."""


@dataclass(frozen=True, slots=True)
class Column:
    """One weighed field: the different values that records have, and which of them each row has."""

    field: SchemaField
    comparison_keys: Sequence[Hashable]
    """What the field type's `level` compares, by number."""
    points: Ints
    """By blocking key: the most points that sharing it can give. Only keys that give some are there."""
    keys: Ints
    """The keys of the first value, of the second, and so on, as numbers in `points`."""
    ends: Ints
    """By number, after a 0: where the keys of the value end."""
    numbers: Ints
    """By row; `NOTHING` where the record says nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """The records of a merge, one row each, sorted by id."""

    columns: tuple[Column, ...]
    ids: Sequence[str]
    published: Sequence[date | None]
    article_names: Sequence[str]
    """Every article once."""
    articles: Ints
    """By row: the number of the article in `article_names`."""
    sentences: Sequence[frozenset[int]]
    """By row: the sentences that the record cites."""
    readers: Sequence[Readers]
    """By row: the models that wrote the record."""
    places: array[int]
    """Starts and ends of words that say what happened, in turn."""
    what: tuple[Ints, Ints]
    """By row: where in `places` its own begin, and where they end."""
    positions: Ints
    """By row: where the record stands among those that were given, counted from 0."""
    defining: Sequence[frozenset[str]]
    """By row: the fields that define an event of this kind."""

    def __len__(self) -> int:
        return len(self.ids)

    def are_apart(self, i: int, j: int) -> bool:
        """Whether two rows report from a common sentence of one article, as one model read it."""
        same = bool(self.articles[i] == self.articles[j]) and same_reader(self.readers[i], self.readers[j])
        return same and not self.sentences[i].isdisjoint(self.sentences[j])

    def read_alike(self, i: int, j: int) -> bool:
        """Whether two models read the same words of one article as what happened."""
        if self.articles[i] != self.articles[j] or same_reader(self.readers[i], self.readers[j]):
            return False
        return overlap(self._places(i), self._places(j))

    def pairs_read_alike(self) -> list[tuple[int, int]]:
        """All pairs of rows that two models read in the same words, each first one smaller."""
        if len({reader for readers in set(self.readers) for reader in readers}) < 2:
            return []
        by_article: dict[int, list[int]] = {}
        for row, article in enumerate(self.articles.tolist()):
            by_article.setdefault(article, []).append(row)
        return [
            pair for rows in by_article.values() for pair in combinations(rows, 2) if self.read_alike(*pair)
        ]

    def _places(self, row: int) -> list[Place]:
        own = self.places[self.what[0][row] : self.what[1][row]]
        return list(zip(own[::2], own[1::2], strict=True))

    def of_several_readers(self, rows: Iterable[int]) -> dict[str, Readers]:
        """The models of those of these rows that several wrote alike, by the record's id."""
        return {self.ids[row]: self.readers[row] for row in rows if len(self.readers[row]) > 1}


def table_of(records: Iterable[EventRecord], schema: Schema, again: Callable[[int], EventRecord]) -> Table:
    """The table of these records, each once; of two that differ only in what made them, the first by content.

    `again` gives the record at a position once more; it is asked only for records that share an id.

    Raises:
        RecordsError: a record is of another schema.
    """
    kept: dict[str, int] = {}
    rows = _Rows(schema)
    for position, record in enumerate(records):
        if record.schema_name != schema.name:
            raise RecordsError(
                f"record {record.id}: of schema {record.schema_name}, not {schema.name}; "
                "merge it with its own schema"
            )
        row = kept.setdefault(record.id, len(kept))
        if row == len(rows.positions):
            rows.add(record, position)
            continue
        rows.readers[row] |= readers_of(record)
        if as_json(record) < as_json(again(rows.positions[row])):
            rows.add(record, position, row)
    return rows.sorted(list(kept))


@dataclass(slots=True)
class _Rows:
    """Gathers rows in the order of the records."""

    schema: Schema
    fields: list[_Values] = field(default_factory=list)
    published: list[date | None] = field(default_factory=list)
    articles: array[int] = field(default_factory=lambda: array("q"))
    sentences: list[frozenset[int]] = field(default_factory=list)
    readers: list[Readers] = field(default_factory=list)
    places: array[int] = field(default_factory=lambda: array("q"))
    what_begins: array[int] = field(default_factory=lambda: array("q"))
    what_ends: array[int] = field(default_factory=lambda: array("q"))
    positions: array[int] = field(default_factory=lambda: array("q"))
    article_numbers: dict[str, int] = field(default_factory=dict)
    defining: list[frozenset[str]] = field(default_factory=list)
    same_days: dict[date | None, date | None] = field(default_factory=dict)
    same_sentences: dict[frozenset[int], frozenset[int]] = field(default_factory=dict)
    same_readers: dict[Readers, Readers] = field(default_factory=dict)
    same_fields: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        weights = self.schema.weights
        self.fields = [_Values(item, weights[item.name]) for item in self.schema.compared]

    def add(self, record: EventRecord, position: int, row: int | None = None) -> None:
        """Append the record, or put it in the place of a row."""
        article = self.article_numbers.setdefault(record.article, len(self.article_numbers))
        cited = frozenset(record.sentences)
        cited = self.same_sentences.setdefault(cited, cited)
        numbers = [item.number(values_of(record, item.field)) for item in self.fields]
        defined = defining(record, self.schema)
        begin = len(self.places)
        self.places.extend(chain.from_iterable(places_of_what(record, self.schema)))
        if row is None:
            self.what_begins.append(begin)
            self.what_ends.append(len(self.places))
            self.published.append(self.same_days.setdefault(record.published, record.published))
            self.articles.append(article)
            self.sentences.append(cited)
            readers = readers_of(record)
            self.readers.append(self.same_readers.setdefault(readers, readers))
            self.positions.append(position)
            self.defining.append(self.same_fields.setdefault(defined, defined))
            for item, number in zip(self.fields, numbers, strict=True):
                item.numbers.append(number)
        else:
            self.published[row], self.articles[row] = record.published, article
            self.sentences[row], self.positions[row] = cited, position
            self.defining[row] = defined
            self.what_begins[row], self.what_ends[row] = begin, len(self.places)
            for item, number in zip(self.fields, numbers, strict=True):
                item.numbers[row] = number

    def sorted(self, ids: Sequence[str]) -> Table:
        """The table of all rows; `ids` are theirs."""
        order = sorted(range(len(ids)), key=ids.__getitem__)
        by_row = np.array(order, dtype=np.int64)
        return Table(
            columns=tuple(
                item.column(by_row)
                for item in self.fields
                if item.known or item.field is not self.schema.story  # records need not have one
            ),
            ids=[ids[i] for i in order],
            published=[self.published[i] for i in order],
            article_names=list(self.article_numbers),
            articles=np.array(self.articles, dtype=np.int64)[by_row],
            sentences=[self.sentences[i] for i in order],
            readers=[self.readers[i] for i in order],
            places=self.places,
            what=(np.array(self.what_begins)[by_row], np.array(self.what_ends)[by_row]),
            positions=np.array(self.positions, dtype=np.int64)[by_row],
            defining=[self.defining[i] for i in order],
        )


class _Values:
    """The different values of one field, numbered as they come, and their blocking keys.

    Of a key 64 bits are kept. Should two keys ever have the same, a merge compares some pairs in vain.
    """

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

    def number(self, values: Sequence[Any]) -> int:
        """The number of a record's values in this field."""
        if not values:
            return NOTHING
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

    def column(self, order: Ints) -> Column:
        """The column, its rows in this order."""
        hashes = np.array(self.keys, dtype=np.uint64)
        _, first, key = np.unique(hashes, return_index=True, return_inverse=True)
        number = np.empty(len(first), dtype=np.int64)
        number[np.argsort(first)] = np.arange(len(first))  # as they were met
        points = np.zeros(len(first), dtype=np.int64)
        np.maximum.at(points, number[key], np.array(self.points, dtype=np.int64))
        return Column(
            field=self.field,
            comparison_keys=list(self.known),
            points=points,
            keys=number[key],
            ends=np.array(self.ends, dtype=np.int64),
            numbers=np.array(self.numbers, dtype=np.int64)[order],
        )
