"""What a run has found so far, on disk and not in memory, given back in the order of the articles' ids."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, ValuesView
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from extractor.errors import RunError
from extractor.records import Article, EventRecord, JsonObject, MergedEvent
from extractor.runs.endings import Ended, Failure
from extractor.runs.folder import json_line
from extractor.runs.kept import article_of_line
from extractor.schemas import Schema, json_object

_ARTICLES_KEPT = 100
"""Articles that were looked up and are kept, since events next to each other share them: some 3 MB."""

_EVENTS_KEPT = 500
"""Likewise of events, which are larger."""

_FEW_RECORDS = 2000
"""Records of a run of which all are kept in memory once they were read; some 20 MB."""

_FEW_EVENTS = 1000
"""Likewise of events; a report shows as many."""

_TABLES = """
CREATE TABLE articles (id BLOB PRIMARY KEY, sha256 TEXT NOT NULL, line TEXT NOT NULL) STRICT;
CREATE TABLE lines (kind TEXT NOT NULL, article BLOB NOT NULL, number INTEGER NOT NULL, line TEXT NOT NULL,
    PRIMARY KEY (kind, article, number)) STRICT;
CREATE TABLE events (id TEXT PRIMARY KEY, records TEXT NOT NULL, line TEXT NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class EventLine:
    """A merged event as a line of JSON."""

    id: str
    records: tuple[str, ...]
    """The ids of its records."""
    line: str

    @classmethod
    def of(cls, event: MergedEvent) -> Self:
        """The line of an event."""
        return cls(event.id, event.records, json_line(event))


class Spool:
    """Holds what is derived from the replies until all articles have ended, to be used with `with`.

    It is a scratch file: made anew by each command from what the ledger has, and gone when the block ends.
    So nothing of it waits for the disk.
    """

    def __init__(self, path: Path) -> None:
        """
        Raises:
            RunError: the file cannot be made.
        """
        self.path = path
        self._unreadable = 0
        self._articles = _Articles(self)
        self._few_records: dict[int, EventRecord] = {}
        self.few_events: dict[str, MergedEvent] = {}
        """All events by id, once they were read, if they are few."""
        self._process = os.getpid()
        try:
            path.unlink(missing_ok=True)  # of a command that was killed
            self._database = sqlite3.connect(path, isolation_level=None)
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"):
                self._database.execute(f"PRAGMA {pragma}")
            self._database.executescript(_TABLES)
        except (sqlite3.Error, OSError) as error:
            if hasattr(self, "_database"):
                self._remove()
            raise self._complaint(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove()

    def _remove(self) -> None:
        self._database.close()
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def add(self, ended: Ended) -> None:
        """Keep an article and what was made of it.

        Raises:
            RunError: the disk is full, or fails.
        """
        name = _key(ended.article.id)
        lines = [("record", name, number, record.line) for number, record in enumerate(ended.records)]
        lines += [("rejection", name, n, json_line(asdict(r))) for n, r in enumerate(ended.rejections)]
        lines += [("failure", name, n, json_line(asdict(f))) for n, f in enumerate(ended.failures)]
        article = (name, ended.article.sha256, ended.article.line)
        self._write("INSERT INTO articles VALUES (?, ?, ?)", [article])
        self._write("INSERT INTO lines VALUES (?, ?, ?, ?)", lines)

    def add_unreadable(self, failure: Failure) -> None:
        """Keep the failure of an input that is no article.

        Raises:
            RunError: the disk is full, or fails.
        """
        self._unreadable += 1  # a place may be named twice
        row = ("unreadable", _key(failure.article), self._unreadable, json_line(asdict(failure)))
        self._write("INSERT INTO lines VALUES (?, ?, ?, ?)", [row])

    def article_lines(self) -> Iterator[str]:
        """The articles as lines of JSON."""
        return (line for (line,) in self._read("SELECT line FROM articles ORDER BY id"))

    def article_hashes(self) -> Iterator[tuple[bytes, str]]:
        """The id of each article, encoded, and the hash of its bytes."""
        return self._read("SELECT id, sha256 FROM articles ORDER BY id")

    def record_lines(self) -> Iterator[str]:
        """The records as lines of JSON, by article and in reading order."""
        return self._lines("record")

    def rejection_lines(self) -> Iterator[str]:
        """The events that were kept out, likewise."""
        return self._lines("rejection")

    def failure_lines(self) -> Iterator[str]:
        """All that failed, what could not be read first."""
        yield from self._lines("unreadable")
        yield from self._lines("failure")

    def records(self, schema: Schema) -> Iterator[EventRecord]:
        """The records themselves."""
        return (record for _, record in self.placed_records(schema))

    def placed_records(self, schema: Schema) -> Iterator[tuple[int, EventRecord]]:
        """The records, each with the place where `record_at` finds it again."""
        query = "SELECT rowid, line FROM lines WHERE kind = 'record' ORDER BY article, number"
        for place, line in self._read(query):
            yield place, self._few_records.get(place) or self._record(place, line, schema)

    def record_at(self, place: int, schema: Schema) -> EventRecord:
        """The record at a place."""
        if known := self._few_records.get(place):
            return known
        (line,) = next(self._read("SELECT line FROM lines WHERE rowid = ?", place))
        return self._record(place, line, schema)

    def _record(self, place: int, line: str, schema: Schema) -> EventRecord:
        record = schema.record_from_line(_bytes(line), str(self.path))
        if self._are_records_few:
            self._few_records[place] = record
        return record

    @cached_property
    def _are_records_few(self) -> bool:
        return int(next(self._read("SELECT count(*) FROM lines WHERE kind = 'record'"))[0]) <= _FEW_RECORDS

    def add_events(self, events: Iterable[EventLine]) -> None:
        """Keep merged events, as they come.

        Raises:
            RunError: the disk is full, or fails.
        """
        rows = ((event.id, json.dumps(event.records), event.line) for event in events)
        self._write("INSERT INTO events VALUES (?, ?, ?)", rows)

    def event_lines(self) -> Iterator[str]:
        """The merged events as lines of JSON, by id."""
        return (line for (line,) in self._read("SELECT line FROM events ORDER BY id"))

    def events(self, schema: Schema) -> SpooledEvents:
        """The merged events by id, each read when it is looked up; no more may be added then."""
        return SpooledEvents(self, schema)

    def articles(self) -> Mapping[str, Article]:
        """The articles by id, each read when it is looked up; no more may be added then."""
        return self._articles

    def article(self, name: str) -> Article | None:
        """The article with this id."""
        line = self._article_line(name)
        if line is None:
            return None
        return article_of_line(line, str(self.path))

    def article_json(self, name: str) -> JsonObject | None:
        """The article with this id as it is in `articles.jsonl`; `None` when it was not kept."""
        line = self._article_line(name)
        return None if line is None else json_object(line, str(self.path))

    def _article_line(self, name: str) -> bytes | None:
        row = next(self._read("SELECT line FROM articles WHERE id = ?", _key(name)), None)
        return None if row is None else _bytes(row[0])

    def has_article(self, name: str) -> bool:
        """Whether an article with this id was kept."""
        return any(self._read("SELECT 1 FROM articles WHERE id = ?", _key(name)))

    def ids(self) -> Iterator[str]:
        """The ids of the articles, in order."""
        return (
            str(row[0], "utf-8", "surrogatepass") for row in self._read("SELECT id FROM articles ORDER BY id")
        )

    def count(self) -> int:
        """Articles kept."""
        return int(next(self._read("SELECT count(*) FROM articles"))[0])

    def _lines(self, kind: str) -> Iterator[str]:
        query = "SELECT line FROM lines WHERE kind = ? ORDER BY article, number"
        return (line for (line,) in self._read(query, kind))

    def _write(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        try:
            self._database.executemany(statement, ([_encodable(value) for value in row] for row in rows))
        except sqlite3.Error as error:
            raise self._complaint(error) from error

    def _read(self, query: str, *values: str | bytes | int) -> Iterator[Any]:
        try:
            yield from self._connection.execute(query, values)
        except sqlite3.Error as error:
            raise self._complaint(error) from error

    @property
    def _connection(self) -> sqlite3.Connection:
        """The one that writes; a copy of the process has its own to read, since SQLite's cannot be shared."""
        return self._database if os.getpid() == self._process else self._connection_of_copy

    @cached_property
    def _connection_of_copy(self) -> sqlite3.Connection:
        # Nobody writes while there are copies, so that the lock of the process that did is no hindrance.
        return sqlite3.connect(f"file:{quote(str(self.path.absolute()))}?immutable=1", uri=True)

    def _complaint(self, error: Exception) -> RunError:
        return RunError(f"{self.path}: cannot be written ({error}); check the disk and its rights")


class SpooledEvents(Mapping[str, MergedEvent]):
    """Merged events by id, in order; only those that were looked up last are held."""

    def __init__(self, spool: Spool, schema: Schema) -> None:
        self._spool = spool
        self._schema = schema
        self._event = lru_cache(maxsize=_EVENTS_KEPT)(self._look_up)

    def __getitem__(self, name: str) -> MergedEvent:
        return self._event(name)

    def __iter__(self) -> Iterator[str]:
        return (name for (name,) in self._spool._read("SELECT id FROM events ORDER BY id"))  # noqa: SLF001

    def __len__(self) -> int:
        return int(next(self._spool._read("SELECT count(*) FROM events"))[0])  # noqa: SLF001

    def typed(self) -> Iterator[MergedEvent]:
        """The events themselves, one by one."""
        return iter(self._few.values()) if self._few else map(self._typed, self._spool.event_lines())

    def of_records(self) -> dict[str, str]:
        """The id of the event that each record is of, by the record's id."""
        rows = self._spool._read("SELECT id, records FROM events ORDER BY id")  # noqa: SLF001
        return {record: name for name, records in rows for record in json.loads(records)}

    def values(self) -> ValuesView[MergedEvent]:
        """The events, of which none is held."""
        return _Values(self)

    def _look_up(self, name: str) -> MergedEvent:
        if self._few:
            return self._few[name]
        row = next(self._spool._read("SELECT line FROM events WHERE id = ?", name), None)  # noqa: SLF001
        if row is None:
            raise KeyError(name)
        return self._typed(row[0])

    @property
    def _few(self) -> dict[str, MergedEvent]:
        """All of them by id, if they are few."""
        few = self._spool.few_events
        if not few and self._are_few:
            few.update((event.id, event) for event in map(self._typed, self._spool.event_lines()))
        return few

    @cached_property
    def _are_few(self) -> bool:
        return len(self) <= _FEW_EVENTS

    def _typed(self, line: str) -> MergedEvent:
        where = str(self._spool.path)
        return self._schema.merged_from_json(json_object(_bytes(line), where), where)


class _Values(ValuesView[MergedEvent]):
    def __init__(self, events: SpooledEvents) -> None:
        super().__init__(events)
        self._events = events

    def __iter__(self) -> Iterator[MergedEvent]:
        return self._events.typed()


class _Articles(Mapping[str, Article]):
    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._article = lru_cache(maxsize=_ARTICLES_KEPT)(spool.article)

    def __getitem__(self, name: str) -> Article:
        article = self._article(name)
        if article is None:
            raise KeyError(name)
        return article

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._spool.has_article(name)

    def __iter__(self) -> Iterator[str]:
        return self._spool.ids()

    def __len__(self) -> int:
        return self._spool.count()


def _key(name: str) -> bytes:
    """A name as bytes that sort as its characters do; a file's name may hold half a surrogate pair."""
    return name.encode("utf-8", "surrogatepass")


def _bytes(line: str) -> bytes:
    return line.encode("utf-8", "surrogatepass")


def _encodable(value: Any) -> Any:
    return value.encode("utf-8", "backslashreplace").decode("utf-8") if isinstance(value, str) else value
