"""The two tables of a run: a row an event, and a row a support."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractor.exporting.checked import Checked
from extractor.fields import Cell, CellKind, Column
from extractor.presentation.views import EventView
from extractor.presentation.words import is_supported, sentence_numbers, sentences_at
from extractor.records import (
    Alternative,
    Article,
    Conflict,
    Entity,
    EventRelation,
    MergedEvent,
    MergedValue,
    RelationKind,
    Support,
)
from extractor.schemas import Schema

Row = tuple[Cell, ...]
"""A cell for each column of a table."""


@dataclass(frozen=True, slots=True)
class Table:
    """The name and the columns of a table."""

    name: str
    columns: tuple[Column, ...]


_COLUMNS = tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))


def columns_of(name: str) -> tuple[Column, ...]:
    """The columns that `columns.toml` has under a name."""
    return tuple(Column(each, CellKind(kind), meaning) for each, (kind, meaning) in _COLUMNS[name].items())


# A row an event


def events_table(schema: Schema) -> Table:
    """The table with a row an event: some columns for each field of the schema, typed by its field type."""
    of_fields = [
        replace(part, name=f"{field.name}_{part.name}" if part.name else field.name)
        for field in schema.fields
        for part in (*field.type.columns(), *columns_of("of_each_field"))
    ]
    columns = [*columns_of("before_fields"), *of_fields, *columns_of("after_fields")]
    return Table("events", with_names_of_their_own(columns))


def event_row(
    checked: Checked,
    schema: Schema,
    articles: Mapping[str, Article],
    related: Sequence[EventRelation] = (),
    story: str | None = None,
) -> Row:
    """The row of an event; `related` are the relations it is the later event of, `story` its story's id."""
    event = checked.event
    cells: list[Cell] = [event.id, EventView(event, schema).headline, event.confidence]
    for field in schema.fields:
        values = event.fields[field.name]
        stands = [is_supported(value) or checked.confirms(field.name, value) for value in values]
        standing = [value.value for value, is_said in zip(values, stands, strict=True) if is_said]
        unsaid = [value for value, is_said in zip(values, stands, strict=True) if not is_said]
        cells += field.type.cells(standing)
        cells.append(_gravest(values))
        cells.append(
            tuple(
                f"{other.conflict.value}: {field.type.show(other.value)}"
                for value in values
                for other in value.alternatives
            )
        )
        cells.append(tuple(field.type.show(value.value) for value in unsaid))
    dates = [articles[name].published for name in event.articles if name in articles]
    published = sorted(day for day in dates if day is not None)
    return (
        *cells,
        _gravest(tuple(value for values in event.fields.values() for value in values)),
        len(event.articles),
        event.sources,
        len(event.records),
        published[0] if published else None,
        published[-1] if published else None,
        event.articles,
        tuple(" = ".join(group) for group in event.copies),
        *(tuple(found.other for found in related if found.kind is kind) for kind in RelationKind),
        story,
        event.records,
        event.models,
        checked.status or None,
        checked.reviewers,
    )


def _gravest(values: tuple[MergedValue, ...]) -> str | None:
    found = {value.conflict for value in values}
    order = (Conflict.DISAGREEMENT, Conflict.UPDATE, Conflict.REFINEMENT)
    return next((kind.value for kind in order if kind in found), None)


def with_names_of_their_own(columns: list[Column]) -> tuple[Column, ...]:
    """The columns, those of a name that is taken already with `_` behind it; databases fold case."""
    taken: set[str] = set()
    named = []
    for column in columns:
        name = column.name
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        named.append(replace(column, name=name))
    return tuple(named)


# A row a support

SUPPORTS = Table("supports", columns_of("supports"))
"""The table with a row for each place where an article says a value, also one that does not stand."""


def support_rows(
    event: MergedEvent,
    schema: Schema,
    articles: Mapping[str, Article],
    related: Sequence[EventRelation] = (),
) -> Iterator[Row]:
    """The rows of an event's supports, by field and value; what several records say alike has one row.

    Behind them those of the earlier events it mentions or follows: the field is the kind of the relation, the
    value an id.
    """
    for field in schema.fields:
        for number, value in enumerate(event.fields[field.name], start=1):
            for said in (value, *value.alternatives):
                opening = (
                    event.id,
                    field.name,
                    number,
                    field.type.show(said.value),
                    getattr(said.value, "role", None),
                    said is value,
                    said.conflict.value if isinstance(said, Alternative) else None,
                )
                models = said.models if len(event.models) > 1 else event.models
                for support in dict.fromkeys(said.supports):
                    yield (*opening, *_place(support, articles.get(support.article)), models)
    for number, found in enumerate(related, start=1):
        for support in found.supports:
            opening = (event.id, found.kind.value, number, found.other, None, True, None)
            yield (*opening, *_place(support, articles.get(support.article)), event.models)


def _place(support: Support, article: Article | None) -> Row:
    sentences = sentences_at(article, support) if article is not None else ()
    span = support.span
    return (
        support.grounding.value,
        support.confidence,
        support.written,
        " ".join(s.span.text_in(article.text) for s in sentences)
        if article is not None and sentences
        else None,
        sentences[0].number if sentences else None,
        sentence_numbers(support.sentences) or None,
        span.start if span is not None else None,
        span.end if span is not None else None,
        support.note,
        support.article,
        *((article.title, article.source, article.published, article.url) if article else (None,) * 4),
    )


# A row a name

ENTITIES = Table("entities", columns_of("entities"))
"""The table with a row for each name of a person, organisation or government."""


def entity_rows(entity: Entity) -> Iterator[Row]:
    """The rows of an entity, the name of most articles first."""
    for name in entity.names:
        yield (
            entity.id,
            entity.name,
            entity.kind,
            entity.country,
            name.written,
            name.reason,
            len(name.articles),
            name.articles,
            entity.events,
            entity.kept_apart,
        )
