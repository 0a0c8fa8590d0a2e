"""How many articles the inputs hold, where that can be counted without reading them as articles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from extractor.articles.kinds import Kind
from extractor.articles.limits import DEFAULT_LIMITS
from extractor.articles.readers.json_objects import json_lines
from extractor.articles.readers.parquet import count_rows
from extractor.articles.sources import Source, suffix_of
from extractor.articles.stores import is_url
from extractor.errors import ArticleError

_HEAD = 4096
"""Bytes of a JSON file that show what it holds."""

_LIST = re.compile(rb'"\w+"\s*:\s*\[\s*\{')
"""A key with a list of objects, as the answer of a news API has."""


def count_inputs(found: Iterable[Source | ArticleError]) -> int | None:
    """How many articles and errors `find_articles` gives of sources; `None` when only reading can tell.

    Standard input, pipes, lists in a `.json` file, tables in CSV, archives and what is compressed cannot be
    counted ahead. A file that fails while it is read may give fewer.
    """
    total = 0
    for item in found:
        number = 1 if isinstance(item, ArticleError) else _in_source(item)
        if number is None:
            return None
        total += number
    return total


def _in_source(source: Source) -> int | None:
    path = Path(source.path)
    if source.kind is Kind.UNKNOWN or not (is_url(source.path) or path.is_file()):
        return None  # what is read from a pipe is gone
    if source.kind in {Kind.TEXT, Kind.HTML, Kind.PDF, Kind.DOCX}:
        return 1
    packed = suffix_of(source.path) != path.suffix.lower()
    if is_url(source.path) or packed or source.kind in {Kind.CSV, Kind.WARC, Kind.ZIP}:
        return None  # only reading tells, which is not done twice over a network
    if source.kind is Kind.PARQUET:
        return count_rows(source.path)
    try:
        return _in_json(path, source.kind)
    except OSError:
        return 1  # the error that says so


def _in_json(path: Path, kind: Kind) -> int | None:
    with path.open("rb") as stream:
        if kind is Kind.JSON_LINES:
            lines = json_lines(stream, DEFAULT_LIMITS.article_bytes)
            return sum(line is None or bool(line.strip()) for line in lines)
        return 1 if _is_one_object(stream.read(_HEAD)) else None


def _is_one_object(head: bytes) -> bool:
    """Whether a JSON file seems to have one article, no list of them and no lines of objects."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return not start.startswith(b"[") and b"\n{" not in start and _LIST.search(start) is None
