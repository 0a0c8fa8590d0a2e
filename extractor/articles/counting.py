"""How many articles the inputs hold, where that can be told without reading them as articles."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from extractor.articles.json_reader import json_lines
from extractor.articles.limits import DEFAULT_LIMITS
from extractor.articles.parquet_reader import count_rows
from extractor.articles.sources import Kind, Source, find_sources
from extractor.errors import ArticleError

_HEAD = 4096
"""Bytes of a JSON file in which its first character is looked for."""


def count_inputs(inputs: Iterable[str]) -> int | None:
    """How many times `read_articles` gives an article or an error; `None` when only reading can tell.

    Standard input, pipes and lists in a `.json` file cannot be counted ahead. A file that fails while it is
    read may give fewer.

    Raises:
        UsageError: there is no file to read at all.
    """
    total = 0
    for item in find_sources(inputs):
        number = 1 if isinstance(item, ArticleError) else _in_source(item)
        if number is None:
            return None
        total += number
    return total


def _in_source(source: Source) -> int | None:
    path = Path(source.path)
    if source.kind is Kind.UNKNOWN or not path.is_file():
        return None  # what is read from a pipe is gone
    if source.kind in {Kind.TEXT, Kind.HTML}:
        return 1
    if source.kind is Kind.PARQUET:
        return count_rows(source.path)
    try:
        with path.open("rb") as stream:
            if source.kind is Kind.JSON_LINES:
                lines = json_lines(stream, DEFAULT_LIMITS.article_bytes)
                return sum(line is None or bool(line.strip()) for line in lines)
            return None if stream.read(_HEAD).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[") else 1
    except OSError:
        return 1  # the error that says so
