"""What a run has found so far, in a scratch file, given back in the order of the articles' ids."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

from extractor.records import Article, EventRecord, MergedEvent
from extractor.runs.endings import Ended, Failure
from extractor.schemas import Schema, json_object
from extractor.store.folder import article_from_line, json_line
from extractor.store.line_index import JsonLines, LineIndex

_ARTICLES_CACHED = 100
_RECORDS_CACHED = 2000
"""Some 20 MB."""
_EVENTS_CACHED = 1000
"""As many as a report shows."""


class Spool:
    """Holds what is derived from the replies until all articles have ended; a context manager.

    Each command makes it anew from what the ledger has, and removes it at the end, so it is not synced.
    Call `sort` when all articles have ended.
    """

    def __init__(self, path: Path, schema: Schema) -> None:
        """
        Raises:
            RunError: the file cannot be made.
        """
        self.path = path
        self._lines = lines = JsonLines(path)
        self.articles: LineIndex[Article] = LineIndex(lines, article_from_line, _ARTICLES_CACHED)
        """By id."""
        self.records: LineIndex[EventRecord] = LineIndex(lines, schema.record_from_line, _RECORDS_CACHED)
        """By article and number."""
        self.events: LineIndex[MergedEvent] = LineIndex(lines, schema.merged_from_line, _EVENTS_CACHED)
        """By id, once they are merged."""
        self.event_of: dict[str, str] = {}
        """The id of the event that each record is of."""
        self._hashes: dict[str, str] = {}
        self._rejections = LineIndex(lines, json_object)
        self._failures = LineIndex(lines, json_object)
        self._unreadable = LineIndex(lines, json_object)
        lines.create()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._lines.close()
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def add(self, ended: Ended) -> None:
        """Keep an article and what was made of it.

        Raises:
            RunError: the disk is full, or fails.
        """
        name = ended.article.id
        self.articles.add(name, json_line(ended.article))
        self._hashes[name] = ended.article.sha256
        for number, record in enumerate(ended.records):
            self.records.add(_key(name, number), json_line(record))
        for number, rejection in enumerate(ended.rejections):
            self._rejections.add(_key(name, number), json_line(asdict(rejection)))
        for number, failure in enumerate(ended.failures):
            self._failures.add(_key(name, number), json_line(asdict(failure)))

    def add_unreadable(self, failure: Failure) -> None:
        """Keep the failure of an input that is no article.

        Raises:
            RunError: the disk is full, or fails.
        """
        number = len(self._unreadable)  # one input may fail twice
        self._unreadable.add(_key(failure.article, number), json_line(asdict(failure)))

    def sort(self) -> None:
        """Give everything in the order of the articles' ids from now on."""
        for index in (self.articles, self.records, self._rejections, self._failures, self._unreadable):
            index.sort()

    def add_event(self, event: MergedEvent) -> None:
        """Keep a merged event.

        Raises:
            RunError: the disk is full, or fails.
        """
        self.events.add(event.id, json_line(event))
        self.event_of.update(dict.fromkeys(event.records, event.id))

    def article_hashes(self) -> Iterator[tuple[str, str]]:
        """The id of each article and the hash of its bytes."""
        return ((name, self._hashes[name]) for name in self.articles)

    def rejection_lines(self) -> Iterator[str]:
        """The events that were kept out, as lines of JSON, by article and in reading order."""
        return self._rejections.lines()

    def failure_lines(self) -> Iterator[str]:
        """All that failed, as lines of JSON, what could not be read first."""
        yield from self._unreadable.lines()
        yield from self._failures.lines()


def _key(article: str, number: int) -> str:
    """A key that sorts by article, then by number."""
    return f"{article}\0{number:08}"
