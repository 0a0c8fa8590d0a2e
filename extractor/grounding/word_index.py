"""The words of some sentences, looked up by what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from extractor.fields.countries import country_code
from extractor.grounding.inflection import spelt
from extractor.grounding.matching import same_case
from extractor.grounding.vocabulary import Vocabulary
from extractor.grounding.words import Kind, Word
from extractor.text.stems import stem

STRICT = frozenset({Kind.NUMBER, Kind.NEGATION, Kind.QUANTITY})
"""Kinds of words that have no other forms."""

_LONGEST_COUNTRY = 3
"""Words of the longest name of a country that is known in other forms: `United Arab Emirates`."""


class WordIndex:
    """A set of words that knows their forms."""

    def __init__(self, words: Iterable[Word], language: Vocabulary) -> None:
        self._language = language
        self._shown: defaultdict[str, set[str]] = defaultdict(set)
        self._strict: set[tuple[Kind, str]] = set()
        self._stems: set[str] = set()
        self._plain_stems: set[str] = set()
        listed = list(words)
        for word in listed:
            if word.kind in STRICT:
                self._strict.add((word.kind, word.key))
                continue
            self._shown[word.key].add(word.shown)
            if word.kind is not Kind.FUNCTION:
                self._stems.add(form_of(word, language))
            if word.kind is Kind.PLAIN:
                self._plain_stems.add(form_of(word, language))
        self._countries = {code for _, code in countries_named(listed)}

    def has(self, word: Word, *, opens: bool = False) -> bool:
        """Whether it holds a word: a number, a negation or a name as it is, another word in any form.

        A word that `opens` has its capital in any case, and may be a form of a word that is no name.
        """
        if word.kind in STRICT:
            return (word.kind, word.key) in self._strict
        shown = self._shown.get(word.key, ())
        if any(same_case(word.shown, each, word.key, self._language) for each in shown):
            return True
        if word.kind is Kind.NAME:
            known = self._stems if self._language.nouns_capitalised else self._plain_stems if opens else ()
            return form_of(word, self._language) in known
        return form_of(word, self._language) in self._stems

    def has_country(self, code: str) -> bool:
        """Whether a country is named, in whatever form: `US` for `the United States`."""
        return code in self._countries


def form_of(word: Word, language: Vocabulary) -> str:
    """What all forms of a word have in common."""
    return stem(spelt(word.key, language), language.language)


def countries_named(words: Sequence[Word]) -> Iterable[tuple[range, str]]:
    """The countries that words name, each with the positions of its name and its code."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST_COUNTRY, len(words)) + 1):
            if words[end - 1].kind is not Kind.NAME:
                break
            name = " ".join(each.shown for each in words[start:end])
            if name != "States" and (code := country_code(name)):  # also the end of another name
                yield range(start, end), code
