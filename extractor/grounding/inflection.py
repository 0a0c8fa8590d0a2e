"""Whether two words are forms of one word, without guessing at meaning.

Only endings are looked at, and only regular ones: a front syllable is never ignored, so that `legal` and
`illegal`, or `deported` and `departed`, stay different words. `text.stems` joins more, such as
`extradited` and `extradition`: good for comparing two values, too much for proving one.
"""

from __future__ import annotations

from functools import lru_cache

from extractor.grounding.vocabulary import Vocabulary

_SHORTEST = 3
"""A base form has at least so many letters: `bed` is no form of `be`."""


def same_word(value: str, text: str, language: Vocabulary, *, infinitive: bool = False) -> bool:
    """Whether a value's word is a form of the text's word that says no more.

    A past form in the value needs one in the text (`extradited` does not follow from `extradite`), and an
    infinitive in the text (`infinitive`: it follows *to*, or a verb such as *would*) only allows itself.
    """
    if value == text or spelt(value, language) == spelt(text, language):
        return True
    is_later = language.ends(value, "past_endings") and not language.ends(text, "past_endings")
    if infinitive or is_later:
        return False
    return bool(_bases(value, language) & _bases(text, language))


def spelt(word: str, language: Vocabulary) -> str:
    """One spelling for words that have two, such as British and American ones."""
    for ending, other in language.spellings.items():
        if word.endswith(ending):
            return word[: -len(ending)] + other
    return word


@lru_cache(maxsize=8192)
def _bases(word: str, language: Vocabulary) -> frozenset[str]:
    """Every base form of which the word could be a regular form, itself included."""
    word = spelt(word, language)
    if word in language["uninflected"] or not word.isalpha() or word.endswith("ss"):
        return frozenset({word})
    found = {word}
    for ending, replacements in language.endings.items():
        base = word[: -len(ending)]
        if word.endswith(ending) and len(base) >= _SHORTEST:
            found.update(base + replacement for replacement in replacements)
            if ending in language["doubling"] and base[-1] == base[-2] and base[-1] not in "aeious":
                found.add(base[:-1])
    return frozenset(base for base in found if len(base) >= _SHORTEST)
