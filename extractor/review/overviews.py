"""What the list, the timeline, the map and the page of differences show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from extractor.decisions import Decision
from extractor.decisions.decision import canonical
from extractor.fields import Aspect, TimeValue
from extractor.presentation.plain import plain
from extractor.presentation.words import is_supported, sentences_at, title_of, told_by
from extractor.records import Article, Conflict, Support
from extractor.reporting.event_views import COLOURS
from extractor.review.agreement import Agreement, Difference
from extractor.review.naming import address_name
from extractor.review.queue import Card, Filter, Queue
from extractor.review.reviewed import ReviewedValue
from extractor.schemas import Schema

MOST_ROWS = 1_000
_MOST_DOTS = 5
_MOST_SENTENCES = 4
"""Of what reviewers judge differently, that stand beside it; the event itself has all."""

# Every view is a plain mapping of names to texts and numbers: it lives only until its template is filled.
View = dict[str, Any]


def list_view(queue: Queue, chosen: str, search: str, gone: Sequence[Decision]) -> View:
    """The list of events, narrowed."""
    cards = queue.narrowed(chosen, search)
    counts = [(item, count) for item, count in queue.counts() if _is_offered(item, count)]
    query = query_of(chosen, search)
    return {
        "search": search,
        "filter": chosen,
        "filters": [
            {
                "name": item.title,
                "meaning": item.meaning,
                "count": count,
                "current": item.name == chosen,
                "href": "/" + query_of(item.name, search),
            }
            for item, count in counts
        ],
        "heads": ["When", "Count", "Parties"],
        "has_confidence": any(card.confidence or card.least_certain for card in cards[:MOST_ROWS]),
        "rows": [_row(card, queue, query) for card in cards[:MOST_ROWS]],
        "more": max(0, len(cards) - MOST_ROWS),
        "gone": [_decision_line(decision) for decision in gone],
    }


def query_of(chosen: str, search: str) -> str:
    """The query of an address that keeps a filter and a search; nothing for the whole list."""
    given = {"filter": chosen if chosen != "all" else "", "q": search}
    found = urlencode({name: value for name, value in given.items() if value}, errors="replace")
    return f"?{found}" if found else ""


def address_of(event: str, query: str = "") -> str:
    """The address of an event's page."""
    return f"/event/{address_name(event)}{query}"


def timeline_view(queue: Queue, schema: Schema) -> View:
    """Events by year and by date, the earliest first, those without a date last."""
    dated = sorted(((_time(card, schema), card) for card in queue.cards()), key=lambda pair: _order(*pair))
    eras = []
    for era, found in groupby(dated, key=lambda pair: _era(pair[0])):
        members = list(found)
        days = [
            {"name": name, "rows": [_row(card, queue, "") for _, card in pairs]}
            for name, pairs in groupby(members, key=lambda pair: _day(*pair))
        ]
        eras.append({"name": era, "count": len(members), "days": days})
    return {"eras": eras}


def map_view(queue: Queue, articles: Mapping[str, Article]) -> View:
    """Which article supports which event, as places in a picture."""
    columns = sorted(articles.values(), key=lambda a: (a.published is None, str(a.published), a.id))
    column_of = {article.id: number for number, article in enumerate(columns)}
    cards = sorted(queue.cards(), key=lambda card: _first_column(card, column_of))
    is_wide = len(columns) <= 40
    step, top, left = (30 if is_wide else 7), (120 if is_wide else 16), 310
    width = left + step * len(columns) + (110 if is_wide else 30)
    rows = []
    for number, card in enumerate(cards):
        counts = Counter(record.article for record in card.records)
        dots = [
            {
                "x": left + step * column_of[name],
                "r": min(3 + count, 8) if is_wide else 3,
                "title": plain(f"{title_of(articles[name])}: {count} records"),
            }
            for name, count in sorted(counts.items())
            if name in column_of
        ]
        rows.append(
            {
                "href": address_of(card.event.id),
                "name": _short(card.headline, 44),
                "y": top + 12 + 22 * number,
                "dots": dots,
            }
        )
    return {
        "label": f"{len(cards)} events by {len(columns)} articles; the list of events says the same in words",
        "width": width,
        "height": top + 22 * len(rows) + 10,
        "top": top,
        "columns": [
            {
                "x": left + step * number,
                "title": title_of(article),
                "name": _short(title_of(article), 22) if is_wide else "",
            }
            for number, article in enumerate(columns)
        ],
        "rows": rows,
    }


def differences_view(
    agreements: Iterable[Agreement], differences: Iterable[Difference], queue: Queue, schema: Schema
) -> View:
    """How far reviewers agree, and what they judged differently."""
    return {
        "agreements": [
            {
                "names": plain(f"{pair.a} and {pair.b}"),
                "both": pair.both,
                "share": f"{pair.same} ({pair.same / pair.both:.0%})",
                "kappa": "–" if pair.kappa is None else f"{pair.kappa:.2f}",
            }
            for pair in agreements
        ],
        "disputes": [_difference(item, queue, schema) for item in differences],
    }


