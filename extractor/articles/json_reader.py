"""Read articles from JSON objects: one a line (JSON Lines), or one file with an object or a list of them.

The keys: `text` (needed), `id`, `title`, `published` (ISO date or date and time), `url`, `source`, `language`
(ISO 639-1). Others are passed over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from extractor.articles.decoding import decode, is_blank
from extractor.articles.drafts import Draft
from extractor.articles.limits import Limits
from extractor.articles.publication import parse_published
from extractor.errors import ArticleError

KEYS = frozenset({"text", "id", "title", "published", "url", "source", "language"})
"""What is read of an object."""

_SPACE = " \t\n\r"


def json_lines(stream: BinaryIO, longest: int) -> Iterator[bytes | None]:
    """The lines of a stream, one by one; `None` for one of more than `longest` bytes, which is not held."""
    while line := stream.readline(longest + 1):
        if len(line) <= longest or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(longest + 1)
        yield None


def read_json_lines(
    lines: Iterable[bytes | None], path: str, limits: Limits, *, first_line: int = 1
) -> Iterator[Draft | ArticleError]:
    """A draft or an error for each line that is not blank; the error names the file and the line."""
    stem = _stem(path)
    for number, raw in enumerate(lines, first_line):
        where = f"{path}:{number}"
        if raw is None:
            yield ArticleError(where, too_large("the line", limits.article_bytes, "article_bytes"))
            continue
        try:
            text = decode(raw, where, path).strip(_SPACE)
            if text:
                yield draft_of_object(_parse(text, where), where, path, f"{stem}-{number}", raw.strip())
        except ArticleError as error:
            yield error


def read_json(raw: bytes, path: str) -> Iterator[Draft | ArticleError]:
    """The drafts in one JSON value, an object or a list of them, with an error for each that is no article.

    Raises:
        ArticleError: the file is not UTF-8, or not one JSON value.
    """
    text = decode(raw, path)
    start = _skip_space(text, 0)
    if not text.startswith("[", start):
        yield draft_of_object(_parse(text, path), path, path, _stem(path), raw)
        return
    for number, (value, source) in enumerate(_list_items(text, start, path), 1):
        try:
            yield draft_of_object(
                value, f"{path}:[{number}]", path, f"{_stem(path)}-{number}", source.encode("utf-8")
            )
        except ArticleError as error:
            yield error


def too_large(what: str, limit: int, setting: str) -> str:
    """The reason given for an input above a limit."""
    return f"{what} has more than {limit:,} bytes; split it, or raise the limit `{setting}`"


def _parse(text: str, where: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ArticleError(where, _not_json(error)) from None
    except (ValueError, RecursionError):
        raise ArticleError(
            where, "is JSON that nests too deep or has too long a number; correct it"
        ) from None


def _not_json(error: json.JSONDecodeError) -> str:
    if error.msg == "Extra data" and error.doc[error.pos : error.pos + 1] == "{":
        return "has more than one JSON object; if each is on a line of its own, name the file .jsonl"
    return f"is not JSON ({error.msg} at line {error.lineno} column {error.colno}); correct it"


def _list_items(text: str, start: int, where: str) -> Iterator[tuple[object, str]]:
    """Each value of a JSON list with the characters it was written in, for its hash."""
    _parse(text, where)  # so that what follows need not check anything
    decoder = json.JSONDecoder()
    position = _skip_space(text, start + 1)
    while text[position] != "]":
        value, end = decoder.raw_decode(text, position)
        yield value, text[position:end]
        position = _skip_space(text, end)
        if text[position] == ",":
            position = _skip_space(text, position + 1)


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in _SPACE:
        position += 1
    return position


def draft_of_object(value: object, where: str, path: str, fallback_id: str, raw: bytes) -> Draft:
    """What an object says of its article; `raw` are the bytes that its hash is made of.

    Raises:
        ArticleError: it has no text, or a key holds what it cannot.
    """
    if not isinstance(value, dict):
        raise ArticleError(where, "is no JSON object; give an object with the key `text`")
    text = value.get("text")
    if not isinstance(text, str) or is_blank(text):
        raise ArticleError(where, "has no text; give the article's text in the key `text`")
    return Draft(
        id=_id(value.get("id"), where) or fallback_id,
        text=text,
        where=where,
        path=path,
        sha256=hashlib.sha256(raw).hexdigest(),
        published=_published(value.get("published"), where),
        title=_optional(value, "title", where),
        url=_optional(value, "url", where),
        source=_optional(value, "source", where),
        language=_optional(value, "language", where),
    )


def _id(value: object, where: str) -> str | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return None if value is None else str(value)
    if isinstance(value, str):
        return _encodable(value.strip(), "id", where) or None
    raise ArticleError(where, "has an `id` that is neither text nor a whole number; correct or remove it")


def _optional(value: dict[str, object], key: str, where: str) -> str | None:
    found = value.get(key)
    if found is None:
        return None
    if not isinstance(found, str):
        raise ArticleError(where, f"has a `{key}` that is not text; correct or remove it")
    return _encodable(found.strip(), key, where) or None


def _encodable(text: str, key: str, where: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ArticleError(where, f"has half a character in `{key}`; write it as UTF-8 again") from None
    return text


def _published(value: object, where: str) -> date | None:
    if value is None:
        return None
    try:
        if isinstance(value, str):
            return parse_published(value)
    except ValueError:
        pass
    raise ArticleError(
        where,
        f"has the publication date {json.dumps(value)[:60]}; write `published` as 2025-08-12 or leave it out",
    )


def _stem(path: str) -> str:
    return "stdin" if path == "-" else Path(path).stem
