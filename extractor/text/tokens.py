"""Cut a text into numbers, words and signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from extractor.text.fold import fold

_TOKEN = re.compile(
    r"""
    (?P<date> (?<!\d) [12]\d{3}-(?:0[1-9]|1[0-2])(?:-\d\d)? (?!\d) )
    | (?P<digits>
        (?<!\d) \d{1,3} (?:[,'’ \u00a0\u202f\u2009]\d{3}){1,5} (?:\.\d{1,6})? (?!\d)
      | (?<!\d) \d{1,3} (?:\.\d{3}){2,5} (?!\d)
      | (?<!\d) \d{1,2} (?:,\d{2}){1,6} ,\d{3} (?!\d)
      | (?<!\d) \d{1,18} (?:\.\d{1,6})? (?!\d)
    )
    | (?P<word> [^\W\d_]+ (?:['’][^\W\d_]+)? )
    | (?P<sign> \d+ | \S )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """A number, word or sign, where it stands, and its folded form."""

    start: int
    end: int
    text: str
    digits: bool = False

    @property
    def number(self) -> Fraction | None:
        """The number that digits stand for; points between groups of three are no decimal points."""
        if not self.digits:
            return None
        plain = re.sub(r"[,'’\s]", "", self.text)
        return Fraction(plain.replace(".", "") if plain.count(".") > 1 else plain)


def tokens(text: str) -> list[Token]:
    """The tokens of `text`; positions are those in `text`."""
    found = []
    for match in _TOKEN.finditer(text):
        digits = match["digits"] is not None
        written = match[0] if digits else fold(match[0]) or match[0]
        found.append(Token(match.start(), match.end(), written, digits))
    return found
