"""The articles of a run, each read from its file when it is asked for."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from extractor.errors import RecordsError
from extractor.records import Article

_KEPT = 512
"""Articles that are kept in memory; those of one event come one after the other."""


class ArticlesOnDisk(Mapping[str, Article]):
    """The articles of an `articles.jsonl` by id. In memory are their ids and places, and a few articles.

    Raises:
        RecordsError: the file cannot be read or is damaged; also later, when an article is asked for.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: OrderedDict[str, Article] = OrderedDict()
        self._places: dict[str, int] = {}
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise RecordsError(f"{path}: cannot be read: {error.strerror}") from error
        place = 0
        for number, line in enumerate(self._file, start=1):
            if line.strip():
                self._places[self._id_of(line, number)] = place
            place += len(line)

    def __getitem__(self, name: str) -> Article:
        if name in self._kept:
            self._kept.move_to_end(name)
            return self._kept[name]
        self._file.seek(self._places[name])
        try:
            article = Article.model_validate(json.loads(self._file.readline()))
        except (ValueError, ValidationError) as error:
            raise RecordsError(f"{self._path}: article {name}: {error}") from error
        self._kept[name] = article
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return article

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _id_of(self, line: bytes, number: int) -> str:
        try:
            return str(json.loads(line)["id"])
        except (ValueError, KeyError, TypeError) as error:
            raise RecordsError(f"{self._path}:{number}: not an article: {error}") from error
