"""Finds a value verbatim, or equal when folded, and refuses places that only look like it.

A place is refused where it cuts a word or a number ("26" in "126", "26,000" or "26 million"), where capitals
make another word of it ("US" and "us"), where another place's name goes on before it ("Mexico" in "New
Mexico"), and where a reader sees the characters in another order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from extractor.grounding.article import PreparedArticle, Range
from extractor.grounding.matching import OPENING_WORDS, same_case
from extractor.grounding.vocabulary import Vocabulary
from extractor.grounding.words import (
    HAN_NUMERALS,
    Kind,
    Word,
    is_ignorable,
    is_unspaced,
    is_word_character,
    words_of,
)
from extractor.text.positions import fold_value

_MOST_OCCURRENCES = 100_000
_MOST_CHECKED = 500
_MOST_WORK = 20_000_000
"""Occurrences found, those looked at closely, and characters compared, before a search gives up.

All three only bind on hostile texts."""

_NEGATED_AFTER = re.compile(r"['’]t(?!\w)", re.IGNORECASE)

Order = Callable[[int], tuple[int, ...]]
"""Sorts places by where they start."""


def verbatim_places(
    article: PreparedArticle, written: str, within: Range | None = None, order: Order | None = None
) -> Iterator[Range]:
    """Where a value stands verbatim in the article, or in a range of it; in order of place, or in `order`."""
    low, high = within or (0, len(article.text))
    starts = _occurrences(article.text, written, low, high)
    for start in islice(sorted(starts, key=order) if order else starts, _MOST_CHECKED):
        if stands_alone(article, start, start + len(written)):
            yield start, start + len(written)


def folded_places(
    article: PreparedArticle,
    needle: str,
    written: str,
    within: Range | None = None,
    order: Order | None = None,
) -> Iterator[Range]:
    """Where a folded value stands in the article once that is folded too; as `verbatim_places`."""
    folded = article.folded
    low, high = within or (0, len(article.text))
    positions = _occurrences(folded.text, needle, folded.position(low), folded.position(high))
    if order:
        positions = iter(sorted(positions, key=lambda position: order(folded.start(position))))
    for position in islice(positions, _MOST_CHECKED):
        start, end = folded.start(position), folded.end(position + len(needle))
        whole = fold_value(article.text[start:end]) == needle
        if (
            whole
            and stands_alone(article, start, end)
            and _same_cases(written, article.text[start:end], article.language)
        ):
            yield start, end


def _occurrences(text: str, needle: str, start: int, end: int) -> Iterator[int]:
    attempts = min(_MOST_OCCURRENCES, max(_MOST_WORK // (len(needle) or 1), 1))
    position = text.find(needle, start, end)
    while position >= 0 and attempts:
        yield position
        attempts -= 1
        position = text.find(needle, position + 1, end)


def stands_alone(article: PreparedArticle, start: int, end: int) -> bool:
    """Whether a range of the article holds whole words and numbers, as a reader sees them."""
    text = article.text
    if _cuts_word(text, start, end) or (article.has_overrides and _is_reordered(text, start)):
        return False
    numbers = article.sentences_of(start, end)
    return numbers is None or not (
        _cuts_number(article, numbers, start, end) or _continues_name(article, numbers[0], start)
    )


def _cuts_word(text: str, start: int, end: int) -> bool:
    before = start - 1
    while before >= 0 and is_ignorable(text[before]):
        before -= 1
    after = end
    while after < len(text) and is_ignorable(text[after]):
        after += 1
    if (
        after < len(text)
        and not text[after].isalnum()
        and is_word_character(text[after])
        and text[after] != "_"
    ):
        return True  # a mark that belongs to the last letter
    return (
        (before >= 0 and _joins(text[before], text[start]) and not _is_stuck(text, start))
        or (after < len(text) and _joins(text[end - 1], text[after]) and not _is_stuck(text, end))
        or _NEGATED_AFTER.match(text, end) is not None
    )


_STUCK = re.compile(r"(?<=[^\W\d_]{3})(?<![A-ZÀ-Þ])(?<![A-ZÀ-Þ].)(?<![A-ZÀ-Þ]..)[A-ZÀ-Þ][^\W\d_A-ZÀ-Þ]")


def _is_stuck(text: str, position: int) -> bool:
    """Whether a page lost the blank there, as in `GlendaleThe` or `example.comTwo`.

    Three small letters at least come before, and then a word with a capital: not so in `McDonald`, `iPhone`.
    """
    return _STUCK.match(text, position) is not None


def _joins(left: str, right: str) -> bool:
    """Whether two neighbouring characters are of one word."""
    if not (is_word_character(left) and is_word_character(right)):
        return False
    if left in HAN_NUMERALS and right in HAN_NUMERALS:
        return True
    if (left.isdigit() and right in HAN_NUMERALS) or (left in HAN_NUMERALS and right.isdigit()):
        return True
    return not (is_unspaced(left) or is_unspaced(right))


def _cuts_number(article: PreparedArticle, numbers: range, start: int, end: int) -> bool:
    for number, position in ((numbers[0], start), (numbers[-1], end - 1)):
        words = article.words(number)
        index = article.word_at(number, position)
        word = words[index] if index < len(words) else None
        if (
            word
            and word.kind is Kind.NUMBER
            and word.start <= position
            and not (start <= word.start < word.end <= end or _is_counter(article.text, start, end, word))
        ):
            return True
    return False


def _is_counter(text: str, start: int, end: int, number: Word) -> bool:
    """Whether what a range leaves of a number is no part of it: in `15人受伤` words follow directly."""
    return start <= number.start < end and is_unspaced(text[end : number.end][:1])


def _continues_name(article: PreparedArticle, number: int, start: int) -> bool:
    """Whether the word before makes another place of the first word: `New` before `Mexico`."""
    words = article.words(number)
    index = article.word_at(number, start)
    if index == 0 or index == len(words):
        return False
    before, word = words[index - 1 : index + 1]
    return (
        (before.key, word.key) in article.language.other_places
        and before.shown[0].isupper()
        and article.text[before.end : word.start].strip(" \u00a0-\n") == ""
    )


def _is_reordered(text: str, start: int) -> bool:
    """Whether an override that is still open reverses the characters at `start`."""
    paragraph = max(text.rfind("\n", 0, start), text.rfind("\u2029", 0, start)) + 1
    depth = 0
    for character in text[paragraph:start]:
        if character in "\u202d\u202e":
            depth += 1
        elif character == "\u202c":
            depth = max(depth - 1, 0)
    return depth > 0


def _same_cases(written: str, found: str, language: Vocabulary) -> bool:
    """Whether no word differs in capitals that make another word of it."""
    if written == found:
        return True
    words = words_of(written, language)
    pairs = zip(words, words_of(found, language), strict=False)
    return all(
        same_case(w.shown, f.shown, w.key, language, opening=w is words[0] and len(words) >= OPENING_WORDS)
        for w, f in pairs
        if w.key == f.key
    )
