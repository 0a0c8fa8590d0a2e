"""What a written party means: a table of phrases, and the names that an article explains itself."""

from __future__ import annotations

import time

import pytest

from extractor.fields.base import Context, Written
from extractor.fields.who import PartyKind, PartyValue, Role, Who
from extractor.records import Article

WHO = Who([Role("agent", "by", "who did it"), Role("patient", "whom", "to whom it was done")])
PERSON, ORG, GOV = PartyKind.PERSON, PartyKind.ORGANISATION, PartyKind.GOVERNMENT
GROUP, SAID, UNKNOWN = PartyKind.GROUP, PartyKind.DESCRIPTION, PartyKind.UNKNOWN


def read(phrase: str, text: str = "", kind: str | None = None) -> PartyValue | None:
    article = Article(id="a", text=text, sentences=())
    return WHO.read(Written(phrase, role="agent", kind=kind), Context(article, ()))


def party(phrase: str, text: str = "", kind: str | None = None) -> PartyValue:
    value = read(phrase, text, kind)
    assert value is not None
    return value


PERSONS = [
    # written, name, key
    ("President Donald Trump", "Donald Trump", "donald trump"),
    ("Donald J. Trump", "Donald J. Trump", "donald j trump"),
    ("U.S. Attorney General Pam Bondi", "Pam Bondi", "pam bondi"),
    ("Attorney General Pam Bondi’s", "Pam Bondi", "pam bondi"),
    ("Pam Bondi, U.S. Attorney General", "Pam Bondi", "pam bondi"),
    ("Mexican President Claudia Sheinbaum", "Claudia Sheinbaum", "claudia sheinbaum"),
    ("Claudia Sheinbaum, president of Mexico", "Claudia Sheinbaum", "claudia sheinbaum"),
    ("la presidenta Claudia Sheinbaum", "Claudia Sheinbaum", "claudia sheinbaum"),
    ("Los Angeles Sheriff's Deputy Juan Escalante", "Juan Escalante", "juan escalante"),
    ("Los Angeles Sheriff’s Deputy Juan Escalante", "Juan Escalante", "juan escalante"),
    ("U.S. DEA agent Enrique Camarena", "Enrique Camarena", "enrique camarena"),
    ("Drug Enforcement Administration (DEA) agent Enrique Camarena", "Enrique Camarena", "enrique camarena"),
    (
        "Mexico's Secretary of Security and Civilian Protection Omar Garcia Harfuch",
        "Omar Garcia Harfuch",
        "omar garcia harfuch",
    ),
    ("US Ambassador to Mexico, Ronald Johnson", "Ronald Johnson", "ronald johnson"),
    ("U.S. Ambassador to Mexico Ronald Johnson", "Ronald Johnson", "ronald johnson"),
    ("Embajador Ronald Johnson", "Ronald Johnson", "ronald johnson"),
    ("infamous drug lord Rafael Caro Quintero", "Rafael Caro Quintero", "rafael caro quintero"),
    ("One suspect, Roberto Salazar", "Roberto Salazar", "roberto salazar"),
    ("Roberto Salazar, who is wanted in the United States", "Roberto Salazar", "roberto salazar"),
    ("Juan Escalante, 27", "Juan Escalante", "juan escalante"),
    ("Rosa A", "Rosa A", "rosa a"),
    ("Abigael González Valencia", "Abigael González Valencia", "abigael gonzalez valencia"),
    ("ABIGAEL GONZÁLEZ VALENCIA", "ABIGAEL GONZÁLEZ VALENCIA", "abigael gonzalez valencia"),
    ("Andrés Manuel López Obrador", "Andrés Manuel López Obrador", "andres manuel lopez obrador"),
    ("Luiz Inácio Lula da Silva", "Luiz Inácio Lula da Silva", "luiz inacio lula silva"),
    ("José Ortega y Gasset", "José Ortega y Gasset", "jose ortega gasset"),
    ("European Commission President Ursula von der Leyen", "Ursula von der Leyen", "ursula leyen"),
    ("Rafael van der Vaart", "Rafael van der Vaart", "rafael vaart"),
    ("Egyptian President Abdel Fattah el-Sisi", "Abdel Fattah el-Sisi", "abdel fattah sisi"),
    ("Abdel Fattah al-Sisi", "Abdel Fattah al-Sisi", "abdel fattah sisi"),
    ("Omar al-Bashir", "Omar al-Bashir", "omar bashir"),
    ("Crown Prince Mohammed bin Salman", "Mohammed bin Salman", "mohammed salman"),
    ("Chinese President Xi Jinping", "Xi Jinping", "xi jinping"),
    ("Kim Jong-un", "Kim Jong-un", "kim jong un"),
    ("South Korean President Lee Jae-myung", "Lee Jae-myung", "lee jae myung"),
    ("Foreign Minister Wang Yi", "Wang Yi", "wang yi"),
    ("Jim O'Neill", "Jim O'Neill", "jim o'neill"),
    ("Michael O’Leary (CEO of Ryanair)", "Michael O’Leary", "michael o'leary"),
    ("Robert Downey Jr.", "Robert Downey Jr.", "robert downey"),
    ("Robert Downey, Jr.", "Robert Downey Jr.", "robert downey"),
    ("Anthony LaCalamita III", "Anthony LaCalamita III", "anthony lacalamita"),
    ("Isiah Major III", "Isiah Major III", "isiah major"),
    ("Isiah Major, III", "Isiah Major III", "isiah major"),
    ("Deputy John Major Jr.", "John Major Jr.", "john major"),
    ("King Charles III", "King Charles III", "charles"),
    ("Pope Francis", "Pope Francis", "francis"),
    ("A. J. Smith", "A. J. Smith", "aj smith"),
    ("San Diego Chargers General Manager A.J. Smith", "A.J. Smith", "aj smith"),
    ("Sen. John McCain (R-AZ)", "John McCain", "john mccain"),
    ("Rep. Alexandria Ocasio-Cortez", "Alexandria Ocasio-Cortez", "alexandria ocasio cortez"),
    ("the Rev. Al Sharpton", "Al Sharpton", "al sharpton"),
    ("Dr. Sanjay Gupta", "Sanjay Gupta", "sanjay gupta"),
    ("former President Jimmy Carter", "Jimmy Carter", "jimmy carter"),
    ("ex-President Juan Orlando Hernández", "Juan Orlando Hernández", "juan orlando hernandez"),
    ("President-elect Barack Obama", "Barack Obama", "barack obama"),
    ("Hennepin County Attorney Mike Freeman", "Mike Freeman", "mike freeman"),
    ("Bank of America CEO Brian Moynihan", "Brian Moynihan", "brian moynihan"),
    ("San Diego Chargers defensive tackle Jamal Williams", "Jamal Williams", "jamal williams"),
    ("Governor of Nuevo León Samuel García", "Samuel García", "samuel garcia"),
    ("Treasury Secretary Scott Bessent", "Scott Bessent", "scott bessent"),
    ("Bundeskanzler Friedrich Merz", "Friedrich Merz", "friedrich merz"),
    ("le président Emmanuel Macron", "Emmanuel Macron", "emmanuel macron"),
    ("Anne-Marie Harrow", "Anne-Marie Harrow", "anne marie harrow"),
    ("J.K. Harrow", "J.K. Harrow", "jk harrow"),
    ("Harrow Vance Jr.", "Harrow Vance Jr.", "harrow vance"),
    ("Kim Jong Harrow", "Kim Jong Harrow", "kim jong harrow"),
    ("Harrow bin Vance", "Harrow bin Vance", "harrow vance"),
    ("Maurice Cheeks", "Maurice Cheeks", "maurice cheeks"),
    ("Jordan Henderson", "Jordan Henderson", "jordan henderson"),
    ("Germán Larrea", "Germán Larrea", "german larrea"),
]


