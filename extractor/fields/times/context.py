"""What the words of a time are read against: publication, language, tense, and the times around them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from extractor.fields.base import Context
from extractor.fields.times.expressions import times_named
from extractor.fields.times.frame import Frame
from extractor.fields.times.tense import Tense, tense_at, tense_within
from extractor.text.language import find_language


def frame_of(words: str, context: Context) -> Frame:
    """What the words are read against: the publication, the tense, and the days named around them."""
    published = context.article.published
    language = context.article.language or _found_language(context.article.text[:_OPENING])
    number, position = _place(words, context)
    if number is None:
        return Frame(published, _tense("", words, None, language), language)
    sentence = context.article.sentence_text(number)
    if position is None:
        return Frame(published, _tense(words, sentence[:NEIGHBOURHOOD], None, language), language)
    before = sentence[max(0, position - NEIGHBOURHOOD) : position]
    after = sentence[position : position + len(words) + NEIGHBOURHOOD]
    frame = Frame(published, _tense(words, before + after, len(before), language), language)
    rest = after[len(words) :]
    earlier = context.article.sentence_text(number - 1)[-NEIGHBOURHOOD:] if number > 1 else ""
    return replace(
        frame,
        named_before=lambda: times_named(f"{earlier}\n\n{before}", frame),
        named_after=lambda: times_named(_END_OF_CLAUSE.split(rest, maxsplit=1)[0], frame),
        rest=rest,
    )


@lru_cache(maxsize=256)  # an article has many times
def _found_language(text: str) -> str | None:
    return find_language(text)


_OPENING = 1_500
"""Characters of a text that show its language."""

LONGEST_WORDS = 300
"""Code points of the written words that are looked at: a time is said in far fewer."""

NEIGHBOURHOOD = 500
"""Code points on either side of the words that are looked at for the tense and for other times."""

_END_OF_CLAUSE = re.compile(r"\s*,\s+(?!\d{4})|[;:]\s")


def _place(words: str, context: Context) -> tuple[int | None, int | None]:
    """The number of the sentence that the words stand in, and where in it they start, as far as is known."""
    article = context.article
    numbers = [n for n in context.sentences if 1 <= n <= len(article.sentences)]
    if context.span is not None and (sentence := context.sentence):
        return sentence.number, context.span.start - sentence.span.start
    for number in numbers:
        position = article.sentence_text(number).casefold().find(words.casefold())
        if position >= 0:
            return number, position
    return (numbers[0] if numbers else None), None


def _tense(words: str, sentence: str, position: int | None, language: str | None) -> Tense:
    # A verb inside the words is nearer than any in the sentence: "will be held on Friday".
    own = tense_within(words, language)
    return own if own is not Tense.UNKNOWN else tense_at(sentence, position, language)
