"""What the article's own words around a written count add to it, or that they say another number."""

from __future__ import annotations

from dataclasses import replace

from extractor.fields.base import Context
from extractor.fields.counts.counting import Counted, numbers_in

LONGEST = 500
"""A written value is read up to so many characters: a count is a few words."""
_AROUND = 120
"""How many characters around a span may bound the count or name what is counted."""
_LONGEST_WORD = 30
"""Characters after which a text has no spaces between words."""


def in_place(text: str, found: Counted, context: Context, language: str | None) -> Counted | None:
    """The count as the article has it around the span, where it is the same count; else as written.

    `None` where the article's number has more words than the written one and is another.
    """
    place = context.sentence
    if place is None or context.span is None:
        return found
    sentence, offset = place.span.text_in(context.article.text), place.span.start
    begin = _word_start(sentence, max(0, context.span.start - offset - _AROUND))
    start = context.span.start - offset - begin
    end = min(context.span.end - offset - begin, start + LONGEST)
    around = sentence[begin : begin + end + _AROUND]
    if around[start:end] == text:
        start, end = start + found.start, start + found.number_end
    for other in numbers_in(around, language):
        if other.start < end and start < other.number_end:
            return _agreed(found, other)
    return found


def _agreed(found: Counted, other: Counted) -> Counted | None:
    """The written count with what the article's adds to it, if both are the same."""
    if other.is_read and other.upper == found.value:
        return found
    if not other.is_read or not (other.value == found.value or _written_in_part(found, other)):
        return None
    bound = found.bound if other.bound == "exact" else other.bound
    upper = other.upper if bound == "between" else found.upper
    return replace(other, upper=upper, bound=bound, unit=found.unit or other.unit)


def _word_start(text: str, position: int) -> int:
    """The start of the word after `position`, so that no number is cut."""
    blank = text.find(" ", position) if position else -1
    return position if blank < 0 or blank - position > _LONGEST_WORD else blank


def _written_in_part(found: Counted, other: Counted) -> bool:
    """Whether the article's number is the written one and a scale: `12` written for `12 million`."""
    scales = (10**3, 10**6, 10**9, 12)
    return found.unit is None and not other.upper and found.value > 0 and other.value / found.value in scales
