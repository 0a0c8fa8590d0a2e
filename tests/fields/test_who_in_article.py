"""What a written party means in its article, which explains names itself."""

from __future__ import annotations

import time

import pytest

from extractor.fields.who import PartyKind
from tests.fields.read_parties import GROUP, ORG, PERSON, UNKNOWN, WHO, party, read

STORY = (
    "Mexico sent 26 inmates to the US, the White House said. Mexican President Claudia Sheinbaum met "
    "US President Donald Trump. Roberto Salazar is alleged to have murdered a deputy. "
    "The Jalisco New Generation (CJNG) was named. Rafael Caro Quintero killed Drug Enforcement "
    "Administration (DEA) agent Enrique ‘Kiki’ Camarena in 1985. They include Abigael González "
    "Valencia – alias El Cuini – who is the brother-in-law of Nemesio ‘El Mencho’ Oseguera. "
    "Omar Garcia Harfuch and Maria Garcia spoke. Mr. Obama did not. The driver of the Toyota Camry fled."
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Salazar", "Roberto Salazar"),
        ("Salazar’s", "Roberto Salazar"),
        ("Trump", "Donald Trump"),
        ("President Trump", "Donald Trump"),
        ("Sheinbaum", "Claudia Sheinbaum"),
        ("Caro Quintero", "Rafael Caro Quintero"),
        ("Quintero", "Rafael Caro Quintero"),
        ("González Valencia", "Abigael González Valencia"),
        ("Gonzalez Valencia", "Abigael González Valencia"),
        ("El Cuini", "Abigael González Valencia"),
        ("El Mencho", "Nemesio Oseguera"),
        ("Harfuch", "Omar Garcia Harfuch"),
        ("DEA", "Drug Enforcement Administration"),
        ("the DEA", "Drug Enforcement Administration"),
        ("CJNG", "Jalisco New Generation"),
        ("Garcia", "Garcia"),  # two of them
        ("Obama", "Obama"),  # nowhere in full
        ("Salinas", "Salinas"),  # not in the article
        ("the US", "United States"),
    ],
)
def test_a_short_form_is_shown_as_the_article_has_it_in_full(written: str, shown: str) -> None:
    assert WHO.show(party(written, STORY)) == shown


def test_a_short_form_keeps_what_was_written() -> None:
    value = party("Salazar", STORY)
    assert (value.name, value.full, value.key) == ("Salazar", "Roberto Salazar", "roberto salazar")


@pytest.mark.parametrize(
    ("written", "aliases"),
    [
        ("Abigael González Valencia", ("El Cuini",)),
        ("Nemesio Oseguera", ("El Mencho",)),
        ("Nemesio ‘El Mencho’ Oseguera", ("El Mencho",)),
        ("Drug Enforcement Administration", ("DEA",)),
        ("Jalisco New Generation", ("CJNG",)),
        ("Roberto Salazar", ()),
    ],
)
def test_aliases_and_acronyms_come_from_the_article(written: str, aliases: tuple[str, ...]) -> None:
    assert party(written, STORY).aliases == aliases


@pytest.mark.parametrize(
    "written",
    [
        "Abigael González Valencia – alias El Cuini",
        "Abigael González Valencia, alias “El Cuini”",
        "Abigael González Valencia, also known as El Cuini",
        "Abigael González Valencia, a.k.a. “El Cuini”",
        "Abigael González Valencia (alias El Cuini)",
        "Abigael ‘El Cuini’ González Valencia",
    ],
)
def test_an_alias_in_the_words_themselves_is_kept_apart_from_the_name(written: str) -> None:
    value = party(written)
    assert (value.name, value.aliases) == ("Abigael González Valencia", ("El Cuini",))