def _difference(item: Difference, queue: Queue, schema: Schema) -> View:
    card = queue.card(item.event.event.id)
    if item.value is None:
        sides = [_side(verdict, verdict.kind.value) for verdict in item.event.verdicts]
        told = [s for values in card.event.fields.values() for value in values for s in value.supports]
        said = _sentences(told, queue.review.run.articles)
        return {**_head(card), "field": "", "colour": 0, "key": "", "sides": sides, "sentences": said}
    names = [field.name for field in schema.fields]
    stood = item.value.stood
    sides = [
        _side(j.decision, f"{j.kind.value}: {j.outcome.shown}" if j.outcome else j.kind.value)
        for j in item.value.judgements
    ]
    return {
        **_head(card),
        "field": item.value.field,
        "colour": names.index(item.value.field) % COLOURS,
        "key": canonical(item.value.field, stood.value) if stood else "",
        "sides": sides,
        "sentences": _sentences(_evidence(item.value), queue.review.run.articles),
    }


def _evidence(value: ReviewedValue) -> list[Support]:
    """Where articles say what stood, what is beside it, and what reviewers put in its place."""
    said = [value.stood, *value.stood.alternatives] if value.stood else []
    written = [support for j in value.judgements if j.outcome for support in j.outcome.supports]
    return [*(support for each in said for support in each.supports), *written]


def _sentences(supports: Iterable[Support], articles: Mapping[str, Article]) -> list[View]:
    """The first sentences that hold these supports, each once."""
    found = {}
    for support in supports:
        article = articles.get(support.article)
        if article is None:
            continue
        for sentence in sentences_at(article, support):
            text = plain(article.sentence_text(sentence.number))
            found[article.id, sentence.number] = {
                "article": title_of(article),
                "number": sentence.number,
                "text": text,
            }
    return list(found.values())[:_MOST_SENTENCES]


def _head(card: Card) -> View:
    return {
        "event": address_name(card.event.id),
        "headline": card.headline,
        "href": address_of(card.event.id),
    }


def _side(decision: Decision, says: str) -> View:
    return {
        "by": plain(decision.by),
        "says": plain(says),
        "why": plain(decision.why or ""),
        "decision": decision.id,
    }


def _row(card: Card, queue: Queue, query: str) -> View:
    return {
        "href": address_of(card.event.id, query),
        "headline": card.headline,
        "cells": [card.when, card.count, card.parties],
        "confidence": card.confidence,
        "least_certain": card.least_certain,
        "articles": len(card.event.articles),
        "sources": told_by(card.event),
        "dots": min(_MOST_DOTS, len(card.event.articles)),
        "badges": _badges(card),
        "status": queue.status(card).value,
    }


def _badges(card: Card) -> list[View]:
    found = []
    if card.conflict in {Conflict.DISAGREEMENT, Conflict.UPDATE}:
        found.append({"kind": card.conflict.value, "name": card.conflict.value})
    if card.unsupported:
        found.append({"kind": "unsupported", "name": "unsupported"})
    if card.doubted:
        found.append({"kind": "doubted", "name": "doubted"})
    if card.weak:
        found.append({"kind": "low", "name": "low score"})
    if card.models_differ:
        found.append({"kind": "models", "name": "models differ"})
    return found


def _is_offered(item: Filter, count: int) -> bool:
    """The everyday filters always, the others when something fits."""
    return count > 0 or item.name in {"all", "to-do", "conflict", "unsupported", "one-source"}


def _decision_line(decision: Decision) -> str:
    about = decision.event.headline or decision.event.id if decision.event else ""
    return plain(f"{decision.by}: {decision.kind.value}: {about}")


def _time(card: Card, schema: Schema) -> TimeValue | None:
    values = [value for field in schema.fields_for(Aspect.WHEN) for value in card.event.fields[field.name]]
    first = next(iter(sorted(values, key=lambda value: not is_supported(value))), None)
    return first.value if first is not None and isinstance(first.value, TimeValue) else None


def _order(time: TimeValue | None, card: Card) -> tuple[bool, str, str, object]:
    start = (time.start or time.end) if time else None
    return (start is None, str(start or ""), _day(time, card), card.weight)


def _era(time: TimeValue | None) -> str:
    start = (time.start or time.end) if time else None
    return str(start.year) if start else "Date unknown"


def _day(time: TimeValue | None, card: Card) -> str:
    return card.when.split(", ")[0] if time is not None else "not said"


def _first_column(card: Card, column_of: Mapping[str, int]) -> tuple[int, object]:
    known = [column_of[name] for name in card.event.articles if name in column_of]
    return (min(known, default=len(column_of)), card.weight)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
