"""A scratch file: lines of JSON that are written once, and found again by place."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from pydantic import BaseModel

from extractor.records import JsonObject
from extractor.store.folder import json_line, unwritable
from extractor.store.line_index import JsonLines


class ScratchFile:
    """Lines of JSON in a file that is there while the context lasts; it is not synced.

    Making, writing and reading it raise `RunError` when the disk is full, or fails.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._end = 0
        with self._writing():
            self._file = path.open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for remove in (self._file.close, self._path.unlink):
            with contextlib.suppress(OSError):
                remove()

    def append(self, item: BaseModel | JsonObject) -> int:
        """Write an item as a line, and return its place."""
        # UTF-8 has no bytes for half a surrogate pair, as in a strange file name; JSON escapes it.
        line = json_line(item).encode("utf-8", "backslashreplace")
        with self._writing():
            self._file.write(line)
        place = self._end
        self._end += len(line)
        return place

    def lines_at(self, places: Iterable[int]) -> Iterator[bytes]:
        """The lines at these places, each read when it is wanted."""
        with self._writing():
            self._file.flush()
        with JsonLines(self._path) as lines:
            yield from map(lines.at, places)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise unwritable(self._path, error) from error
