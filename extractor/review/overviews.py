"""What the list, the stories, the timeline, the map and the page of differences show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from extractor.decisions.decision import canonical
from extractor.presentation.marking import COLOURS
from extractor.presentation.timeline import Moment, Year, timeline
from extractor.presentation.words import by_date, sentences_at
from extractor.records import Article, EventRelation, Support
from extractor.review.agreement import Difference, agreements, differences
from extractor.review.naming import address_name
from extractor.review.queue import FILTERS, Card, Queue

MOST_ROWS = 1_000
_MOST_SENTENCES = 4
"""Of what reviewers judge differently, that stand with it; the event itself has all."""
_EVERYDAY = frozenset({"all", "to-do", "conflict", "unsupported", "one-source"})
"""Filters that are always offered; the others are when something fits."""

Page = dict[str, Any]
"""What a template is filled with."""


@dataclass(frozen=True)
class Narrowing:
    """What the list is narrowed to, as the address says."""

    filter: str = "all"
    search: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Narrowing:
        """From the query of an address; an unknown filter is none."""
        name = query.get("filter", "all")
        return cls(name if name in {item.name for item in FILTERS} else "all", query.get("q", "")[:200])

    @property
    def query(self) -> str:
        """The query that says so; nothing for the whole list."""
        given = {"filter": self.filter if self.filter != "all" else "", "q": self.search}
        found = urlencode({name: value for name, value in given.items() if value}, errors="replace")
        return f"?{found}" if found else ""

    @property
    def title(self) -> str:
        """The name of the list."""
        title = next(item.title for item in FILTERS if item.name == self.filter)
        name = f"{title} events" if self.filter == "all" else title
        return f"{name}: {self.search}" if self.search else name


def address_of(event: str, query: str = "") -> str:
    """The address of an event's page."""
    return f"/event/{address_name(event)}{query}"


def list_page(queue: Queue, narrowing: Narrowing) -> Page:
    """The list of events, narrowed."""
    cards = queue.narrowed(narrowing.filter, narrowing.search)
    shown = cards[:MOST_ROWS]
    return {
        "narrowing": narrowing,
        "filters": [
            (item, count, Narrowing(item.name, narrowing.search).query)
            for item, count in queue.counts()
            if count or item.name in _EVERYDAY
        ],
        "has_confidence": any(card.confidence or card.least_certain for card in shown),
        "rows": [(card, queue.status(card)) for card in shown],
        "more": len(cards) - len(shown),
        "gone": [decision for decision in queue.review.gone if decision.by == queue.by],
    }


def stories_page(queue: Queue) -> Page:
    """The stories, each with its events, what these say and how they hang together."""
    chains, relations = queue.stories()
    before: dict[str, list[EventRelation]] = defaultdict(list)
    for relation in relations:
        before[relation.event].append(relation)
    shown: list[list[Page]] = []
    rows = 0
    for chain in chains:
        rows += len(chain)
        if rows > MOST_ROWS and shown:
            break
        shown.append([_step(card, before[card.id], queue) for card in chain])
    return {"stories": shown, "more": len(chains) - len(shown)}


def _step(card: Card, before: Iterable[EventRelation], queue: Queue) -> Page:
    """An event of a story, with the sentences of its first report and what it follows or mentions."""
    articles = queue.review.run.articles
    found = [record for record in card.records if record.article in articles]
    first = min(found, key=lambda record: by_date(articles[record.article]), default=None)
    article = articles[first.article] if first else None
    numbers = first.sentences if first else ()
    return {
        "card": card,
        "status": queue.status(card),
        "links": [(each.kind.value, queue.card(each.other).headline) for each in before],
        "sentences": [(article, n) for n in numbers if article and 1 <= n <= len(article.sentences)][
            :_MOST_SENTENCES
        ],
    }


def timeline_page(queue: Queue) -> Page:
    """Events by year and by date, the earliest first, those without a date last."""
    years, undated = timeline(sorted(queue.cards(), key=lambda card: card.weight))
    by_words: dict[str, list[Card]] = defaultdict(list)
    for card in undated:
        by_words[card.when or "not said"].append(card)
    if undated:
        moments = tuple(Moment(words, tuple(by_words[words])) for words in sorted(by_words))
        years.append(Year("Date unknown", moments))
    return {"years": years, "status": queue.status}


def map_page(queue: Queue) -> Page:
    """Which article supports which event: a row an event, with the columns of its articles."""
    articles = queue.review.run.articles
    columns = sorted(articles.values(), key=by_date)
    column_of = {article.id: number for number, article in enumerate(columns)}

    def first_column(card: Card) -> tuple[int, object]:
        known = (column_of[name] for name in card.event.articles if name in column_of)
        return (min(known, default=len(columns)), card.weight)

    rows = []
    for card in sorted(queue.cards(), key=first_column):
        counts = Counter(record.article for record in card.records)
        dots = [
            (column_of[name], articles[name], n) for name, n in sorted(counts.items()) if name in column_of
        ]
        rows.append((card, dots))
    return {"columns": columns, "rows": rows}


def differences_page(queue: Queue) -> Page:
    """How far reviewers agree, and what they judged differently."""
    found = [_difference(item, queue) for item in differences(queue.review)]
    return {"agreements": agreements(queue.review), "disputes": found}


def _difference(item: Difference, queue: Queue) -> Page:
    review, value = queue.review, item.value
    page: Page = {"card": queue.card(item.event.event.id), "field": "", "colour": 0, "key": ""}
    if value is None:
        page["sides"] = [(verdict, verdict.kind.value) for verdict in item.event.verdicts]
        values = (value for values in item.event.event.fields.values() for value in values)
        supports = [support for value in values for support in value.supports]
    else:
        names = [field.name for field in review.run.schema.fields]
        page |= {"field": value.field, "colour": names.index(value.field) % COLOURS}
        page["sides"] = [
            (j.decision, f"{j.kind.value}: {j.outcome.shown}" if j.outcome else j.kind.value)
            for j in value.judgements
        ]
        said = [value.stood, *value.stood.alternatives] if value.stood else []
        written = [support for j in value.judgements if j.outcome for support in j.outcome.supports]
        supports = [*(support for each in said for support in each.supports), *written]
        if value.stood:
            page["key"] = canonical(value.field, value.stood.value)
    return page | {"sentences": _sentences(supports, review.run.articles)}


def _sentences(supports: Iterable[Support], articles: Mapping[str, Article]) -> list[tuple[Article, int]]:
    """The first sentences that hold these supports, each once."""
    found = {}
    for support in supports:
        if article := articles.get(support.article):
            for sentence in sentences_at(article, support):
                found[article.id, sentence.number] = (article, sentence.number)
    return list(found.values())[:_MOST_SENTENCES]
