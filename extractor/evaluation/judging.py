"""Whether the values of a merged event are those of the gold event that it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from extractor.evaluation.assignment import best_assignment
from extractor.evaluation.gold import GoldEvent, GoldParty, days_of
from extractor.extraction.grounding_folding import fold
from extractor.fields import Choice, Count, PartyValue, TimeValue, When, Where, Who
from extractor.fields.base import Context, FieldType, Written
from extractor.fields.parties.matching import Relation, relation
from extractor.records import Article, Grounding, MergedEvent, Value
from extractor.schemas import Schema, SchemaField

_NOWHERE = Context(Article(id="gold", text="", sentences=()), sentences=())
"""Gold names stand by themselves: no article explains them."""

_UNITS = (1, 7, 31, 92, 366)
"""The longest day, week, month, quarter and year, in days: two times of one unit are equally precise."""


class Verdict(StrEnum):
    """How a value stands to gold."""

    RIGHT = "right"
    WRONG = "wrong"
    """Another value than gold's, or a value where the articles say none."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class FieldVerdict:
    """One field of one found event."""

    verdict: Verdict | None
    """`None` when there is nothing to judge: gold allows silence, and nothing was said."""
    given: str | None
    """The value for people."""
    expected: str
    """What is right, for people."""


@dataclass(frozen=True, slots=True)
class PartyTally:
    """The parties of one found event, counted."""

    right: int
    wrong: int
    """Named, and no party of the gold event."""
    missed: int
    right_roles: int
    """Of the right ones, those whose role is right too."""
    wrong_names: tuple[str, ...] = ()
    missed_names: tuple[str, ...] = ()


def judge_fields(event: MergedEvent, gold: GoldEvent, schema: Schema) -> dict[str, FieldVerdict]:
    """The verdict on each single-valued field that both the schema and gold have."""
    verdicts = {}
    for field in schema.fields:
        judge = _JUDGES.get(field.name)
        if judge is not None and isinstance(field.type, judge[0]):
            accepted = getattr(gold, field.name)
            verdicts[field.name] = _judge(event, field, accepted, judge[1])
    return verdicts


def _judge(
    event: MergedEvent,
    field: SchemaField,
    accepted: Sequence[Any],
    is_right: Callable[[Any, Any, FieldType[Any]], bool],
) -> FieldVerdict:
    values = supported_values(event, field.name)
    value = values[0] if values else None
    expected = " or ".join("nothing" if item is None else str(item) for item in accepted)
    if value is None or (isinstance(value, TimeValue) and not value.resolved):
        verdict = None if None in accepted else Verdict.MISSING
        return FieldVerdict(verdict, None if value is None else field.type.show(value), expected)
    right = any(item is not None and is_right(value, item, field.type) for item in accepted)
    return FieldVerdict(Verdict.RIGHT if right else Verdict.WRONG, field.type.show(value), expected)


def supported_values(event: MergedEvent, name: str) -> list[Value]:
    """The values of a field that stand and that some article says; what none says is not shown as fact."""
    return [
        value.value
        for value in event.fields.get(name, ())
        if any(support.grounding is not Grounding.UNSUPPORTED for support in value.supports)
    ]


def _is_option(value: Any, accepted: str, _: FieldType[Any]) -> bool:
    return bool(value.name == accepted)


def _is_count(value: Any, accepted: float, _: FieldType[Any]) -> bool:
    return bool(value.value == accepted)


def _is_time(value: Any, accepted: str, _: FieldType[Any]) -> bool:
    """Gold's days lie in the interval, and it is of no coarser unit than gold."""
    first, last = days_of(accepted)
    if not isinstance(value, TimeValue) or not value.first <= first <= last <= value.last:
        return False
    return _unit(value.first, value.last) <= _unit(first, last)


def _unit(first: date, last: date) -> int:
    days = (last - first).days + 1
    longer = sum(1 for longest in _UNITS if days > longest)
    return longer if longer < len(_UNITS) else longer + days // _UNITS[-1]


def _is_place(value: Any, accepted: str, field_type: FieldType[Any]) -> bool:
    if fold(value.name) == fold(accepted):
        return True
    place = field_type.read(Written(accepted), _NOWHERE)
    return place is not None and field_type.compare([value], [place]).level in {"same", "alike"}


_Judge = tuple[type[FieldType[Any]], Callable[[Any, Any, FieldType[Any]], bool]]

_JUDGES: dict[str, _Judge] = {
    "type": (Choice, _is_option),
    "when": (When, _is_time),
    "where": (Where, _is_place),
    "count": (Count, _is_count),
    "status": (Choice, _is_option),
}
"""For each field of gold with one value: the field type it must have in the schema, and what is right."""


def judge_parties(event: MergedEvent, gold: GoldEvent, schema: Schema) -> PartyTally | None:
    """The parties of a found event beside gold's, one to one by name; `None` for a schema without parties.

    Names are the same when the field type would take them for one party, or when they are equal once folded.
    A right role decides between parties of one name. A party given twice, in two roles, is wrong once.
    """
    field = next((f for f in schema.fields if f.name == "who" and isinstance(f.type, Who)), None)
    if field is None:
        return None
    given = [value for value in supported_values(event, "who") if isinstance(value, PartyValue)]
    weights = [_weights(value, gold.who, field.type) for value in given]
    pairs = best_assignment(weights)
    wrong = [value for row, value in enumerate(given) if row not in pairs]
    taken = set(pairs.values())
    missed = [p for column, p in enumerate(gold.who) if column not in taken and not p.optional]
    asked = {row: gold.who[column] for row, column in pairs.items() if not gold.who[column].optional}
    return PartyTally(
        right=len(asked),
        wrong=len(wrong),
        missed=len(missed),
        right_roles=sum(1 for row, party in asked.items() if given[row].role in party.role),
        wrong_names=tuple(f"{field.type.show(value)} ({value.role})" for value in wrong),
        missed_names=tuple(party.name[0] for party in missed),
    )


def _weights(value: PartyValue, parties: Sequence[GoldParty], field_type: FieldType[Any]) -> dict[int, float]:
    """By number of the gold party of this name; a right role and being asked for weigh a little more."""
    return {
        number: 4 + 2 * (value.role in party.role) + (not party.optional)
        for number, party in enumerate(parties)
        if any(_is_party(value, name, field_type) for name in party.name)
    }


def _is_party(value: PartyValue, name: str, field_type: FieldType[Any]) -> bool:
    if fold(name) in {fold(value.name), fold(value.full or value.name)}:
        return True
    party = field_type.read(Written(name, role=value.role), _NOWHERE)
    return isinstance(party, PartyValue) and relation(value, party) > Relation.NOTHING
