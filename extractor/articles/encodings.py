"""From the bytes of a page to its text, with encodings as the web's standard means them.

See https://encoding.spec.whatwg.org: `ISO-8859-1` and `ascii` are windows-1252, `gb2312` is GBK and read as
GB18030, `ks_c_5601-1987` is windows-949, `shift_jis` is windows-31J.
"""

from __future__ import annotations

import codecs
import html
import re

from extractor.articles.decoding import MARKS, decode
from extractor.errors import ArticleError

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})"
    rb"|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4_096
"""Bytes; the HTML standard asks for the declaration in the first 1,024."""

_CODECS = {
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "utf-16le": "utf-8",  # a declaration that could be read is not in UTF-16
    "utf-16be": "utf-8",
    "x-user-defined": "windows-1252",
}
"""Python's codec for an encoding of the standard, where its name is another or its table too small."""

_REFERENCE_TO_CONTROL = re.compile(r"&#(?:x0*[89][0-9a-f]|0*1(?:2[89]|[34]\d|5\d));?", re.IGNORECASE)
"""`&#146;`: the number of an apostrophe in windows-1252, which XML has for a control character."""


def decode_page(raw: bytes, where: str, charset: str | None = None) -> tuple[str, str | None]:
    """The text of a page, and what is to be said of it where characters of it could not be read.

    A byte order mark is believed first, then UTF-8 if it is valid, then what the page or its HTTP header
    declares; single bytes that no character has become U+FFFD.

    Args:
        raw: the page.
        where: the place for error messages.
        charset: of the HTTP header, where there is one.

    Raises:
        ArticleError: the page is binary, or in no encoding that it declares.
    """
    text, warning = _decode(raw, where, charset)
    return _REFERENCE_TO_CONTROL.sub(lambda match: html.unescape(match[0]), text), warning


def _decode(raw: bytes, where: str, charset: str | None) -> tuple[str, str | None]:
    for mark, codec in MARKS:
        if raw.startswith(mark):
            return _with_replacements(raw.removeprefix(mark), codec)
    declared = _declared(raw, charset)
    if declared == "iso-2022-jp" and b"\x1b" in raw:  # valid as UTF-8, but not meant so
        return _with_replacements(raw, declared)
    try:
        return decode(raw, where), None
    except ArticleError:
        if b"\0" not in raw and declared is None and (labels := _labels(raw, charset)):
            raise ArticleError(
                where, f"declares the encoding {labels[0]}, which is none of the web's; save it as UTF-8"
            ) from None
        if b"\0" in raw or declared is None:
            raise
    if declared == "utf-8" and _is_mostly_single_bytes(raw):
        return _with_replacements(raw, "windows-1252")
    return _with_replacements(raw, declared)


def _declared(raw: bytes, charset: str | None) -> str | None:
    """Python's name of the encoding that is declared first and known."""
    import webencodings

    for label in _labels(raw, charset):
        encoding = webencodings.lookup(label)
        if encoding is not None and encoding.name != "replacement":
            return str(_CODECS.get(encoding.name, encoding.name))
    return None


def _labels(raw: bytes, charset: str | None) -> list[str]:
    """What the HTTP header and the page call the encoding, in this order."""
    match = _DECLARED.search(raw, 0, _DECLARED_WITHIN)
    declared = (match[1] or match[2]).decode("ascii") if match else None
    return [label for label in (charset, declared) if label]


def _with_replacements(raw: bytes, codec: str) -> tuple[str, str | None]:
    text = raw.decode(codec, "extractor.as_the_web")
    lost = text.count("\ufffd")
    warning = (
        f"{lost} characters cannot be read as {codec}; they stand as \ufffd in the text" if lost else None
    )
    return text, warning


def _is_mostly_single_bytes(raw: bytes) -> bool:
    """Whether a page that declares UTF-8 has more bytes wrong in it than characters that are right."""
    text = raw.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return wrong > sum(ord(character) > 0x7F for character in text) - wrong


def _as_the_web(error: UnicodeError) -> tuple[str, int]:
    """What the standard has for bytes that Python's tables leave open."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start]
    if error.encoding == "gb18030" and byte == 0x80:
        return "€", error.start + 1
    if error.encoding == "charmap" and 0x80 <= byte <= 0x9F:  # any codec of one byte a character
        return chr(byte), error.start + 1
    return "\ufffd", error.start + 1


codecs.register_error("extractor.as_the_web", _as_the_web)
