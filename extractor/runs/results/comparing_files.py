"""Merging files of more records than fit in memory: read once to compare them, and again to fuse each event.

Between the two only a table of numbers is held (`extractor/merging/table.py`), and where each record stands
in its file. Each step is cut into parts, which workers do wherever they are, and what they give is put
together in order: so the events are the same however many workers there are.
"""

from __future__ import annotations

import time
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from extractor.errors import RecordsError
from extractor.merging import Cost
from extractor.merging.constraints import Constraints
from extractor.merging.fusing import fuse
from extractor.merging.merger import Comparer, group, in_order_of_ids
from extractor.merging.near_duplicates import Sketch, near_duplicate_groups, sketch_from_json
from extractor.merging.readers import Readers
from extractor.merging.shared_folder import SharedFolder
from extractor.merging.table import Table, table_of, table_of_rows
from extractor.record_lines import json_object
from extractor.records import EventRecord
from extractor.runs.results.reading_parts import (
    PART_BYTES,
    Sources,
    read_article_places,
    read_records_part,
    record_from,
    record_parts,
)
from extractor.schemas import Schema, lasting_reference, load_schema
from extractor.store.folder import json_line
from extractor.store.line_index import JsonLines
from extractor.workers import IN_PROCESS, Tasks, Workshop

_EVENTS_AT_ONCE = 200


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
    tasks: Tasks
    folder: SharedFolder | None
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
            RunError: a worker was lost.
        """
        fuser = _Fuser(self.sources, load_schema(self.sources.schema))
        handed = (self.sources, self.folder) if self.folder else fuser
        groups = self._placed()
        parts = iter(lambda: (handed, list(islice(groups, _EVENTS_AT_ONCE))), (handed, []))
        yield from self.tasks.map(_fused, parts)

    def _placed(self) -> Iterator[_Group]:
        """The groups in the order of the events' ids."""
        table = self.table
        ranges = JsonLines(*self.sources.articles).ranges(PART_BYTES)
        parts = ((self.sources, start, end) for start, end in ranges)
        articles = dict(pair for some in self.tasks.map(read_article_places, parts) for pair in some)
        for rows in in_order_of_ids(table, self.groups):
            names = sorted({table.article_names[table.articles[row]] for row in rows})
            yield _Group(
                tuple(self.places[int(table.positions[row])] for row in rows),
                {name: articles.get(name) for name in names},
                table.of_several_readers(rows),
            )


def compare_files(
    sources: Sources, constraints: Constraints | None = None, workshop: Workshop = IN_PROCESS
) -> ComparedFiles:
    """Find which records report one event.

    Raises:
        RecordsError: a source is no file of records of this schema.
        SchemaError: there is no such schema.
        RunError: a worker was lost.
    """
    began = time.perf_counter()
    schema, places, cost = load_schema(sources.schema), array("q"), Cost()
    folder = None
    if workshop.folder is not None:
        sources = _for_workers(sources)
        folder = SharedFolder(workshop.folder, sources.schema)
    with JsonLines(*sources.records) as lines:
        table = _table(sources, schema, places, lines, workshop.tasks, folder)
    read = time.perf_counter()
    comparer = Comparer.of(table, schema, constraints or Constraints())
    table = replace(table, columns=())
    if folder is not None:
        folder.put(comparer)
        del comparer  # what is large in it is read from the folder
    groups = group(table, folder or comparer, cost, workshop.tasks)
    if folder is not None:
        folder.forget()
    seconds = (read - began, time.perf_counter() - read)
    return ComparedFiles(sources, places, table, groups, workshop.tasks, folder, cost, seconds)


def _for_workers(sources: Sources) -> Sources:
    """The same, by names that hold in every working directory."""
    return Sources(
        lasting_reference(sources.schema),
        tuple(path.absolute() for path in sources.records),
        tuple(path.absolute() for path in sources.articles),
    )


def _table(  # all that a merge knows when it begins
    sources: Sources,
    schema: Schema,
    places: array[int],
    lines: JsonLines,
    tasks: Tasks,
    folder: SharedFolder | None,
) -> Table:
    """The table of all records; their places are appended to `places`."""

    def again(position: int) -> EventRecord:
        return _record_at(lines, places[position], schema)

    def typed() -> Iterator[EventRecord]:
        for start, end in lines.ranges(PART_BYTES):
            for place, line in lines.between(start, end):
                places.append(place)
                yield record_from(line, lines, place, schema)

    if folder is None:
        return table_of(typed(), schema, again)
    parts = list(record_parts(sources, folder))
    rows = []
    for own, some in tasks.map(read_records_part, parts):
        places.extend(own)
        rows.append(some)
    return table_of_rows(rows, schema, again, [part.values for part in parts])


def _record_at(lines: JsonLines, place: int, schema: Schema) -> EventRecord:
    line = lines.at(place)
    try:
        return schema.record_from_line(line)
    except RecordsError:
        return schema.record_from_line(line, _changed(lines, place))


def _changed(lines: JsonLines, place: int) -> str:
    """What to say when the line at a place is no longer the one that was read."""
    return f"{lines.where(place)}: changed while it was merged; merge again"


class _Fuser:
    """Fuses groups of records that it reads from their files."""

    def __init__(self, sources: Sources, schema: Schema) -> None:
        self._schema = schema
        self._records = JsonLines(*sources.records)
        self._articles = JsonLines(*sources.articles)
        self._sketch = lru_cache(maxsize=1000)(self._sketch_at)

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


_Handed = _Fuser | tuple[Sources, SharedFolder]
"""What fuses, or what that takes in another process."""


@lru_cache(maxsize=1)
def _fuser_of(handed: tuple[Sources, SharedFolder]) -> _Fuser:
    sources, folder = handed
    folder.forget()
    return _Fuser(sources, folder.loaded_schema())


def _fused(part: tuple[_Handed, Sequence[_Group]]) -> str:
    handed, groups = part
    return (handed if isinstance(handed, _Fuser) else _fuser_of(handed)).lines(groups)
