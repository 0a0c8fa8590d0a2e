"""What a file is, by its first bytes."""

from __future__ import annotations

import codecs
import json
import re
from enum import StrEnum

HEAD = 4_096
"""Bytes of a file that show its kind."""


class Kind(StrEnum):
    """How a file holds its articles."""

    TEXT = "text"
    JSON_LINES = "JSON Lines"
    JSON = "JSON"
    HTML = "HTML"
    PARQUET = "Parquet"
    CSV = "CSV"
    PDF = "PDF"
    DOCX = "DOCX"
    WARC = "WARC"
    ZIP = "ZIP"
    UNKNOWN = "unknown"
    """Until its first bytes are seen."""


_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|article"
    r"|main|div|table|h1|p|iframe|center|font)\b",
    re.IGNORECASE | re.DOTALL,
)
"""How the standard of MIME sniffing knows a page, with the elements that saved pages start with."""

_MAGIC = (
    (b"%PDF-", Kind.PDF),
    (b"PAR1", Kind.PARQUET),
    (b"WARC/", Kind.WARC),
    (b"PK\x03\x04", Kind.ZIP),
)


def sniff(head: bytes) -> Kind:
    """The kind of a file by its first bytes; unknown for what is binary and nothing that is read here."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return Kind.DOCX if b"word/" in head[:2_000] and kind is Kind.ZIP else kind
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head[: len(head) // 4 * 4].decode("utf-16", "ignore").encode("utf-8")
    if b"\0" in head:
        return Kind.UNKNOWN
    if is_page(head):
        return Kind.HTML
    lines = head.removeprefix(codecs.BOM_UTF8).lstrip().splitlines()
    return kind_by_first_line(lines[0].strip()) if lines else Kind.TEXT


def is_page(head: bytes) -> bool:
    """Whether a file starts as a saved page does; the source of a PHP program is none."""
    return (
        b"<?php" not in head
        and _PAGE.match(head.decode("latin-1").removeprefix("\u00ef\u00bb\u00bf")) is not None
    )


def kind_by_first_line(line: bytes) -> Kind:
    """The kind of a text by its first line that is not blank: JSON, JSON Lines, a page, or plain text."""
    line = line.removeprefix(codecs.BOM_UTF8).strip()
    if line.startswith(b"{"):
        # A broken first line must not make text of a file of good ones.
        if is_json_object(line) or (line.startswith(b'{"') and line.endswith(b"}")):
            return Kind.JSON_LINES
        return Kind.JSON if line == b"{" or line.startswith(b'{"') else Kind.TEXT
    if line == b"[" or line.startswith((b"[{", b"[ {")):
        return Kind.JSON
    return Kind.HTML if is_page(line) else Kind.TEXT


def is_json_object(line: bytes) -> bool:
    """Whether a line is one whole JSON object."""
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
