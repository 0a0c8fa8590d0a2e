"""Which of the times that a sentence names belong to which of its events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.extraction.plans import PlacedTrigger
from extractor.fields import When
from extractor.records import Article, Span

Place = tuple[int, int]
"""Start and end in a passage."""

_SAYING = r"(?:said|says|told|confirmed|announced|reported|according\s+to|wrote|added|stated|posted)"
_ATTRIBUTION = re.compile(rf"(?<!\w){_SAYING}(?!\w)[^,;]*$", re.IGNORECASE)
"""Says who said it, up to the time: "…, officials confirmed Tuesday" dates the news."""
_TOLD = re.compile(rf"(?<!\w){_SAYING}(?!\w)", re.IGNORECASE)
_ABBREVIATED = re.compile(r"(?<!\w)(?:[a-z]|jan|feb|mar|apr|aug|sept?|oct|nov|dec)\.$", re.IGNORECASE)
_OPENING = re.compile(r"\s*(?:[\w-]+\s+){0,2}$")
"""What may stand before a time that opens a sentence: "Earlier on", or nothing."""

_BOUNDARY = re.compile(
    r"[,;:–—()]|\s(?:who|which|that|while|after|before|when|because|although|but|accused|wanted|suspected)\s",
    re.IGNORECASE,
)
_BOUNDARY_COST = 40
"""Characters that each clause boundary between an event and a time counts for."""
_AND_COST = 15
"""Characters that an "and" counts for: it may join clauses, or only nouns."""
_COMPARISON = re.compile(r"\sthan\s", re.IGNORECASE)
"""What is compared with has a time of its own: "more than those sent in February"."""


def times_of(when: When, placed: PlacedTrigger, article: Article) -> Iterator[Span]:
    """The times in a passage that stand nearest to this event's words, and not to those of another event.

    A time that opens the sentence, or tells when the news was told, belongs to the event of the main clause,
    which is the first that the sentence names: that is its news.
    """
    offset = placed.passage.start
    text = placed.passage.text_in(article.text)
    own = [_place(span, offset) for span in (placed.span, *placed.repeats)]
    every = sorted([*own, *(_place(other.span, offset) for other in placed.others)])
    of_event: list[Place] = []
    of_report: list[Place] = []
    for time in when.find(text):
        dates_report = _dates_report(text, time, every)
        event = every[0] if dates_report or _opens(text, time) else _nearest(text, time, every)
        if event in own and not _compared(text, event, time):
            (of_report if dates_report else of_event).append(time)
    for start, end in of_event or of_report:
        stop = text[start:end].endswith(".") and not _ABBREVIATED.search(text, start, end)
        yield Span(start=offset + start, end=offset + end - stop)


def _dates_report(text: str, time: Place, every: Sequence[Place]) -> bool:
    """Whether a time tells when the news was told: it serves an event that has no time of its own."""
    attribution = _ATTRIBUTION.search(text, 0, time[0])
    if attribution and not any(attribution.start() <= start < time[0] for start, _ in every):
        return True
    return _opens(text, time) and _TOLD.search(text, time[1], max(every[0][0], time[1])) is not None


def _opens(text: str, time: Place) -> bool:
    """Whether a time opens the sentence: "Last week, …"."""
    return _OPENING.fullmatch(text[: time[0]]) is not None and re.match(r"\s*,", text[time[1] :]) is not None


def _nearest(text: str, time: Place, every: Sequence[Place]) -> Place:
    return min(every, key=lambda place: (_distance(text, place, time), place))


def _compared(text: str, event: Place, time: Place) -> bool:
    return event[1] <= time[0] and _COMPARISON.search(text, event[1], time[0]) is not None


def _place(span: Span, offset: int) -> Place:
    return span.start - offset, span.end - offset


def _distance(text: str, event: Place, time: Place) -> int:
    between = text[event[1] : time[0]] if event[1] <= time[0] else text[time[1] : event[0]]
    cost = _BOUNDARY_COST * len(_BOUNDARY.findall(between)) + _AND_COST * len(re.findall(r"\sand\s", between))
    return len(between) + cost
