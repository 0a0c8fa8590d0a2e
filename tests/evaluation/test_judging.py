from __future__ import annotations

import re
from typing import Any

import pytest

from extractor.errors import RecordsError
from extractor.evaluation.judging import (
    PartyTally,
    Verdict,
    check_answers,
    judge_confidences,
    judge_fields,
    judge_parties,
)
from extractor.fields import ChoiceValue, PartyValue
from extractor.records import Alternative, Conflict, MergedValue, Support, Value
from tests.evaluation.hand_made import (
    ARRESTED_A,
    SCHEMA,
    count,
    event,
    gold,
    judgement,
    person,
    place,
    record,
    support,
    time,
)

RECORD = record("a", ARRESTED_A)


def verdict(field: str, given: Value | MergedValue | None, accepted: Any) -> Verdict | None:
    judged = event([RECORD], None, **{field: given})
    return judge_fields(judged, gold("x", {"a": [ARRESTED_A]}, **{field: accepted}), SCHEMA)[field].verdict


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
        ("when", FRIDAY, "2025-08", True),  # more precise than gold, and within it
        ("when", FRIDAY, "2025-09", False),
        ("when", AUGUST, "2025-08", True),
        ("when", WEEK, "2025-08-04/2025-08-10", True),
        ("when", TWO_YEARS, "2016/2017", True),
        ("when", TWO_YEARS, "2016", False),  # coarser than a year
        ("when", AUGUST, "2025-08-02/2025-08-20", True),  # as coarse as gold, and holds it
        ("when", FRIDAY, ["2025-08", "2025-08-08"], True),
        ("count", count(26), 26, True),
        ("count", count(24), 26, False),
        ("count", count(1), [None, 1], True),
        ("where", place("Lima"), "lima", True),
        ("where", place("Cusco"), "Lima", False),
        ("where", place("burning apartment bedroom"), ["apartment", "Fargo"], True),
        ("where", place("Harford County"), "Harris County", False),
        ("where", place("U.S."), "United States", True),
        ("where", place("U.S."), "Texas, United States", True),  # holds it
        ("where", place("Abingdon, Maryland"), "Abingdone, Maryland", True),
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


def said(value: Value, *supports: Support, **others: Any) -> MergedValue:
    return MergedValue(value=value, supports=supports, **others)


def test_a_value_that_no_article_says_is_not_given() -> None:
    assert verdict("count", said(count(26), support("a", None)), 26) is Verdict.MISSING


def test_a_value_that_a_model_judged_is_given_although_it_stands_nowhere() -> None:
    planned = said(ChoiceValue(name="planned"), judgement("a", "planned"))
    assert verdict("status", planned, "planned") is Verdict.RIGHT


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [
        ("when", FRIDAY, Verdict.WRONG),
        ("count", count(3), Verdict.EXTRA),
        ("where", place("Lima"), Verdict.EXTRA),
        ("count", None, None),
    ],
)
def test_where_gold_has_none_a_date_is_wrong_and_a_number_or_place_is_extra(
    field: str, given: Value | None, expected: Verdict | None
) -> None:
    assert verdict(field, given, None) is expected


def test_a_number_may_stand_in_any_field_of_numbers_or_be_an_alternative() -> None:
    two = Alternative(value=count(2), supports=(support("a", "two"),), conflict=Conflict.UPDATE)
    judged = event([RECORD], count=said(count(26), support("a", "two"), alternatives=(two,)))
    verdicts = judge_fields(judged, gold("x", {"a": [ARRESTED_A]}, killed=2, injured=3, count=26), SCHEMA)
    assert [verdicts[name].verdict for name in ("killed", "injured", "count")] == ["right", "wrong", "right"]
    assert verdicts["injured"].given == "26, 2"  # not as if they were hurt


def test_a_place_may_be_an_alternative() -> None:
    peru = Alternative(value=place("Peru"), supports=(support("a", "Lima"),), conflict=Conflict.REFINEMENT)
    given = said(place("Lima"), support("a", "Lima"), alternatives=(peru,))
    assert verdict("where", given, "Peru") is Verdict.RIGHT


def test_salience_is_right_if_gold_has_it_in_any_article() -> None:
    of_articles = {"a": "main", "b": "background"}
    assert verdict("salience", ChoiceValue(name="main"), of_articles) is Verdict.RIGHT
    assert verdict("salience", ChoiceValue(name="main"), {"a": "background"}) is Verdict.WRONG


