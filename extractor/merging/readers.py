"""Which models read an event in its articles, and which of them give each value.

Models that agree are support of a kind of their own. They read the same articles, so they are never further
sources: who stands for what in a merge is decided by articles alone (`near_duplicate_groups`).

Two models that read the same words of an article as what happened there read one event, whatever else they
made of it. So such a pair is linked, and nothing that either says excludes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.fields import Evidence
from extractor.records import EventRecord, Grounding, MergedValue, Support
from extractor.schemas import Schema

Readers = frozenset[str]
"""The labels of models; empty when nobody says which model it was."""


def readers_of(record: EventRecord) -> Readers:
    """The model that read this record in its article."""
    return frozenset([record.origin.label]) if record.origin else frozenset()


def same_reader(a: Readers, b: Readers) -> bool:
    """Whether one model may have read both."""
    return not a or not b or not a.isdisjoint(b)


Place = tuple[int, int]
"""Where words start and end in an article."""


def places_of_what(record: EventRecord, schema: Schema) -> tuple[Place, ...]:
    """The words that say what happened: of the kind of the event, or else of the line that tells it."""
    for evidence in (Evidence.JUDGED, Evidence.WORDED):
        for field in schema.fields:
            if field.type.evidence is evidence:
                supports = [mention.support for mention in record.fields.get(field.name, ())]
                spans = [s.span for s in supports if s.span and s.grounding is not Grounding.UNSUPPORTED]
                if spans:
                    return tuple(sorted({(span.start, span.end) for span in spans}))
    return ()


def overlap(a: Sequence[Place], b: Sequence[Place]) -> bool:
    """Whether some words are in both."""
    return any(start < other_end and other_start < end for start, end in a for other_start, other_end in b)


def with_readers(
    values: Sequence[MergedValue], field: str, members: Sequence[EventRecord], readers: Mapping[str, Readers]
) -> tuple[MergedValue, ...]:
    """The values of an event's field, each with the models that give it; `readers` are by record."""
    gave: dict[Support, set[str]] = {}
    for record in members:
        for mention in record.fields.get(field, ()):
            gave.setdefault(mention.support, set()).update(readers[record.id])
    return tuple(
        value.model_copy(
            update={
                "models": _models(value.supports, gave),
                "alternatives": tuple(
                    other.model_copy(update={"models": _models(other.supports, gave)})
                    for other in value.alternatives
                ),
            }
        )
        for value in values
    )


def _models(supports: Sequence[Support], gave: Mapping[Support, set[str]]) -> tuple[str, ...]:
    return tuple(sorted({label for support in supports for label in gave.get(support, ())}))
