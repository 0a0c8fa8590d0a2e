"""What a written party means by its words: a table of phrases."""

from __future__ import annotations

import pytest

from extractor.fields.who import PartyKind
from tests.fields.read_parties import GOV, GROUP, ORG, PERSON, SAID, UNKNOWN, WHO, party, read

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