@pytest.mark.parametrize(
    ("definition", "acronym", "full"),
    [
        ("cartel Jalisco New Generation or CJNG. More.", "CJNG", "Jalisco New Generation"),
        ("the Drug Enforcement Administration (DEA) said", "DEA", "Drug Enforcement Administration"),
        ("the DEA (Drug Enforcement Administration) said", "DEA", "Drug Enforcement Administration"),
        ("the Department of Justice (DoJ) said", "DoJ", "Department of Justice"),
        ("the U.S. Drug Enforcement Administration (DEA)", "D.E.A.", "Drug Enforcement Administration"),
    ],
)
def test_an_article_defines_its_acronyms(definition: str, acronym: str, full: str) -> None:
    assert WHO.show(party(acronym, definition)) == full


def test_a_bracket_that_the_letters_do_not_fit_defines_nothing() -> None:
    assert WHO.show(party("AP", "said Juan Lopez (AP) on Friday")) == "AP"


def test_one_word_after_a_title_anywhere_in_the_article_is_a_person() -> None:
    assert party("Obama", STORY).kind is PERSON
    assert party("Boeing", STORY).kind is UNKNOWN


def test_a_title_before_the_last_name_tells_that_a_name_is_a_persons() -> None:
    text = "Harrow Vance bought the land. Mr. Vance said so."
    assert (party("Harrow Vance", text).kind, party("Vance", text).full) == (PERSON, "Harrow Vance")
    assert party("Harrow Vance", "Harrow Vance bought the land.").kind is UNKNOWN


@pytest.mark.parametrize(("kind", "judged"), [("person", PERSON), ("organisation", ORG), ("group", GROUP)])
def test_what_the_model_judges_a_name_to_be_holds_where_its_words_do_not_tell(
    kind: str, judged: PartyKind
) -> None:
    assert party("Harrow Vance", kind=kind).kind is judged


def test_a_name_that_takes_an_article_is_no_person() -> None:
    assert party("Toyota Camry", STORY).kind is ORG
    assert party("the Islamic Front", STORY).kind is ORG


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("es", "Ayer la Luna Verde llegó a puerto.", "Luna Verde"),
        ("fr", "Hier le Claude Bernard a quitté le port.", "Claude Bernard"),
        ("it", "Ieri il Giulio Cesare ha vinto.", "Giulio Cesare"),
        ("nl", "Gisteren voer de Willem Ruys uit.", "Willem Ruys"),
    ],
)
def test_a_name_that_takes_an_article_is_no_person_in_any_language(
    language: str, text: str, name: str
) -> None:
    assert party(name, text, language=language).kind is ORG


def test_an_acronym_is_defined_with_the_small_words_of_a_language() -> None:
    text = "El Partido de la Revolución (PR) ganó."
    assert WHO.show(party("PR", text, language="es")) == "Partido de la Revolución"


def test_a_country_that_is_a_surname_in_the_article_is_that_person() -> None:
    assert WHO.show(party("Jordan", "Michael Jordan won again. Jordan smiled.")) == "Michael Jordan"
    assert party("Jordan", "Amman said Jordan would not.").country == "JO"
    assert (
        party("Jordan", "Harrow Jordan sells tea. Jordan would not.").country == "JO"
    )  # whose name is that?


def test_capitals_of_a_headline_make_no_names() -> None:
    text = "Chargers Star Jamal Williams Arrested Again\nPolice stopped Jamal Williams on Sunday."
    assert WHO.show(party("Williams", text)) == "Jamal Williams"


def test_a_title_stays_with_the_name() -> None:
    assert party("Los Angeles Sheriff's Deputy Juan Escalante").title == "Los Angeles Sheriff's Deputy"


@pytest.mark.parametrize(
    "text",
    [
        "A" * 200_000,
        "Aa " * 60_000,
        "(A " * 60_000,
        '"A ' * 60_000,
        "A-" * 90_000,
        "Aa or " * 30_000,
        "Aa, alias " * 20_000,
        "." * 200_000,
        " ".join(f"Ab{n} Cd{n}" for n in range(12_000)),
    ],
    ids=lambda text: text[:8],
)
def test_no_text_makes_reading_slow(text: str) -> None:
    start = time.process_time()
    party("Roberto Salazar", text)
    read(text)
    WHO.written("who", {"by": text})
    assert time.process_time() - start < 10  # a search that is not linear takes minutes
