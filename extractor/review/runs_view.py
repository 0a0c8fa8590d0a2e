"""The page that holds the run under review against others: figures side by side, and all that differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from extractor.evaluation.runs_compared import FieldDifference, OnlySome
from extractor.evaluation.side_by_side import AGREEMENT, SideBySide
from extractor.presentation.plain import plain
from extractor.records import Article, MergedEvent
from extractor.reporting.event_views import COLOURS
from extractor.review.overviews import address_of

MOST = 200
"""Differences on one page; of more, the address says from which on."""

ONLY_SOME = "found by some"
"""In an address, in place of a field: the events that not every run found."""

View = dict[str, Any]


def runs_view(found: SideBySide, events: Mapping[str, MergedEvent], field: str = "", first: int = 0) -> View:
    """What the page shows: of a field, of the events that only some runs found, or of everything.

    `events` are those of the run under review, as reviewers grouped them; differences lead to them.
    """
    fields = list(found.compared.fields)
    chosen = field if field in {*fields, ONLY_SOME} else ""
    event_of = {record: event.id for event in events.values() for record in event.records}
    name = next(iter(found.runs))
    articles = found.runs[name].articles
    items = [item for item in _differing(found) if chosen in {"", _field(item)}]
    shown = [
        _item(item, fields, articles, event_of.get(item.records.get(name, "")))
        for item in islice(items, first, first + MOST)
    ]
    counts = {
        each: sum(1 for item in _differing(found) if _field(item) == each) for each in [*fields, ONLY_SOME]
    }
    return {
        "names": [plain(each) for each in found.runs],
        "rows": [[plain(cell) for cell in row] for row in found.rows()],
        "measure": AGREEMENT,
        "fields": [
            {"name": row[0], "same": row[1], "alpha": row[2], "count": counts[row[0]]}
            for row in found.fields()
        ],
        "events": found.compared.events,
        "by_all": found.compared.found_by_all,
        "articles": found.compared.articles,
        "left_out": [plain(each) for each in found.compared.left_out],
        "filters": [
            {"name": each or "all", "value": each, "count": counts.get(each, sum(counts.values()))}
            for each in ("", ONLY_SOME, *fields)
        ],
        "chosen": chosen,
        "items": shown,
        "total": len(items),
        "first": first,
        "next": first + MOST if first + MOST < len(items) else None,
        "before": max(0, first - MOST) if first else None,
    }


def _differing(found: SideBySide) -> Iterator[OnlySome | FieldDifference]:
    yield from found.compared.only_some
    yield from found.compared.differences


def _field(item: OnlySome | FieldDifference) -> str:
    return ONLY_SOME if isinstance(item, OnlySome) else item.field


def _item(
    item: OnlySome | FieldDifference,
    fields: Sequence[str],
    articles: Mapping[str, Article],
    event: str | None,
) -> View:
    if isinstance(item, OnlySome):
        sides = [
            *((name, "found it") for name in item.found_by),
            *((name, "did not") for name in item.missed_by),
        ]
    else:
        sides = [(name, "; ".join(said) or "nothing") for name, said in item.said.items()]
    return {
        "what": plain(item.what),
        "href": address_of(event) if event is not None else None,
        "field": "" if isinstance(item, OnlySome) else item.field,
        "colour": 0 if isinstance(item, OnlySome) else fields.index(item.field) % COLOURS,
        "article": plain(_title(articles.get(item.article), item.article)),
        "sentences": [
            {"number": number, "text": plain(articles[item.article].sentence_text(number))}
            for number in item.sentences
            if item.article in articles and 1 <= number <= len(articles[item.article].sentences)
        ],
        "sides": [{"run": plain(name), "says": plain(says)} for name, says in sides],
    }


def _title(article: Article | None, name: str) -> str:
    return (article.title or article.source or name) if article else name
