"""Dates an event by another one: "the transfer comes a day after the ministry agreed to return 14 men".

A field type reads words against days that are named around them. Here no day is named: what is known is when
the other event was, from wherever the article tells it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.extraction.drafts import Draft, Reader
from extractor.fields import TimeValue, When
from extractor.fields.times.values import UNITS, Precision, one_day, shift, unit_around
from extractor.records import Grounding, Mention, Span, Support, Value
from extractor.schemas import SchemaField

_NUMBERS = {
    word: number
    for number, words in enumerate(("a an one", "two", "three", "four", "five", "six", "seven"), start=1)
    for word in words.split()
}
_COUNTED = re.compile(
    rf"(?<!\w)(?P<number>{'|'.join(_NUMBERS)}|\d{{1,2}})\s+(?P<unit>day|week|month|year)s?\s+(?P<order>after|before)(?!\w)",
    re.IGNORECASE,
)


def dated(
    draft: Draft, known: TimeValue | None, beside: Sequence[tuple[Draft, TimeValue | None]], reader: Reader
) -> Draft:
    """The event with the day that "a day after" gives it, from the day of an event in the same passage.

    `known` is the time of the event itself, `beside` are the others of the passage with theirs. When nothing
    can be told the draft stays as it is.
    """
    when = reader.first_field(When)
    placed = draft.placed
    if when is None or placed is None or known is not None:
        return draft
    passage = placed.passage.text_in(reader.article.text)
    for match in _COUNTED.finditer(passage):
        phrase = Span(start=placed.passage.start + match.start(), end=placed.passage.start + match.end())
        other = _other_side(draft, phrase, beside)
        if other is None:
            continue
        there, day = other
        steps = int(_NUMBERS.get(match["number"].casefold(), 0) or match["number"])
        # "B a day after A": A is the day before B's, B the day after A's.
        later = (match["order"].casefold() == "after") == (placed.span.start < phrase.start)
        value = _moved(day, steps if later else -steps, match["unit"].casefold())
        if value is not None:
            return _with_time(draft, when, value, phrase, there, reader)
    return draft


def _other_side(
    draft: Draft, phrase: Span, beside: Sequence[tuple[Draft, TimeValue | None]]
) -> tuple[Draft, TimeValue] | None:
    """The dated event on the other side of the words, when this one and that one stand next to them."""
    places = [(d, d.placed.span, time) for d, time in beside if d.placed]
    mine = draft.placed.span if draft.placed else phrase
    before = max(
        ((p, d, t) for d, p, t in [*places, (draft, mine, None)] if p.end <= phrase.start),
        key=lambda item: item[0].start,
        default=None,
    )
    after = min(
        ((p, d, t) for d, p, t in [*places, (draft, mine, None)] if p.start >= phrase.end),
        key=lambda item: item[0].start,
        default=None,
    )
    if before is None or after is None or draft not in (before[1], after[1]):
        return None
    _, other, time = after if before[1] is draft else before
    return (other, time) if time is not None else None


def _moved(time: TimeValue, steps: int, unit: str) -> Value | None:
    if time.start is None or time.start != time.end:
        return None
    try:
        day = shift(time.start, steps, UNITS[unit])
    except (ValueError, OverflowError):
        return None
    exact = UNITS[unit].precision in (Precision.DAY, Precision.WEEK)
    return one_day(day) if exact else unit_around(day, UNITS["month" if unit == "month" else "year"])


def _with_time(
    draft: Draft, when: SchemaField, value: Value, phrase: Span, other: Draft, reader: Reader
) -> Draft:
    placed = draft.placed
    number = draft.told.sentences[:1]
    support = Support(
        article=reader.article.id,
        sentences=number,
        written=phrase.text_in(reader.article.text),
        span=phrase,
        grounding=Grounding.EXACT,
        note=f"counted from “{other.placed.trigger.text if other.placed else placed}”",
    )
    rest = tuple(
        m for m in draft.fields[when.name] if m.support.span is None or not _meets(m.support.span, phrase)
    )
    return Draft(draft.told, {**draft.fields, when.name: (*rest, Mention(value=value, support=support))})


def _meets(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
