"""What a written party means when the model says its kind, and in other languages."""

from __future__ import annotations

import pytest

from extractor.fields.who import PartyKind
from tests.fields.read_parties import GOV, GROUP, ORG, PERSON, SAID, WHO, party

PLACES = "Der Plan des Hafens wurde von der Siemens Aktiengesellschaft gebaut, sagte Herr Plan am Dienstag."

JUDGED = [
    # written, kind judged, kind, name, country
    ("Siemens Aktiengesellschaft", "organisation", ORG, "Siemens Aktiengesellschaft", None),
    ("Plan", "thing", ORG, "Plan", None),
    ("Hafens", "thing", ORG, "Hafens", None),
    ("Hafens", "organisation", ORG, "Hafens", None),
    ("Lockheed Martin", "organisation", ORG, "Lockheed Martin", None),
    ("Kyle Rittenhouse", "thing", ORG, "Kyle Rittenhouse", None),
    ("Merkel", "person", PERSON, "Merkel", None),
    ("Mercedes", "person", PERSON, "Mercedes", None),
    ("Washington", "person", PERSON, "Washington", None),
    ("Ahmed Group", "person", PERSON, "Ahmed Group", None),
    ("Isiah Major III", "person", PERSON, "Isiah Major III", None),
    ("President Donald Trump", "person", PERSON, "Donald Trump", None),
    ("习近平", "person", PERSON, "习近平", None),
    ("华为", "organisation", ORG, "华为", None),
    ("Bundesregierung", "government", GOV, "Bundesregierung", None),
    ("Washington", "government", GOV, "Washington", "US"),
    ("Trump administration", "government", GOV, "Trump administration", "US"),
    ("Los Zetas", "group", ORG, "Los Zetas", None),
    ("Rolling Stones", "group", GROUP, "Rolling Stones", None),
    # a ministry or an embassy is not the state
    ("U.S. Justice Department", "government", ORG, "U.S. Justice Department", "US"),
    ("US embassy in Mexico", "government", ORG, "US embassy in Mexico", "US"),
    # what is counted, described or a country is what it is
    ("26 prisoners", "person", GROUP, "26 prisoners", None),
    ("the woman", "person", SAID, "the woman", None),
    ("officials", "government", SAID, "officials", None),
    ("Mexico", "organisation", GOV, "Mexico", "MX"),
    ("Mexico", "person", GOV, "Mexico", "MX"),
    # no judgement, or one that there is not
    ("Roberto Salazar", None, PERSON, "Roberto Salazar", None),
    ("Roberto Salazar", "fruit", PERSON, "Roberto Salazar", None),
]


@pytest.mark.parametrize(("written", "judged", "kind", "name", "country"), JUDGED)
def test_a_name_is_what_the_model_judged_it_to_be(
    written: str, judged: str | None, kind: PartyKind, name: str, country: str | None
) -> None:
    for text in ("", f"{written} was named. {written} was there.", PLACES):
        value = party(written, text, judged)
        assert (value.kind, value.name, value.country) == (kind, name, country)


NUMBERS = [
    ("es", "12.000 manifestantes", 12000),
    ("es", "tres hombres armados", 3),
    ("es", "un hombre", None),
    ("de", "zwölf Verletzte", 12),
    ("de", "rund 1.200 Menschen", 1200),
    ("fr", "vingt-deux soldats", 22),
    ("zh", "三人", 3),
    ("en", "a group of 26 inmates", 26),
    ("en", "one of the men", None),
    ("en", "2013 Toyota Camry", None),
]


@pytest.mark.parametrize(("language", "written", "number"), NUMBERS)
def test_the_number_of_a_group_is_read_as_its_language_writes_it(
    language: str, written: str, number: int | None
) -> None:
    value = party(written, language=language)
    assert value.number == number