@pytest.mark.parametrize(
    "written",
    [
        "Marta Brand Limited",
        "Marta Brand S.A.",
        "Marta Brand SE",
        "JSC Marta Brand",
        "Rohr Gesellschaft mit beschränkter Haftung",
        "Hart & Brand",
        'ООО "Ромашка"',
    ],
)
def test_a_company_is_no_person(written: str) -> None:
    assert party(written).kind is ORG


def test_a_person_may_be_called_like_a_legal_form() -> None:
    assert party("Park Se").kind is PERSON


@pytest.mark.parametrize(("written", "name", "key"), PERSONS)
def test_a_person_is_named_without_titles_and_matched_without_accents(
    written: str, name: str, key: str | None
) -> None:
    value = party(written)
    if key is None:  # what the rules cannot settle is kept as it was written
        assert name in {value.name, written}
        return
    assert (value.kind, value.name, value.key) == (PERSON, name, key)


OTHERS = [
    # written, kind, name, country
    ("Mexico", GOV, "Mexico", "MX"),
    ("México", GOV, "México", "MX"),
    ("US", GOV, "US", "US"),
    ("the US", GOV, "US", "US"),
    ("U.S.", GOV, "U.S.", "US"),
    ("the United States", GOV, "United States", "US"),
    ("Estados Unidos", GOV, "Estados Unidos", "US"),
    ("American authorities", GOV, "American authorities", "US"),
    ("US authorities", GOV, "US authorities", "US"),
    ("U.S. officials", GOV, "U.S. officials", "US"),
    ("senior U.S. officials", GOV, "senior U.S. officials", "US"),
    ("the Trump administration", GOV, "Trump administration", "US"),
    ("the White House", GOV, "White House", "US"),
    ("the Kremlin", GOV, "Kremlin", "RU"),
    ("Mexican authorities", GOV, "Mexican authorities", "MX"),
    ("the Mexican government", GOV, "Mexican government", "MX"),
    ("the government of Mexico", GOV, "government of Mexico", "MX"),
    ("South Korea", GOV, "South Korea", "KR"),
    ("Georgia", GOV, "Georgia", None),
    ("California authorities", GOV, "California authorities", None),
    ("the U.S. Justice Department", ORG, "U.S. Justice Department", "US"),
    ("U.S. Department of Justice", ORG, "U.S. Department of Justice", "US"),
    ("Justice Department officials", ORG, "Justice Department", None),
    ("Drug Enforcement Administration (DEA)", ORG, "Drug Enforcement Administration", None),
    ("Mexico’s attorney general’s office", ORG, "Mexico’s attorney general’s office", "MX"),
    ("the US embassy in Mexico", ORG, "US embassy in Mexico", "US"),
    ("the Sinaloa Cartel", ORG, "Sinaloa Cartel", None),
    ("Los Cuinis", ORG, "Los Cuinis", None),
    ("“Los Cuinis”", ORG, "Los Cuinis", None),
    ("Los Zetas", ORG, "Los Zetas", None),
    ("Jalisco New Generation (CJNG)", ORG, "Jalisco New Generation", None),
    ("the Chapitos faction of the Sinaloa Cartel", ORG, "Chapitos faction of the Sinaloa Cartel", None),
    ("Boeing", UNKNOWN, "Boeing", None),
    ("Harrow Vance", UNKNOWN, "Harrow Vance", None),
    ("GT Vance", UNKNOWN, "GT Vance", None),
    ("LHC Vance", ORG, "LHC Vance", None),
    ("Harrow Shipping", ORG, "Harrow Shipping", None),
    ("INS Harrow", ORG, "INS Harrow", None),
    ("INS HARROW", ORG, "INS HARROW", None),
    ("the carmaker Harrow", ORG, "carmaker Harrow", None),
    ("Apple, Inc.", ORG, "Apple Inc.", None),
    ("General Motors", ORG, "General Motors", None),
    ("Bank of America", ORG, "Bank of America", None),
    ("Vancouver police", ORG, "Vancouver police", None),
    ("the Supreme Court", ORG, "Supreme Court", None),
    ("Ohio State University", ORG, "Ohio State University", None),
    ("Philadelphia 76ers", ORG, "Philadelphia 76ers", None),
    ("the Indian navy", ORG, "Indian navy", "IN"),
    ("2013 Toyota Camry", ORG, "Toyota Camry", None),
    ("26 suspected cartel members", GROUP, "26 suspected cartel members", None),
    ("about 26 suspected drug cartel members", GROUP, "about 26 suspected drug cartel members", None),
    ("29 prisoners", GROUP, "29 prisoners", None),
    ("two dozen suspects", GROUP, "two dozen suspects", None),
    ("14 Mexican nationals", GROUP, "14 Mexican nationals", "MX"),
    ("23 Somalian pirates", GROUP, "23 Somalian pirates", "SO"),
    ("protesters", GROUP, "protesters", None),
    ("members of the Sinaloa Cartel", GROUP, "members of the Sinaloa Cartel", None),
    ("Mexicans", GROUP, "Mexicans", "MX"),
    ("US citizens", GROUP, "US citizens", "US"),
    ("the person", SAID, "the person", None),
    ("officials", SAID, "officials", None),
    ("authorities", SAID, "authorities", None),
    ("a woman", SAID, "a woman", None),
    ("a source familiar with the matter", SAID, "a source familiar with the matter", None),
    ("a person familiar with the matter", SAID, "a person familiar with the matter", None),
    ("she", SAID, "she", None),
    ("They", SAID, "They", None),
    ("us", SAID, "us", None),
    ("the Mexican president", SAID, "the Mexican president", "MX"),
    ("Surgeon General", SAID, "Surgeon General", None),
    ("a Los Angeles County sheriff’s deputy", SAID, "a Los Angeles County sheriff’s deputy", None),
    ("Raj Chohan's former neighbor", SAID, "Raj Chohan's former neighbor", None),
]


