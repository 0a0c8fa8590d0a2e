"""How records and events are put into words for a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from extractor.fields import Choice, Line, When
from extractor.records import Article, EventRecord, Grounding, MergedEvent, MergedValue
from extractor.schemas import Schema, SchemaField

UNSUPPORTED_MARK = "(unsupported)"
"""Stands behind a value that no article says."""


def plain(text: str) -> str:
    """The text on one line, without characters that would steer a terminal or hide its order of letters."""
    visible = "".join(
        " " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else "" if unicodedata.category(c) == "Cf" else c
        for c in text
    )
    return re.sub(r"\s+", " ", visible).strip()


def record_line(record: EventRecord, schema: Schema, article: Article) -> str:
    """A record in one line: where it stands, what happened, and its date, number and place."""
    sentence = ",".join(map(str, record.sentences)) or "-"
    parts = []
    for field in schema.fields:
        shown = [
            field.type.show(mention.value)
            for mention in record.fields[field.name]
            if mention.value is not None and mention.support.grounding is not Grounding.UNSUPPORTED
        ]
        if shown:
            parts.append(", ".join(shown))
    return plain(f"{article.id[:12]} s{sentence:<3} {' · '.join(parts)}")


def fields_of(schema: Schema, *kinds: type) -> list[SchemaField]:
    """The fields of these types, in the schema's order."""
    return [field for field in schema.fields if isinstance(field.type, kinds)]


def is_supported(value: MergedValue) -> bool:
    """Whether any article says the value."""
    return any(support.grounding is not Grounding.UNSUPPORTED for support in value.supports)


def show_value(field: SchemaField, value: MergedValue) -> str:
    """A merged value in a few words, marked when no article says it."""
    shown = plain(field.type.show(value.value))
    return shown if is_supported(value) else f"{shown} {UNSUPPORTED_MARK}"


def cell(event: MergedEvent, fields: Sequence[SchemaField], separator: str = ", ") -> str:
    """The values that stand in these fields of an event; those that some article says come first."""
    shown = [
        (not is_supported(value), show_value(field, value))
        for field in fields
        for value in event.fields[field.name]
    ]
    return separator.join(text for _, text in sorted(shown, key=lambda pair: pair[0]))


def headline(event: MergedEvent, schema: Schema) -> str:
    """What happened, in the words of an article; the kind of event when nobody gave words."""
    return cell(event, fields_of(schema, Line)) or cell(event, fields_of(schema, Choice)[:1])


def by_weight(events: Sequence[MergedEvent], schema: Schema) -> list[MergedEvent]:
    """Events in the order people want them: most articles first, then most records, then by date."""
    times = fields_of(schema, When)
    return sorted(
        events, key=lambda e: (-len(e.articles), -len(e.records), cell(e, times), headline(e, schema), e.id)
    )
