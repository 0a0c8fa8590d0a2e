"""Read articles from files, folders, globs and standard input; one that cannot be read stops no other."""

from __future__ import annotations

import io
import itertools
import logging
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from extractor.articles.compression import DAMAGED, decompressed
from extractor.articles.decoding import decode
from extractor.articles.drafts import Document, Unread, draft_of_file, stem_of
from extractor.articles.keys import OWN_KEYS
from extractor.articles.kinds import HEAD, Kind, is_json_object, is_page, sniff
from extractor.articles.limits import DEFAULT_LIMITS, Limits
from extractor.articles.readers.csv_table import read_csv
from extractor.articles.readers.json_objects import json_lines, read_json, read_json_lines, too_large
from extractor.articles.readers.parquet import read_parquet
from extractor.articles.readers.web_archive import read_warc
from extractor.articles.sources import STANDARD_INPUT, Source, find_sources, member_of, suffix_of
from extractor.articles.stores import open_input, read_small
from extractor.articles.unread import WarnOnce, read_each
from extractor.errors import ArticleError
from extractor.records import Article

_MOST_NESTED = 2
"""Archives inside archives that are opened."""

_READ_TOGETHER = 64
"""Files in a store that are asked for at once."""

_ONE_ARTICLE = frozenset({Kind.TEXT, Kind.HTML, Kind.JSON, Kind.PDF, Kind.DOCX})
"""Kinds of which a file has one article as a rule, and so is small."""

log_warning = logging.getLogger("extractor.articles").warning
"""Logs what should be known of how inputs are read."""


def read_articles(
    inputs: Iterable[str],
    *,
    limits: Limits = DEFAULT_LIMITS,
    stdin: BinaryIO | None = None,
    keys: Mapping[str, str] = OWN_KEYS,
    warn: Callable[[str], None] = log_warning,
) -> Iterator[Article | ArticleError]:
    """Each article the inputs hold, in order, or in its place the error that says why it cannot be read.

    Files are listed at once, and read one by one as the iterator is drawn on. Ids are unique in the run: an
    id that was taken gets the first free suffix `-2`, `-3`, ….

    Args:
        inputs: files, folders (with their subfolders) and globs, each by path or by URL, or `-` for standard
            input. Suffixes tell the kind: `.txt`, `.text`, `.md`; `.jsonl`, `.ndjson`; `.json`; `.csv`,
            `.tsv`; `.html`, `.htm`; `.pdf`; `.docx`; `.parquet`; `.warc`; `.zip`; and any of them with `.gz`,
            `.bz2`, `.xz` or `.zst` behind. Any other file shows by its first bytes what it is.
        limits: the sizes above which an input is refused.
        stdin: what `-` reads, by default the standard input of the process.
        keys: under which key or column a field is, as in `{"published": "date_publish"}`; by default the
            names that known corpora use.
        warn: is called with what should be known of how inputs were read, once for each file.

    Raises:
        UsageError: there is nothing to read at all; the message names what was looked for.
    """
    once = WarnOnce(warn)
    return read_each(find_articles(find_sources(inputs), limits=limits, stdin=stdin, keys=keys), once)


def find_articles(
    found: Sequence[Source | ArticleError],
    *,
    limits: Limits = DEFAULT_LIMITS,
    stdin: BinaryIO | None = None,
    keys: Mapping[str, str] = OWN_KEYS,
) -> Iterator[Unread | ArticleError]:
    """As `read_articles`, but of sources, and nothing is read as an article yet.

    Each has its id, which it keeps to itself when it turns out that it cannot be read.
    """
    asked, ids = _Asked(limits, keys), _Ids()
    small: dict[str, BinaryIO] = {}
    for i, item in enumerate(found):
        if i % _READ_TOGETHER == 0:
            some = (each for each in found[i : i + _READ_TOGETHER] if isinstance(each, Source))
            small = read_small(each.path for each in some if each.kind in _ONE_ARTICLE)
        if isinstance(item, ArticleError):
            yield item
            continue
        opened = (stdin or sys.stdin.buffer) if item.path == STANDARD_INPUT else small.get(item.path)
        for unread in _unread(item, asked, opened):
            if isinstance(unread, ArticleError):
                yield unread
            else:
                yield replace(unread, id=ids.unique(unread.id))


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """How the user wants inputs to be read."""

    limits: Limits
    chosen: Mapping[str, str]


