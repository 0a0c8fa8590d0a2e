"""How strongly two records speak for being the same event: a sum of points over fields.

The points stand in the schema (`weights[field][level]`), not here. A field in which one side says nothing
gives 0, as does a value that its article does not say; a field at level `EXCLUDED` forbids the pair whatever
else agrees. One rule needs no table: who reports two things in one sentence keeps them apart, so two
records that cite a common sentence of one article are the same event only if no field speaks against it. It
holds for what one model read there: another that read one thing otherwise is no second thing. And two models
that read the same words as what happened read one event (`readers.py`): their sum is the threshold at least.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from extractor.fields.base import EXCLUDED, MISSING, Comparison, Purpose
from extractor.merging.readers import Place, Readers, overlap, places_of_what, readers_of, same_reader
from extractor.records import EventRecord, Grounding
from extractor.schemas import Schema, SchemaField

WORDS = "words"
"""The field of the evidence that two models read the same words; nothing that a field says excludes then."""

OUTWEIGHED = "outweighed"
"""The level of a field that would have excluded the pair."""

REVIEWER = "reviewer"
"""The field of the evidence that is a decision; its level, `same` or `excluded`, outweighs the others."""


class Verdict(StrEnum):
    """What the points of a pair say."""

    SAME = "same event"
    """The sum reaches the threshold and nothing excludes, or a reviewer said so."""
    OPEN = "not enough"
    """The sum stays below the threshold."""
    EXCLUDED = "excluded"
    """A field, the sentence both cite, or a reviewer rules it out."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one field says about two records being the same event."""

    field: str
    level: str
    """A level of the field type, `missing` or `excluded`."""
    points: int
    """From the schema's weights; 0 when missing or excluded."""
    detail: str = ""
    """The two values in a few words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A record as scoring sees it: the values of each weighed field, and their comparison keys."""

    article: str
    sentences: frozenset[int]
    values: tuple[tuple[Any, ...], ...]
    comparison_keys: tuple[Hashable, ...]
    readers: Readers
    what: tuple[Place, ...]
    """Where the words stand that say what happened."""
    defining: frozenset[str]
    """The fields that define an event of this kind."""


class Scorer:
    """Scores pairs of records by one schema's weights, one at a time; `Sums` does it for many."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.fields: tuple[SchemaField, ...] = schema.compared

    def reading(self, record: EventRecord, readers: Readers | None = None) -> Reading:
        """The values of a record that take part in scoring; `readers` where several models wrote it."""
        values = tuple(values_of(record, field) for field in self.fields)
        comparison_keys = tuple(
            field.type.comparison_key(own) for field, own in zip(self.fields, values, strict=True)
        )
        return Reading(
            record.article,
            frozenset(record.sentences),
            values,
            comparison_keys,
            readers or readers_of(record),
            places_of_what(record, self.schema),
            defining(record, self.schema),
        )

    def score(self, a: Reading, b: Reading) -> int | None:
        """The points of a pair; `None` when it is excluded."""
        total = 0
        against = False
        alike = read_alike(a, b)
        for position, field in enumerate(self.fields):
            if not a.values[position] or not b.values[position]:
                continue
            level = field.type.level(a.comparison_keys[position], b.comparison_keys[position])
            if level == EXCLUDED or excludes(field, level, a.defining & b.defining):
                if alike:
                    continue
                return None
            points = self.schema.weights[field.name].get(level, 0)
            against = against or points < 0
            total += points
        if alike:
            return max(total, self.schema.threshold)
        return None if against and are_apart(a, b) else total

    def evidence(self, a: Reading, b: Reading) -> tuple[Evidence, ...]:
        """What each weighed field says, in the schema's order; the rule about words or sentences last."""
        defined = a.defining & b.defining
        found = [
            _evidence(field, self.schema, compare(field, a.values[i], b.values[i]), defined)
            for i, field in enumerate(self.fields)
            if field is not self.schema.story or (a.values[i] and b.values[i])
        ]
        if read_alike(a, b):
            found = [replace(item, level=OUTWEIGHED) if item.level == EXCLUDED else item for item in found]
            missing = max(0, self.schema.threshold - total(found))
            found.append(Evidence(WORDS, "same", missing, "two models read the same words as what happened"))
        against = [item.field for item in found if item.points < 0]
        if against and are_apart(a, b):
            found.append(Evidence("sentence", EXCLUDED, 0, f"kept apart in one sentence by {against[0]}"))
        return tuple(found)

    def keys(self, record: EventRecord) -> frozenset[tuple[str, str]]:
        """The blocking keys of a record: pairs of a field's name and one of the keys its type gives."""
        return frozenset(
            (field.name, key)
            for field in self.fields
            if (values := values_of(record, field))
            for key in field.type.block(values)
        )


