"""An event, an article and a run as a page shows them: everything in words, nothing escaped yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.fields import Choice, Count, TimeValue, When
from extractor.presentation.plain import plain
from extractor.presentation.words import (
    Words,
    cell,
    fields_of,
    given_by,
    headline,
    is_supported,
    main_parties,
    title_of,
    told_by,
    words_of_event,
)
from extractor.records import (
    Alternative,
    Article,
    Conflict,
    EventRelation,
    Grounding,
    MergedEvent,
    SourcedValue,
)
from extractor.reporting.choosing import sources_of
from extractor.reporting.passages import Passage, Said, by_article, cited_passages, said_in, whole_passages
from extractor.schemas import Schema, SchemaField

COLOURS = 8
"""Colours for fields; a schema with more fields uses them again."""

ONE_ARTICLE = "one article"
UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value of an event, or an alternative to one."""

    name: str
    """Names the value inside its event: `v0`, `v1`, …"""
    shown: str
    role: str | None
    conflict: str | None
    """Of a value that stands: the gravest among its alternatives; of an alternative: its own."""
    supported: bool
    articles: tuple[int, ...]
    """The numbers of the articles that say it and stand beside the event."""
    more: int
    """How many others say it."""
    notes: tuple[str, ...]
    """What is not found in the text, or only partly understood."""
    given: str
    """Of an event that several models read: how many give the value, and which."""
    alternatives: tuple[ValueView, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of an event with what is said."""

    name: str
    colour: int
    values: tuple[ValueView, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article, by its number in the page."""

    number: int
    id: str
    title: str
    source: str | None
    published: str | None
    url: str | None
    """Only when it leads to the web."""
    whole: bool = True
    """Whether all of its text is there."""
    passages: tuple[Passage, ...] = ()
    events: Mapping[int, tuple[EventView, ...]] | None = None
    """By the number of a sentence, the events that rest on it."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """What one article says of an event."""

    article: ArticleView
    passages: tuple[Passage, ...]
    missing: tuple[Said, ...]
    """Supports whose words are not in the text."""


@dataclass(frozen=True, slots=True)
class LinkView:
    """Another event that this one mentions, or that mentions it."""

    words: str
    """`mentions` or `mentioned by`."""
    headline: str
    number: int
    """Of the other event in the page."""
    quotes: tuple[str, ...]
    """What the articles say, each wording once."""


@dataclass(frozen=True, slots=True)
class EventView:
    """An event of a page."""

    number: int
    id: str
    headline: str
    kind: str
    when: str
    count: str
    parties: str
    time: TimeValue | None
    records: int
    articles: tuple[int, ...]
    """Those that the page has."""
    reported_by: int
    """How many articles report it."""
    unread: int
    """How many of these do not stand beside it."""
    told: str
    """How many articles report it, and of how many sources they are when some are copies."""
    copies: tuple[tuple[int, ...], ...]
    """The numbers of the articles that are copies of one text, a group a text; of those that the page has."""
    flags: tuple[str, ...]
    """What a reader may look for: `disagreement`, `update`, `refinement`, `unsupported`, `one article`."""
    fields: tuple[FieldView, ...] = ()
    sources: tuple[SourceView, ...] = ()
    links: tuple[LinkView, ...] = ()


def article_view(number: int, article: Article) -> ArticleView:
    """An article without its text."""
    url = article.url or ""
    return ArticleView(
        number=number,
        id=plain(article.id),
        title=title_of(article),
        source=plain(article.source or "") or None,
        published=article.published.isoformat() if article.published else None,
        url=plain(url) if url.lower().startswith(("https://", "http://")) else None,
    )


def event_view(
    number: int,
    event: MergedEvent,
    schema: Schema,
    articles: Mapping[str, Article],
    views: Mapping[str, ArticleView],
) -> EventView:
    """An event with what every article says of it; `views` has the articles by id."""
    words = words_of_event(event, schema)
    said = said_in(event, schema)
    beside = {name: views[name] for name in sources_of(event, articles) if name in views}
    return EventView(
        number=number,
        id=plain(event.id),
        headline=headline(words, schema) or plain(event.id),
        kind=_kind(words, schema),
        when=cell(words, fields_of(schema, When)),
        count=cell(words, fields_of(schema, Count)),
        parties=main_parties(event, schema),
        time=_time(event, schema),
        records=len(event.records),
        articles=_numbers(event.articles, views),
        reported_by=len(event.articles),
        unread=len(event.articles) - len(beside),
        told=told_by(event),
        copies=tuple(found for group in event.copies if (found := _numbers(group, views))),
        flags=_flags(event),
        fields=_field_views(event, schema, beside),
        sources=_sources(said, articles, beside),
    )


def with_links(views: Sequence[EventView], relations: Iterable[EventRelation]) -> list[EventView]:
    """The events with the relations between them."""
    by_id = {view.id: view for view in views}
    links: dict[str, list[LinkView]] = {}
    for found in relations:
        quotes = tuple(dict.fromkeys(plain(support.written) for support in found.supports))
        sides = ((found.kind.value, found.event, found.other), (found.kind.inverse, found.other, found.event))
        for words, own, other in sides:
            if plain(own) in by_id and plain(other) in by_id:
                view = by_id[plain(other)]
                links.setdefault(plain(own), []).append(LinkView(words, view.headline, view.number, quotes))
    return [replace(view, links=tuple(links.get(view.id, ()))) for view in views]


def _numbers(articles: Iterable[str], views: Mapping[str, ArticleView]) -> tuple[int, ...]:
    return tuple(sorted(views[name].number for name in articles if name in views))


def _kind(words: Words, schema: Schema) -> str:
    return cell(words, fields_of(schema, Choice)[:1])


def _time(event: MergedEvent, schema: Schema) -> TimeValue | None:
    values = (
        value.value for f in fields_of(schema, When) for value in event.fields[f.name] if is_supported(value)
    )
    return next((value for value in values if isinstance(value, TimeValue) and value.resolved), None)


def _flags(event: MergedEvent) -> tuple[str, ...]:
    values = [value for found in event.fields.values() for value in found]
    conflicts = {other.conflict for value in values for other in value.alternatives}
    order = (Conflict.DISAGREEMENT, Conflict.UPDATE, Conflict.REFINEMENT)
    flags = [kind.value for kind in order if kind in conflicts]
    if not all(is_supported(value) for value in values):
        flags.append(UNSUPPORTED)
    if len(event.articles) == 1:
        flags.append(ONE_ARTICLE)
    return tuple(flags)


def _field_views(
    event: MergedEvent, schema: Schema, views: Mapping[str, ArticleView]
) -> tuple[FieldView, ...]:
    found = []
    number = 0
    for place, field in enumerate(schema.fields):
        values = []
        for value in event.fields[field.name]:
            names = [f"v{number + step}" for step in range(1 + len(value.alternatives))]
            number += len(names)
            others = tuple(
                _value_view(name, other, field, views, given_by(other, event))
                for name, other in zip(names[1:], value.alternatives, strict=True)
            )
            values.append(_value_view(names[0], value, field, views, given_by(value, event), others))
        if values:
            found.append(FieldView(plain(field.name), place % COLOURS, tuple(values)))
    return tuple(found)


def _value_view(
    name: str,
    said: SourcedValue,
    field: SchemaField,
    views: Mapping[str, ArticleView],
    given: str,
    alternatives: tuple[ValueView, ...] = (),
) -> ValueView:
    saying = {s.article for s in said.supports if s.grounding is not Grounding.UNSUPPORTED}
    role = getattr(said.value, "role", None)
    kinds = [a.conflict for a in alternatives]
    order = [kind.value for kind in (Conflict.DISAGREEMENT, Conflict.UPDATE, Conflict.REFINEMENT)]
    conflict = (
        said.conflict.value
        if isinstance(said, Alternative)
        else next((kind for kind in order if kind in kinds), None)
    )
    return ValueView(
        name=name,
        shown=plain(field.type.show(said.value)),
        role=plain(role) if isinstance(role, str) else None,
        conflict=conflict,
        supported=bool(saying),
        articles=_numbers(saying, views),
        more=len(saying - views.keys()),
        notes=tuple(dict.fromkeys(plain(s.note) for s in said.supports if s.note)),
        given=given,
        alternatives=alternatives,
    )


def _sources(
    said: Sequence[Said], articles: Mapping[str, Article], views: Mapping[str, ArticleView]
) -> tuple[SourceView, ...]:
    found = [
        SourceView(
            views[name],
            cited_passages(articles[name], group),
            tuple({one.shown: one for one in group if one.support.span is None}.values()),
        )
        for name, group in by_article(said).items()
        if name in articles and name in views
    ]
    return tuple(sorted(found, key=lambda source: source.article.number))


def with_text(
    view: ArticleView, article: Article, told: Iterable[tuple[EventView, Sequence[Said]]], *, whole: bool
) -> ArticleView:
    """The article with its text, or else the sentences that these events rest on, marked by what they say."""
    every: list[Said] = []
    events: dict[int, list[EventView]] = {}
    for event, said in told:
        every += said
        here = (one.support.span for one in said if one.support.article == article.id)
        starts = {span.start for span in here if span is not None}
        for sentence in article.sentences:
            if any(sentence.span.start <= start < sentence.span.end for start in starts):
                events.setdefault(sentence.number, []).append(event)
    return ArticleView(
        number=view.number,
        id=view.id,
        title=view.title,
        source=view.source,
        published=view.published,
        url=view.url,
        whole=whole,
        passages=whole_passages(article, every) if whole else cited_passages(article, every),
        events={number: tuple(found) for number, found in events.items()},
    )
