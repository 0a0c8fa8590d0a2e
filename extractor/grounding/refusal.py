"""Why a value is refused: what the cited sentences lack, or the denial that stands before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extractor.grounding.article import PreparedArticle
from extractor.grounding.inflection import same_word
from extractor.grounding.matching import LONGEST_VALUE
from extractor.grounding.vocabulary import Vocabulary, negation_letters
from extractor.grounding.words import Kind, Word, is_unspaced

_FURTHEST = 4
"""Words that may stand between a denial and what it denies."""

_MOST_FORMS = 2_000
"""Different words of the cited sentences that a missing word is compared with."""

_SHOWN = 40
"""Characters of a word that a note shows."""

_NOUNS = {
    Kind.NUMBER: "number ",
    Kind.NAME: "name ",
    Kind.NEGATION: "negation ",
    Kind.QUANTITY: "quantity ",
    Kind.PLAIN: "",
    Kind.FUNCTION: "",
}
"""What a note calls a missing word, the gravest kind first."""


def denial_before(article: PreparedArticle, value: Callable[[], Sequence[Word]], start: int) -> str | None:
    """The negation that stands just before a place and denies the words there, or `None`.

    Only statements can be denied: a name or a number alone ("not Salazar") is still mentioned. The words of
    the value are asked for where a negation stands, which is seldom.
    """
    text = article.text
    if is_unspaced(text[start]):
        return text[start - 1] if start and text[start - 1] in negation_letters() else None
    numbers = article.sentences_of(start, start + 1)
    negation = _negation_before(article, numbers[0], start) if numbers else None
    return negation.shown if negation and _can_be_denied(value()) else None


def _negation_before(article: PreparedArticle, number: int, start: int) -> Word | None:
    """The negation of a sentence before a place, with at most some adverbs and the like between them."""
    words = article.words(number)
    first = article.word_at(number, start)
    for position in range(first - 1, max(first - 1 - _FURTHEST, -1), -1):
        word = words[position]
        if first == len(words) or words[position + 1].parted:
            return None
        if word.kind is Kind.NEGATION:
            return word
        language = article.language
        may_stand_between = language["articles"] | language["be"] | language["between_denial"]
        is_adverb = word.kind is Kind.PLAIN and language.is_adverb(word.key)
        if word.key not in may_stand_between and not is_adverb:
            return None
    return None


def _can_be_denied(value: Sequence[Word]) -> bool:
    return any(word.kind is Kind.PLAIN for word in value) and value[0].key not in {"and", "but"}


def why_refused(article: PreparedArticle, cited: tuple[int, ...], value: Sequence[Word], written: str) -> str:
    """A note for people: the gravest word of the value that the cited sentences do not have."""
    where = article.name(cited)
    words = [word for number in cited for word in article.words(number)]
    if not cited or not value or is_unspaced(written):
        return f"“{_short(written)}” is not in {where}"
    keys = {(word.kind is Kind.NUMBER, word.key) for word in words}
    plain = sorted({word.key for word in words if word.kind is Kind.PLAIN})[:_MOST_FORMS]
    missing = [
        word
        for word in value[:LONGEST_VALUE]
        if (word.kind is Kind.NUMBER, word.key) not in keys
        and (len(value) == 1 or word.key not in article.language.addable)
        and not _has_form(word, plain, article.language)
    ]
    for kind, noun in _NOUNS.items():
        for word in missing:
            if word.kind is kind:
                shown = _short(word.shown)
                return f"{noun}{shown} is not in {where}" if noun else f"“{shown}” is not in {where}"
    return f"the words are in {where}, but do not say this together"


def _has_form(word: Word, plain: Sequence[str], language: Vocabulary) -> bool:
    return word.kind is Kind.PLAIN and any(same_word(word.key, other, language) for other in plain)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
