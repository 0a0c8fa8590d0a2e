"""From a group of records to one merged event: each field's claims go to its type's `fuse`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from extractor.fields.claims import Claim
from extractor.merging.identity import event_id, founder
from extractor.merging.readers import Readers, readers_of, with_readers
from extractor.records import EventRecord, MergedEvent, MergedValue, most_confident
from extractor.schemas import Schema, SchemaField


def fuse(
    records: Sequence[EventRecord],
    schema: Schema,
    source_of: Mapping[str, str],
    readers: Mapping[str, Readers] | None = None,
) -> MergedEvent:
    """The event that these records report together.

    `source_of` gives for each article id the id that stands for all copies of its text. `readers` gives the
    models of those records that several models wrote alike, by id. The order of `records` does not matter.
    """
    members = sorted(records, key=lambda record: record.id)
    read_by = {record.id: (readers or {}).get(record.id) or readers_of(record) for record in members}
    models = tuple(sorted(frozenset().union(*read_by.values())))
    fields = {f.name: f.type.fuse(_claims(members, f, source_of)) for f in schema.fields}
    if len(models) > 1:
        fields = {name: with_readers(values, name, members, read_by) for name, values in fields.items()}
    return MergedEvent(
        id=event_id(members),
        schema_name=schema.name,
        headline=_headline(members, fields, schema),
        confidence=most_confident(record.confidence for record in members),
        fields=fields,
        records=tuple(record.id for record in members),
        articles=tuple(sorted({record.article for record in members})),
        copies=_copies({record.article for record in members}, source_of),
        models=models,
    )


def _headline(
    records: Sequence[EventRecord], fields: Mapping[str, tuple[MergedValue, ...]], schema: Schema
) -> str:
    """The merged headline, else that of the record the event is named after."""
    field = schema.headline_field
    if field is not None and fields[field.name]:
        return field.type.show(fields[field.name][0].value)
    return founder(records).headline


def _copies(articles: Iterable[str], source_of: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """The groups of articles that are copies of one text."""
    groups: dict[str, list[str]] = {}
    for article in sorted(articles):
        groups.setdefault(source_of[article], []).append(article)
    return tuple(sorted(tuple(group) for group in groups.values() if len(group) > 1))


def _claims(
    records: Sequence[EventRecord], field: SchemaField, source_of: Mapping[str, str]
) -> list[Claim[Any]]:
    return [
        Claim(mention, mention.value, record.published, source_of[record.article])
        for record in records
        for mention in record.fields.get(field.name, ())
        if mention.value is not None
    ]
