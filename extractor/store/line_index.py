"""JSON lines in files, found again by place or by id, so that they need not stay in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Self, TypeVar
from weakref import finalize

from extractor.errors import RecordsError
from extractor.record_lines import json_object
from extractor.store.folder import lines_with_places

T = TypeVar("T")

_FILE = 1 << 48
"""A place is the number of the file times this, plus the byte at which the line starts in it."""


_AT_ONCE = 1 << 20
"""Bytes that are read at a time where no lines are wanted."""


class JsonLines:
    """JSON lines in one or several files, read by place; a context manager that closes the files.

    `RecordsError` is raised when a file cannot be read.
    """

    def __init__(self, *paths: Path) -> None:
        self.paths = paths
        self._readers: dict[int, BinaryIO] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files."""
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()

    def ranges(self, size: int) -> Iterator[tuple[int, int]]:
        """Pairs of places between which about so many bytes of a file are; together they are all files."""
        for number, path in enumerate(self.paths):
            try:
                end = path.stat().st_size
            except OSError as error:
                raise RecordsError(f"{path}: cannot be read: {error.strerror}") from error
            for start in range(0, end, size):
                yield number * _FILE + start, number * _FILE + min(start + size, end)

    def between(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """The place and the bytes of each line that is not blank and begins in a range."""
        number, first = divmod(start, _FILE)
        last = end % _FILE
        try:
            with self.paths[number].open("rb") as lines:
                lines.seek(max(0, first - 1))
                if first:
                    lines.readline()  # which begins before, or is the end of one
                while (at := lines.tell()) < last and (line := lines.readline()):
                    if line.strip():
                        yield number * _FILE + at, line
        except OSError as error:
            raise RecordsError(f"{self.paths[number]}: cannot be read: {error.strerror}") from error

    def line_number(self, place: int) -> str:
        """`file:line` of the line at a place, for messages: all lines before it are counted."""
        number, start = divmod(place, _FILE)
        try:
            with self.paths[number].open("rb") as file:
                before = iter(lambda: file.read(min(_AT_ONCE, start - file.tell())), b"")
                line = sum(part.count(b"\n") for part in before) + 1
        except OSError as error:
            raise RecordsError(f"{self.paths[number]}: cannot be read: {error.strerror}") from error
        return f"{self.paths[number]}:{line}"

    def at(self, place: int) -> bytes:
        """The line at a place."""
        number, start = divmod(place, _FILE)
        try:
            if number not in self._readers:
                self._readers[number] = self.paths[number].open("rb")
                finalize(self, self._readers[number].close)
            self._readers[number].seek(start)
            return self._readers[number].readline()
        except OSError as error:
            raise RecordsError(f"{self.paths[number]}: cannot be read: {error.strerror}") from error

    def where(self, place: int) -> str:
        """A place in words, for messages."""
        number, start = divmod(place, _FILE)
        return f"{self.paths[number]} at byte {start:,}"


class LineIndex(Mapping[str, T]):
    """The items of a file of JSON lines by id, each read when it is looked up; the last few stay in memory.

    `RecordsError` is raised when the file cannot be read, or a line is no JSON object with an id.
    """

    def __init__(self, path: Path, read: Callable[[bytes, str], T], cached: int = 200) -> None:
        """`read` makes an item from a line and its place in words; `cached` items stay in memory."""
        self._lines = JsonLines(path)
        self._read = read
        self._places: dict[str, int] = {}
        self._item = lru_cache(maxsize=cached)(self._item_at)
        for line, where, place in lines_with_places(path):
            name = json_object(line, where).get("id")
            if not isinstance(name, str):
                raise RecordsError(f"{where}: has no id")
            self._places[name] = place

    def close(self) -> None:
        """Close the file."""
        self._lines.close()

    def __getitem__(self, name: str) -> T:
        return self._item(self._places[name])

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def _item_at(self, place: int) -> T:
        return self._read(self._lines.at(place), self._lines.where(place))
