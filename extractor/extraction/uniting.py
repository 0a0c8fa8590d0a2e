"""One event that an article was asked about twice, as where two windows overlap, becomes one again.

Two events of one article are the same when their headlines say the same, and no time, number or place of
theirs differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.extraction.plans.base import RawEvent
from extractor.fields.base import EXCLUDED
from extractor.records import Mention, Value
from extractor.schemas import Schema

_APART = frozenset({EXCLUDED, "different", "different parties"})
"""Levels of comparison at which two events are not one."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An event on its way to a record: found in the article and read."""

    event: RawEvent
    fields: Mapping[str, tuple[Mention, ...]]


def unite(drafts: Sequence[Draft], schema: Schema) -> list[Draft]:
    """The events, each once, where it stood first."""
    united: list[Draft] = []
    for draft in drafts:
        for place, other in enumerate(united):
            if _is_same(other, draft, schema):
                united[place] = _together(other, draft, schema)
                break
        else:
            united.append(draft)
    return united


def _is_same(a: Draft, b: Draft, schema: Schema) -> bool:
    field = schema.headline_field
    if field is None or not set(a.event.sentences) & set(b.event.sentences):
        return False
    if field.type.compare(_values(a, field.name), _values(b, field.name)).level not in {"verbatim", "same"}:
        return False
    return not any(
        f.type.compare(_values(a, f.name), _values(b, f.name)).level in _APART
        for f in schema.fields
        if f is not field
    )


def _values(draft: Draft, name: str) -> tuple[Value, ...]:
    return tuple(mention.value for mention in draft.fields[name] if mention.value is not None)


def _together(first: Draft, second: Draft, schema: Schema) -> Draft:
    """The first, with the sentences of both, and the second's values in the fields that it left empty."""
    sentences = tuple(sorted({*first.event.sentences, *second.event.sentences}))
    fields = {f.name: first.fields[f.name] or second.fields[f.name] for f in schema.fields}
    return Draft(replace(first.event, sentences=sentences), fields)