@pytest.mark.parametrize(("written", "kind", "name", "country"), OTHERS)
def test_what_is_no_person_is_recognised_by_its_words(
    written: str, kind: PartyKind, name: str, country: str | None
) -> None:
    value = party(written)
    got = value.name.removeprefix("the ") if kind in {ORG, GOV} else value.name
    want = name if kind is not SAID or value.name == name else name.removeprefix("the ")
    assert (value.kind, got, value.country) == (kind, want, country)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("26 suspected cartel members", 26),
        ("about 26 prisoners", 26),
        ("two dozen suspects", 24),
        ("1,026 protesters", 1026),
        ("two hundred people", 200),
        ("at least three officers", 3),
        ("protesters", None),
        ("86th Academy Awards", None),
    ],
)
def test_the_number_of_a_group_is_read(written: str, number: int | None) -> None:
    assert party(written).number == number


@pytest.mark.parametrize(
    "spelling", ["United States", "the US", "U.S.", "American authorities", "White House"]
)
def test_every_spelling_of_a_government_has_one_key(spelling: str) -> None:
    assert party(spelling).key == party("US").key
    assert WHO.show(party(spelling)) == "United States"


@pytest.mark.parametrize("blank", ["", "  ", "—", "...", "“”"])
def test_a_phrase_without_a_word_is_no_party(blank: str) -> None:
    assert read(blank) is None


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
    article = Article(id="a", text="", sentences=(), language=language)
    value = WHO.read(Written(written, role="agent"), Context(article, ()))
    assert value is not None
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
    article = Article(id="a", text="", sentences=(), language=language)
    value = WHO.read(Written(written, role="agent", kind=judged), Context(article, ()))
    assert value is not None
    assert (value.kind, value.name, value.country) == (kind, name, country)


def test_a_government_is_one_whatever_language_names_it() -> None:
    article = Article(id="a", text="", sentences=(), language="es")
    value = WHO.read(Written("las autoridades mexicanas", role="agent"), Context(article, ()))
    assert value is not None
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


def test_a_country_that_is_a_surname_in_the_article_is_that_person() -> None:
    assert WHO.show(party("Jordan", "Michael Jordan won again. Jordan smiled.")) == "Michael Jordan"
    assert party("Jordan", "Amman said Jordan would not.").country == "JO"


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
