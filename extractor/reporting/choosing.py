"""Which events and articles a report has room for, so that a browser opens it at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from heapq import nsmallest

from extractor.presentation.views import EventView
from extractor.presentation.words import by_date, title_of
from extractor.records import Article, MergedEvent
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


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as a page names it, without its text."""

    number: int
    """In the page, from 1."""
    id: str
    title: str
    source: str | None
    published: str | None
    url: str | None
    """Only when it leads to the web."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a report shows of a run."""

    events: Mapping[str, tuple[str, ...]]
    """By the ids of the events, the most reported first, the ids of the articles that are quoted for each."""
    articles: Mapping[str, ArticleView] = field(repr=False)
    """By id, in the order of their numbers: the first published first."""
    whole: frozenset[str]
    """Of these, those with all of their text; of the others there is what the events rest on."""
    events_left_out: int
    articles_left_out: int
    note: str = ""
    """What was left out before, for people."""


def choose(
    events: Iterable[MergedEvent],
    articles: Mapping[str, Article],
    schema: Schema,
    most: int | None = None,
    most_bytes: float | None = None,
) -> Choice:
    """The events that most sources report, as many as fit, the first always; then texts of their articles.

    Where there is still room, articles that report nothing follow: a reader may look for what is missing.
    By default at most `MOST_EVENTS` and `MOST_BYTES`. Neither events nor articles stay in memory.
    """
    total = 0

    def weighed() -> Iterator[tuple[tuple[object, ...], str, tuple[str, ...], float]]:
        nonlocal total
        for event in events:
            total += 1
            quoted = sources_of(event, articles)
            yield EventView(event, schema).weight, event.id, quoted, _size(event, quoted)

    chosen: dict[str, tuple[str, ...]] = {}
    names: dict[str, None] = {}
    room = MOST_BYTES if most_bytes is None else most_bytes
    for _, event_id, quoted, size in nsmallest(MOST_EVENTS if most is None else most, weighed()):
        room -= size + _BYTES_AN_ARTICLE * len(set(quoted) - names.keys())
        if room < 0 and chosen:
            break
        chosen[event_id] = quoted
        names.update(dict.fromkeys(sorted(quoted)))
    views, whole = _read(names, articles, room, with_silent=len(chosen) == total)
    return Choice(chosen, views, frozenset(whole), total - len(chosen), len(articles) - len(views))


def sources_of(event: MergedEvent, articles: Mapping[str, Article]) -> tuple[str, ...]:
    """The ids of the articles that a report quotes for an event."""
    known = tuple(name for name in event.articles if name in articles)
    if len(known) <= MOST_SOURCES:
        return known
    return tuple(sorted(known, key=lambda name: by_date(articles[name]))[:MOST_SOURCES])


def _read(
    names: Collection[str], articles: Mapping[str, Article], room: float, *, with_silent: bool
) -> tuple[dict[str, ArticleView], set[str]]:
    """The articles with these names, and which of them there is room for as a whole.

    Where there is room for all of these, silent ones follow, each as a whole, as many as fit.
    """
    silent = [name for name in articles if name not in names] if with_silent else []
    views: list[ArticleView] = []
    whole: set[str] = set()
    for name in (*names, *silent):
        is_silent = name not in names
        if room < 0 and is_silent:
            break
        article = articles[name]
        if room >= 0:
            room -= _BYTES_A_CHARACTER * len(article.text) + _BYTES_AN_ARTICLE * is_silent
        if room >= 0:
            whole.add(name)
        elif is_silent:
            break
        views.append(_article_view(article))
    views.sort(key=lambda view: (view.published is None, str(view.published), view.id))
    return {view.id: replace(view, number=number) for number, view in enumerate(views, start=1)}, whole


def _article_view(article: Article) -> ArticleView:
    url = article.url or ""
    return ArticleView(
        number=0,
        id=article.id,
        title=title_of(article),
        source=article.source or None,
        published=article.published.isoformat() if article.published else None,
        url=url if url.lower().startswith(("https://", "http://")) else None,
    )


def _size(event: MergedEvent, shown: Collection[str]) -> float:
    """The bytes that an event takes, without its articles."""
    supports = (
        support.article in shown
        for values in event.fields.values()
        for value in values
        for said in (value, *value.alternatives)
        for support in said.supports
    )
    return _BYTES_AN_EVENT + _BYTES_A_SUPPORT * sum(supports)