def _unread(source: Source, asked: _Asked, opened: BinaryIO | None) -> Iterator[Unread | ArticleError]:
    """What one file holds; an error of the file itself ends it."""
    path = source.path
    try:
        with (
            nullcontext(opened) if opened else open_input(path) as file,
            decompressed(file) as stream,
        ):
            yield from _unread_of_file(source, stream, asked)
    except ArticleError as error:
        yield error
    except OSError as error:
        yield ArticleError(path, f"cannot be read ({error.strerror or error}); check the path and its rights")
    except DAMAGED as error:
        yield ArticleError(path, f"is damaged ({error}); get it again")


def _unread_of_file(
    source: Source, stream: io.BufferedReader, asked: _Asked, depth: int = 0
) -> Iterator[Unread | ArticleError]:
    """What an open file holds, also one inside an archive."""
    path, limits = source.path, asked.limits
    kind = source.kind if source.kind is not Kind.UNKNOWN else sniff(stream.peek(HEAD)[:HEAD])
    if kind is Kind.JSON_LINES:
        yield from read_json_lines(json_lines(stream, limits.article_bytes), path, limits, asked.chosen)
    elif kind is Kind.CSV:
        yield from read_csv(stream, path, limits, asked.chosen)
    elif kind is Kind.WARC:
        yield from read_warc(stream, path, limits)
    elif kind is Kind.PARQUET:
        # Of a file by itself only what is wanted is read.
        plain = not depth and suffix_of(path) == Path(path).suffix.lower() and stream.seekable()
        file: BinaryIO = stream
        if not plain:
            file = io.BytesIO(_read_whole(path, stream, limits.document_bytes, "document_bytes"))
        yield from read_parquet(file, path, limits, asked.chosen)
    elif kind is Kind.ZIP:
        yield from _unread_of_zip(path, stream, asked, depth)
    elif kind in {Kind.PDF, Kind.DOCX}:
        raw = _read_whole(path, stream, limits.document_bytes, "document_bytes")
        yield Document(stem_of(path), kind, raw, path, path)
    elif kind is Kind.JSON:
        yield from _unread_of_json(path, stream, asked)
    else:
        raw = _read_whole(path, stream, limits.article_bytes, "article_bytes")
        if kind is Kind.HTML or is_page(raw[:HEAD]):
            yield Document(stem_of(path), Kind.HTML, raw, path, path)
        else:
            yield draft_of_file(raw, path, decode(raw, path))


def _unread_of_zip(
    path: str, stream: io.BufferedReader, asked: _Asked, depth: int
) -> Iterator[Unread | ArticleError]:
    """What the members of an archive hold, in the order of their names; a damaged member costs no other."""
    if depth >= _MOST_NESTED:
        raise ArticleError(path, "is an archive in an archive in an archive; unpack it first")
    file: BinaryIO = stream
    if not stream.seekable() or depth:
        limit = asked.limits.document_bytes
        file = io.BytesIO(_read_whole(path, stream, limit, "document_bytes"))
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise ArticleError(path, f"is no ZIP archive that can be read ({error}); get it again") from error
    with archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            if not info.is_dir() and "__MACOSX" not in info.filename:
                yield from _unread_of_member(f"{path}/{info.filename}", archive, info, asked, depth)


def _unread_of_member(
    path: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, asked: _Asked, depth: int
) -> Iterator[Unread | ArticleError]:
    try:
        with archive.open(info) as member, decompressed(cast("BinaryIO", member)) as stream:
            source = member_of(path, lambda: stream.peek(HEAD)[:HEAD])
            if isinstance(source, ArticleError):
                yield source
            elif source is not None:
                yield from _unread_of_file(source, stream, asked, depth + 1)
    except ArticleError as error:
        yield error
    except (RuntimeError, NotImplementedError, OSError, zipfile.BadZipFile, *DAMAGED) as error:
        yield ArticleError(path, f"cannot be taken out of the archive ({error}); unpack it first")


def _unread_of_json(path: str, stream: BinaryIO, asked: _Asked) -> Iterator[Unread | ArticleError]:
    """What one JSON value holds, or JSON Lines that go by the name .json."""
    limits = asked.limits
    first = stream.readline(limits.article_bytes)
    second = stream.readline(limits.article_bytes) if is_json_object(first) else b""
    if second.lstrip().startswith(b"{"):
        lines = itertools.chain([first, second], json_lines(stream, limits.article_bytes))
        yield from read_json_lines(lines, path, limits, asked.chosen)
    else:
        raw = _read_whole(path, stream, limits.json_bytes, "json_bytes", first + second)
        yield from read_json(raw, path, asked.chosen)


def _read_whole(path: str, stream: BinaryIO, limit: int, setting: str, begun: bytes = b"") -> bytes:
    """All that a stream holds, behind what was already read of it."""
    raw = begun + stream.read(max(limit + 1 - len(begun), 0))
    if len(raw) > limit:
        raise ArticleError(path, too_large("it", limit, setting))
    return raw
