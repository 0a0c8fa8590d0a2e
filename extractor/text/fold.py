"""Fold text for matching: what two spellings of the same words have in common."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

APOSTROPHES = "‘’‚‛ʼ＇`´′"
QUOTES = "“”„‟«»＂″"
"""The shapes of both that every folding makes one."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys(APOSTROPHES, "'"),
        **dict.fromkeys(f"{QUOTES}‹›", '"'),
        **dict.fromkeys("‐‑‒–—―−－", "-"),
        **dict.fromkeys("\u00ad\u0640\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", None),
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
    }
)
# Combining marks that a reader may leave out: Latin, Greek and Cyrillic accents, Hebrew and Arabic vowels.
_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670]")
# Vowel signs of Indic and South-East Asian scripts are no word characters to `re`, but part of the word.
_LETTER = r"(?:[^\W_]|[\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u102b-\u103e])"
_WORD, _ASCII_WORD = (
    re.compile(rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\d)|{letter}+(?:['.]{letter}+)*")
    for letter in (_LETTER, "[a-z0-9]")
)


_CACHED = 200
"""Texts of so many characters at most are remembered, so that articles do not fill the memory."""


def fold(text: str) -> str:
    """`text` without differences of case, accents, quotes, dashes and spaces, for matching, not for showing.

    Idempotent; words, digits and punctuation stay, so `"Abigael González"` becomes `"abigael gonzalez"`.
    """
    return _fold(text) if len(text) <= _CACHED else _fold.__wrapped__(text)


@lru_cache(maxsize=16384)
def _fold(text: str) -> str:
    if text.isascii():  # has no other forms
        return " ".join(text.lower().replace("`", "'").split())
    lowered = unicodedata.normalize("NFKC", text.translate(_PLAIN)).casefold()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", lowered))
    return " ".join(unicodedata.normalize("NFKC", bare).casefold().translate(_PLAIN).split())


def joined_letters(parts: Sequence[str]) -> list[str]:
    """Words with single letters in a row joined, so that `n j` of `N . J .` is `nj`."""
    joined: list[str] = []
    single = False
    for part in parts:
        is_letter = len(part) == 1 and part.isalpha()
        if is_letter and single:
            joined[-1] += part
        else:
            joined.append(part)
        single = is_letter
    return joined


def words(text: str) -> tuple[str, ...]:
    """The folded words of `text`, without punctuation, the possessive `'s` and the full stops inside.

    `"The U.S. Attorney's 1,026 men"` gives `("the", "us", "attorney", "1026", "men")`.
    """
    return _words(text) if len(text) <= _CACHED else _words.__wrapped__(text)


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    folded = fold(text)
    pattern = _ASCII_WORD if folded.isascii() else _WORD  # a class is much quicker than a choice
    return tuple(map(_bare, pattern.findall(folded)))


def _bare(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "").removesuffix("'s")
    return word.removesuffix("'s").replace(".", "")
