"""How strongly two records speak for being the same event: a sum of points over fields.

The points stand in the schema (`weights[field][level]`), not here. A field in which one side says nothing
gives 0, as does a value that its article does not say; a field at level `EXCLUDED` forbids the pair whatever
else agrees. One rule needs no table: a reporter who tells two things in one sentence tells them apart, so two
records that cite a common sentence of one article are the same event only if no field speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from extractor.fields.base import EXCLUDED, MISSING, Comparison
from extractor.records import EventRecord, Grounding
from extractor.schemas import Schema, SchemaField

_CACHE_LIMIT = 2_000_000
"""Comparisons kept per field; beyond it the memory is emptied, which costs time and changes nothing."""


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
    """A record as scoring sees it: per weighed field its values, each tuple numbered once per merge."""

    article: str
    sentences: frozenset[int]
    values: tuple[tuple[Any, ...], ...]
    numbers: tuple[int, ...]


class Scorer:
    """Scores pairs of records by one schema's weights, remembering comparisons of equal values."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.fields: tuple[SchemaField, ...] = tuple(f for f in schema.fields if f.name in schema.weights)
        self._numbers: list[dict[tuple[Any, ...], int]] = [{} for _ in self.fields]
        self._ordered: list[tuple[int, int]] | None = None
        self._known: list[dict[tuple[int, int], int | None]] = [{} for _ in self.fields]

    def reading(self, record: EventRecord) -> Reading:
        """The values of a record that take part in scoring."""
        self._ordered = None
        values = tuple(values_of(record, field.name) for field in self.fields)
        numbers = tuple(
            known.setdefault(value, len(known)) for known, value in zip(self._numbers, values, strict=True)
        )
        return Reading(record.article, frozenset(record.sentences), values, numbers)

    def score(self, a: Reading, b: Reading) -> int | None:
        """The points of a pair; `None` when it is excluded."""
        total = 0
        against = False
        for position in range(len(self.fields)):
            points = self._points(position, a, b)
            if points is None:
                return None
            against = against or points < 0
            total += points
        return None if against and told_apart(a, b) else total

    def reaches(self, a: Reading, b: Reading, threshold: int) -> int | None:
        """The points of a pair that reaches the threshold; `None` when it does not, or is excluded.

        As `score`, but the fields with few different values come first, whose comparisons are known already,
        and it ends when the others cannot make up for what is missing.
        """
        total = 0
        against = False
        for position, rest in self._order():
            points = self._points(position, a, b)
            if points is None:
                return None
            against = against or points < 0
            total += points
            if total + rest < threshold:
                return None
        return None if against and told_apart(a, b) else total

    def _order(self) -> Sequence[tuple[int, int]]:
        """Positions of fields, each with the most points that all fields after it can give."""
        if self._ordered is None:
            order = sorted(range(len(self.fields)), key=lambda position: len(self._numbers[position]))
            most = [max(0, *self.schema.weights[self.fields[i].name].values()) for i in order]
            self._ordered = [(i, sum(most[number + 1 :])) for number, i in enumerate(order)]
        return self._ordered

    def evidence(self, a: Reading, b: Reading) -> tuple[Evidence, ...]:
        """What each weighed field says, in the schema's order; the one-sentence rule last, if it speaks."""
        found = [
            _evidence(field, self.schema, compare(field, a.values[i], b.values[i]))
            for i, field in enumerate(self.fields)
        ]
        against = [item.field for item in found if item.points < 0]
        if against and told_apart(a, b):
            found.append(Evidence("sentence", EXCLUDED, 0, f"told apart in one sentence by {against[0]}"))
        return tuple(found)

    def keys(self, record: EventRecord) -> frozenset[tuple[str, str]]:
        """The blocking keys of a record: pairs of a field's name and one of the keys its type gives."""
        return frozenset(
            (field.name, key)
            for field in self.fields
            if (values := values_of(record, field.name))
            for key in field.type.block(values)
        )

    def key_points(self, key: tuple[str, str]) -> int:
        """The most points that sharing a blocking key can give its field."""
        field = self.schema.field(key[0])
        return max(self.schema.weights[field.name].get(level, 0) for level in field.type.allows(key[1]))

    def _points(self, position: int, a: Reading, b: Reading) -> int | None:
        if not a.values[position] or not b.values[position]:
            return 0
        first, second = a.numbers[position], b.numbers[position]
        pair = (first, second) if first <= second else (second, first)
        known = self._known[position]
        if pair not in known:
            if len(known) >= _CACHE_LIMIT:
                known.clear()
            field = self.fields[position]
            level = field.type.level(a.values[position], b.values[position])
            known[pair] = None if level == EXCLUDED else self.schema.weights[field.name].get(level, 0)
        return known[pair]


def values_of(record: EventRecord, field: str) -> tuple[Any, ...]:
    """The values of a record in a field that take part, in the record's order.

    What could not be read says nothing, and what its article does not say (unsupported) proves nothing.
    """
    return tuple(
        mention.value
        for mention in record.fields.get(field, ())
        if mention.value is not None and mention.support.grounding is not Grounding.UNSUPPORTED
    )


def compare(field: SchemaField, a: tuple[Any, ...], b: tuple[Any, ...]) -> Comparison:
    """How two records' values of a field stand to each other; missing when one side has none."""
    return field.type.compare(a, b) if a and b else Comparison(MISSING)


def told_apart(a: Reading, b: Reading) -> bool:
    """Whether both records report from a common sentence of one article."""
    return a.article == b.article and not a.sentences.isdisjoint(b.sentences)


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


def _evidence(field: SchemaField, schema: Schema, comparison: Comparison) -> Evidence:
    silent = comparison.level in (MISSING, EXCLUDED)
    points = 0 if silent else schema.weights[field.name].get(comparison.level, 0)
    return Evidence(field.name, comparison.level, points, comparison.detail)
