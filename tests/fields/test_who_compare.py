"""Which parties speak for the same event: a table of pairs of records."""

from __future__ import annotations

import pytest

from extractor.fields.base import EXCLUDED, MISSING, Context
from extractor.fields.who import PartyValue, Role, Who
from extractor.records import Article

WHO = Who(
    [Role("agent", "by", "who did it"), Role("patient", "whom", "to whom"), Role("recipient", "to", "to")]
)

SAME, PATIENT, PERSON = "same parties", "same patient", "same person"
GROUP, ORG = "like group", "same organisation"
ELSEWHERE, GOV = "same in another role", "same government"
NOTHING, DIFFERENT = "nothing shared", "different parties"
ALIKE = "like description"
DESCRIBED, OTHER_PATIENT = "only described", "different patient"
APART = "described apart"

Reply = dict[str, str | list[str]]


def record(reply: Reply, text: str = "") -> list[PartyValue]:
    context = Context(Article(id="a", text=text, sentences=()), ())
    values = [WHO.read(written, context) for written in WHO.written("who", reply)]
    return [value for value in values if value is not None]


CASES: list[tuple[Reply, Reply, str]] = [
    # the same parties
    (
        {"by": "Mexico", "whom": "26 prisoners", "to": "the US"},
        {
            "by": "Mexican authorities",
            "whom": "about 26 suspected cartel members",
            "to": "American authorities",
        },
        SAME,
    ),
    ({"whom": "Roberto Salazar"}, {"whom": "Salazar"}, PATIENT),
    ({"whom": "Abigael González Valencia"}, {"whom": "Abigael Gonzalez Valencia"}, PATIENT),
    ({"whom": "Abigael González Valencia, alias El Cuini"}, {"whom": "El Cuini"}, PATIENT),
    ({"whom": "Valencia, Abigael"}, {"whom": "Abigael Valencia"}, PATIENT),
    ({"whom": "J. Smith"}, {"whom": "John Smith"}, PATIENT),
    ({"whom": "John Q. Smith"}, {"whom": "John Smith"}, PATIENT),
    ({"whom": "Bill Smith"}, {"whom": "William Q. Smith"}, PATIENT),
    ({"whom": "Enrique 'Kiki' Camarena"}, {"whom": "Kiki Camarena"}, PATIENT),
    ({"whom": "Bill Smith"}, {"whom": "Robert Smith"}, OTHER_PATIENT),
    ({"whom": "a teenager"}, {"whom": "a teenager"}, MISSING),
    # one organisation deals with many persons
    ({"by": "Nora Blick", "to": "Acme Corp."}, {"by": "Nora Blick", "to": "Acme Corp."}, SAME),
    ({"by": "Nora Blick", "to": "Acme Corp."}, {"by": "Thomas Orr", "to": "Acme Corp."}, NOTHING),
    ({"by": "Nora Blick", "to": "Acme Corp."}, {"by": "a driver", "to": "Acme Corp."}, ORG),
    ({"whom": "Robert Downey Jr."}, {"whom": "Robert Downey"}, PATIENT),
    ({"whom": "Abdel Fattah al-Sisi"}, {"whom": "Abdel Fattah el-Sisi"}, PATIENT),
    ({"whom": "Felipe Gonzalez"}, {"whom": "Felipe Gonzales"}, PATIENT),
    ({"whom": "Garcia"}, {"whom": "Omar Garcia Harfuch"}, PATIENT),
    ({"whom": "Garcia"}, {"whom": "Maria Garcia"}, PATIENT),
    ({"by": "DEA"}, {"by": "Drug Enforcement Administration"}, ORG),
    ({"by": "U.S. Department of Justice"}, {"by": "the Justice Department"}, ORG),
    ({"by": "DOJ", "whom": "drivers"}, {"by": "U.S. Department of Justice", "whom": "a driver"}, SAME),
    ({"by": "Apple Inc."}, {"by": "Apple"}, ORG),
    ({"by": "Sinaloa Cartel"}, {"by": "the Sinaloa cartel"}, ORG),
    ({"by": "Harrow Vance"}, {"by": "the carmaker Harrow Vance"}, ORG),  # whose a name is can be unknown
    ({"by": "Harrow Vance"}, {"by": "President Harrow Vance"}, PERSON),
    ({"by": "Harrow Vance"}, {"by": "Harrow Vance"}, ORG),
    ({"by": "Jalisco New Generation (CJNG)"}, {"by": "Jalisco New Generation Cartel"}, ORG),
    ({"by": "Indian navy", "whom": "23 pirates"}, {"by": "India's navy", "whom": "23 Somali pirates"}, SAME),
    (
        {"whom": "Los Angeles Sheriff's Deputy Juan Escalante"},
        {"whom": "an LA County sheriff's deputy"},
        GROUP,
    ),
    ({"whom": "hundreds of protesters"}, {"whom": "protesters"}, ALIKE),
    ({"whom": "over two dozen suspects"}, {"whom": "26 suspects"}, GROUP),
    # one is shared, and another role is silent or says something else
    ({"by": "Roberto Salazar"}, {"by": "Roberto Salazar", "whom": "a deputy"}, PERSON),
    ({"whom": ["26 prisoners", "Roberto Salazar"]}, {"by": "Mexico", "whom": "Roberto Salazar"}, PATIENT),
    ({"by": "Pam Bondi", "whom": "the accused"}, {"by": "Bondi", "whom": "reporters"}, PERSON),
    ({"by": "Mexico", "whom": "26 prisoners"}, {"whom": "26 inmates"}, GROUP),
    ({"by": "Boeing", "whom": "91 aircraft"}, {"by": "Boeing", "whom": "workers"}, ORG),
    ({"by": "the FBI"}, {"by": "FBI", "whom": "a driver"}, ORG),
    ({"by": "Mexico"}, {"by": "the Mexican government"}, GOV),
    ({"by": "Mexico", "to": "US"}, {"by": "Mexico", "to": "the United States"}, GOV),
    # spellings, ages, lists
    ({"whom": "Robert Mishler"}, {"whom": "Robert Mischler"}, PATIENT),
    ({"whom": "Duncan Hale"}, {"whom": "Duncan Haile"}, PATIENT),
    ({"by": "David Bryant Moss"}, {"by": "David Brian Moss"}, PERSON),
    ({"whom": "a 61-year-old man"}, {"whom": "61-year-old man"}, GROUP),
    ({"whom": "a 61-year-old man"}, {"whom": "a 35-year-old man"}, APART),
    ({"whom": "a 61-year-old man"}, {"whom": "a 62-year-old driver"}, DESCRIBED),
    ({"whom": "a 2-year-old boy"}, {"whom": "a 3-year-old boy"}, APART),
    ({"by": "the FBI", "whom": "a man"}, {"by": "FBI", "whom": "a woman"}, APART),
    ({"by": "the FBI", "whom": "a man"}, {"by": "FBI", "whom": "two women"}, ORG),
    ({"by": "Omar Diaz", "whom": "a man"}, {"by": "Omar Diaz", "whom": "a woman"}, PERSON),
    ({"by": "Airbus"}, {"by": "Boeing"}, DIFFERENT),
    ({"whom": "two deputies"}, {"whom": ["Patrick Dean", "Mark Lund"]}, ALIKE),
    (
        {"whom": "four deputies"},
        {"whom": ["Patrick Dean", "Mark Lund", "Maria Garcia", "Roberto Salazar"]},
        GROUP,
    ),
    ({"whom": "two deputies"}, {"whom": "two deputies"}, ALIKE),
    ({"whom": "four deputies"}, {"whom": "four deputies"}, GROUP),
    ({"whom": "two deputies"}, {"whom": "two nurses"}, DESCRIBED),
    # another doer
    ({"by": "Maria Ruiz", "whom": "four men"}, {"by": "John Smith", "whom": "four men"}, DIFFERENT),
    ({"whom": "three deputies"}, {"whom": ["Patrick Dean", "Mark Lund"]}, NOTHING),
    # done to others
    ({"by": "EU", "whom": "Apple"}, {"by": "EU", "whom": "Meta"}, OTHER_PATIENT),
    ({"whom": "Norsk Bank (France)"}, {"whom": "Norsk Bank (Spain)"}, OTHER_PATIENT),
    ({"whom": "Norsk Solutions II Ltd"}, {"whom": "Norsk Solutions Ltd"}, OTHER_PATIENT),
    ({"by": "U.S. Navy", "whom": "7th Fleet"}, {"by": "U.S. Navy", "whom": "6th Fleet"}, OTHER_PATIENT),
    # a name with its legal form is a whole one, and no short form
    ({"by": "Norsk Wind Solutions Ltd"}, {"by": "Norsk Wind Ltd"}, DIFFERENT),
    ({"by": "Norsk Bank Solutions Ltd"}, {"by": "Norsk Bank"}, ORG),
    ({"by": "Norsk Wind Limited Liability Company"}, {"by": "Norsk Wind LLC"}, ORG),
    ({"by": "Norsk Wind Joint Stock Company"}, {"by": "JSC Norsk Wind"}, ORG),
    ({"by": "Rohr Gesellschaft mit beschränkter Haftung"}, {"by": "Rohr GmbH"}, ORG),
    ({"by": "QT p.l.c."}, {"by": "QP p.l.c."}, DIFFERENT),
    ({"by": 'ООО "Ромашка"'}, {"by": 'ООО "Ромашкино"'}, DIFFERENT),
    ({"by": 'ООО "Ромашка"'}, {"by": "Ромашка"}, ORG),
    ({"by": "Norsk Wind (France), S.A."}, {"by": "Norsk Wind Spain, S.A."}, DIFFERENT),
    ({"by": "Leeds", "whom": "Arsenal"}, {"by": "Leeds", "whom": "Arsenal Women"}, OTHER_PATIENT),
    (
        {"by": "Omar Diaz", "whom": ["Ann Lee", "Bo Lee"]},
        {"by": "Omar Diaz", "whom": "Cy Hart"},
        OTHER_PATIENT,
    ),
    ({"by": "Apple", "whom": "EU"}, {"by": "EU", "whom": "Apple"}, ELSEWHERE),
    # in another role
    ({"by": "Roberto Salazar"}, {"whom": "Roberto Salazar"}, ELSEWHERE),
    ({"by": "Mexico", "whom": "Boeing"}, {"by": "Boeing", "whom": "workers"}, ELSEWHERE),
    # nothing shared
    ({"by": "Mexico"}, {"by": "Roberto Salazar"}, NOTHING),
    ({"by": "Mexico", "whom": "26 prisoners"}, {"by": "Mexico", "whom": "29 prisoners"}, NOTHING),
    ({"by": "Mexico", "whom": "26 prisoners"}, {"by": "Mexico", "whom": "Rosa A"}, NOTHING),
    ({"whom": "26 prisoners"}, {"whom": "29 prisoners"}, NOTHING),
    ({"whom": "about 26 drug cartel members"}, {"whom": "29 alleged drug cartel members"}, NOTHING),
    ({"whom": "26 including Roberto Salazar"}, {"whom": "Abigael González Valencia"}, NOTHING),
    # different ones
    ({"by": "Omar Garcia Harfuch"}, {"by": "Maria Garcia"}, DIFFERENT),
    ({"whom": "Omar Garcia Harfuch"}, {"whom": "Maria Garcia"}, OTHER_PATIENT),
    ({"by": "Mexican navy"}, {"by": "Indian navy"}, DIFFERENT),
    ({"by": "Supreme Court"}, {"by": "Bank of America"}, DIFFERENT),
    ({"whom": "Robert Downey Jr."}, {"whom": "Robert Downey Sr."}, OTHER_PATIENT),
    # excluded
    ({"whom": "Roberto Salazar"}, {"whom": "Enrique Camarena"}, EXCLUDED),
    ({"by": "Mexico", "whom": "Roberto Salazar"}, {"by": "Mexico", "whom": "Rafael Caro Quintero"}, EXCLUDED),
    ({"whom": "Rosa A"}, {"whom": "Juan Escalante"}, EXCLUDED),
    # but lists are partial, and companies have many customers
    ({"whom": ["26 prisoners", "Roberto Salazar"]}, {"whom": ["26 men", "Abigael Gonzalez"]}, GROUP),
    ({"whom": ["Roberto Salazar", "Juan Ruiz"]}, {"whom": "Abigael Gonzalez"}, OTHER_PATIENT),
    ({"by": "Roberto Salazar"}, {"by": "Enrique Camarena"}, DIFFERENT),
    ({"whom": "Boeing"}, {"whom": "Airbus"}, OTHER_PATIENT),
    ({"whom": ["the clerk", "Acme Foods Ltd"]}, {"whom": "Mary Jones"}, "different parties"),
    # silence says nothing
    ({}, {"by": "Mexico"}, MISSING),
    ({"by": "Mexico"}, {"whom": "26 prisoners"}, MISSING),
    ({"by": "officials"}, {"by": "officials"}, MISSING),
    ({"by": "she"}, {"by": "Pam Bondi"}, MISSING),
    ({"by": "a woman"}, {"by": "a woman"}, MISSING),
]


