"""The records of a merge as numbers, so that millions of them fit in memory and pairs are scored in bulk.

Whoever gives the records keeps them; the table keeps what comparing looks at. Equal values of a field are
held once, and each row knows its value by number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from extractor.merging.arrays import NOTHING, Coded, Ints, joined, ragged
from extractor.merging.readers import Place, Readers, overlap, same_reader
from extractor.merging.rows import NO_DAY, FieldRows, Rows, rows_of
from extractor.merging.values import Blob, StoredValues
from extractor.records import EventRecord, as_json
from extractor.schemas import Schema, SchemaField

__all__ = ["NOTHING", "Column", "Ints", "Table", "table_of", "table_of_rows"]


@dataclass(frozen=True, slots=True)
class Column:
    """One weighed field: the different values that records have, and which of them each row has."""

    field: SchemaField
    comparison_keys: Sequence[Any]
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
    published: Coded[date | None]
    article_names: Sequence[str]
    """Every article once."""
    articles: Ints
    """By row: the number of the article in `article_names`."""
    sentences: Coded[frozenset[int]]
    """By row: the sentences that the record cites."""
    readers: Coded[Readers]
    """By row: the models that wrote the record."""
    places: Ints
    """Starts and ends of words that say what happened, in turn."""
    what: tuple[Ints, Ints]
    """By row: where in `places` its own begin, and where they end."""
    positions: Ints
    """By row: where the record stands among those that were given, counted from 0."""
    defining: Coded[frozenset[str]]
    """By row: the fields that define an event of this kind."""

    def __len__(self) -> int:
        return len(self.positions)

    def one_reader(self, i: int, j: int) -> bool:
        """Whether one model may have read both rows."""
        return same_reader(self.readers[i], self.readers[j])

    def are_apart(self, i: int, j: int) -> bool:
        """Whether two rows report from a common sentence of one article, as one model read it."""
        same = bool(self.articles[i] == self.articles[j]) and self.one_reader(i, j)
        return same and not self.sentences[i].isdisjoint(self.sentences[j])

    def read_alike(self, i: int, j: int) -> bool:
        """Whether two models read the same words of one article as what happened."""
        if self.articles[i] != self.articles[j] or self.one_reader(i, j):
            return False
        return overlap(self._places(i), self._places(j))

    def pairs_read_alike(self) -> list[tuple[int, int]]:
        """All pairs of rows that two models read in the same words, each first one smaller."""
        if len({reader for readers in self.readers.items for reader in readers}) < 2:
            return []
        by_article: dict[int, list[int]] = {}
        for row, article in enumerate(self.articles.tolist()):
            by_article.setdefault(article, []).append(row)
        return [
            pair for rows in by_article.values() for pair in combinations(rows, 2) if self.read_alike(*pair)
        ]

    def _places(self, row: int) -> list[Place]:
        own = self.places[self.what[0][row] : self.what[1][row]].tolist()
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
    return table_of_rows([rows_of(records, schema)], schema, again)


def table_of_rows(
    parts: Sequence[Rows],
    schema: Schema,
    again: Callable[[int], EventRecord],
    blobs: Sequence[Blob] | None = None,
) -> Table:
    """As `table_of`, of records that were read in parts; `blobs` hold the values of each part.

    Without blobs there is one part, which holds its values.
    """
    readers = Coded.joined([part.readers for part in parts])
    ids = [name for part in parts for name in part.ids]
    chosen, read_by = _each_once(ids, readers, again)
    del ids
    at = np.array([position for _, position in chosen], dtype=np.int64)
    articles = Coded.joined([part.articles for part in parts])
    words = _shifted([part.what for part in parts])
    days = Coded.of(joined([part.published for part in parts])[at].tolist())
    dates = [date.fromordinal(day) if day != NO_DAY else None for day in days.items]
    columns = []
    for number, item in enumerate(schema.compared):
        column = _column(item, [part.fields[number] for part in parts], at, blobs)
        if len(column.comparison_keys) or item is not schema.story:  # records need not have one
            columns.append(column)
    return Table(
        columns=tuple(columns),
        ids=[name for name, _ in chosen],
        published=Coded(dates, days.numbers),
        article_names=articles.items,
        articles=articles.numbers[at].astype(np.int64),
        sentences=Coded.joined([part.sentences for part in parts]).at(at),
        readers=readers.at(at) if not read_by else Coded.of(read_by.get(p, readers[p]) for p in at.tolist()),
        places=joined([part.places for part in parts]),
        what=(words[0][at], words[1][at]),
        positions=at,
        defining=Coded.joined([part.defining for part in parts]).at(at),
    )


def _each_once(
    ids: Sequence[str], readers: Coded[Readers], again: Callable[[int], EventRecord]
) -> tuple[list[tuple[str, int]], dict[int, Readers]]:
    """The position of the record that stands for each id, by id; and who read those that are there twice."""
    position_of: dict[str, int] = {}
    read_by: dict[str, Readers] = {}
    for position, name in enumerate(ids):
        first = position_of.setdefault(name, position)
        if first == position:
            continue
        read_by[name] = read_by.get(name, readers[first]) | readers[position]
        if as_json(again(position)) < as_json(again(first)):
            position_of[name] = position
    return sorted(position_of.items()), {position_of[name]: labels for name, labels in read_by.items()}


def _shifted(ends: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Where the rows of all parts begin and end, in what the parts hold one after the other."""
    begins, ended, before = [], [], 0
    for own in ends:
        begins.append(own[:-1] + before)
        ended.append(own[1:] + before)
        before += int(own[-1])
    return joined(begins), joined(ended)


def _column(
    field: SchemaField, parts: Sequence[FieldRows], order: Ints, blobs: Sequence[Blob] | None
) -> Column:
    """The column of a field, its rows in this order."""
    counts = [len(part.ends) - 1 for part in parts]
    before = np.cumsum([0, *counts])[:-1]
    number, first = _numbered(parts) if blobs is not None else (np.arange(sum(counts)),) * 2
    own = [
        np.where(part.numbers == NOTHING, NOTHING, start + part.numbers)
        for part, start in zip(parts, before.tolist(), strict=True)
    ]
    numbers = joined(own)[order]
    said = numbers != NOTHING
    numbers[said] = number[numbers[said]]
    values: Sequence[Any] = (
        parts[0].values
        if blobs is None
        else StoredValues(
            blobs,
            np.repeat(np.arange(len(parts), dtype=np.int32), counts)[first],
            joined([part.starts for part in parts])[first],
            joined([part.sizes for part in parts])[first],
        )
    )
    begins, ends = (bounds[first] for bounds in _shifted([part.ends for part in parts]))
    at = ragged(begins, ends - begins)
    hashes = joined([part.keys for part in parts])[at]
    different, key = np.unique(hashes, return_inverse=True)
    points = np.zeros(len(different), dtype=np.int64)
    np.maximum.at(points, key, joined([part.points for part in parts])[at])
    return Column(
        field=field,
        comparison_keys=values,
        points=points,
        keys=key,
        ends=np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(ends - begins)]),
        numbers=numbers,
    )


def _numbered(parts: Sequence[FieldRows]) -> tuple[Ints, npt.NDArray[np.intp]]:
    """For the values of all parts the number that equal ones share, and for each number one that has it."""
    digests = np.frombuffer(b"".join(part.digests for part in parts), dtype="V16")
    _, first, number = np.unique(digests, return_index=True, return_inverse=True)
    return number, first
