"""Grounds a headline word by word: a summary has no place of its own, but its words must be the article's.

Every number, name, negation and content word must be in the cited sentences, in any order:

- a number, a name or a plain word that is only elsewhere in the article makes the headline `elsewhere`;
- a number or a name that the article does not have refuses it, and so does a denial that the cited sentences
  do not make, or make of a word that the headline states;
- a plain word that the article does not have is named in the note; more than a third of them refuse it.

Who did what to whom is not checked: the words of "Rome beat Lima" are those of "Lima beat Rome".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extractor.grounding.article import PreparedArticle, prepare
from extractor.grounding.denials import other_denial
from extractor.grounding.finding import REORDERING, ground
from extractor.grounding.matching import LONGEST_VALUE, OPENING_WORDS
from extractor.grounding.vocabulary import negation_letters, vocabulary
from extractor.grounding.word_index import WordIndex, countries_named
from extractor.grounding.words import HAN_NUMERALS, Kind, Word, is_unspaced, words_of
from extractor.records import Article, Grounding, Support
from extractor.text.fold import fold

_PARAPHRASED = 3
"""One in so many content words may be the model's own."""

_SHARED_PAIRS = 0.6
"""Of a script without blanks, the share of a headline's pairs of letters that the sentences must have."""

_STANDING = frozenset({Grounding.EXACT, Grounding.NORMALISED, Grounding.FUZZY})


_PARTED = re.compile(r"(?<=\b[^\W\d_]\.) (?=[^\W\d_]\.)")
"""The blank in initials that a model has parted: "U. S."."""


def ground_headline(text: str, article: Article, sentences: Sequence[int]) -> Support:
    """Find a headline's words in the cited sentences.

    It has a span only where it stands there as it is; else the cited sentences together say it. Never raises,
    and the work is bounded.
    """
    verbatim = ground(text, article, sentences)
    prepared = prepare(article)
    cited = prepared.cited(tuple(sentences))
    if verbatim.grounding in _STANDING or not cited or not REORDERING.isdisjoint(text):
        return verbatim
    if is_unspaced(text):
        return _Letters(text, prepared, cited).support(verbatim)
    fits = len(text.split()) <= LONGEST_VALUE
    words = words_of(_PARTED.sub("", text), prepared.language) if fits else ()
    return _Words(words, prepared, cited).support(verbatim)


def _refused(support: Support, note: str) -> Support:
    return support.model_copy(update={"span": None, "grounding": Grounding.UNSUPPORTED, "note": note})


def _spread(support: Support, grounding: Grounding, note: str | None) -> Support:
    return support.model_copy(update={"span": None, "grounding": grounding, "note": note})


class _Words:
    """A headline of a script with blanks."""

    def __init__(self, words: Sequence[Word], article: PreparedArticle, cited: tuple[int, ...]) -> None:
        self.words = words
        self.article = article
        self.cited = cited
        self.language = article.language
        self.here = WordIndex((word for number in cited for word in article.words(number)), self.language)
        long = len(words) >= OPENING_WORDS
        self.in_capitals = long and not any(word.kind is Kind.PLAIN for word in words)
        self.opening = words[0].start if long else -1

    def support(self, verbatim: Support) -> Support:
        wanted = [word for position, word in enumerate(self.words) if self._says_something(position)]
        if not any(word.kind is not Kind.FUNCTION for word in wanted):
            return verbatim
        sentences = [self.article.words(number) for number in self.cited]
        absent = self._absent(wanted, self.here)
        if any(word.kind is Kind.NEGATION for words in sentences for word in words):
            absent = [word for word in absent if word.kind is not Kind.NEGATION]  # they are compared below
        elsewhere = self.article.index if absent else self.here
        nowhere = self._absent(absent, elsewhere)
        where = self.article.name(self.cited)
        note = f"not in {where}: {_quoted(word.shown for word in absent)}" if absent else None
        own = [word for word in nowhere if word.kind is Kind.PLAIN or self._is_no_name(word)]
        here_only = any(word.kind in {Kind.NEGATION, Kind.QUANTITY} for word in absent)
        if here_only or len(own) < len(nowhere) or len(own) * _PARAPHRASED > len(wanted):
            return _refused(verbatim, note or "")
        if denial := other_denial(self.words, sentences, self.language):
            return _refused(verbatim, f"{denial} in {where}")
        return _spread(verbatim, Grounding.ELSEWHERE if len(nowhere) < len(absent) else Grounding.FUZZY, note)

    def _says_something(self, position: int) -> bool:
        """Whether a word must be in the text; `over` and the like only where they bound a number."""
        word = self.words[position]
        if word.kind is Kind.QUANTITY and word.key in self.language["prepositions"]:
            return any(next_.kind is Kind.NUMBER for next_ in self.words[position + 1 : position + 2])
        return word.kind is not Kind.FUNCTION

    def _absent(self, wanted: Sequence[Word], index: WordIndex) -> list[Word]:
        known = {
            self.words[position].start
            for positions, code in countries_named(self.words)
            if index.has_country(code)
            for position in positions
        }
        return [
            word
            for word in wanted
            if not index.has(word, opens=self.in_capitals or word.start == self.opening)
            and word.start not in known
        ]

    def _is_no_name(self, word: Word) -> bool:
        """Whether a word has its capital from the beginning of the headline: it is a word for people."""
        return word.start == self.opening and word.key in self.language["people"] | self.language["heads"]


