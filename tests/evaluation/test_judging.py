from __future__ import annotations

from typing import Any

import pytest

from extractor.evaluation.judging import PartyTally, Verdict, judge_fields, judge_parties
from extractor.fields import ChoiceValue, PartyValue
from extractor.fields.base import Context, Written
from extractor.records import Grounding, MergedEvent, MergedValue, Value
from tests.evaluation.hand_made import (
    ARRESTED_A,
    SCHEMA,
    article,
    count,
    event,
    gold,
    person,
    place,
    record,
    support,
    time,
)

RECORD = record("a", ARRESTED_A)


def verdict(field: str, given: Value | None, accepted: Any) -> Verdict | None:
    judged = event([RECORD], **{field: given})
    return judge_fields(judged, gold("x", {}, **{field: accepted}), SCHEMA)[field].verdict


FRIDAY = time(start="2025-08-08", end="2025-08-08")
AUGUST = time(start="2025-08-01", end="2025-08-31", precision="month")
WEEK = time(start="2025-08-04", end="2025-08-10", precision="week")
TWO_YEARS = time(start="2016-01-01", end="2017-12-31", precision="range")
SOME_FRIDAY = time(weekdays=[4], phrase="friday")


@pytest.mark.parametrize(
    ("field", "given", "accepted", "right"),
    [
        ("when", FRIDAY, "2025-08-08", True),
        ("when", FRIDAY, "2025-08-09", False),
        ("when", AUGUST, "2025-08-08", False),  # coarser than gold
        ("when", FRIDAY, "2025-08", False),  # nobody said which day
        ("when", AUGUST, "2025-08", True),
        ("when", WEEK, "2025-08-04/2025-08-10", True),
        ("when", TWO_YEARS, "2016/2017", True),
        ("when", TWO_YEARS, "2016", False),
        ("when", FRIDAY, ["2025-08", "2025-08-08"], True),
        ("when", FRIDAY, None, False),  # the articles say none
        ("count", count(26), 26, True),
        ("count", count(24), 26, False),
        ("count", count(1), [None, 1], True),
        ("where", place("Lima"), "lima", True),
        ("where", place("Cusco"), "Lima", False),
        ("type", ChoiceValue(name="die"), ["die", "attack"], True),
        ("type", ChoiceValue(name="meet"), ["die", "attack"], False),
        ("status", ChoiceValue(name="planned"), "happened", False),
    ],
)
def test_a_value_is_right_or_wrong(field: str, given: Value, accepted: Any, right: bool) -> None:
    assert verdict(field, given, accepted) is (Verdict.RIGHT if right else Verdict.WRONG)


@pytest.mark.parametrize("given", [None, SOME_FRIDAY])
def test_a_time_without_a_place_in_the_calendar_says_nothing(given: Value | None) -> None:
    assert verdict("when", given, "2025-08-08") is Verdict.MISSING
    assert verdict("when", given, [None, "2025-08-08"]) is None


def unsupported(value: Value) -> MergedEvent:
    plain = event([RECORD])
    said = support("a", None)
    assert said.grounding is Grounding.UNSUPPORTED
    return plain.model_copy(
        update={"fields": {**plain.fields, "count": (MergedValue(value=value, supports=(said,)),)}}
    )


def test_a_value_that_no_article_says_is_not_given() -> None:
    judged = judge_fields(unsupported(count(26)), gold("x", {}, count=26), SCHEMA)
    assert judged["count"].verdict is Verdict.MISSING


def tally(given: list[PartyValue], *wanted: dict[str, Any]) -> PartyTally:
    found = judge_parties(event([RECORD], who=given), gold("x", {}, who=list(wanted)), SCHEMA)
    assert found is not None
    return found


SALAZAR = {"name": "Roberto Salazar", "role": "agent"}


def counts(found: PartyTally) -> tuple[int, int, int, int]:
    return (found.right, found.wrong, found.missed, found.right_roles)


@pytest.mark.parametrize(
    ("given", "right", "wrong", "missed", "roles"),
    [
        ([person("Roberto Salazar", "agent")], 1, 0, 0, 1),
        ([person("Roberto Salazar", "patient")], 1, 0, 0, 0),
        ([person("ROBERTO SALAZAR", "agent")], 1, 0, 0, 1),
        ([person("Juan Escalante", "agent")], 0, 1, 1, 0),
        ([], 0, 0, 1, 0),
        ([person("Roberto Salazar", "patient"), person("Roberto Salazar", "agent")], 1, 1, 0, 1),
    ],
)
def test_parties_are_matched_by_name_one_to_one(
    given: list[PartyValue], right: int, wrong: int, missed: int, roles: int
) -> None:
    assert counts(tally(given, SALAZAR)) == (right, wrong, missed, roles)


def test_an_optional_party_is_neither_missed_nor_wrong() -> None:
    optional = {**SALAZAR, "optional": True}
    assert counts(tally([], optional)) == (0, 0, 0, 0)
    assert counts(tally([person("Roberto Salazar", "agent")], optional)) == (0, 0, 0, 0)


def test_the_field_type_knows_a_party_by_another_name() -> None:
    who = SCHEMA.field("who").type
    mexico = who.read(Written("Mexican authorities", role="agent"), Context(article("a"), sentences=(1,)))
    assert isinstance(mexico, PartyValue)
    assert counts(tally([mexico], {"name": "Mexico", "role": "agent"}))[0] == 1


def test_any_name_and_any_role_in_the_list_is_right() -> None:
    wanted = {"name": ["the deputy", "Juan Escalante"], "role": ["patient", "recipient"]}
    assert counts(tally([person("Juan Escalante", "recipient")], wanted)) == (1, 0, 0, 1)