LANGUAGES = [
    # the article's language, written, kind judged, kind, name, country
    ("es", "el presidente Pedro Sánchez", "person", PERSON, "Pedro Sánchez", None),
    ("es", "ella", "person", SAID, "ella", None),
    ("en", "Ella", "person", PERSON, "Ella", None),
    ("es", "tres hombres armados", "group", GROUP, "tres hombres armados", None),
    ("es", "manifestantes", "group", GROUP, "manifestantes", None),
    ("es", "el gobierno de México", "government", GOV, "gobierno de México", "MX"),
    ("es", "la policía de Madrid", "organisation", ORG, "policía de Madrid", None),
    ("es", "el Ministerio de Defensa", "government", ORG, "Ministerio de Defensa", None),
    ("fr", "le président Emmanuel Macron", None, PERSON, "Emmanuel Macron", None),
    ("fr", "Elle", "person", SAID, "Elle", None),
    ("en", "Elle", "organisation", ORG, "Elle", None),
    ("fr", "le gouvernement français", "government", GOV, "gouvernement français", "FR"),
    ("de", "Bundeskanzler Olaf Scholz", None, PERSON, "Olaf Scholz", None),
    ("de", "er", None, SAID, "er", None),
    ("de", "der Fahrer", "person", SAID, "der Fahrer", None),
    ("de", "Der Fahrer", "person", SAID, "Der Fahrer", None),
    ("de", "drei Polizisten", "group", GROUP, "drei Polizisten", None),
    ("de", "die Polizei", "organisation", ORG, "Polizei", None),
    ("es", "las autoridades mexicanas", None, GOV, "autoridades mexicanas", "MX"),
    ("es", "el Gobierno español", "government", GOV, "Gobierno español", "ES"),
    ("es", "26 presos mexicanos", None, GROUP, "26 presos mexicanos", "MX"),
    ("fr", "le gouvernement ukrainien", None, GOV, "gouvernement ukrainien", "UA"),
    ("de", "die deutsche Bundesregierung", None, GOV, "deutsche Bundesregierung", "DE"),
    ("it", "le autorità francesi", None, GOV, "autorità francesi", "FR"),
    ("pt", "o governo brasileiro", None, GOV, "governo brasileiro", "BR"),
    ("nl", "de Nederlandse regering", None, GOV, "Nederlandse regering", "NL"),
    ("en", "pools", None, GROUP, "pools", None),  # Polish in Dutch
    ("de", "Autobauer Harrow", None, ORG, "Autobauer Harrow", None),
    ("es", "el pesquero Villa Harrow", None, ORG, "pesquero Villa Harrow", None),
    ("ru", "Компания Харроу", None, ORG, "Компания Харроу", None),
    ("ru", "Сергей Харроу", None, PERSON, "Сергей Харроу", None),
    ("it", "due uomini", "group", GROUP, "due uomini", None),
    ("zh", "三人", "group", GROUP, "三人", None),
    ("nl", "premier Mark Rutte", "person", PERSON, "Mark Rutte", None),
    ("pt", "o ministro Fernando Haddad", "person", PERSON, "Fernando Haddad", None),
    ("en", "Son Heung-min", "person", PERSON, "Son Heung-min", None),
    ("en", "Marine Le Pen", "person", PERSON, "Marine Le Pen", None),
    ("zh", "他", None, SAID, "他", None),
]


@pytest.mark.parametrize(("language", "written", "judged", "kind", "name", "country"), LANGUAGES)
def test_pronouns_titles_and_nouns_are_those_of_the_language(
    language: str, written: str, judged: str | None, kind: PartyKind, name: str, country: str | None
) -> None:
    value = party(written, language=language, kind=judged)
    assert (value.kind, value.name, value.country) == (kind, name, country)


def test_a_government_is_one_whatever_language_names_it() -> None:
    value = party("las autoridades mexicanas", language="es")
    assert value.key == party("Mexico").key


def test_what_was_judged_stands_whatever_else_the_article_calls_so() -> None:
    text = "Henry Ford built cars. Mr. Ford was proud of Ford."
    assert party("Ford", text).full == "Henry Ford"
    assert party("Ford", text, "person").full == "Henry Ford"
    assert (party("Ford", text, "organisation").kind, party("Ford", text, "organisation").full) == (ORG, None)
    text = "Michael Jordan won again, said Jordan."
    assert party("Jordan", text, "person").full == "Michael Jordan"
    assert (party("Jordan", text, "government").kind, party("Jordan", text, "government").country) == (
        GOV,
        "JO",
    )


@pytest.mark.parametrize("part", ["III", "Major", "Isiah Major III", "Jo Lind", "Lind"])
def test_the_numeral_of_a_name_in_a_list_is_no_party(part: str) -> None:
    text = "Isiah Major III and Jo Lind were killed on Tuesday. Major III was 20, Lind was 19."
    names = {w.text for w in WHO.written("who", {"whom": ["Isiah Major III and Jo Lind"]})}
    assert names == {"Isiah Major III", "Jo Lind"}
    assert "III" not in {party(part, text).full, *party(part, text).aliases}
