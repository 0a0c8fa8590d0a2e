"""Folding of text for matching: what two spellings of the same words have in common."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ＇`´′", "'"),
        **dict.fromkeys("“”„‟«»‹›＂″", '"'),
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
_ENDINGS = ("ation", "ment", "ion", "ing", "ed", "es", "ly", "al", "s", "e")
_WORD = re.compile(rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\d)|{_LETTER}+(?:['.]{_LETTER}+)*")


_ANY_WORD = re.compile(r"[^\W\d_]+")
_OPENING = 3_000
"""Characters of a text that tell its language."""
_RAREST_SMALL_WORD = 25
"""In an English text at least every 25th word is `the`, `of`, `and` or `to`; in the news, every eighth is."""

_CACHED = 200
"""Texts of so many characters at most are remembered, so that articles do not fill the memory."""


def fold(text: str) -> str:
    """`text` without differences of case, accents, quotes, dashes and spaces, for matching, not for showing.

    Idempotent; words, digits and punctuation stay, so `"Abigael González"` becomes `"abigael gonzalez"`.
    """
    return _fold(text) if len(text) <= _CACHED else _fold.__wrapped__(text)


@lru_cache(maxsize=16384)
def _fold(text: str) -> str:
    lowered = unicodedata.normalize("NFKC", text.translate(_PLAIN)).casefold()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", lowered))
    return " ".join(unicodedata.normalize("NFKC", bare).casefold().translate(_PLAIN).split())


def words(text: str) -> tuple[str, ...]:
    """The folded words of `text`, without punctuation, the possessive `'s` and the full stops inside.

    `"The U.S. Attorney's 1,026 men"` gives `("the", "us", "attorney", "1026", "men")`.
    """
    return _words(text) if len(text) <= _CACHED else _words.__wrapped__(text)


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_bare(word) for word in _WORD.findall(fold(text)))


def _bare(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "").removesuffix("'s")
    return word.removesuffix("'s").replace(".", "")


def is_english(text: str) -> bool:
    """Whether a text is English, by the small words at its beginning."""
    opening = _ANY_WORD.findall(text[:_OPENING].lower())
    small = sum(word in {"the", "of", "and", "to"} for word in opening)
    return small * _RAREST_SMALL_WORD >= len(opening) > 0


def word_set(text: str) -> frozenset[str]:
    """The words of a table that is written as one string, parted by white space."""
    return frozenset(text.split())


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A folded word without its English endings, so that `extradited` and `extradition` are one.

    A light stemmer: it joins forms of one word, leaves at least four letters, and is not meant to be read.
    """
    if not word.isalpha() or len(word) < 5:
        return word[:-1] if len(word) == 4 and _plural(word) else word
    base = word[:-3] + "y" if word.endswith("ies") else word[:-1] if _plural(word) else word
    for ending in _ENDINGS:
        if base.endswith(ending) and len(base) - len(ending) >= 4:
            base = base[: -len(ending)]
            break
    if base[-1] == base[-2] and len(base) > 4:
        base = base[:-1]
    return base.removesuffix("e") if len(base) > 4 else base


def _plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))
