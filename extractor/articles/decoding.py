"""From bytes to text, refusing what is no text and saying what to do about it."""

from __future__ import annotations

import codecs
import re

from extractor.errors import ArticleError

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")


def is_blank(text: str) -> bool:
    """Whether the text has nothing to see: white space and zero-width characters only."""
    return _INVISIBLE.fullmatch(text) is not None


def decode(raw: bytes, where: str, path: str | None = None) -> str:
    """The text of UTF-8 bytes, newlines as they come; only a byte order mark is dropped.

    Args:
        raw: the bytes of a file, or of one line of it.
        where: the place for error messages.
        path: the file to convert, when `where` is only a place in it.

    Raises:
        ArticleError: the bytes are UTF-16, binary, or not UTF-8.
    """
    if raw.startswith(_UTF16_MARKS):
        raise ArticleError(
            where, f"is UTF-16, not UTF-8; convert it first: {_convert('UTF-16', path or where)}"
        )
    if b"\0" in raw:
        position = raw.index(b"\0")
        raise ArticleError(where, f"is binary, not text (NUL byte at position {position}); leave it out")
    try:
        return raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        position = error.start + len(raw) - len(raw.removeprefix(codecs.BOM_UTF8))
        raise ArticleError(
            where,
            f"is not UTF-8 (byte 0x{raw[position]:02x} at position {position}); "
            f"convert it first, for example: {_convert('WINDOWS-1252', path or where)}",
        ) from None


def check_text(text: str, where: str) -> None:
    """Refuse a decoded text that no sentence can be cut from.

    Raises:
        ArticleError: the text is empty, blank, or has characters that are no text.
    """
    if not text:
        raise ArticleError(where, "is empty; put the article's text in it or leave it out")
    if is_blank(text):
        raise ArticleError(where, "has only white space; put the article's text in it or leave it out")
    if "\0" in text:
        raise ArticleError(where, f"has a NUL character at position {text.index(chr(0))}; leave it out")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ArticleError(
            where,
            f"has half a character (surrogate U+{ord(text[error.start]):04X}) at position {error.start}; "
            "write the text as UTF-8 again",
        ) from None


def _convert(encoding: str, path: str) -> str:
    return f"iconv -f {encoding} -t UTF-8 '{path}' > converted.txt"
