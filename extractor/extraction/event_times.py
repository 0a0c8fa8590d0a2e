"""Which of the times that a sentence names belong to which of its events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.extraction.plans import PlacedTrigger
from extractor.fields import When
from extractor.records import Article, Span

Place = tuple[int, int]
"""Start and end in a sentence."""

_ATTRIBUTION = re.compile(
    r"\b(?:said|says|told|confirmed|announced|reported|according to|wrote|added|stated|posted)\b[^,;]*$",
    re.IGNORECASE,
)
"""Says who said it, up to the time: "…, officials confirmed Tuesday" dates the news, not the last event."""

_BOUNDARY = re.compile(r"[,;:–—()]|\s(?:who|which|that|while|after|before|when|and|but)\s", re.IGNORECASE)

_BOUNDARY_COST = 40
"""Characters that each clause boundary between an event and a time counts for."""

_JOINS = re.compile(r"\s*(?:and|or|to|through|until|–|—|-)\s*")


def times_of(when: When, placed: PlacedTrigger, article: Article, number: int) -> Iterator[Span]:
    """The times in a sentence that stand nearest to this event's words, and not to those of another event.

    A time in a closing attribution belongs to the event that the sentence names first: that is its news.
    """
    limits = article.sentence(number).span
    text = article.sentence_text(number)
    own = [_place(span, limits.start) for span in (placed.span, *placed.repeats)]
    every = sorted([*own, *(_place(span, limits.start) for span in (other.span for other in placed.others))])
    for time in _ranges(text, when.find(text)):
        attribution = _ATTRIBUTION.search(text[: time[0]])
        if attribution and not any(attribution.start() <= start < time[0] for start, _ in every):
            event = every[0]
        else:
            event = min(every, key=lambda place: (_distance(text, place, time), place))
        if event in own:
            yield Span(start=limits.start + time[0], end=limits.start + time[1])


def _place(span: Span, offset: int) -> Place:
    return span.start - offset, span.end - offset


def _ranges(text: str, times: Sequence[Place]) -> list[Place]:
    """The times, with those joined by a word such as "and" or a dash taken as one: "2016 and 2017"."""
    joined: list[Place] = []
    for start, end in times:
        if joined and _JOINS.fullmatch(text[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _distance(text: str, event: Place, time: Place) -> int:
    between = text[event[1] : time[0]] if event[1] <= time[0] else text[time[1] : event[0]]
    return len(between) + _BOUNDARY_COST * len(_BOUNDARY.findall(between))
