from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from extractor.fields import ChoiceValue
from extractor.fields.line import LineValue
from extractor.fields.parties.values import PartyKind, PartyValue
from extractor.presentation.words import by_weight, headline, main_parties, words_of_event
from extractor.records import Grounding, MergedEvent, MergedValue, Span, Support, Value
from extractor.schemas import load_schema

SCHEMA = load_schema()


def value_of(value: Value, *articles: str, grounding: Grounding = Grounding.EXACT) -> MergedValue:
    span = None if grounding is Grounding.UNSUPPORTED else Span(start=0, end=1)
    supports = tuple(
        Support(article=name, sentences=(1,), written="x", span=span, grounding=grounding)
        for name in articles
    )
    return MergedValue(value=value, supports=supports)


def party(name: str, *articles: str, number: int | None = None, **details: Any) -> MergedValue:
    kind = PartyKind.GROUP if number else PartyKind.PERSON
    grounding = details.pop("grounding", Grounding.EXACT)
    value = PartyValue(name=name, key=name.lower(), kind=kind, role="agent", number=number, **details)
    return value_of(value, *articles, grounding=grounding)


Fields = Mapping[str, tuple[MergedValue, ...]]


def event(fields: Fields | None = None, name: str = "event-r1", articles: str = "abc") -> MergedEvent:
    return MergedEvent(
        id=name,
        schema_name=SCHEMA.name,
        fields={field.name: (fields or {}).get(field.name, ()) for field in SCHEMA.fields},
        records=tuple(articles),
        articles=tuple(articles),
    )


PARTIES = [
    # the parties of an event, and what a short list shows
    ([party("Ana Brandt", "a"), party("Per Dahl", "a", "b")], "Ana Brandt; Per Dahl"),
    ([party("26 prisoners", "a", number=26), party("26 cartel figures", "b", number=26)], "26 prisoners"),
    ([party("26 prisoners", "a", number=26), party("29 prisoners", "b", number=29)],
     "26 prisoners; 29 prisoners"),
    ([party("Salazar", "a"), party("Roberto Salazar", "a", "b")], "Roberto Salazar"),
    ([party("A One", "a"), party("B Two", "a"), party("C Three", "a"), party("D Four", "a", "b")],
     "A One; B Two; D Four +1"),
    ([party("Atlantis", "a", "b", "c", grounding=Grounding.UNSUPPORTED), party("A One", "a"),
      party("B Two", "a"), party("C Three", "b")], "A One; B Two; C Three +1"),
    ([party("Atlantis", "a", grounding=Grounding.UNSUPPORTED)], "Atlantis (unsupported)"),
    ([], ""),
]  # fmt: skip


@pytest.mark.parametrize(("parties", "shown"), PARTIES, ids=[shown or "none" for _, shown in PARTIES])
def test_a_short_list_of_parties(parties: list[MergedValue], shown: str) -> None:
    assert main_parties(event({"who": tuple(parties)}), SCHEMA) == shown


def test_words_in_two_articles_weigh_more_than_words_in_one_also_when_written_differently() -> None:
    parties = (
        party("A One", "a"),
        party("B Two", "a"),
        party("C Three", "a"),
        party("26 prisoners", "a", number=26),
        party("26 cartel figures", "b", number=26),
    )
    assert main_parties(event({"who": parties}), SCHEMA) == "A One; B Two; 26 prisoners +1"


LINE = value_of(LineValue(text="sent 26 prisoners", words=("sent", "26", "prison")), "a")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"what": (LINE,)}, "sent 26 prisoners"),
        ({"type": (value_of(ChoiceValue(name="transport"), "a"),)}, "transport"),
        (
            {"what": (LINE,), "status": (value_of(ChoiceValue(name="happened"), "a"),)},
            "sent 26 prisoners",
        ),
        (
            {"what": (LINE,), "status": (value_of(ChoiceValue(name="planned"), "a"),)},
            "sent 26 prisoners (planned)",
        ),
    ],
)
def test_a_headline_says_what_and_whether_it_is_fact(fields: Fields, shown: str) -> None:
    assert headline(words_of_event(event(fields), SCHEMA), SCHEMA) == shown


def test_what_most_articles_report_comes_first() -> None:
    events = [event(None, f"event-r{n}", articles) for n, articles in enumerate(("a", "abc", "ab"), start=1)]
    assert [each.id for each in by_weight(events, SCHEMA)] == ["event-r2", "event-r3", "event-r1"]
