"""Which events and articles a report has room for, so that a browser opens it at once."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from operator import attrgetter, itemgetter

from extractor.presentation.words import Weight, weight_of
from extractor.records import Article, MergedEvent
from extractor.reporting.article_views import ArticleView, article_view
from extractor.reporting.texts import Text, text_of
from extractor.schemas import Schema

MOST_EVENTS = 1_000
"""Events in a report, the most reported first."""
MOST_SOURCES = 50
"""Articles quoted for one event, the first by date."""
MOST_BYTES = 18_000_000
"""What a report may come to, by the estimate below, which is on the safe side."""

# As measured on made news (`benchmarks/review_speed.py`) and on the seeds.
_BYTES_AN_EVENT = 2_000
_BYTES_A_SUPPORT = 600
_BYTES_AN_ARTICLE = 1_000
_BYTES_A_CHARACTER = 1.6

BYTES_KEPT = 6_000_000
"""Of texts, in memory between the choice and the page; others are looked up again."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a report shows of a run."""

    events: tuple[str, ...]
    """Ids of events, the most reported first."""
    quoted: tuple[tuple[str, ...], ...]
    """For each of these events, the ids of the articles that are quoted for it."""
    articles: tuple[str, ...]
    """Ids of those that are in the report, sorted."""
    views: Mapping[str, ArticleView] = field(repr=False)
    """These articles by id, in the order of their numbers: the first published first."""
    whole: frozenset[str]
    """Of these, those with all of their text; of the others there is what the events rest on."""
    texts: Mapping[str, Text] = field(repr=False)
    """Of these, the texts that there was room to keep, so that they are not read again."""
    events_left_out: int
    articles_left_out: int
    note: str = ""
    """What was left out before, for people."""


def choose(
    events: Iterable[MergedEvent],
    articles: Mapping[str, Article],
    schema: Schema,
    most: int = MOST_EVENTS,
    most_bytes: float = MOST_BYTES,
) -> Choice:
    """The events that most sources report, as many as fit, the first always; then texts of their articles.

    Where there is still room, articles that report nothing follow: a reader may look for what is missing.
    Each article that is shown is read once. Neither events nor articles stay in memory.
    """
    heaviest = _Heaviest(articles, schema, most, most_bytes)
    for event in events:
        heaviest.add(event)
    chosen = heaviest.chosen
    names = dict.fromkeys(name for weighed in chosen for name in sorted(weighed.quoted))
    silent = (name for name in articles if name not in names) if len(chosen) == heaviest.total else ()
    room = heaviest.room if len(chosen) == min(most, heaviest.total) else -1  # the next event was too large
    read = _read(names, silent, articles, room)
    return Choice(
        events=tuple(weighed.id for weighed in chosen),
        quoted=tuple(tuple(weighed.quoted) for weighed in chosen),
        articles=tuple(sorted(read.views)),
        views=read.views,
        whole=frozenset(read.whole),
        texts=read.texts,
        events_left_out=heaviest.total - len(chosen),
        articles_left_out=len(articles) - len(read.views),
    )


def sources_of(event: MergedEvent, articles: Mapping[str, Article]) -> Sequence[str]:
    """The articles that a report quotes for an event."""
    known = [name for name in event.articles if name in articles]
    if len(known) <= MOST_SOURCES:
        return known

    def published(name: str) -> tuple[bool, str, str]:
        day = articles[name].published
        return (day is None, str(day), name)

    return sorted(known, key=published)[:MOST_SOURCES]


@dataclass(frozen=True, slots=True)
class _Weighed:
    """An event that may be shown."""

    weight: Weight
    id: str
    quoted: Mapping[str, None]
    """Ids of the articles that are quoted for it, in order."""
    size: float
    """Bytes that it takes, without its articles."""


class _Heaviest:
    """The events that most sources and records are of, in order, as many as there is room for."""

    def __init__(self, articles: Mapping[str, Article], schema: Schema, most: int, most_bytes: float) -> None:
        self.chosen: list[_Weighed] = []
        self.total = 0
        """How many events there are in all."""
        self._articles = articles
        self._schema = schema
        self._most = most
        self._most_bytes = most_bytes
        self._size = 0.0
        self._shown: Counter[str] = Counter()
        """For how many of these events each article is quoted."""
        self._cut: Weight | None = None
        """Of the first event that has no room."""

    def add(self, event: MergedEvent) -> None:
        """Choose the event, unless others leave it no room, and drop those that it takes the room of."""
        self.total += 1
        if self._cut is not None and (-event.sources, -len(event.records)) > self._cut[:2]:
            return  # without making its words, which takes longer
        weight = weight_of(event, self._schema)
        if self._cut is not None and weight > self._cut:
            return
        quoted = dict.fromkeys(sources_of(event, self._articles))
        weighed = _Weighed(weight, event.id, quoted, _size(event, quoted))
        insort(self.chosen, weighed, key=attrgetter("weight"))
        self._size += weighed.size
        self._shown.update(quoted.keys())
        while len(self.chosen) > self._most or (len(self.chosen) > 1 and self.room < 0):
            gone = self.chosen.pop()
            self._size -= gone.size
            self._cut = gone.weight
            self._shown.subtract(gone.quoted.keys())
            for name in gone.quoted:
                if not self._shown[name]:
                    del self._shown[name]

    @property
    def room(self) -> float:
        """Bytes that the events and their articles leave; less than nothing if the first is too large."""
        return self._most_bytes - self._size - _BYTES_AN_ARTICLE * len(self._shown)


@dataclass(frozen=True, slots=True)
class _Read:
    """Articles that were read."""

    views: Mapping[str, ArticleView]
    """By id, numbered."""
    whole: Collection[str]
    texts: Mapping[str, Text]


def _read(names: Iterable[str], silent: Iterable[str], articles: Mapping[str, Article], room: float) -> _Read:
    """The articles with these names, and which of them there is room for as a whole.

    Where there is room for all of these, silent ones follow, each as a whole, as many as fit.
    """
    found: list[tuple[tuple[bool, str, str], ArticleView]] = []
    whole = set()
    texts: dict[str, Text] = {}
    kept = 0
    for name, is_silent in chain(((name, False) for name in names), ((name, True) for name in silent)):
        if room < 0 and is_silent:
            break
        article = articles[name]
        if room >= 0:
            room -= _BYTES_A_CHARACTER * len(article.text) + _BYTES_AN_ARTICLE * is_silent
        if room >= 0:
            whole.add(name)
        elif is_silent:
            break
        order = (article.published is None, str(article.published), name)
        found.append((order, article_view(0, article)))
        if kept < BYTES_KEPT:
            texts[name] = text_of(article)
            kept += texts[name].size
    found.sort(key=itemgetter(0))
    views = {order[2]: replace(view, number=number) for number, (order, view) in enumerate(found, start=1)}
    return _Read(views, whole, texts)


def _size(event: MergedEvent, shown: Collection[str]) -> float:
    supports = (
        support.article in shown
        for values in event.fields.values()
        for value in values
        for said in (value, *value.alternatives)
        for support in said.supports
    )
    return _BYTES_AN_EVENT + _BYTES_A_SUPPORT * sum(supports)
