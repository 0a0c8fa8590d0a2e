"""Whether the values of a merged event are those of the gold event that it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import singledispatch
from typing import Any

from extractor.errors import RecordsError
from extractor.evaluation.gold import GoldEvent, GoldParty, days_of
from extractor.evaluation.pairing import likeness, telling_words
from extractor.fields import CountValue, PartyValue, PlaceValue, TimeValue
from extractor.fields.base import Aspect, Context, Evidence, FieldType, Purpose, Written
from extractor.fields.where.comparing import AGREEING
from extractor.records import Article, Grounding, MergedEvent, Value
from extractor.schemas import Schema, SchemaField

_NOWHERE = Context(Article(id="gold", text="", sentences=()), sentences=())
"""Gold names stand by themselves: no article explains them."""
_UNITS = (1, 7, 31, 92, 366)
"""The longest day, week, month, quarter and year, in days: two times of one unit are equally precise."""
_SHARED_NAME = 0.5
"""The share of common words from which two names are one party's."""


class Verdict(StrEnum):
    """How a value stands to gold."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"
    EXTRA = "extra"
    """A value where gold has none, and which gold need not have seen."""


@dataclass(frozen=True, slots=True)
class FieldVerdict:
    """One field of one found event."""

    verdict: Verdict | None
    """`None` when there is nothing to judge: gold allows silence, and nothing was said."""
    given: str | None
    """The value for people."""
    expected: tuple[str, ...]
    """Each answer that is right, for people."""


@dataclass(frozen=True, slots=True)
class PartyTally:
    """The parties of one found event, counted; those that are optional in gold are in no count."""

    right: int
    missed: int
    extra: int
    """Given, and no party of the gold event."""
    right_roles: int
    """Of the right ones, those whose role is right too."""
    missed_names: tuple[str, ...] = ()
    extra_names: tuple[str, ...] = ()


# Gold and the schema


def check_answers(gold: Sequence[GoldEvent], schema: Schema) -> tuple[str, ...]:
    """What of gold cannot be judged by this schema, in words for people.

    Raises:
        RecordsError: an answer is of another kind than its field, as a time that is no date.
    """
    known = {field.name for field in schema.fields}
    salience = schema.choice(Purpose.SALIENCE)
    unknown: dict[str, int] = {}
    strange: list[str] = []
    for event in gold:
        named = [*event.answers, *(["salience"] if event.salience and not salience else [])]
        for name in named:
            if name not in known:
                unknown[name] = unknown.get(name, 0) + 1
        for field in schema.fields:
            if field.name in event.answers or event.answers_of(field):
                strange += _strange(event, field, event.answers_of(field))
    lacking = (
        f"{name}: the schema {schema.name} has no such field; not judged (gold has it in {count} events)"
        for name, count in unknown.items()
    )
    return (*lacking, *strange)


def _strange(event: GoldEvent, field: SchemaField, answers: Sequence[Any]) -> Iterator[str]:
    where = f"{event.where_from}: {field.name}"
    are_parties = all(isinstance(answer, GoldParty) for answer in answers)
    if are_parties is not has_parties(field):
        wanted = "a list of parties" if has_parties(field) else "an answer, a list of answers, or null"
        raise RecordsError(f"{where}: expected {wanted}")
    for answer in answers:
        if field.type.aspect is Aspect.WHEN and answer is not None:
            try:
                days_of(str(answer))
            except ValueError as error:
                raise RecordsError(f"{where}: {error}") from error
        judged = field.type.evidence is Evidence.JUDGED and answer is not None
        if judged and field.type.read(Written(str(answer)), _NOWHERE) is None:
            yield f"{where}: {answer!r} is none of the schema's options, so nothing can match it"


def has_parties(field: SchemaField) -> bool:
    """Whether the values of a field are parties."""
    return field.type.aspect is Aspect.WHO


# Fields with answers


def judge_fields(event: MergedEvent, gold: GoldEvent, schema: Schema) -> dict[str, FieldVerdict]:
    """The verdict on each field that both the schema and gold have, but for parties."""
    return {
        field.name: _judge(event, field, answers, schema)
        for field in schema.fields
        if not has_parties(field) and (answers := gold.answers_of(field))
    }


def judge_confidences(
    event: MergedEvent, gold: GoldEvent, schema: Schema
) -> Iterator[tuple[str, float, bool]]:
    """Of every value that a model judged, in each article: field, confidence, and whether it is right."""
    for field in schema.fields:
        for value in event.fields.get(field.name, ()):
            for each in (value, *value.alternatives):
                for support in each.supports:
                    some = [a for a in gold.answers_of(field, support.article) if a is not None]
                    is_judged = support.grounding is Grounding.JUDGED and support.confidence is not None
                    if some and is_judged and support.confidence is not None:
                        is_right = any(says(each.value, answer, field.type) for answer in some)
                        yield field.name, support.confidence, is_right


def _judge(event: MergedEvent, field: SchemaField, answers: Sequence[Any], schema: Schema) -> FieldVerdict:
    own = _given(event, field.name)
    among = [(field, value) for value in own]
    if field.type.aspect is Aspect.HOW_MANY:
        among = _numbers(event, schema)
    elif field.type.aspect is Aspect.WHERE:
        every = supported_values(event, field.name, alternatives=True)
        among = [(field, value) for value in every]
    verdict = _verdict(own, [value for _, value in among], answers, field.type)
    is_from_all = verdict in {Verdict.RIGHT, Verdict.WRONG} and not own
    shown = among if is_from_all else [(field, value) for value in own]
    return FieldVerdict(
        verdict=verdict,
        given=", ".join(dict.fromkeys(holder.type.show(value) for holder, value in shown)) or None,
        expected=tuple("nothing" if answer is None else str(answer) for answer in answers),
    )


def _verdict(
    own: Sequence[Value], among: Sequence[Value], answers: Sequence[Any], kind: FieldType[Any]
) -> Verdict | None:
    some = [answer for answer in answers if answer is not None]
    if not some:
        is_date = kind.aspect is Aspect.WHEN
        return None if not own else Verdict.WRONG if is_date else Verdict.EXTRA
    if not among:
        return None if None in answers else Verdict.MISSING
    is_right = any(says(value, answer, kind) for value in among for answer in some)
    return Verdict.RIGHT if is_right else Verdict.WRONG


def _given(event: MergedEvent, name: str) -> list[Value]:
    """The value that stands, if some article says it and, of a time, if it lies in the calendar."""
    return [value for value in supported_values(event, name)[:1] if _is_said(value)]


def _is_said(value: Value) -> bool:
    return not isinstance(value, TimeValue) or value.resolved


def _numbers(event: MergedEvent, schema: Schema) -> list[tuple[SchemaField, Value]]:
    """Every number of an event: which field holds which is a matter of the schema, not of the articles."""
    return [
        (field, value)
        for field in schema.fields_for(Aspect.HOW_MANY)
        for value in supported_values(event, field.name, alternatives=True)
    ]


def supported_values(event: MergedEvent, name: str, *, alternatives: bool = False) -> list[Value]:
    """The values of a field that some article says; what none says is not shown as fact."""
    every = (
        each
        for value in event.fields.get(name, ())
        for each in (value, *(value.alternatives if alternatives else ()))
    )
    return [
        each.value
        for each in every
        if any(support.grounding is not Grounding.UNSUPPORTED for support in each.supports)
    ]


@singledispatch
def says(value: Value, answer: Any, kind: FieldType[Any]) -> bool:
    """Whether a value is the answer: by default when the field type reads the same from the answer."""
    read = kind.read(Written(str(answer)), _NOWHERE)
    return read is not None and kind.compare([value], [read]).level == kind.levels[0]


@says.register
def _number_says(value: CountValue, answer: Any, _: FieldType[Any]) -> bool:
    return bool(value.value == answer)


@says.register
def _time_says(value: TimeValue, answer: Any, _: FieldType[Any]) -> bool:
    """It lies in gold's days, or gold's days lie in it and it is of no coarser unit."""
    first, last = days_of(str(answer))
    if not value.resolved:
        return False
    lies_within = first <= value.first and value.last <= last
    holds = value.first <= first and last <= value.last
    return lies_within or (holds and _unit(value.first, value.last) <= _unit(first, last))


def _unit(first: date, last: date) -> int:
    days = (last - first).days + 1
    longer = sum(1 for longest in _UNITS if days > longest)
    return longer if longer < len(_UNITS) else longer + days // _UNITS[-1]


@says.register
def _place_says(value: PlaceValue, answer: Any, kind: FieldType[Any]) -> bool:
    """Equal names, and one that lies in the other: gold and articles may name it more or less precisely."""
    own, asked = telling_words(value.name), telling_words(str(answer))
    if own and asked and (own <= asked or asked <= own):
        return True
    read = kind.read(Written(str(answer)), _NOWHERE)
    return read is not None and kind.compare([value], [read]).level in AGREEING


# Parties


def judge_parties(event: MergedEvent, gold: GoldEvent, schema: Schema) -> PartyTally | None:
    """The parties of a found event against gold's, by name; `None` where gold or the schema has none.

    Names are one party's when they share half of their words, or all words of gold's are in the other. Of
    several given that are one party, any may have the right role.
    """
    fields = [field for field in schema.fields if has_parties(field) and field.name in gold.answers]
    if not fields:
        return None
    asked: list[tuple[GoldParty, list[PartyValue]]] = []
    extra: list[str] = []
    for field in fields:
        every = supported_values(event, field.name, alternatives=True)
        given = [value for value in every if isinstance(value, PartyValue)]
        found = [(party, [v for v in given if _is_party(v, party)]) for party in gold.answers_of(field)]
        known = {id(value) for _, same in found for value in same}
        extra += [f"{field.type.show(v)} ({v.role})" for v in given if id(v) not in known]
        asked += [(party, same) for party, same in found if not party.optional]
    right = [(party, same) for party, same in asked if same]
    missed = [party.name[0] for party, same in asked if not same]
    return PartyTally(
        right=len(right),
        missed=len(missed),
        extra=len(extra),
        right_roles=sum(1 for party, same in right if any(value.role in party.role for value in same)),
        missed_names=tuple(missed),
        extra_names=tuple(extra),
    )


def _is_party(value: PartyValue, party: GoldParty) -> bool:
    own = telling_words(value.name) | telling_words(value.full or "")
    names = map(telling_words, party.name)
    return any(likeness(words, own) >= _SHARED_NAME or (words and words <= own) for words in names)
