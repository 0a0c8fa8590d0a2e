"""What a run has found so far, in a scratch file, given back in the order of the articles' ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from extractor.records import JsonObject
from extractor.runs.endings import Ended, Failure
from extractor.store.scratch import ScratchFile

Kind = Literal["articles", "records", "rejections", "unreadable", "failures"]


class Spool(ScratchFile):
    """Holds what is made from the replies until all articles have ended; each command makes it anew."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.article_hashes: dict[str, str] = {}
        """By id, the hash of each article's bytes."""
        self._places: dict[Kind, list[tuple[str, int, int]]] = defaultdict(list)

    def add(self, ended: Ended) -> None:
        """Keep an article and what was made of it."""
        name = ended.article.id
        self.article_hashes[name] = ended.article.sha256
        self._add("articles", name, 0, ended.article)
        for number, record in enumerate(ended.records):
            self._add("records", name, number, record)
        for number, rejection in enumerate(ended.rejections):
            self._add("rejections", name, number, asdict(rejection))
        for number, failure in enumerate(ended.failures):
            self._add("failures", name, number, asdict(failure))

    def add_unreadable(self, failure: Failure) -> None:
        """Keep the failure of an input that is no article."""
        number = len(self._places["unreadable"])  # one input may fail twice
        self._add("unreadable", failure.article, number, asdict(failure))

    def lines(self, *kinds: Kind) -> Iterator[str]:
        """What was kept of these kinds as lines of JSON, each kind by article and in reading order."""
        places = (place for kind in kinds for _, _, place in sorted(self._places[kind]))
        return (line.decode("utf-8") for line in self.lines_at(places))

    def _add(self, kind: Kind, article: str, number: int, item: BaseModel | JsonObject) -> None:
        self._places[kind].append((article, number, self.append(item)))
