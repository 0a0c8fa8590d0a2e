"""From bytes to text, refusing what is no text and saying what to do about it."""

from __future__ import annotations

import codecs
import re

from extractor.errors import ArticleError

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, and Python's codecs for what stands behind them."""

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")


def is_blank(text: str) -> bool:
    """Whether the text has nothing to see: white space and zero-width characters only."""
    return _INVISIBLE.fullmatch(text) is not None


def decode(raw: bytes, where: str, path: str | None = None) -> str:
    """The text of bytes in UTF-8, or in what a byte order mark says; newlines as they come.

    Args:
        raw: the bytes of a file, or of one line of it.
        where: the place for error messages.
        path: the file to convert, when `where` is only a place in it.

    Raises:
        ArticleError: the bytes are binary, or not UTF-8, or a line of a file that is UTF-16.
    """
    mark, codec = next(((mark, codec) for mark, codec in MARKS if raw.startswith(mark)), (b"", "utf-8"))
    if codec != "utf-8":
        return _marked(raw.removeprefix(mark), codec, where, path)
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


def _marked(raw: bytes, codec: str, where: str, path: str | None) -> str:
    """A file in UTF-16 or UTF-32; of a file that is read line by line it would be half a character."""
    name = codec.rpartition("-")[0].upper()
    try:
        if path is None:
            return raw.decode(codec)
    except UnicodeDecodeError as error:
        raise ArticleError(where, f"is damaged {name} (byte {error.start + 1}); get it again") from None
    raise ArticleError(where, f"is {name}, not UTF-8; convert it first: {_convert(name, path)}")


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
