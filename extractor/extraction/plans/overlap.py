"""How much two pieces of an article have in common, in any language and without lists of words.

A word that an article seldom uses says more than one that is in every sentence. Scripts that put no blanks
between words are compared by pairs of characters.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable

from extractor.text.fold import fold

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def tokens(text: str) -> frozenset[str]:
    """The folded words of a text; of scripts without blanks, the pairs of characters."""
    found: set[str] = set()
    for word in _WORD.findall(fold(text)):
        if _UNSPACED.search(word):
            found.update(word[at : at + 2] for at in range(max(1, len(word) - 1)))
        else:
            found.add(word)
    return frozenset(found)


class Rarity:
    """The weight of words in one article: the fewer of its sentences have one, the more it says."""

    def __init__(self, sentences: Collection[frozenset[str]]) -> None:
        """`sentences` are the tokens of each sentence."""
        self._count = Counter(word for words in sentences for word in words)
        self._sentences = len(sentences)

    def weight(self, words: Iterable[str]) -> float:
        """The weights of some words together."""
        return sum(math.log(1 + self._sentences / max(1, self._count[word])) for word in words)

    def share(self, part: frozenset[str], whole: frozenset[str]) -> float:
        """How much of the first, by weight, is in the second: from 0 to 1."""
        total = self.weight(part)
        return self.weight(part & whole) / total if total else 0.0

    def likeness(self, a: frozenset[str], b: frozenset[str]) -> float:
        """How much two have in common, by weight (Dice's coefficient): from 0 to 1."""
        total = self.weight(a) + self.weight(b)
        return 2 * self.weight(a & b) / total if total else 0.0
