"""A cheap guess of a text's language, good enough to choose abbreviations and sentence marks."""

from __future__ import annotations

import re
from collections import Counter

_SAMPLE = 4_000
"""Characters looked at."""

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
)

# The commonest words that the other languages of the table do not have.
_COMMON_WORDS = {
    "en": ("the", "and", "of", "that", "with", "was", "were"),
    "es": ("el", "los", "las", "del", "y", "por", "una", "más"),
    "pt": ("o", "os", "do", "da", "dos", "não", "uma", "ao", "em"),
    "fr": ("le", "les", "des", "et", "du", "est", "dans", "une"),
    "de": ("der", "und", "das", "den", "ist", "mit", "nicht", "ein"),
    "it": ("il", "di", "gli", "che", "della", "per", "è", "nel"),
    "nl": ("het", "een", "van", "zijn", "niet", "voor", "op"),
}


_NO_WORDS = {i: " " for i in range(128) if not re.match(r"\w", chr(i))}
"""The characters of ASCII that are part of no word, for `str.translate`."""

_ANY_SCRIPT = re.compile("|".join(script.pattern for _, script in _SCRIPTS))


def guess_language(text: str) -> str:
    """An ISO 639-1 code: by script, and for the Latin script by common words; English in doubt."""
    sample = text[:_SAMPLE]
    if not sample.isascii() and _ANY_SCRIPT.search(sample):
        letters = sum(map(str.isalpha, sample))
        for language, script in _SCRIPTS:
            # Japanese mixes kana with Chinese characters, so a tenth of kana is enough.
            if len(script.findall(sample)) * (10 if language == "ja" else 2) > letters:
                return language
    counts = Counter(_words(sample.lower()))
    return max(_COMMON_WORDS, key=lambda language: sum(counts[word] for word in _COMMON_WORDS[language]))


def _words(text: str) -> list[str]:
    if text.isascii():  # the same, in a third of the time
        return text.translate(_NO_WORDS).split()
    return re.findall(r"\w+", text)
