"""Which events and articles a report has room for, so that a browser opens it at once."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.presentation.words import by_weight
from extractor.records import Article, MergedEvent
from extractor.schemas import Schema

MOST_EVENTS = 1_000
"""Events in a report, the most reported first."""
MOST_SOURCES = 50
"""Articles whose sentences stand beside one event, the first by date."""
MOST_BYTES = 18_000_000
"""What a report may come to, by the estimate below, which is on the safe side."""

# As measured on made news (`benchmarks/review_speed.py`) and on the seeds.
_BYTES_AN_EVENT = 2_000
_BYTES_A_SUPPORT = 600
_BYTES_AN_ARTICLE = 1_000
_BYTES_A_CHARACTER = 1.6


@dataclass(frozen=True, slots=True)
class Choice:
    """What a report shows of a run."""

    events: tuple[MergedEvent, ...]
    """The most reported first."""
    articles: tuple[str, ...]
    """Ids of those that are in the report, sorted."""
    whole: frozenset[str]
    """Of these, those with all of their text; of the others there is what the events rest on."""
    events_left_out: int
    articles_left_out: int


def choose(
    events: Iterable[MergedEvent],
    articles: Mapping[str, Article],
    schema: Schema,
    most: int = MOST_EVENTS,
    most_bytes: float = MOST_BYTES,
) -> Choice:
    """The events that most sources report, as many as fit, the first always; then texts of their articles.

    Where there is still room, articles that report nothing follow: a reader may look for what is missing.
    Events are read once, and no more of them held than are shown.
    """
    heaviest, total = _heaviest(events, most)
    room = most_bytes
    chosen: list[MergedEvent] = []
    names: dict[str, None] = {}
    for event in by_weight(heaviest, schema):
        beside = set(sources_of(event, articles))
        room -= _weight(event, beside) + _BYTES_AN_ARTICLE * len(beside - names.keys())
        if room < 0 and chosen:
            break
        chosen.append(event)
        names |= dict.fromkeys(sorted(beside))
    whole = set()
    silent = [name for name in articles if name not in names] if len(chosen) == total else []
    for name in (*names, *silent):
        room -= _BYTES_A_CHARACTER * len(articles[name].text) + _BYTES_AN_ARTICLE * (name not in names)
        if room < 0:
            break
        whole.add(name)
    shown = names.keys() | whole
    return Choice(
        tuple(chosen), tuple(sorted(shown)), frozenset(whole), total - len(chosen), len(articles) - len(shown)
    )


def sources_of(event: MergedEvent, articles: Mapping[str, Article]) -> Sequence[str]:
    """The articles of an event whose sentences a report shows beside it."""
    known = [name for name in event.articles if name in articles]
    if len(known) <= MOST_SOURCES:
        return known

    def published(name: str) -> tuple[bool, str, str]:
        day = articles[name].published
        return (day is None, str(day), name)

    return sorted(known, key=published)[:MOST_SOURCES]


def _heaviest(events: Iterable[MergedEvent], most: int) -> tuple[list[MergedEvent], int]:
    """The events that most sources and records are of, and how many there are in all."""
    total = 0
    heap: list[tuple[int, int, int, MergedEvent]] = []
    for event in events:
        item = (event.sources, len(event.records), -total, event)
        total += 1
        if len(heap) < most:
            heapq.heappush(heap, item)
        else:
            heapq.heappushpop(heap, item)
    return [item[3] for item in heap], total


def _weight(event: MergedEvent, shown: Collection[str]) -> float:
    supports = (
        support.article in shown
        for values in event.fields.values()
        for value in values
        for said in (value, *value.alternatives)
        for support in said.supports
    )
    return _BYTES_AN_EVENT + _BYTES_A_SUPPORT * sum(supports)
