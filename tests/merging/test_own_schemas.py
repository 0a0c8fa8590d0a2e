"""Schemas that say nothing about merging: what two articles report of one event is one event all the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from extractor import merge, read_articles
from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import RawEvent
from extractor.fields import (
    Choice,
    ChoiceValue,
    Count,
    CountValue,
    Line,
    LineValue,
    Option,
    PartyValue,
    PlaceValue,
    Role,
    TimeValue,
    When,
    Where,
    Who,
)
from extractor.merging import explain_event
from extractor.records import Article, EventRecord, Origin
from extractor.schemas import Schema, schema_of


class Deal(BaseModel):
    """A company buys another."""

    what: Annotated[LineValue | None, Line()] = None
    firms: Annotated[
        list[PartyValue],
        Who((Role("agent", "buyer", "who buys"), Role("patient", "bought", "what is bought"))),
    ] = []
    price: Annotated[CountValue | None, Count()] = None
    when: Annotated[TimeValue | None, When()] = None


class Recall(BaseModel):
    """A maker takes a product back."""

    product: Annotated[LineValue | None, Line()] = None
    firms: Annotated[list[PartyValue], Who((Role("maker", "maker", "who takes it back"),))] = []
    units: Annotated[CountValue | None, Count()] = None
    danger: Annotated[
        ChoiceValue | None, Choice((Option("fire", "it burns"), Option("injury", "it hurts")))
    ] = None


class Quake(BaseModel):
    """The ground shakes."""

    where: Annotated[PlaceValue | None, Where()] = None
    when: Annotated[TimeValue | None, When()] = None
    strength: Annotated[CountValue | None, Count()] = None


class Fire(BaseModel):
    """Something burns."""

    what: Annotated[LineValue | None, Line()] = None
    cause: Annotated[
        ChoiceValue | None, Choice((Option("arson", "it was laid"), Option("accident", "it was not")))
    ] = None
    where: Annotated[PlaceValue | None, Where()] = None
    when: Annotated[TimeValue | None, When()] = None
    homes: Annotated[CountValue | None, Count()] = None


class Appointment(BaseModel):
    """Somebody gets a post."""

    who: Annotated[
        list[PartyValue],
        Who((Role("person", "person", "who gets it"), Role("employer", "employer", "who gives it"))),
    ] = []
    post: Annotated[LineValue | None, Line()] = None
    when: Annotated[TimeValue | None, When()] = None


Report = tuple[str, str, dict[str, Any]]
"""The real event, the text of an article, and what a model could reply."""

DEALS: list[Report] = [
    (
        "Norsk buys Regne",
        "Norsk Data said on Monday that it bought its rival Regnecentralen for $30 million.",
        {
            "what": "Norsk Data bought its rival Regnecentralen",
            "buyer": ["Norsk Data"],
            "bought": ["Regnecentralen"],
            "price": "$30 million",
            "when": "on Monday",
        },
    ),
    (
        "Norsk buys Regne",
        "A takeover for 30 million dollars: Regnecentralen goes to Norsk Data, both firms announced Monday.",
        {
            "what": "Regnecentralen goes to Norsk Data",
            "buyer": ["Norsk Data"],
            "bought": ["Regnecentralen"],
            "price": "30 million dollars",
            "when": "Monday",
        },
    ),
    (
        "Norsk buys Luxor",
        "Norsk Data bought the maker of screens Luxor for $30 million on Monday.",
        {
            "what": "Norsk Data bought the maker of screens Luxor",
            "buyer": ["Norsk Data"],
            "bought": ["Luxor"],
            "price": "$30 million",
            "when": "on Monday",
        },
    ),
]
RECALLS: list[Report] = [
    (
        "heaters",
        "Acme Motors is taking back about 12,000 heaters because they can catch fire.",
        {"product": "heaters", "maker": ["Acme Motors"], "units": "about 12,000 heaters", "danger": "fire"},
    ),
    (
        "heaters",
        "Owners of 12,050 small heaters should return them to their maker, Acme Motors, before they burn.",
        {
            "product": "small heaters",
            "maker": ["Acme Motors"],
            "units": "12,050 small heaters",
            "danger": "fire",
        },
    ),
    (
        "saws",
        "Acme Motors is taking back 400 saws whose blades come loose.",
        {"product": "saws", "maker": ["Acme Motors"], "units": "400 saws", "danger": "injury"},
    ),
    (
        "Borg heaters",
        "Borg is taking back 3,000 heaters that can catch fire.",
        {"product": "heaters", "maker": ["Borg"], "units": "3,000 heaters", "danger": "fire"},
    ),
]
QUAKES: list[Report] = [
    (
        "Niigata",
        "The ground shook in Niigata on Sunday for 40 seconds.",
        {"where": "Niigata", "when": "on Sunday", "strength": "40 seconds"},
    ),
    (
        "Niigata",
        "An earthquake of 40 seconds woke the people of Niigata, Japan, on Sunday.",
        {"where": "Niigata, Japan", "when": "on Sunday", "strength": "40 seconds"},
    ),
    (
        "Izmir",
        "The ground shook in Izmir on Sunday for 40 seconds.",
        {"where": "Izmir", "when": "on Sunday", "strength": "40 seconds"},
    ),
    (
        "Niigata again",
        "Niigata shook again on Monday the week before, for 15 seconds.",
        {"where": "Niigata", "when": "on Monday the week before", "strength": "15 seconds"},
    ),
]
FIRES: list[Report] = [
    (
        "hotel",
        "A faulty heater set the Ringvaart Hotel in Ostend on fire on Monday.",
        {
            "what": "A faulty heater set the Ringvaart Hotel on fire",
            "cause": "accident",
            "where": "Ringvaart Hotel in Ostend",
            "when": "on Monday",
        },
    ),
    (
        "hotel",
        "Guests fled in pyjamas when a heater set fire to the Ringvaart Hotel.",
        {
            "what": "Guests fled when a heater set fire to the Ringvaart Hotel",
            "cause": "accident",
            "where": "Ringvaart Hotel",
        },
    ),
    (
        "school",
        "Fire broke out in the kitchen of the Ringvaart School in Ostend on Monday.",
        {
            "what": "Fire broke out in the kitchen of the Ringvaart School",
            "cause": "accident",
            "where": "Ringvaart School in Ostend",
            "when": "on Monday",
        },
    ),
    (
        "hotel, years ago",
        "The Ringvaart Hotel in Ostend already burned in May 2019, when a cook left the stove on.",
        {
            "what": "The Ringvaart Hotel burned",
            "cause": "accident",
            "where": "Ringvaart Hotel in Ostend",
            "when": "in May 2019",
        },
    ),
]
APPOINTMENTS: list[Report] = [
    (
        "Blick",
        "Helvia Pharma named Nora Blick chief executive on Monday.",
        {
            "person": ["Nora Blick"],
            "employer": ["Helvia Pharma"],
            "post": "chief executive",
            "when": "on Monday",
        },
    ),
    (
        "Blick",
        "Nora Blick will lead the drug maker Helvia, it said on Monday.",
        {
            "person": ["Nora Blick"],
            "employer": ["Helvia"],
            "post": "lead the drug maker",
            "when": "on Monday",
        },
    ),
    (
        "Orr",
        "Helvia Pharma named Tom Orr chief financial officer on Monday.",
        {
            "person": ["Tom Orr"],
            "employer": ["Helvia Pharma"],
            "post": "chief financial officer",
            "when": "on Monday",
        },
    ),
]


@pytest.mark.parametrize(
    ("model", "reports"),
    [(Deal, DEALS), (Recall, RECALLS), (Quake, QUAKES), (Fire, FIRES), (Appointment, APPOINTMENTS)],
)
def test_double_reports_are_joined_and_look_alikes_are_not(
    model: type[BaseModel], reports: list[Report], tmp_path: Path
) -> None:
    schema = schema_of(model)
    records = records_of(schema, reports, tmp_path)
    event_of = {article: event.id for event in merge(records, schema) for article in event.articles}
    named = {f"a{number}": name for number, (name, _, _) in enumerate(reports)}
    for a, event in event_of.items():
        for b, other in event_of.items():
            assert (event == other) == (named[a] == named[b]), (a, b)


def test_a_report_without_a_date_has_that_of_the_event_it_is_joined_with(tmp_path: Path) -> None:
    schema = schema_of(Fire)
    dated, undated = records = records_of(schema, FIRES[:2], tmp_path)
    (event,) = merge(records, schema)
    assert explain_event(event, records, schema).undated == {undated.id: dated.id}


def records_of(schema: Schema, reports: list[Report], folder: Path) -> list[EventRecord]:
    """The records of the reports, whose articles all came out on one Tuesday."""
    lines = [
        json.dumps({"id": f"a{number}", "text": text, "published": "2026-03-03"})
        for number, (_, text, _) in enumerate(reports)
    ]
    path = folder / "articles.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    origin = Origin(backend="none", model="by hand", plan="article", prompt="")
    found = []
    for article, (_, _, reply) in zip(read_articles([str(path)]), reports, strict=True):
        assert isinstance(article, Article)
        made = Assembler(schema, article, origin).assemble([RawEvent(reply, sentences=(1,))])
        found += [record for record in made if isinstance(record, EventRecord)]
    assert len(found) == len(reports)
    return found
