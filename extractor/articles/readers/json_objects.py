"""Read articles from JSON objects: one a line (JSON Lines), or one file with an object or a list of them.

The fields: `text` (needed), `id`, `title`, `published`, `url`, `source`, `language`. `keys.py` has the names
under which corpora keep them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import BinaryIO

from extractor.articles.dates import is_placeholder, parse_date
from extractor.articles.decoding import decode, is_blank
from extractor.articles.drafts import Draft, stem_of
from extractor.articles.keys import OWN_KEYS, date_not_read, text_not_read, values_of
from extractor.articles.limits import Limits
from extractor.errors import ArticleError

_SPACE = " \t\n\r"
_MARKUP = re.compile(r"</(?:p|div|h\d)>|<br ?/?>", re.IGNORECASE)
"""What a text has that is a piece of a page, as the content of WordPress is."""
_BLOCK_END = re.compile(r"</(?:p|div|h\d|li|tr|blockquote)>|<br ?/?>", re.IGNORECASE)
_CUT_OFF = re.compile(r"\[\+\d+ chars\]\s*$")
_LISTS = ("articles", "posts", "results", "docs", "data", "items", "response", "stories")
"""Keys under which what a news API answers keeps its articles."""


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
    lines: Iterable[bytes | None],
    path: str,
    limits: Limits,
    chosen: Mapping[str, str] = OWN_KEYS,
) -> Iterator[Draft | ArticleError]:
    """A draft or an error for each line that is not blank; the error names the file and the line."""
    stem = stem_of(path)
    for number, raw in enumerate(lines, 1):
        where = f"{path}:{number}"
        if raw is None:
            yield ArticleError(where, too_large("the line", limits.article_bytes, "article_bytes"))
            continue
        try:
            text = decode(raw, where, path).strip(_SPACE)
            if text:
                value = _parse(text, where)
                yield draft_of_object(value, where, path, f"{stem}-{number}", raw.strip(), chosen)
        except ArticleError as error:
            yield error


def read_json(raw: bytes, path: str, chosen: Mapping[str, str] = OWN_KEYS) -> Iterator[Draft | ArticleError]:
    """The drafts in one JSON value, with an error for each that is no article.

    It may be an object, a list of them, or the answer of a news API, which has a list of them in it.

    Raises:
        ArticleError: the file is not UTF-8, or not one JSON value.
    """
    text = decode(raw, path)
    start = _skip_space(text, 0)
    if text.startswith("[", start):
        items = _list_items(text, start, path)
    else:
        value = _parse(text, path)
        inner = _list_in(value, chosen)
        if inner is None:
            yield draft_of_object(value, path, path, stem_of(path), raw, chosen)
            return
        items = ((item, json.dumps(item, ensure_ascii=False)) for item in inner)
    for number, (value, source) in enumerate(items, 1):
        written = source.encode("utf-8", "surrogatepass")
        try:
            yield draft_of_object(
                value, f"{path}:[{number}]", path, f"{stem_of(path)}-{number}", written, chosen
            )
        except ArticleError as error:
            yield error


def _list_in(value: object, chosen: Mapping[str, str]) -> list[object] | None:
    """The articles in what a news API answers; `None` for an object that is an article itself."""
    if not isinstance(value, dict) or any(_text(item) for _, item in values_of(value, "text", chosen)):
        return None
    for key in _LISTS:
        item = value.get(key)
        if isinstance(item, list):
            return item
        if isinstance(item, dict) and (inner := _list_in(item, chosen)) is not None:
            return inner
    return None


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


def draft_of_object(
    value: object, where: str, path: str, fallback_id: str, raw: bytes, chosen: Mapping[str, str] = OWN_KEYS
) -> Draft:
    """What an object says of its article; `raw` are the bytes that its hash is made of.

    Args:
        value: the object.
        where: the place for error messages.
        path: the file.
        fallback_id: the id of an object that has none.
        raw: what the hash is made of.
        chosen: the keys that the user named, by field.

    Raises:
        ArticleError: it has no text, or a key holds what it cannot.
    """
    if not isinstance(value, dict):
        raise ArticleError(where, "is no JSON object; give an object with the key `text`")
    text = next((text for _, item in values_of(value, "text", chosen) if (text := _text(item))), None)
    if text is None:
        raise ArticleError(where, _no_text(value, chosen))
    published, warnings = _published(value, where, path, chosen)
    source, url = _optional(value, "source", where, chosen), _optional(value, "url", where, chosen)
    if source and source.startswith(("http://", "https://")) and url is None:  # as trafilatura writes it
        source, url = None, source
    return Draft(
        id=_id(value, where, chosen) or fallback_id,
        text=text,
        where=where,
        path=path,
        sha256=hashlib.sha256(raw).hexdigest(),
        published=published,
        title=_optional(value, "title", where, chosen),
        url=url,
        source=source,
        language=_optional(value, "language", where, chosen),
        warnings=(*warnings, *_warnings_of_text(value, text, path, chosen)),
    )


def draft_of_row(
    row: Mapping[str, object], path: str, number: int, chosen: Mapping[str, str] = OWN_KEYS
) -> Draft:
    """As `draft_of_object`, which raises the same, of a row of a table, the first of which has number 1."""
    raw = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "surrogatepass")
    return draft_of_object(row, f"{path}:[{number}]", path, f"{stem_of(path)}-{number}", raw, chosen)


def _text(item: object) -> str | None:
    """A text, also one in paragraphs, as a list or as Fundus writes its bodies."""
    if isinstance(item, str):
        text = _without_tags(item) if _MARKUP.search(item) else item
        return None if is_blank(text) else text
    if isinstance(item, list):
        return "\n".join(filter(None, map(_text, item))) or None
    if isinstance(item, dict):
        parts = (item.get(key) for key in ("summary", "sections", "headline", "paragraphs"))
        return "\n".join(filter(None, map(_text, parts))) or None
    return None


def _without_tags(markup: str) -> str:
    """The text of a piece of HTML, a line for each paragraph."""
    from lxml import html

    tree = html.fragment_fromstring(_BLOCK_END.sub(r"\g<0>\n", markup), create_parent="div")
    lines = (" ".join(line.split()) for line in tree.text_content().splitlines())
    return "\n".join(filter(None, lines))


def _no_text(value: dict[str, object], chosen: Mapping[str, str]) -> str:
    if "text" in chosen:
        return f"has no text in the key `{chosen['text']}`; correct --map text={chosen['text']}"
    advice = "give the article's text in the key `text`"
    key = text_not_read(value, "")
    return f"has no text; {advice}" + (f", or add --map text={key}" if key else "")


def _warnings_of_text(
    value: dict[str, object], text: str, path: str, chosen: Mapping[str, str]
) -> Iterator[str]:
    if "text" not in chosen and (key := text_not_read(value, text)):
        yield f"{path}: the key `{key}` has a longer text than is read; if it is the news: --map text={key}"
    if _CUT_OFF.search(text, max(0, len(text) - 40)):
        yield f"{path}: texts are cut off after some 200 characters, as NewsAPI gives them; read the pages"


def _id(value: dict[str, object], where: str, chosen: Mapping[str, str]) -> str | None:
    for key, item in values_of(value, "id", chosen):
        if isinstance(item, int) and not isinstance(item, bool):
            return str(item)
        if isinstance(item, str):
            if found := _encodable(item.strip(), key, where):
                return found
        elif item is not None and key == "id":
            raise ArticleError(
                where, "has an `id` that is neither text nor a whole number; correct or remove it"
            )
    return None


def _optional(value: dict[str, object], field: str, where: str, chosen: Mapping[str, str]) -> str | None:
    for key, item in values_of(value, field, chosen):
        named = (item.get("name") or item.get("title")) if isinstance(item, dict) else item
        if isinstance(named, str):
            if found := _encodable(named.strip(), key, where):
                return found
        elif named is not None and key in {field, chosen.get(field)} and not isinstance(item, dict):
            raise ArticleError(where, f"has a `{key}` that is not text; correct or remove it")
    return None


def _encodable(text: str, key: str, where: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ArticleError(where, f"has half a character in `{key}`; write it as UTF-8 again") from None
    return text


def _published(
    value: dict[str, object], where: str, path: str, chosen: Mapping[str, str]
) -> tuple[date | None, tuple[str, ...]]:
    """The day of publication, and what is to be said where there is none that can be read."""
    warning: str | None = None
    for key, item in values_of(value, "published", chosen):
        if item is None or (isinstance(item, str) and not item.strip()):
            continue
        if day := parse_date(item):
            return day, ()
        if is_placeholder(item):
            continue
        if key in {"published", chosen.get("published")}:
            raise ArticleError(
                where,
                f"has the publication date {json.dumps(item, default=str)[:60]}; "
                f"write `{key}` as 2025-08-12 or leave it out",
            )
        warning = f"{path}: the key `{key}` has dates that cannot be read; write them as 2025-08-12"
    if warning is None and "published" not in chosen and (unread := date_not_read(value)):
        warning = f"{path}: the key `{unread}` looks like a date; if of publication: --map published={unread}"
    return None, (warning,) if warning else ()