def _quoted(words: Iterator[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


_NUMBER = re.compile(rf"\d+|[{HAN_NUMERALS}]+")
_LATIN = re.compile(r"[a-z]{2,}")
_HAN_DENIAL = re.compile(r"([不没沒未無无别別])[会會能将將再曾想要愿願被得有是]*(\w)")
_LONGEST_WORDLESS = 300
"""Characters of the longest headline of a script without blanks."""


class _Letters:
    """A headline of a script without blanks, in which pairs of letters stand for words."""

    def __init__(self, text: str, article: PreparedArticle, cited: tuple[int, ...]) -> None:
        self.where = article.name(cited)
        self.text = fold(text).replace(" ", "")
        spans = [article.article.sentence(number).span for number in cited]
        self.sentences = [fold(span.text_in(article.text)).replace(" ", "") for span in spans]

    def support(self, verbatim: Support) -> Support:
        pairs = _pairs(self.text)
        here = frozenset[str]().union(*map(_pairs, self.sentences))
        if len(self.text) > _LONGEST_WORDLESS or not pairs or len(pairs & here) < _SHARED_PAIRS * len(pairs):
            return verbatim
        for pattern in (_NUMBER, _LATIN):
            there = {found for sentence in self.sentences for found in pattern.findall(sentence)}
            if absent := [found for found in pattern.findall(self.text) if found not in there]:
                return _refused(verbatim, f"not in {self.where}: {_quoted(iter(absent))}")
        if self._denied([self.text]) != self._denied(self.sentences):
            return _refused(verbatim, f"what is denied is not the same in {self.where}")
        own = _quoted(self._runs(frozenset("".join(self.sentences))))
        return _spread(verbatim, Grounding.FUZZY, f"not in {self.where}: {own}" if own else None)

    def _denied(self, texts: Sequence[str]) -> frozenset[str]:
        """The letters with which denied words begin, of those that the headline and a sentence have."""
        found = {match[2] for text in texts for match in _denial_in_letters().finditer(text)}
        return frozenset(letter for letter in found if letter in self.text)

    def _runs(self, letters: frozenset[str]) -> Iterator[str]:
        """Two letters or more in a row that no cited sentence has."""
        run = ""
        for letter in (*self.text, ""):
            if letter and letter not in letters:
                run += letter
            else:
                if len(run) > 1:
                    yield run
                run = ""


@cache
def _denial_in_letters() -> re.Pattern[str]:
    """Finds a letter that denies, and the first letter of the word that it denies."""
    negations, between = "".join(negation_letters()), "".join(vocabulary("zh")["after_negation_letters"])
    return re.compile(rf"([{negations}])[{between}]*(\w)")


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
