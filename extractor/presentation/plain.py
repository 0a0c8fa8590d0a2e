"""Makes any text safe to show: what an article or a server says must not steer a terminal or a page."""

from __future__ import annotations

import re
import unicodedata

_INSTEAD = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": "", "Cs": "\N{REPLACEMENT CHARACTER}"}
"""By Unicode category: controls (ANSI escapes among them) and line ends, direction marks, half characters."""


def plain(text: str) -> str:
    """The text on one line, without characters that steer a terminal or hide the order of its letters."""
    if not text.isprintable():
        text = "".join(_INSTEAD.get(unicodedata.category(character), character) for character in text)
    return re.sub(r"\s+", " ", text).strip()
