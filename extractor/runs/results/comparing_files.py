"""Merging files of more records than fit in memory: read once to compare them, and again to fuse each event.

Between the two only the table of numbers is held (`extractor/merging/table.py`), and where each record
stands in its file. Events are fused in several processes when there are many, and come in order, so they are
the same however many processes there are.
"""

from __future__ import annotations

import time
from array import array
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Self

from extractor.merging import Cost
from extractor.merging.constraints import Constraints
from extractor.merging.fusing import fuse
from extractor.merging.merger import group, in_order_of_ids
from extractor.merging.near_duplicates import Sketch, near_duplicate_groups, sketch_from_json
from extractor.merging.readers import Readers
from extractor.merging.table import Table, table_of
from extractor.records import EventRecord
from extractor.schemas import Schema, json_object, load_schema
from extractor.store.folder import json_line
from extractor.store.line_index import JsonLines
from extractor.workers import worker_count, worker_pool

_EVENTS_AT_ONCE = 200
"""Events of one task of a worker."""
_MANY_RECORDS = 20_000
"""Records from which worker processes save time."""
_MOST_SHARED = 400_000
"""Records up to which workers compare: each comes to need about as much memory as this process."""


@dataclass(frozen=True)
class Sources:
    """The files that are merged."""

    schema: str
    """What `load_schema` takes."""
    records: tuple[Path, ...]
    articles: tuple[Path, ...]
    """To see which of them are copies of one text; of several with one id the last counts."""


@dataclass(frozen=True)
class _Group:
    """The records of one event, and its articles."""

    records: tuple[int, ...]
    """Their places."""
    articles: dict[str, int | None]
    """Their places by id."""
    readers: dict[str, Readers]
    """By record, where several models wrote it alike."""


@dataclass(frozen=True)
class ComparedFiles:
    """Files of records of which it is known which records report one event."""

    sources: Sources
    places: Sequence[int]
    """Of each line of records; those that say the same included."""
    table: Table
    groups: list[list[int]]
    """The rows of each event."""
    processes: int
    cost: Cost
    seconds: tuple[float, float]
    """For reading, and from then on until it was known which records are one event."""

    @property
    def models(self) -> dict[str, int]:
        """Records by the model that wrote them; what several wrote alike counts for each."""
        return dict(sorted(Counter(label for labels in self.table.readers for label in labels).items()))

    @property
    def agreed(self) -> dict[int, int]:
        """Events by how many models found them; empty where at most one model is known."""
        if len(self.models) < 2:
            return {}
        readers = self.table.readers
        counts = Counter(len(frozenset().union(*(readers[row] for row in rows))) for rows in self.groups)
        return dict(sorted(counts.items()))

    def lines(self) -> Iterator[str]:
        """The lines of the events by id, some at a time.

        Raises:
            RecordsError: a file has changed meanwhile.
        """
        groups = self._placed()
        parts = iter(lambda: list(islice(groups, _EVENTS_AT_ONCE)), [])
        if self.processes == 1:
            with _Fuser(self.sources) as fuser:
                yield from map(fuser.lines, parts)
            return
        with worker_pool(self.processes, _start_worker, self.sources) as pool:
            waiting: deque[Future[str]] = deque()
            for part in chain(parts, repeat(None)):
                if part is not None:
                    waiting.append(pool.submit(_lines_in_worker, part))
                elif not waiting:
                    return
                if part is None or len(waiting) > 2 * self.processes:
                    yield waiting.popleft().result()

    def _placed(self) -> Iterator[_Group]:
        """The groups in the order of the events' ids."""
        table, scanned = self.table, JsonLines(*self.sources.articles).scan()
        articles = {str(json_object(line, where).get("id")): place for place, line, where in scanned}
        for rows in in_order_of_ids(table, self.groups):
            names = sorted({table.article_names[table.articles[row]] for row in rows})
            yield _Group(
                tuple(self.places[int(table.positions[row])] for row in rows),
                {name: articles.get(name) for name in names},
                table.of_several_readers(rows),
            )


def compare_files(
    sources: Sources, constraints: Constraints | None = None, processes: int | None = None
) -> ComparedFiles:
    """Find which records report one event.

    `processes` are those that fuse, and compare unless that takes too much memory: by default one, and as
    many as there are cores when there are many records.

    Raises:
        RecordsError: a source is no file of records of this schema.
        SchemaError: there is no such schema.
    """
    began = time.perf_counter()
    schema, places, cost = load_schema(sources.schema), array("q"), Cost()
    with JsonLines(*sources.records) as lines:

        def typed() -> Iterator[EventRecord]:
            for place, line, where in lines.scan():
                places.append(place)
                yield schema.record_from_line(line, where)

        table = table_of(typed(), schema, lambda position: _record_at(lines, places[position], schema))
    read = time.perf_counter()
    count = processes or (worker_count() if len(table) >= _MANY_RECORDS else 1)
    comparing = count if len(table) <= _MOST_SHARED else 1
    groups = group(table, schema, cost, constraints or Constraints(), comparing)
    seconds = (read - began, time.perf_counter() - read)
    return ComparedFiles(sources, places, table, groups, count, cost, seconds)


def _record_at(lines: JsonLines, place: int, schema: Schema) -> EventRecord:
    return schema.record_from_line(lines.at(place), _changed(lines, place))


def _changed(lines: JsonLines, place: int) -> str:
    """What to say when the line at a place is no longer the one that was read."""
    return f"{lines.where(place)}: changed while it was merged; merge again"


class _Fuser:
    """Fuses groups of records that it reads from their files; a context that closes the files."""

    def __init__(self, sources: Sources) -> None:
        self._schema = load_schema(sources.schema)
        self._records = JsonLines(*sources.records)
        self._articles = JsonLines(*sources.articles)
        self._sketch = lru_cache(maxsize=1000)(self._sketch_at)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._records.close()
        self._articles.close()

    def lines(self, groups: Iterable[_Group]) -> str:
        """A line for the event of each group."""
        return "".join(map(self._line, groups))

    def _line(self, of: _Group) -> str:
        records = [_record_at(self._records, place, self._schema) for place in of.records]
        several = len(of.articles) > 1
        sketches = {name: self._sketch(at) for name, at in of.articles.items() if several and at is not None}
        return json_line(
            fuse(records, self._schema, near_duplicate_groups(of.articles, sketches), of.readers)
        )

    def _sketch_at(self, place: int) -> Sketch:
        articles = self._articles
        return sketch_from_json(json_object(articles.at(place), _changed(articles, place)))


_worker: _Fuser


def _start_worker(sources: Sources) -> None:
    global _worker  # noqa: PLW0603 - what all tasks of a worker share
    _worker = _Fuser(sources)


def _lines_in_worker(groups: Sequence[_Group]) -> str:
    return _worker.lines(groups)
