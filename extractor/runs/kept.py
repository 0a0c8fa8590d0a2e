"""Articles and records as the lines of JSON that are kept of them, read only when somebody looks at them.

Most of a run needs no more of them than ids, numbers and lines, and the process that asks is its bottleneck.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Generic, Self, TypeVar

from pydantic import BaseModel, ValidationError

from extractor.records import Article
from extractor.runs.folder import json_line
from extractor.schemas import json_object

M = TypeVar("M", bound=BaseModel)


class Kept(Generic[M]):
    """An item as the line of JSON that is kept of it; it is read from the line when it is looked at."""

    def __init__(self, line: str, read: Callable[[bytes], M]) -> None:
        """`read` makes the item from the bytes of the line."""
        self.line = line
        """One line of JSON, with its end."""
        self._read = read

    @classmethod
    def of(cls, item: M) -> Kept[M]:
        """An item that is there already."""
        return Kept(json_line(item), lambda _line: item)

    @cached_property
    def item(self) -> M:
        """The article or record itself."""
        return self._read(encoded(self.line))


class KeptArticle(Kept[Article]):
    """An article as the line of JSON that is kept of it, with what is known without reading it."""

    def __init__(
        self, line: str, name: str, sha256: str, read: Callable[[bytes], Article] | None = None
    ) -> None:
        """`name` is the article's id; `read` makes it from the bytes of the line."""
        super().__init__(line, read or article_of_line)
        self.id = name
        """Unique in a run, as in `Article`."""
        self.sha256 = sha256
        """Hash of the article's bytes as read, in hexadecimal."""

    @classmethod
    def of(cls, item: Article) -> Self:
        """An article that is there already."""
        return cls(json_line(item), item.id, item.sha256, lambda _line: item)


def encoded(line: str) -> bytes:
    """A line of JSON as a file holds it: half of a surrogate pair, as in a strange file name, is escaped."""
    return line.encode("utf-8", "backslashreplace")


def article_of_line(line: bytes, where: str = "article") -> Article:
    """The article that `json_line` wrote; `where` it stands is for messages.

    Raises:
        RecordsError: the line is no JSON object.
    """
    try:
        return Article.model_validate_json(line)
    except ValidationError:  # half of a surrogate pair: the other way takes twice as long
        return Article.model_validate(json_object(line, where))
