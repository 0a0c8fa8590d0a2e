"""What the page of an event shows; the templates escape all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from extractor.decisions import JudgedValue, Kind
from extractor.decisions.decision import canonical
from extractor.presentation.marking import MarkedArticle
from extractor.presentation.views import FieldView, ValueView, claims_of, value_names
from extractor.presentation.words import by_date, many, title_of
from extractor.records import Article, MergedEvent, MergedValue, Sentence
from extractor.review.queue import Card
from extractor.review.reviewed import ReviewedEvent, ReviewedValue
from extractor.schemas import Schema, SchemaField

MOST_ARTICLES = 25
"""Of an event, that one page shows in full; every value names how many support it."""

_AROUND = 1
"""How many sentences before and after a supporting one are not folded away."""

_VERDICTS = {
    Kind.ACCEPT: "accepted",
    Kind.REJECT: "rejected",
    Kind.CHOOSE: "chosen",
    Kind.EDIT: "edited",
    Kind.ADD: "added",
}


@dataclass(frozen=True, kw_only=True)
class ReviewedValueView(ValueView):
    """A value that stands, and what was judged of it."""

    key: str
    """Names what stood before review, in requests."""
    verdict: str
    by: str
    was: str
    """What stood before review, when that is something else."""
    former: MergedValue
    """What stood before review."""

    @property
    def conflict(self) -> str:
        """The gravest conflict among the alternatives before review."""
        return self.former.conflict.value if self.former.conflict else ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences in a row that are shown, or folded away."""

    folded: bool
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with its supporting words marked."""

    title: str
    line: str
    marked: MarkedArticle
    passages: tuple[Passage, ...]


def event_page(
    card: Card, reviewed: ReviewedEvent, schema: Schema, articles: Mapping[str, Article]
) -> dict[str, Any]:
    """What the page of one event shows."""
    fields = _fields(reviewed, schema)
    claims = claims_of(fields)
    here = sorted((articles[name] for name in card.event.articles if name in articles), key=by_date)
    shown = here[:MOST_ARTICLES]
    return {
        "card": card,
        "status": reviewed.status,
        "changed": [_changed_line(value, reviewed, schema) for value in reviewed.changed],
        "fields": fields,
        "articles": [
            _article_view(MarkedArticle(article, claims.get(article.id, ())), card) for article in shown
        ],
        "unread": len(here) - len(shown),
        "choices": _choices(schema),
        "identical": _identical(reviewed),
    }


def value_key(view: ValueView) -> str:
    """Names a value in requests."""
    return canonical(view.field.name, view.said.value)


def _fields(reviewed: ReviewedEvent, schema: Schema) -> list[FieldView]:
    names = value_names()
    return [
        FieldView(
            field,
            position,
            tuple(_value_view(field, v, reviewed.event, names) for v in reviewed.in_field(field.name)),
        )
        for position, field in enumerate(schema.fields)
    ]


def _value_view(
    field: SchemaField, reviewed: ReviewedValue, event: MergedEvent, names: Iterator[str]
) -> ReviewedValueView:
    shown = reviewed.value or reviewed.stood
    assert shown is not None  # noqa: S101  # a value stood, or a reviewer added it
    before = reviewed.stood or shown
    after = canonical(field.name, shown.value)
    key = canonical(field.name, before.value)
    judgement = reviewed.judgement
    judges = [judgement] if judgement else reviewed.judgements
    verdict = _VERDICTS[judgement.kind] if judgement else ""
    others = [other for other in before.alternatives if canonical(field.name, other.value) != after]
    return ReviewedValueView(
        name=next(names),
        field=field,
        said=shown,
        event=event,
        alternatives=tuple(ValueView(next(names), field, other, event) for other in others),
        key=key,
        verdict="disputed" if reviewed.disputed else verdict,
        by=", ".join(sorted(each.decision.by for each in judges)),
        was=field.type.show(before.value) if key != after else "",
        former=before,
    )


def _identical(reviewed: ReviewedEvent) -> str:
    """What several models agree on and nobody has judged yet."""
    alike = len(reviewed.identical)
    return f"{' and '.join(reviewed.event.models)} give {many(alike, 'value')} alike." if alike else ""


def _changed_line(value: JudgedValue, reviewed: ReviewedEvent, schema: Schema) -> str:
    field = schema.field(value.field)
    now = [field.type.show(found.value) for found in reviewed.event.fields[value.field]]
    return f"{value.field}: was {value.shown}, now {', '.join(now) or 'nothing'}"


def _choices(schema: Schema) -> str:
    """JSON: for each field what it is, its options and roles, for the edit form."""
    return json.dumps(
        {
            field.name: {
                "description": field.description,
                "options": [option.name for option in field.type.options],
                "roles": [role.name for role in field.type.roles],
            }
            for field in schema.fields
        }
    )


def _article_view(marked: MarkedArticle, card: Card) -> ArticleView:
    """The article, folded but for the sentences that report the event and those around them."""
    article = marked.article
    telling = {n for record in card.records if record.article == article.id for n in record.sentences}
    telling |= {s.number for s in article.sentences if marked.is_marked(s.number)}
    near = {number + step for number in telling for step in range(-_AROUND, _AROUND + 1)}
    runs = groupby(article.sentences, key=lambda sentence: sentence.number not in near)
    known = (article.source, str(article.published or "no date"), article.id)
    return ArticleView(
        title=title_of(article),
        line=" · ".join(part for part in known if part),
        marked=marked,
        passages=tuple(Passage(folded, tuple(found)) for folded, found in runs),
    )
