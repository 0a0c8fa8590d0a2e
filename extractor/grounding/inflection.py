"""Whether two English words are forms of one word, without guessing at meaning.

Only endings are looked at, and only regular ones: a front syllable is never ignored, so that `legal` and
`illegal`, or `deported` and `departed`, stay different words. `text.stems` joins more, such as
`extradited` and `extradition`: good for comparing two values, too much for proving one.
"""

from __future__ import annotations

from functools import lru_cache

from extractor.text.fold import word_set

_NOT_INFLECTED = word_set("news evening morning during series species something anything this thus")
_SHORTEST = 3
"""A stem has at least so many letters: `bed` is no form of `be`."""


def same_word(value: str, text: str, *, infinitive: bool = False) -> bool:
    """Whether a value's word is a form of the text's word that says no more.

    A past form in the value needs one in the text (`extradited` does not follow from `extradite`), and an
    infinitive in the text (`infinitive`: it follows *to*, or a verb such as *would*) only allows itself.
    """
    if value == text or spelt(value) == spelt(text):
        return True
    if infinitive or (_is_past(value) and not _is_past(text)):
        return False
    return bool(_bases(value) & _bases(text))


def _is_past(word: str) -> bool:
    return word.endswith("ed")


def spelt(word: str) -> str:
    """One spelling for British and American pairs."""
    for british, american in (("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("ise", "ize")):
        if word.endswith(british):
            return word[: -len(british)] + american
    return word.replace("our", "or") if len(word) > 5 else word


@lru_cache(maxsize=8192)
def _bases(word: str) -> frozenset[str]:
    """Every base form of which the word could be a regular form, itself included."""
    word = spelt(word)
    found = {word}
    if word in _NOT_INFLECTED or not word.isalpha():
        return frozenset(found)
    for ending, replacements in _ENDINGS:
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= _SHORTEST:
            found.update(stem + replacement for replacement in replacements)
            if ending in {"ed", "ing"} and stem[-1] == stem[-2] and stem[-1] not in "aeious":
                found.add(stem[:-1])
    if word.endswith("ss"):
        return frozenset({word})
    return frozenset(base for base in found if len(base) >= _SHORTEST)


_ENDINGS = (
    ("ies", ("y",)),
    ("es", ("", "e")),
    ("s", ("",)),
    ("ied", ("y",)),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
)
