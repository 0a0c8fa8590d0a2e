"""Facts that define a kind of event: two events that differ in one are two, whatever else agrees."""

from __future__ import annotations

from itertools import combinations
from typing import Annotated

import pytest
from pydantic import BaseModel

from extractor.errors import SchemaError
from extractor.fields import (
    Choice,
    ChoiceValue,
    Context,
    Line,
    LineValue,
    Option,
    PlaceValue,
    Purpose,
    Where,
    Written,
)
from extractor.fields.base import EXCLUDED
from extractor.merging import explain_pair, merge
from extractor.records import Article, EventRecord, Grounding, Mention, Support
from extractor.schemas import Schema, schema_of

KINDS = (Option("crash", "a crash", defined_by=("where",)), Option("journey", "a journey"))

STEPS = (
    Option("arrest", "an arrest", family="justice", defined_by=("kind",)),
    Option("charge", "a charge", family="justice", defined_by=("kind",)),
    Option("party", "a party"),
)


class Traffic(BaseModel):
    """Something on the road."""

    kind: Annotated[ChoiceValue | None, Choice(KINDS, Purpose.KIND)] = None
    what: Annotated[LineValue | None, Line()] = None
    where: Annotated[PlaceValue | None, Where()] = None


SCHEMA = schema_of(Traffic)
HEADLINE = "A crowded yellow bus overturned on its way to the harbour before noon"


def record(article: str, kind: str, where: str, schema: Schema = SCHEMA) -> EventRecord:
    context = Context(Article(id=article, text="", sentences=()), ())
    support = Support(article=article, sentences=(1,), written="", span=None, grounding=Grounding.EXACT)
    said = {"kind": kind, "what": HEADLINE, "where": where}
    return EventRecord(
        id=f"{article} {kind} {where}",
        article=article,
        published=None,
        source=None,
        schema_name=schema.name,
        sentences=(1,),
        fields={
            field.name: (Mention(value=field.type.read(Written(said[field.name]), context), support=support),)
            for field in schema.fields
        },
    )


def test_a_crash_in_another_country_or_town_is_another_crash() -> None:
    crashes = [
        record("a", "crash", "Mexico"),
        record("b", "crash", "Peru"),
        record("c", "crash", "Lima, Peru"),
    ]
    assert sorted(event.articles for event in merge(crashes, SCHEMA)) == [("a",), ("b", "c")]


def test_a_journey_through_two_countries_can_be_one() -> None:
    assert len(merge([record("a", "journey", "Mexico"), record("b", "journey", "Peru")], SCHEMA)) == 1


def test_only_what_defines_both_kinds_excludes() -> None:
    said = [("crash", "Mexico"), ("crash", "Peru"), ("journey", "Mexico"), ("journey", "Peru")]
    records = [record(f"{kind} {where}", kind, where) for kind, where in said]
    pairs = [explain_pair(a, b, SCHEMA) for a, b in combinations(records, 2)]
    assert [(pair.a, pair.b) for pair in pairs if pair.excluding] == [(records[0].id, records[1].id)]


def test_kinds_that_are_defined_by_themselves_are_never_one() -> None:
    class Case(BaseModel):
        kind: Annotated[ChoiceValue | None, Choice(STEPS, Purpose.KIND)] = None
        what: Annotated[LineValue | None, Line()] = None
        where: Annotated[PlaceValue | None, Where()] = None

    schema = schema_of(Case)
    said = [("arrest", "a"), ("arrest", "b"), ("charge", "c"), ("party", "d")]
    cases = [record(article, kind, "Lima", schema) for kind, article in said]
    groups = sorted(event.articles for event in merge(cases, schema))
    assert ("a", "b") in [articles[:2] for articles in groups]
    assert not any({"a", "c"} <= set(articles) for articles in groups)


def test_many_crashes_are_distinguished_as_two_are() -> None:
    crashes = [record(f"{place}{n}", "crash", place) for place in ("Mexico", "Peru") for n in range(9)]
    assert sorted(len(event.articles) for event in merge(crashes, SCHEMA)) == [9, 9]


def test_the_explanation_says_what_excludes() -> None:
    pair = explain_pair(record("a", "crash", "Mexico"), record("b", "crash", "Peru"), SCHEMA)
    assert [(item.field, item.level, item.detail) for item in pair.excluding] == [
        ("where", EXCLUDED, "Mexico / Peru: other country")
    ]


def test_a_name_that_may_be_of_a_part_of_town_speaks_against_a_match_without_excluding_it() -> None:
    pair = explain_pair(record("a", "crash", "Lima"), record("b", "crash", "Miraflores"), SCHEMA)
    assert [(item.level, item.points) for item in pair.evidence if item.field == "where"] == [
        ("other name", -35)
    ]
    assert not pair.excluding


def test_a_kind_is_defined_by_fields_of_its_schema() -> None:
    class Odd(BaseModel):
        kind: Annotated[ChoiceValue | None, Choice((Option("a", "a", defined_by=("place",)),))] = None

    with pytest.raises(SchemaError, match="Odd: 'a' is defined by 'place', which is no field"):
        schema_of(Odd)


def test_one_sentence_says_what_weighs_most() -> None:
    def summary(kind: str, where: str) -> str:
        return explain_pair(record("a", "crash", "Lima, Ohio"), record("b", kind, where), SCHEMA).summary

    assert summary("crash", "Troy, Michigan") == (
        "Two events: where rules it out, Lima, Ohio / Troy, Michigan: different."
    )
    assert summary("crash", "Lima, Ohio") == "One event by what (verbatim), kind (same) and where (same)."
    assert summary("journey", "Troy, Michigan") == (
        "Two events: what (verbatim) is not enough; where (different) and kind (different) against it."
    )