@pytest.mark.parametrize(("a", "b", "level"), CASES)
def test_two_records_stand_to_each_other_as_the_table_says(a: Reply, b: Reply, level: str) -> None:
    there, back = WHO.compare(record(a), record(b)), WHO.compare(record(b), record(a))
    assert there.level == level
    assert there == back


def test_an_article_that_gives_the_alias_joins_two_names() -> None:
    named = record(
        {"whom": "Abigael González Valencia"}, "Abigael González Valencia – alias El Cuini – is in."
    )
    assert WHO.compare(named, record({"whom": "El Cuini"})).level == PATIENT


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee, 41, was shot.",
        "Ann Lee (41) was shot.",
        "They shot 41-year-old Ann Lee.",
        "They shot 41-year-old Kansan Dr. Ann Lee.",
        "Ann Lee, 41 years old, was shot.",
    ],
)
def test_somebody_described_is_as_old_as_an_article_says_of_a_name(text: str) -> None:
    named = record({"whom": "Ann Lee"}, text)
    assert named[0].age == 41
    assert WHO.compare(named, record({"whom": "a 41-year-old woman"})).level == GROUP
    assert WHO.compare(named, record({"whom": "a 35-year-old woman"})).level == APART
    assert not WHO.block(named).isdisjoint(WHO.block(record({"whom": "a 41-year-old woman"})))


@pytest.mark.parametrize(
    "text", ["Ann Lee left.", "A 41-year-old man shot Ann Lee.", "Ann Lee, 26 guests and a dog left."]
)
def test_an_age_that_is_not_said_of_a_name_is_not_taken_for_its_own(text: str) -> None:
    found = record({"whom": "Ann Lee"}, text)[0]
    assert found.age is None
    assert "age" not in found.model_dump()


def test_the_detail_names_the_parties_that_decide() -> None:
    a, b = record({"by": "Mexico", "whom": "Roberto Salazar"}), record({"whom": "Salazar"})
    assert WHO.compare(a, b).detail == "Roberto Salazar ~ Salazar (patient)"


def test_every_level_of_the_table_is_one_of_the_field_type() -> None:
    assert {level for _, _, level in CASES} == {*WHO.levels, MISSING, EXCLUDED}
