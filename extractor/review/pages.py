"""What the page of an event shows, as plain text in small objects; the templates escape all of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from extractor.decisions import JudgedValue, Kind
from extractor.decisions.decision import canonical
from extractor.presentation.plain import plain
from extractor.presentation.words import (
    copies_lines,
    given_by,
    is_judged,
    is_supported,
    percent,
    second_opinions,
    title_of,
    told_by,
)
from extractor.records import (
    Article,
    Grounding,
    MergedEvent,
    MergedValue,
    SourcedValue,
    Support,
)
from extractor.reporting.event_views import COLOURS
from extractor.reporting.passages import Marked, Piece, Said
from extractor.reporting.texts import text_of
from extractor.review.naming import address_name
from extractor.review.queue import Card
from extractor.review.reviewed import Judgement, ReviewedEvent, ReviewedValue
from extractor.schemas import Schema, SchemaField

MOST_ARTICLES = 25
"""Of an event, that one page shows in full; every value names how many support it."""

_MOST_DOTS = 5
_AROUND = 1
"""How many sentences before and after a supporting one are not folded away."""

_VERDICTS = {
    Kind.ACCEPT: "accepted",
    Kind.REJECT: "rejected",
    Kind.CHOOSE: "chosen",
    Kind.EDIT: "edited",
    Kind.ADD: "added",
}


@dataclass(frozen=True, slots=True)
class AlternativeView:
    """A value that does not stand, beside one that does."""

    key: str
    text: str
    conflict: str
    support: str
    number: int


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value that stands, what was judged of it, and how well it is supported."""

    key: str
    text: str
    written: str
    """What an edit starts from."""
    role: str
    verdict: str
    by: str
    was: str
    """What stood before review, when that is something else."""
    support: str
    dots: int
    conflict: str
    supported: bool
    judged: str
    """Of a judgement about the cited sentences: `judged`, and how sure the model was."""
    second_opinions: tuple[str, ...]
    """Where a rule of ours would judge otherwise."""
    notes: tuple[str, ...]
    number: int
    alternatives: tuple[AlternativeView, ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of the record."""

    name: str
    description: str
    colour: int
    values: tuple[ValueView, ...]


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence cut into pieces."""

    number: int
    boilerplate: str | None
    """Why it is no news, if it is none."""
    pieces: tuple[Piece, ...]
    values: tuple[str, ...] = ()
    """The numbers of the values that it supports as a whole."""


@dataclass(frozen=True, slots=True)
class PassageView:
    """Sentences in a row that are shown, or folded away."""

    folded: bool
    sentences: tuple[SentenceView, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with its supporting words marked."""

    id: str
    title: str
    line: str
    passages: tuple[PassageView, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """One event on one page."""

    id: str
    name: str
    """What the event is called in addresses and requests."""
    headline: str
    status: str
    confidence: str
    """How sure the models are that it is an event, as in `87%`."""
    records: str
    sources: str
    copies: tuple[str, ...]
    """Articles that are copies of one text, a line a text."""
    changed: tuple[str, ...]
    fields: tuple[FieldView, ...]
    articles: tuple[ArticleView, ...]
    unread: int
    """How many more articles report it than are shown."""
    choices: str
    """JSON: for each field what it is, its options and roles, for the edit form."""
    identical: str
    """What several models agree on, when there is something."""
    queue: str
    position: int
    length: int
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event stands in the list it was reached from."""

    queue: str = "All events"
    position: int = 1
    length: int = 1
    previous: str | None = None
    next: str | None = None


def event_view(
    card: Card, reviewed: ReviewedEvent, place: Place, schema: Schema, articles: Mapping[str, Article]
) -> EventView:
    """The page of one event."""
    numbers = _Numbers()
    fields = tuple(
        _field_view(field, position, reviewed, numbers) for position, field in enumerate(schema.fields)
    )
    here = [articles[name] for name in reviewed.event.articles if name in articles]
    shown = tuple(_article_view(article, card, numbers) for article in _by_date(here)[:MOST_ARTICLES])
    return EventView(
        id=plain(reviewed.event.id),
        name=address_name(reviewed.event.id),
        headline=card.headline,
        status=reviewed.status.value,
        confidence=card.confidence,
        records=_many(len(reviewed.event.records), "record"),
        sources=told_by(reviewed.event),
        copies=tuple(copies_lines(reviewed.event)),
        changed=tuple(_changed_line(value, reviewed, schema) for value in reviewed.changed),
        fields=fields,
        articles=shown,
        unread=max(0, len(here) - MOST_ARTICLES),
        choices=_choices(schema),
        identical=_identical(reviewed),
        queue=place.queue,
        position=place.position,
        length=place.length,
        previous=place.previous and address_name(place.previous),
        next=place.next and address_name(place.next),
    )


class _Numbers:
    """Numbers the values of a page, and knows the words that support each."""

    def __init__(self) -> None:
        self.said: dict[str, list[Said]] = {}
        """By article."""
        self._last = 0

    def take(self, position: int, name: str, shown: str, supports: Iterable[Support]) -> int:
        """A number for a value of the field at a position."""
        self._last += 1
        for support in supports:
            said = Said.by(support, position, str(self._last), f"{name}: {shown}")
            self.said.setdefault(support.article, []).append(said)
        return self._last


def _field_view(field: SchemaField, position: int, reviewed: ReviewedEvent, numbers: _Numbers) -> FieldView:
    event = reviewed.event
    values = tuple(
        _value_view(field, position, value, numbers, event) for value in reviewed.in_field(field.name)
    )
    return FieldView(field.name, plain(field.description), position % COLOURS, values)


def _value_view(
    field: SchemaField, position: int, reviewed: ReviewedValue, numbers: _Numbers, event: MergedEvent
) -> ValueView:
    shown = reviewed.value or reviewed.stood
    assert shown is not None  # noqa: S101  # a value stood, or a reviewer added it
    before = reviewed.stood or shown
    judgement = reviewed.judgement
    verdict = "disputed" if reviewed.disputed else _VERDICTS[judgement.kind] if judgement else ""
    text = plain(field.type.show(shown.value))
    was = plain(field.type.show(before.value))
    after = canonical(field.name, shown.value)
    number = numbers.take(position, field.name, text, shown.supports)
    beside = [other for other in before.alternatives if canonical(field.name, other.value) != after]
    return ValueView(
        key=canonical(field.name, before.value),
        text=text,
        written=text,
        role=plain(getattr(shown.value, "role", "") or ""),
        verdict=verdict,
        by=_by_whom(judgement, reviewed),
        was=was if canonical(field.name, before.value) != after else "",
        support=_support(shown, event),
        dots=min(_MOST_DOTS, len({support.article for support in shown.supports})),
        conflict=before.conflict.value if before.conflict else "",
        supported=is_supported(shown),
        judged=f"judged {percent(shown.confidence)}".strip() if is_judged(shown) else "",
        second_opinions=tuple(second_opinions(shown)),
        notes=_notes(shown),
        number=number,
        alternatives=tuple(
            AlternativeView(
                key=canonical(field.name, other.value),
                text=(words := plain(field.type.show(other.value))),
                conflict=other.conflict.value,
                support=_support(other, event),
                number=numbers.take(position, field.name, words, other.supports),
            )
            for other in beside
        ),
    )


def _by_whom(judgement: Judgement | None, reviewed: ReviewedValue) -> str:
    if judgement is not None:
        return plain(judgement.decision.by)
    return plain(", ".join(sorted(other.decision.by for other in reviewed.judgements)))


def _support(value: SourcedValue, event: MergedEvent) -> str:
    if not value.supports:
        return "a reviewer’s words, in no article"
    articles = _many(len({s.article for s in value.supports}), "article")
    said = [s for s in value.supports if s.grounding is not Grounding.UNSUPPORTED]
    places = {(s.article, s.span) for s in said if s.span is not None}
    cited = {(s.article, number) for s in said if s.span is None for number in s.sentences}
    where = _many(len(places), "place") if places or not cited else _many(len(cited), "sentence")
    return ", ".join(part for part in (articles, where, given_by(value, event)) if part)


def _identical(reviewed: ReviewedEvent) -> str:
    """What several models agree on and nobody has judged yet."""
    models = reviewed.event.models
    alike = sum(
        value.judgement is None and value.stood is not None and value.stood.models == models
        for value in reviewed.values
    )
    if len(models) < 2 or not alike:
        return ""
    return f"{' and '.join(map(plain, models))} give {_many(alike, 'value')} alike."


def _notes(value: MergedValue) -> tuple[str, ...]:
    """What grounding has to say about the supports, each once."""
    notes = [
        f"{support.grounding.value}: {support.note}" if support.note else support.grounding.value
        for support in value.supports
        if support.grounding is not Grounding.JUDGED
        and (support.note or support.grounding not in {Grounding.EXACT, Grounding.UNSUPPORTED})
    ]
    return tuple(plain(note) for note in dict.fromkeys(notes))[:3]


def _changed_line(value: JudgedValue, reviewed: ReviewedEvent, schema: Schema) -> str:
    field = schema.field(value.field)
    now = [field.type.show(found.value) for found in reviewed.event.fields[value.field]]
    return plain(f"{value.field}: was {value.shown}, now {', '.join(now) or 'nothing'}")


def _choices(schema: Schema) -> str:
    found = {}
    for field in schema.fields:
        options = [option.name for option in field.type.options]
        roles = [role.name for role in field.type.roles]
        found[field.name] = {"description": plain(field.description), "options": options, "roles": roles}
    return json.dumps(found)


def _many(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


# Articles


def _by_date(articles: Iterable[Article]) -> list[Article]:
    return sorted(articles, key=lambda a: (a.published is None, str(a.published), a.id))


def _article_view(article: Article, card: Card, numbers: _Numbers) -> ArticleView:
    marked = Marked(text_of(article), numbers.said.get(article.id, ()))
    sentences = [
        SentenceView(
            sentence.number,
            sentence.boilerplate,
            tuple(marked.pieces(sentence.number)),
            tuple(marked.resting.get(sentence.number, ())),
        )
        for sentence in article.sentences
    ]
    telling = {n for record in card.records if record.article == article.id for n in record.sentences}
    telling |= {s.number for s in sentences if s.values or any(p.meanings for p in s.pieces)}
    near = {number + step for number in telling for step in range(-_AROUND, _AROUND + 1)}
    runs = groupby(sentences, key=lambda sentence: sentence.number not in near)
    known = (article.source, str(article.published or "no date"), article.id)
    return ArticleView(
        id=article.id,
        title=title_of(article),
        line=plain(" · ".join(part for part in known if part)),
        passages=tuple(PassageView(folded, tuple(found)) for folded, found in runs),
    )
