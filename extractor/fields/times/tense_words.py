"""The tense of a sentence by words and endings of its language, for languages other than English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractor.fields.times.tense import Tense
from extractor.text.language_data import language_data

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_STEM = 2
"""Letters that a verb has before its ending at least."""


@dataclass(frozen=True)
class _TenseWords:
    words: dict[str, Tense]
    endings: tuple[tuple[str, Tense], ...]
    characters: tuple[tuple[str, Tense], ...]
    """Where no spaces part the words."""

    def of(self, word: str, following: str) -> Tense | None:
        found = self.words.get(f"{word} {following}") or self.words.get(word)
        if found:
            return found
        return next(
            (
                tense
                for ending, tense in self.endings
                if word.endswith(ending) and len(word) >= len(ending) + _SHORTEST_STEM
            ),
            None,
        )


def tense_by_words(sentence: str, position: int | None, language: str) -> Tense:
    """The tense of the last verb before a position or, when none is, of the first after; as far as known."""
    verbs = _verbs(sentence, _tense_words(language))
    before = [tense for place, tense in verbs if position is not None and place <= position]
    if before:
        return before[-1]
    return verbs[0][1] if verbs else Tense.UNKNOWN


def _verbs(sentence: str, words: _TenseWords) -> list[tuple[int, Tense]]:
    if words.characters:
        return sorted(
            (match.start(), tense)
            for sign, tense in words.characters
            for match in re.finditer(re.escape(sign), sentence)
        )
    found = list(_WORD.finditer(sentence))
    folded = [match[0].casefold() for match in found]
    verbs = [
        (match.start(), words.of(word, following))
        for match, word, following in zip(found, folded, [*folded[1:], ""], strict=False)
    ]
    return [(place, tense) for place, tense in verbs if tense]


@lru_cache(maxsize=32)
def _tense_words(language: str) -> _TenseWords:
    data = language_data(language, "times")
    table = data.get("tense", {})
    entries = [
        (word.casefold(), tense)
        for tense, key in ((Tense.FUTURE, "future"), (Tense.PAST, "past"))
        for word in table.get(key, ())
    ]
    unspaced = data.get("settings", {}).get("unspaced", False)
    return _TenseWords(
        words={word: tense for word, tense in entries if not word.startswith("*")},
        endings=tuple((word[1:], tense) for word, tense in entries if word.startswith("*")),
        characters=tuple(entries) if unspaced else (),
    )
