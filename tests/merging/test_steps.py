"""Which events are steps after an incident, in articles of an invented town."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from extractor.errors import SchemaError
from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import RawEvent
from extractor.fields import Choice, ChoiceValue, Line, LineValue, Option, PartyValue, Role, Who
from extractor.merging import merge, relate
from extractor.records import Article, EventRecord, JsonObject, Origin, RelationKind
from extractor.schemas import Schema, load_schema, schema_of
from extractor.store.folder import json_line
from tests.kit.articles import article_of

SCHEMA = load_schema()
ME = Origin(backend="none", model="by hand", plan="article", prompt="")

Reported = tuple[str, JsonObject]
"""A sentence, and what a model makes of it."""


def shooting(what: str = "Karl Brenner shot Ines Falk", **reply: Any) -> Reported:
    return event("attack", what, **({"who": ["Karl Brenner"], "whom": ["Ines Falk"]} | reply))


def trial(
    what: str = "The trial of Karl Brenner began", kind: str = "trial-hearing", **reply: object
) -> Reported:
    return event(kind, what, **({"whom": ["Karl Brenner"]} | reply))


def event(kind: str, what: str, **reply: Any) -> Reported:
    names = [*reply.get("who", ()), *reply.get("whom", ()), reply.get("when", ""), reply.get("where", "")]
    unsaid = ", ".join(name for name in names if name not in what)
    reply = {"type": kind, "what": what, "status": "happened", "salience": "main", **reply}
    return f"{what}, {unsaid}." if unsaid else f"{what}.", reply


def records_of(name: str, *reported: Reported, schema: Schema = SCHEMA) -> tuple[Article, list[EventRecord]]:
    article = article_of(name, *(sentence for sentence, _ in reported), published=date(2024, 5, 15))
    raw = [RawEvent(reply, sentences=(number,)) for number, (_, reply) in enumerate(reported, start=1)]
    found = Assembler(schema, article, ME).assemble(raw)
    return article, [record for record in found if isinstance(record, EventRecord)]


def followed(*reported: Reported, schema: Schema = SCHEMA) -> list[tuple[str, str]]:
    """The headlines of steps and of the incidents that they follow, as one article reports them."""
    article, records = records_of("a", *reported, schema=schema)
    return pairs([article], records, schema)


def pairs(
    articles: Sequence[Article], records: Sequence[EventRecord], schema: Schema = SCHEMA
) -> list[tuple[str, str]]:
    by_id = {article.id: article for article in articles}
    events = {found.id: found for found in merge(records, schema, by_id)}
    return [
        (events[found.event].headline, events[found.other].headline)
        for found in relate(events, records, schema, by_id)
        if found.kind is RelationKind.FOLLOWS
    ]


LINKED = [("The trial of Karl Brenner began", "Karl Brenner shot Ines Falk")]


@pytest.mark.parametrize(
    "kind",
    ["arrest-jail", "charge-indict", "trial-hearing", "convict", "acquit", "sentence", "release-parole"],
)
def test_a_step_of_justice_follows_the_incident_whose_doer_it_names(kind: str) -> None:
    assert followed(shooting(), trial(kind=kind)) == LINKED


def test_other_kinds_of_events_with_the_same_person_are_no_steps() -> None:
    assert followed(shooting(), trial(kind="meet")) == []


def test_a_victim_named_in_the_headline_of_the_step_links_it() -> None:
    arrest = event("arrest-jail", "Police arrested a man for the murder of Falk", whom=["a man"])
    nameless = shooting("A stranger shot Ines Falk", who=["a stranger"])
    assert followed(nameless, arrest) == [
        ("Police arrested a man for the murder of Falk", "A stranger shot Ines Falk")
    ]


def test_a_doer_without_a_name_is_known_by_his_age() -> None:
    nameless = shooting("A 61-year-old man shot Ines Falk", who=["a 61-year-old man"])
    assert len(followed(nameless, trial("A 61-year-old man was tried", whom=["61-year-old man"]))) == 1
    assert followed(nameless, trial("A 52-year-old man was tried", whom=["52-year-old man"])) == []


def test_a_victim_of_the_same_age_as_the_accused_is_somebody_else() -> None:
    nameless = shooting("Somebody shot a 19-year-old man", who=["somebody"], whom=["a 19-year-old man"])
    assert followed(nameless, trial("A 19-year-old man was tried", whom=["19-year-old man"])) == []


def test_police_at_two_incidents_link_nothing() -> None:
    raid = event("attack", "Police of Altona fired at the house", who=["Police of Altona"])
    arrest = event(
        "arrest-jail", "Police of Altona arrested Jan Roth", who=["Police of Altona"], whom=["Jan Roth"]
    )
    assert followed(raid, arrest) == []


def test_an_incident_that_came_later_is_none_that_a_step_follows() -> None:
    late, early = {"when": "May 10, 2024"}, {"when": "May 2, 2024"}
    assert followed(shooting(**late), trial(**early)) == []
    assert followed(shooting(**early), trial(**late)) == LINKED


def test_between_two_incidents_that_fit_equally_nothing_is_said() -> None:
    other = event("attack", "Karl Brenner robbed the bank in Rissen", who=["Karl Brenner"], where="Rissen")
    assert followed(shooting(), other, trial()) == []


def test_of_two_incidents_that_one_counts_of_which_the_step_names_more() -> None:
    other = event("attack", "Karl Brenner robbed the bank in Rissen", who=["Karl Brenner"], where="Rissen")
    step = trial("Karl Brenner was tried for killing Ines Falk")
    assert followed(shooting(), other, step) == [(step[1]["what"], LINKED[0][1])]


def test_what_an_article_only_looks_back_on_may_be_another_matter() -> None:
    past = {"salience": "background"}
    assert followed(shooting(), trial(**past)) == []
    assert followed(shooting(**past), trial()) == []
    assert followed(shooting(**past), trial(**past)) == LINKED


def test_a_trial_for_an_incident_of_long_ago_is_known_by_the_victim() -> None:
    step = trial("Karl Brenner was tried for killing Ines Falk")
    assert len(followed(shooting(salience="background"), step)) == 1


def test_a_step_of_many_people_belongs_to_no_incident_of_one() -> None:
    whom = ["26 prisoners", "Karl Brenner"]
    assert followed(shooting(), trial("A court tried 26 prisoners", whom=whom)) == []


@pytest.mark.parametrize(
    ("name", "crash", "charge"),
    [
        ("Jorge Luna", "El autobús de Jorge Luna volcó en Puebla", "La fiscalía acusó a Jorge Luna"),
        ("王建国", "王建国的客车在高速公路上翻车", "检方起诉了王建国"),
    ],
)
def test_no_words_of_a_language_are_needed(name: str, crash: str, charge: str) -> None:
    incident, step = event("disaster", crash, who=[name]), event("charge-indict", charge, whom=[name])
    assert followed(incident, step) == [(charge, crash)]


def test_events_that_no_article_reports_together_stay_apart() -> None:
    (first, some), (second, more) = records_of("a", shooting()), records_of("b", trial())
    assert pairs([first, second], [*some, *more]) == []


def test_the_relation_quotes_where_the_step_names_the_person() -> None:
    article, records = records_of("a", shooting(), trial())
    (found,) = relate(merge(records, SCHEMA), records, SCHEMA, {"a": article})
    assert {support.sentences for support in found.supports} == {(2,)}
    assert "Karl Brenner" in {support.written for support in found.supports}


def test_the_order_of_records_changes_no_byte() -> None:
    article, records = records_of("a", shooting(), trial(), trial("Karl Brenner was jailed", "sentence"))
    printed = {
        "".join(map(json_line, relate(merge(order, SCHEMA), order, SCHEMA, {"a": article})))
        for order in permutations(records)
    }
    (text,) = printed
    assert text.count("follows") == 2


# A schema of one's own


class Voyage(BaseModel):
    """Something that befalls a ship."""

    kind: Annotated[
        ChoiceValue | None,
        Choice((Option("sinking", "a ship sinks"), Option("salvage", "it is raised", follows=("sinking",)))),
    ] = None
    what: Annotated[LineValue | None, Line()] = None
    who: Annotated[
        list[PartyValue], Who((Role("agent", "by", "who did it"), Role("patient", "whom", "who suffers")))
    ] = []


def test_a_schema_says_which_kinds_are_steps() -> None:
    schema = schema_of(Voyage)
    sinking = (
        "Kapitän Olaf Brandt lost his ship.",
        {"kind": "sinking", "what": "Olaf Brandt lost his ship", "whom": ["Olaf Brandt"]},
    )
    salvage = (
        "Olaf Brandt saw it raised.",
        {"kind": "salvage", "what": "Olaf Brandt saw it raised", "whom": ["Olaf Brandt"]},
    )
    assert followed(sinking, salvage, schema=schema) == [
        ("Olaf Brandt saw it raised", "Olaf Brandt lost his ship")
    ]


def test_a_step_after_an_option_that_is_not_there_is_refused() -> None:
    with pytest.raises(SchemaError, match="sinking"):
        Choice((Option("salvage", "it is raised", follows=("sinking",)),))
