"""An event as a page shows it: everything in words, nothing escaped yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.fields import Aspect, TimeValue
from extractor.presentation.plain import plain
from extractor.presentation.words import (
    Words,
    cell,
    given_by,
    headline_of,
    is_doubted,
    is_judged,
    is_supported,
    kind_fields,
    main_parties,
    percent,
    second_opinions,
    told_by,
    words_of_event,
)
from extractor.records import Alternative, Conflict, EventRelation, Grounding, MergedEvent, SourcedValue
from extractor.reporting.article_views import ArticleView
from extractor.schemas import Schema, SchemaField

COLOURS = 8
"""Colours for fields; a schema with more fields uses them again."""

ONE_ARTICLE = "one article"
UNSUPPORTED = "unsupported"
DOUBTED = "doubted"


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
    """The numbers of the articles that say it and are quoted for the event."""
    more: int
    """How many others say it."""
    confidence: str
    """Of a judged value, how sure the model was, as in `87%`."""
    judged: bool
    """Whether it is a judgement about the cited sentences."""
    second_opinions: tuple[str, ...]
    """Where a rule of ours would judge otherwise."""
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
    confidence: str
    """How sure the models are that it is an event, as in `87%`."""
    reported_by: int
    """How many articles report it."""
    unread: int
    """How many of these are not quoted."""
    told: str
    """How many articles report it, and of how many sources they are when some are copies."""
    copies: tuple[tuple[int, ...], ...]
    """The numbers of the articles that are copies of one text, a group a text; of those that the page has."""
    flags: tuple[str, ...]
    """What a reader may look for: `disagreement`, `update`, `refinement`, `unsupported`,
    `doubted`, `one article`."""
    fields: tuple[FieldView, ...] = ()
    links: tuple[LinkView, ...] = ()


def event_view(
    number: int,
    event: MergedEvent,
    schema: Schema,
    quoted: Collection[str],
    views: Mapping[str, ArticleView],
) -> EventView:
    """An event with the values that are said of it.

    `views` has the articles of the page by id, `quoted` names those that are quoted for the event.
    """
    words = words_of_event(event, schema)
    near = {name: views[name] for name in quoted}
    return EventView(
        number=number,
        id=plain(event.id),
        headline=headline_of(event, schema, words) or plain(event.id),
        kind=_kind(words, schema),
        when=cell(words, schema.fields_for(Aspect.WHEN)),
        count=cell(words, schema.fields_for(Aspect.HOW_MANY)),
        parties=main_parties(event, schema),
        time=_time(event, schema),
        records=len(event.records),
        articles=_numbers(event.articles, views),
        confidence=percent(event.confidence),
        reported_by=len(event.articles),
        unread=len(event.articles) - len(near),
        told=told_by(event),
        copies=tuple(found for group in event.copies if (found := _numbers(group, views))),
        flags=_flags(event),
        fields=_field_views(event, schema, near),
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
    return cell(words, kind_fields(schema))


def _time(event: MergedEvent, schema: Schema) -> TimeValue | None:
    values = (
        value.value
        for f in schema.fields_for(Aspect.WHEN)
        for value in event.fields[f.name]
        if is_supported(value)
    )
    return next((value for value in values if isinstance(value, TimeValue) and value.resolved), None)


def _flags(event: MergedEvent) -> tuple[str, ...]:
    values = [value for found in event.fields.values() for value in found]
    conflicts = {other.conflict for value in values for other in value.alternatives}
    order = (Conflict.DISAGREEMENT, Conflict.UPDATE, Conflict.REFINEMENT)
    flags = [kind.value for kind in order if kind in conflicts]
    if not all(is_supported(value) for value in values):
        flags.append(UNSUPPORTED)
    if is_doubted(event):
        flags.append(DOUBTED)
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
    role = vars(said.value).get("role")  # to ask a model for what it does not have takes long
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
        confidence=percent(said.confidence),
        judged=is_judged(said),
        second_opinions=tuple(second_opinions(said)),
        given=given,
        alternatives=alternatives,
    )
