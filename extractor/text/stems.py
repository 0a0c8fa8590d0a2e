"""Stems of words, for matching."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import snowballstemmer

_ALGORITHMS: Mapping[str, str] = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""The stemmers of Snowball by ISO 639-1 code."""


@lru_cache(maxsize=65536)
def stem(word: str, language: str | None = "en") -> str:
    """A folded word without its endings, so that `extradited` and `extradition` are one.

    It joins forms of one word and is not meant to be read. In a language without a stemmer, the word itself.
    """
    algorithm = _ALGORITHMS.get(language or "")
    # Made anew for each word: a stemmer keeps the word it works on, and threads would share it.
    return snowballstemmer.stemmer(algorithm).stemWord(word) if algorithm else word
