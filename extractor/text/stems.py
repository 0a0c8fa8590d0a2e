"""Stems of English words, for matching."""

from __future__ import annotations

from functools import lru_cache

_ENDINGS = ("ation", "ment", "ion", "ing", "ed", "es", "ly", "al", "s", "e")


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
