"""Merging files of more records than fit in memory: read once to compare them, and again to fuse each event.

Between the two only the table of numbers is held (`extractor/merging/table.py`), and where each record
stands in its file. Events are fused in several processes when there are many, and written in order as they
come, so the file is the same however many processes there are.
"""

from __future__ import annotations

import time
from array import array
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Self

from extractor.errors import RecordsError
from extractor.merging import Cost
from extractor.merging.constraints import Constraints
from extractor.merging.fusing import fuse
from extractor.merging.merger import group, in_order_of_ids
from extractor.merging.readers import Readers
from extractor.merging.table import Table, table_of
from extractor.merging.witnesses import Sketch, sketch_from_json, witnesses
from extractor.records import EventRecord
from extractor.runs.merged_folder import Merged, is_folder, write_merged_folder
from extractor.schemas import Schema, json_object, lasting_reference, load_schema
from extractor.store.folder import RunFolder, json_line, write_whole
from extractor.store.line_index import JsonLines
from extractor.workers import worker_count, worker_pool

_EVENTS_AT_ONCE = 200
"""Events of one task of a worker."""
_MANY_RECORDS = 20_000
"""Records from which worker processes save time."""
_MOST_SHARED = 400_000
"""Records up to which workers compare: each comes to need about as much memory as this process."""


@dataclass(frozen=True)
class MergedFiles:
    """The outcome of a merge of files."""

    records: int
    """Lines read, those that say the same included."""
    events: int
    cost: Cost
    seconds: tuple[float, float, float]
    """For reading; until it was known which records are one event; and for fusing and writing."""
    processes: int
    """How many worked on it."""
    models: dict[str, int]
    """Records by the model that wrote them; what several wrote alike counts for each."""
    agreed: dict[int, int]
    """Events by how many models found them; empty where at most one model is known."""


@dataclass(frozen=True)
class _Group:
    """The records of one event, and its articles."""

    records: tuple[int, ...]
    """Their places."""
    articles: dict[str, int | None]
    """Their places by id."""
    readers: dict[str, Readers]
    """By record, where several models wrote it alike."""


def merge_files(
    sources: Sequence[Path], schema: str, output: Path, processes: int | None = None
) -> MergedFiles:
    """Merge the records of run folders and files of records into a file of events.

    An `output` without an ending becomes a run folder of its own: see `merged_folder`. `schema` is what
    `load_schema` takes. `processes` are those that fuse, and compare unless that takes too much memory: one,
    and by default as many as there are cores when there are many records.

    Raises:
        RecordsError: a source is no file of records of this schema, or two articles have one id.
        RunError: a folder holds no finished run, or the output cannot be written.
        SchemaError: there is no such schema.
    """
    began = time.perf_counter()
    loaded = load_schema(schema)
    records = JsonLines(*(_records_file(path) for path in sources))
    articles = JsonLines(*(RunFolder(path).articles for path in sources if path.is_dir()))
    places = array("q")

    def typed() -> Iterator[EventRecord]:
        for place, line, where in records.scan():
            places.append(place)
            yield loaded.record_from_line(line, where)

    with records:
        table = table_of(typed(), loaded, lambda position: _record_at(records, places[position], loaded))
    read = time.perf_counter()
    cost = Cost()
    count = processes or (worker_count() if len(table) >= _MANY_RECORDS else 1)
    groups = group(table, loaded, cost, Constraints(), count if len(table) <= _MOST_SHARED else 1)
    compared = time.perf_counter()
    placed = _placed(table, groups, places, _places_by_id(articles))
    events = _fused((schema, records.paths, articles.paths), placed, count)
    if is_folder(output):
        reference = lasting_reference(schema)
        write_merged_folder(output, Merged(loaded, reference, sources, records.paths, events))
    else:
        write_whole(output, events)
    seconds = (read - began, compared - read, time.perf_counter() - compared)
    return MergedFiles(len(places), len(groups), cost, seconds, count, *_agreement(table.readers, groups))


def _agreement(
    readers: Sequence[Readers], groups: Iterable[list[int]]
) -> tuple[dict[str, int], dict[int, int]]:
    """What `models` and `agreed` of a merge are."""
    models = Counter(label for labels in readers for label in labels)
    if len(models) < 2:
        return dict(models), {}
    counts = Counter(len(frozenset().union(*(readers[row] for row in rows))) for rows in groups)
    return dict(sorted(models.items())), dict(sorted(counts.items()))


def _records_file(path: Path) -> Path:
    if path.is_dir():
        RunFolder(path).schema_reference()  # says so when its run has not finished
        return RunFolder(path).records
    if not path.exists():
        raise RecordsError(f"{path}: no such file or run folder")
    return path


def _places_by_id(articles: JsonLines) -> dict[str, int]:
    """The place of each article; of several with one id the last."""
    return {str(json_object(line, where).get("id")): place for place, line, where in articles.scan()}


def _record_at(lines: JsonLines, place: int, schema: Schema) -> EventRecord:
    return schema.record_from_line(lines.at(place), _changed(lines, place))


def _changed(lines: JsonLines, place: int) -> str:
    """What to say when the line at a place is no longer the one that was read."""
    return f"{lines.where(place)}: changed while it was merged; merge again"


def _placed(
    table: Table, groups: Iterable[list[int]], places: Sequence[int], articles: Mapping[str, int]
) -> Iterator[_Group]:
    """The groups in the order of the events' ids."""
    for rows in in_order_of_ids(table, groups):
        names = sorted({table.article_names[table.articles[row]] for row in rows})
        yield _Group(
            tuple(places[int(table.positions[row])] for row in rows),
            {name: articles.get(name) for name in names},
            table.of_several_readers(rows),
        )


def _fused(
    files: tuple[str, Sequence[Path], Sequence[Path]], groups: Iterator[_Group], processes: int
) -> Iterator[str]:
    """The lines of the events in the order of the groups; `files` are what a `_Fuser` takes."""
    parts = iter(lambda: list(islice(groups, _EVENTS_AT_ONCE)), [])
    if processes == 1:
        with _Fuser(*files) as fuser:
            yield from map(fuser.lines, parts)
        return
    with worker_pool(processes, _start_worker, *files) as pool:
        waiting: deque[Future[str]] = deque()
        for part in chain(parts, repeat(None)):
            if part is not None:
                waiting.append(pool.submit(_lines_in_worker, part))
            elif not waiting:
                return
            if part is None or len(waiting) > 2 * processes:
                yield waiting.popleft().result()


class _Fuser:
    """Fuses groups of records that it reads from their files; a context that closes the files."""

    def __init__(self, schema: str, records: Sequence[Path], articles: Sequence[Path]) -> None:
        self._schema = load_schema(schema)
        self._records = JsonLines(*records)
        self._articles = JsonLines(*articles)
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
        return json_line(fuse(records, self._schema, witnesses(of.articles, sketches), of.readers))

    def _sketch_at(self, place: int) -> Sketch:
        articles = self._articles
        return sketch_from_json(json_object(articles.at(place), _changed(articles, place)))


_worker: _Fuser


def _start_worker(schema: str, records: Sequence[Path], articles: Sequence[Path]) -> None:
    global _worker  # noqa: PLW0603 - what all tasks of a worker share
    _worker = _Fuser(schema, records, articles)


def _lines_in_worker(groups: list[_Group]) -> str:
    return _worker.lines(groups)
