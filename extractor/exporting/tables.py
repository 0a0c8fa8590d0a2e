"""The two tables of a run: a row an event, and a row a support."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.exporting.checked import Checked
from extractor.fields import Cell, CellKind
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
class TableColumn:
    """A column: its name, what it holds, and what that means."""

    name: str
    kind: CellKind
    description: str


@dataclass(frozen=True, slots=True)
class Table:
    """The name and the columns of a table."""

    name: str
    columns: tuple[TableColumn, ...]


# A row an event

_BEFORE_FIELDS = (
    TableColumn("event_id", CellKind.TEXT, "the event's id, as in `events.jsonl`"),
    TableColumn("headline", CellKind.TEXT, "the event in a few words, for people"),
    TableColumn("confidence", CellKind.NUMBER, "how sure the models are that it is an event, 0 to 1"),
)
_AFTER_FIELDS = (
    TableColumn("conflict", CellKind.TEXT, "the gravest of the conflicts: disagreement, update, refinement"),
    TableColumn("article_count", CellKind.WHOLE, "how many articles report the event"),
    TableColumn("source_count", CellKind.WHOLE, "how many sources they are, copies of one text counted once"),
    TableColumn("record_count", CellKind.WHOLE, "how many records it was merged from"),
    TableColumn("first_published", CellKind.DAY, "the earliest date of its articles, where they have any"),
    TableColumn("last_published", CellKind.DAY, "the latest one"),
    TableColumn("articles", CellKind.TEXTS, "the ids of its articles"),
    TableColumn("copies", CellKind.TEXTS, "those that are copies of one text, as `a = b`"),
    TableColumn("mentions", CellKind.TEXTS, "the ids of earlier events that its articles count or name"),
    TableColumn("follows", CellKind.TEXTS, "the id of the incident that it is a step after, as a trial"),
    TableColumn("story", CellKind.TEXT, "the id of the first event of the chain that it belongs to"),
    TableColumn("records", CellKind.TEXTS, "the ids of its records, as in `records.jsonl`"),
    TableColumn("models", CellKind.TEXTS, "the models that read it in its articles; they are no sources"),
    TableColumn("review", CellKind.TEXT, "how far its review is: accepted, started, disputed and so on"),
    TableColumn("reviewers", CellKind.TEXTS, "who reviewed it"),
)
_OF_EACH_FIELD = (
    TableColumn("conflict", CellKind.TEXT, "the gravest conflict among its values"),
    TableColumn("alternatives", CellKind.TEXTS, "values that do not stand, each with its conflict"),
    TableColumn("unsupported", CellKind.TEXTS, "values that no article says; they are in no other column"),
)


def events_table(schema: Schema) -> Table:
    """The table with a row an event: some columns for each field of the schema, typed by its field type."""
    columns = list(_BEFORE_FIELDS)
    for field in schema.fields:
        for part in field.type.columns():
            name = f"{field.name}_{part.name}" if part.name else field.name
            columns.append(TableColumn(name, part.kind, part.description))
        columns += [
            TableColumn(f"{field.name}_{column.name}", column.kind, column.description)
            for column in _OF_EACH_FIELD
        ]
    return Table("events", with_names_of_their_own([*columns, *_AFTER_FIELDS]))


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


def with_names_of_their_own(columns: list[TableColumn]) -> tuple[TableColumn, ...]:
    """The columns, those of a name that is taken already with `_` behind it; databases fold case."""
    taken: set[str] = set()
    named = []
    for column in columns:
        name = column.name
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        named.append(TableColumn(name, column.kind, column.description))
    return tuple(named)


# A row a support

SUPPORTS = Table(
    "supports",
    (
        TableColumn("event_id", CellKind.TEXT, "the event"),
        TableColumn("field", CellKind.TEXT, "the field of the schema, or `mentions` or `follows`"),
        TableColumn("value_number", CellKind.WHOLE, "which of the field's values, from 1"),
        TableColumn("value", CellKind.TEXT, "the value that is supported, in words"),
        TableColumn("role", CellKind.TEXT, "the role, for a party"),
        TableColumn("stands", CellKind.TRUTH, "whether it is the value that stands or an alternative to it"),
        TableColumn("conflict", CellKind.TEXT, "how an alternative differs from the value that stands"),
        TableColumn("grounding", CellKind.TEXT, "how the words were found in the article, or `judged`"),
        TableColumn("confidence", CellKind.NUMBER, "how sure the model was of a judged value, 0 to 1"),
        TableColumn("written", CellKind.TEXT, "the words, as the model wrote them"),
        TableColumn("sentence", CellKind.TEXT, "the sentence that holds them, or all that were cited"),
        TableColumn("sentence_number", CellKind.WHOLE, "the number in the article, from 1, of the first"),
        TableColumn("cited", CellKind.TEXT, "the numbers of all that the model cited, as in `s1-4, s6`"),
        TableColumn("start", CellKind.WHOLE, "where the words begin in the article's text, in code points"),
        TableColumn("end", CellKind.WHOLE, "where they end; both are empty without one place in the text"),
        TableColumn(
            "note",
            CellKind.TEXT,
            "why words were refused or only partly understood, or may be judged otherwise",
        ),
        TableColumn("article", CellKind.TEXT, "the article's id"),
        TableColumn("title", CellKind.TEXT, "its title"),
        TableColumn("source", CellKind.TEXT, "its publisher, when the file names it"),
        TableColumn("published", CellKind.DAY, "its date, when the file states it"),
        TableColumn("url", CellKind.TEXT, "its address, when the file gives it"),
        TableColumn("models", CellKind.TEXTS, "the models that give the value"),
    ),
)
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

ENTITIES = Table(
    "entities",
    (
        TableColumn("entity_id", CellKind.TEXT, "the id of the entity, as in `entities.jsonl`"),
        TableColumn("entity", CellKind.TEXT, "its fullest name"),
        TableColumn("kind", CellKind.TEXT, "`person`, `organisation`, `government` or `unknown`"),
        TableColumn("country", CellKind.TEXT, "ISO 3166 code, where it is known"),
        TableColumn("name", CellKind.TEXT, "one of its names, as articles write it"),
        TableColumn("reason", CellKind.TEXT, "why that is a name of it"),
        TableColumn("article_count", CellKind.WHOLE, "how many articles write it so"),
        TableColumn("articles", CellKind.TEXTS, "their ids"),
        TableColumn("events", CellKind.TEXTS, "the ids of the events that the entity takes part in"),
        TableColumn("kept_apart", CellKind.TEXT, "why it was not joined to others that it could be"),
    ),
)
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