def test_a_field_that_gold_leaves_out_is_not_judged() -> None:
    judged = judge_fields(event([RECORD]), gold("x", {"a": [ARRESTED_A]}), SCHEMA)
    assert "injured" not in judged
    assert "what" not in judged


# Confidences


def test_each_article_is_judged_by_what_gold_says_of_it() -> None:
    main = said(ChoiceValue(name="main"), judgement("a", "main", 0.9), judgement("b", "main", 0.6))
    wanted = gold("x", {"a": [ARRESTED_A]}, salience={"a": "main", "b": "background"})
    judged = event([RECORD], salience=main)
    assert list(judge_confidences(judged, wanted, SCHEMA)) == [
        ("salience", 0.9, True),
        ("salience", 0.6, False),
    ]


def test_what_has_no_confidence_or_no_answer_in_gold_is_left_out() -> None:
    unknown = said(ChoiceValue(name="planned"), judgement("a", "planned"))
    main = said(ChoiceValue(name="main"), judgement("a", "main", 0.9))
    judged = event([RECORD], status=unknown, salience=main)
    assert list(judge_confidences(judged, gold("x", {"a": [ARRESTED_A]}), SCHEMA)) == []


# Gold that does not fit the schema


def test_a_key_that_the_schema_does_not_have_is_noted() -> None:
    (note,) = check_answers([gold("x", {"a": ["y"]}, colour="red")], SCHEMA)
    assert note.startswith("colour: the schema news_event has no such field")


def test_an_option_that_the_schema_does_not_have_is_noted() -> None:
    (note,) = check_answers([gold("x", {"a": ["y"]}, type=["die", "murder spree"])], SCHEMA)
    assert (
        note == "gold event x: type: 'murder spree' is none of the schema's options, so nothing can match it"
    )


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"when": "Tuesday"}, "gold event x: when: 'Tuesday' is no year"),
        ({"who": "Mexico"}, "gold event x: who: expected a list of parties"),
        ({"type": []}, "gold event x: type: expected an answer, a list of answers, or null"),
    ],
)
def test_an_answer_of_another_kind_than_its_field_is_refused(answers: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordsError, match=re.escape(message)):
        check_answers([gold("x", {"a": ["y"]}, **answers)], SCHEMA)


# Parties


def tally(given: list[PartyValue], *wanted: dict[str, Any]) -> PartyTally:
    found = judge_parties(event([RECORD], who=given), gold("x", {"a": ["y"]}, who=list(wanted)), SCHEMA)
    assert found is not None
    return found


SALAZAR = {"name": "Roberto Salazar", "role": "agent"}


def counts(found: PartyTally) -> tuple[int, int, int, int]:
    return (found.right, found.extra, found.missed, found.right_roles)


@pytest.mark.parametrize(
    ("given", "right", "extra", "missed", "roles"),
    [
        ([person("Roberto Salazar", "agent")], 1, 0, 0, 1),
        ([person("Roberto Salazar", "patient")], 1, 0, 0, 0),
        ([person("ROBERTO SALAZAR", "agent")], 1, 0, 0, 1),
        ([person("Juan Escalante", "agent")], 0, 1, 1, 0),
        ([], 0, 0, 1, 0),
        ([person("Salazar", "agent")], 1, 0, 0, 1),
        ([person("Roberto Salazar", "patient"), person("Roberto Salazar", "agent")], 1, 0, 0, 1),
    ],
)
def test_parties_are_found_by_name(
    given: list[PartyValue], right: int, extra: int, missed: int, roles: int
) -> None:
    assert counts(tally(given, SALAZAR)) == (right, extra, missed, roles)


def test_an_optional_party_is_neither_missed_nor_wrong() -> None:
    optional = {**SALAZAR, "optional": True}
    assert counts(tally([], optional)) == (0, 0, 0, 0)
    assert counts(tally([person("Roberto Salazar", "agent")], optional)) == (0, 0, 0, 0)


def test_any_name_and_any_role_in_the_list_is_right() -> None:
    wanted = {"name": ["the deputy", "Juan Escalante"], "role": ["patient", "recipient"]}
    assert counts(tally([person("Juan Escalante", "recipient")], wanted)) == (1, 0, 0, 1)
