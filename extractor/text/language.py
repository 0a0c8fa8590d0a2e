"""Whether a text is English, for rules that hold for English alone."""

from __future__ import annotations

import re

_ANY_WORD = re.compile(r"[^\W\d_]+")
_OPENING = 3_000
"""Characters of a text that show its language."""
_RAREST_SMALL_WORD = 25
"""In an English text at least every 25th word is `the`, `of`, `and` or `to`; in the news, every eighth is."""


def is_english(text: str) -> bool:
    """Whether a text is English, by the small words at its beginning."""
    opening = _ANY_WORD.findall(text[:_OPENING].lower())
    small = sum(word in {"the", "of", "and", "to"} for word in opening)
    return small * _RAREST_SMALL_WORD >= len(opening) > 0
