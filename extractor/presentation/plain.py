"""Makes any text safe to show: what an article or a server says must not steer a terminal or a page."""

from __future__ import annotations

import re
import unicodedata

_INSTEAD = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": "", "Cs": "\N{REPLACEMENT CHARACTER}"}
"""By Unicode category: controls (ANSI escapes among them) and line ends, direction marks, half characters."""

_NOT_SHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]"
)
"""Controls, half characters, and what turns the order of letters around; a page shows U+FFFD instead."""


def plain(text: str) -> str:
    """The text on one line, without characters that steer a terminal or hide the order of its letters."""
    if text.isprintable() and "  " not in text:  # as most are
        return text.strip(" ")
    if not text.isprintable():
        text = "".join(_INSTEAD.get(unicodedata.category(character), character) for character in text)
    return re.sub(r"\s+", " ", text).strip()


def shown_text(text: str) -> str:
    """The text as a page may show it, with as many characters as it has."""
    return text if text.isprintable() else _NOT_SHOWN.sub("\N{REPLACEMENT CHARACTER}", text)
