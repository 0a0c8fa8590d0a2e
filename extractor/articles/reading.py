"""Read articles from files, folders, globs and standard input; one that cannot be read stops no other."""

from __future__ import annotations

import hashlib
import itertools
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from extractor.articles.building import build_article
from extractor.articles.decoding import decode
from extractor.articles.drafts import Draft
from extractor.articles.html_reader import read_html
from extractor.articles.json_reader import json_lines, read_json, read_json_lines, too_large
from extractor.articles.limits import DEFAULT_LIMITS, Limits
from extractor.articles.parquet_reader import read_parquet
from extractor.articles.sources import STANDARD_INPUT, Kind, Source, find_sources
from extractor.errors import ArticleError
from extractor.records import Article


def read_articles(
    inputs: Iterable[str], *, limits: Limits = DEFAULT_LIMITS, stdin: BinaryIO | None = None
) -> Iterator[Article | ArticleError]:
    """Each article the inputs hold, in order, or in its place the error that says why it cannot be read.

    Files are listed at once, and read one by one as the iterator is drawn on. Ids are unique in the run: an
    id that was taken gets the first free suffix `-2`, `-3`, ….

    Args:
        inputs: files, folders (with their subfolders), globs, or `-` for standard input. Suffixes tell the
            kind: `.txt`, `.text`, `.md`; `.jsonl`, `.ndjson`; `.json`; `.html`, `.htm`; `.parquet`. A file
            named by the user with any other suffix is read as text.
        limits: the sizes above which an input is refused.
        stdin: what `-` reads, by default the standard input of the process.

    Raises:
        UsageError: there is nothing to read at all; the message names what was looked for.
    """
    return _read(find_sources(inputs), limits, stdin)


def _read(
    found: list[Source | ArticleError], limits: Limits, stdin: BinaryIO | None
) -> Iterator[Article | ArticleError]:
    ids = _Ids()
    for item in found:
        if isinstance(item, ArticleError):
            yield item
            continue
        for draft in _drafts(item, limits, stdin):
            if isinstance(draft, ArticleError):
                yield draft
                continue
            try:
                article = build_article(draft, draft.id)
            except ArticleError as error:
                yield error
            else:
                yield article.model_copy(update={"id": ids.unique(draft.id)})


class _Ids:
    """The ids given so far in a run."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._last_suffix: dict[str, int] = {}

    def unique(self, wanted: str) -> str:
        """The wanted id, with the first free number behind it when it is taken."""
        given = wanted
        while given in self._given:
            number = self._last_suffix.get(wanted, 1) + 1
            self._last_suffix[wanted] = number
            given = f"{wanted}-{number}"
        self._given.add(given)
        return given


def _drafts(source: Source, limits: Limits, stdin: BinaryIO | None) -> Iterator[Draft | ArticleError]:
    """What one file holds; an error of the file itself ends it."""
    try:
        if source.path == STANDARD_INPUT:
            yield from _drafts_of_stream(stdin or sys.stdin.buffer, limits)
            return
        if source.kind is Kind.PARQUET:
            yield from read_parquet(source.path, limits)
            return
        with Path(source.path).open("rb") as stream:
            if source.kind is Kind.JSON_LINES:
                lines = json_lines(stream, limits.article_bytes)
                yield from read_json_lines(lines, source.path, limits)
            else:
                yield from _drafts_of_file(source, stream, b"", limits)
    except ArticleError as error:
        yield error
    except OSError as error:
        yield ArticleError(
            source.path, f"cannot be read ({error.strerror or error}); check the path and its rights"
        )


def _drafts_of_file(
    source: Source, stream: BinaryIO, head: bytes, limits: Limits
) -> Iterator[Draft | ArticleError]:
    """What a file that is held in memory whole gives; `head` is what was already read of it."""
    path = source.path
    if source.kind is Kind.JSON:
        yield from read_json(_read_whole(path, stream, head, limits.json_bytes, "json_bytes"), path)
        return
    raw = _read_whole(path, stream, head, limits.article_bytes, "article_bytes")
    yield read_html(raw, path) if source.kind is Kind.HTML else _read_text(raw, path)


def _read_whole(path: str, stream: BinaryIO, head: bytes, limit: int, setting: str) -> bytes:
    raw = head + stream.read(max(limit + 1 - len(head), 0))
    if len(raw) > limit:
        raise ArticleError(path, too_large("it", limit, setting))
    return raw


def _read_text(raw: bytes, path: str) -> Draft:
    return Draft(
        id="stdin" if path == STANDARD_INPUT else Path(path).stem,
        text=decode(raw, path),
        where=path,
        path=path,
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def _drafts_of_stream(stream: BinaryIO, limits: Limits) -> Iterator[Draft | ArticleError]:
    """Standard input: its first line that is not blank tells the kind."""
    head: list[bytes] = []
    size = 0
    while size <= limits.article_bytes and (line := stream.readline(limits.article_bytes + 1)):
        head.append(line)
        size += len(line)
        if line.strip():
            break
    kind = _kind_by_first_line(head[-1].strip() if head else b"")
    if kind is Kind.JSON_LINES:
        lines = itertools.chain(head[-1:], json_lines(stream, limits.article_bytes))
        yield from read_json_lines(lines, STANDARD_INPUT, limits, first_line=len(head))
    else:
        yield from _drafts_of_file(Source(STANDARD_INPUT, kind), stream, b"".join(head), limits)


def _kind_by_first_line(line: bytes) -> Kind:
    line = line.removeprefix(b"\xef\xbb\xbf").strip()
    if line.startswith(b"{"):
        # A broken first line must not make text of a file of good ones.
        if _is_json_object(line) or (line.startswith(b'{"') and line.endswith(b"}")):
            return Kind.JSON_LINES
        return Kind.JSON if line == b"{" or line.startswith(b'{"') else Kind.TEXT
    if line == b"[" or line.startswith((b"[{", b"[ {")):
        return Kind.JSON
    if line[:15].lower().startswith((b"<!doctype html", b"<html")):
        return Kind.HTML
    return Kind.TEXT


def _is_json_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