def values_of(record: EventRecord, field: SchemaField) -> tuple[Any, ...]:
    """The values of a record in a field that take part, in the record's order.

    What could not be read says nothing, and what its article does not say (unsupported) proves nothing. Where
    nothing is said, the day of publication may tell something.
    """
    said = [
        mention.value
        for mention in record.fields.get(field.name, ())
        if mention.value is not None and mention.support.grounding is not Grounding.UNSUPPORTED
    ]
    return tuple(said) if said else field.type.implied(record)


def key_points(field: SchemaField, weights: Mapping[str, int], key: str) -> int:
    """The most points that sharing a blocking key can give its field, whose levels give these points."""
    return max(0, *(weights.get(level, 0) for level in field.type.allows(key)))


def defining(record: EventRecord, schema: Schema) -> frozenset[str]:
    """The fields that define an event of the record's kind: two such events must not differ in them."""
    kind = schema.choice(Purpose.KIND)
    if kind is None:
        return frozenset()
    field, choice = kind
    named = {getattr(mention.value, "name", None) for mention in record.fields.get(field.name, ())}
    return frozenset(name for option in choice.options if option.name in named for name in option.defined_by)


def excludes(field: SchemaField, level: str, defined: frozenset[str]) -> bool:
    """Whether a level excludes a match of events that these fields define."""
    return field.name in defined and level in field.type.conflicts


def compare(field: SchemaField, a: tuple[Any, ...], b: tuple[Any, ...]) -> Comparison:
    """How two records' values of a field stand to each other; missing when one side has none."""
    return field.type.compare(a, b) if a and b else Comparison(MISSING)


def are_apart(a: Reading, b: Reading) -> bool:
    """Whether both records report from a common sentence of one article, as one model read it."""
    same_place = a.article == b.article and not a.sentences.isdisjoint(b.sentences)
    return same_place and same_reader(a.readers, b.readers)


def read_alike(a: Reading, b: Reading) -> bool:
    """Whether two models read the same words of one article as what happened."""
    return a.article == b.article and not same_reader(a.readers, b.readers) and overlap(a.what, b.what)


def total(evidence: Iterable[Evidence]) -> int:
    """The sum of the points."""
    return sum(item.points for item in evidence)


def verdict(evidence: Iterable[Evidence], threshold: int) -> Verdict:
    """What the evidence amounts to."""
    items = tuple(evidence)
    if any(item.field == REVIEWER and item.level != EXCLUDED for item in items):
        return Verdict.SAME
    if any(item.level == EXCLUDED for item in items):
        return Verdict.EXCLUDED
    return Verdict.SAME if total(items) >= threshold else Verdict.OPEN


def _evidence(
    field: SchemaField, schema: Schema, comparison: Comparison, defined: frozenset[str]
) -> Evidence:
    if excludes(field, comparison.level, defined):
        return Evidence(field.name, EXCLUDED, 0, f"{comparison.detail}: {comparison.level}")
    silent = comparison.level in (MISSING, EXCLUDED)
    points = 0 if silent else schema.weights[field.name].get(comparison.level, 0)
    return Evidence(field.name, comparison.level, points, comparison.detail)
