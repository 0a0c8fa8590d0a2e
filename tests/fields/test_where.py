"""Places: what a model says is one, with a country only where the words say it, and nested in each other."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.fields import base
from extractor.fields.base import EXCLUDED, MISSING, Context, Written
from extractor.fields.where import PlaceValue, Where
from extractor.records import Article, Conflict, Grounding, Mention, Support

WHERE = Where()
CONTEXT = Context(Article(id="a", text="", sentences=()), ())


def read(text: str) -> PlaceValue | None:
    return WHERE.read(Written(text), CONTEXT)


def value(text: str) -> PlaceValue:
    found = read(text)
    assert found is not None, text
    return found


PLACES = [
    # Countries, in full, short, and in part.
    ("in the United States", "United States", "US", "US"),
    ("US", "US", "US", "US"),
    ("the U.S.", "U.S.", "US", "US"),
    ("America", "America", "US", "US"),
    ("UK", "UK", "GB", "GB"),
    ("within Mexico", "Mexico", "MX", "MX"),
    ("Trinidad and Tobago", "Trinidad and Tobago", "TT", "TT"),
    ("Côte d'Ivoire", "Côte d'Ivoire", "CI", "CI"),
    ("southern Iran", "southern Iran", "IR", "southern iran, IR"),
    ("U.S. prisons", "U.S. prisons", "US", "a prison, US"),
    ("American prisons", "American prisons", "US", "a prison, US"),
    ("the US embassy in Mexico", "US embassy in Mexico", "MX", "us embassy, MX"),
    # Cities, with and without a country.
    ("Guadalajara, Mexico", "Guadalajara, Mexico", "MX", "guadalajara, MX"),
    ("Paris, Texas", "Paris, Texas", "US", "paris, texas, US"),
    ("Paris", "Paris", None, "paris"),
    ("Los Angeles", "Los Angeles", None, "los angeles"),
    ("LA", "LA", None, "los angeles"),
    ("New Orleans, LA", "New Orleans, LA", "US", "new orleans, louisiana, US"),
    ("Mexico City", "Mexico City", "MX", "mexico city, MX"),
    ("Old Tappan , N . J", "Old Tappan , N . J", "US", "old tappan, new jersey, US"),
    ("Washington, D.C.", "Washington, D.C.", "US", "washington, district of columbia, US"),
    ("Atlanta, Ga.", "Atlanta, Ga.", "US", "atlanta, georgia, US"),
    ("Tbilisi, Georgia", "Tbilisi, Georgia", None, "tbilisi, georgia"),
    ("Georgia", "Georgia", None, "georgia"),
    ("the city of Troy", "city of Troy", None, "troy"),
    ("Mt Cook", "Mt Cook", None, "mount cook"),
    ("São Paulo, Brazil", "São Paulo, Brazil", "BR", "sao paulo, BR"),
    ("北京", "北京", None, "北京"),
    ("Gulf of Aden", "Gulf of Aden", None, "gulf of aden"),
    # Descriptions.
    ("a bank in Athens", "bank in Athens", None, "a bank, athens"),
    ("across the border", "border", None, "a border"),
    ("a Vancouver office", "Vancouver office", None, "vancouver office"),
    ("at Aoraki Mount Cook .", "Aoraki Mount Cook .", None, "aoraki mount cook"),
    (
        "the federal prison in Springfield , Mo .",
        "federal prison in Springfield , Mo .",
        "US",
        "a federal prison, springfield, missouri, US",
    ),
    # Other languages.
    ("en Alemania", "Alemania", "DE", "DE"),
    ("En Madrid, España", "Madrid, España", "ES", "madrid, ES"),
    ("en La Paz", "La Paz", None, "la paz"),
    ("costa de Sicilia", "costa de Sicilia", None, "a costa, sicilia"),
    ("la ciudad de Guadalajara, México", "ciudad de Guadalajara, México", "MX", "guadalajara, MX"),
    ("Ciudad de México", "Ciudad de México", "MX", "mexico city, MX"),
    ("im Gefängnis von Fulda", "Gefängnis von Fulda", None, "gefangnis von fulda"),
    ("nahe Moskau, Russland", "Moskau, Russland", "RU", "moscow, RU"),
    ("à Lyon", "Lyon", None, "lyon"),
    ("dans une école de Lille, France", "école de Lille, France", "FR", "a ecole, lille, FR"),
    ("в Москве, Россия", "в Москве, Россия", "RU", "в москве, RU"),
    ("德国", "德国", "DE", "DE"),
    # Two places.
    ("from Mexico to the United States", "from Mexico to the United States", None, "MX / US"),
    ("New Delhi / Mumbai", "New Delhi / Mumbai", None, "mumbai / new delhi"),
]


@pytest.mark.parametrize(("text", "name", "country", "key"), PLACES, ids=[row[0] for row in PLACES])
def test_a_place_is_read(text: str, name: str, country: str | None, key: str) -> None:
    found = value(text)
    assert found == PlaceValue(name=name, country=country)
    assert found.key == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "…",
        "–",
        "12",
        "1,026",
        "2008",
        "a statement " * 10,
    ],
)
def test_numbers_and_what_has_no_letters_are_no_places(text: str) -> None:
    assert read(text) is None


JUDGED = [
    ("U.S. Justice Department", "us justice department"),
    ("the Guadalajara Cartel", "guadalajara cartel"),
    ("Mexico's attorney general's office", "mexico attorney general office"),
    ("Security ministry", "security ministry"),
    ("Congress", "congress"),
    ("Apple", "apple"),
    ("in U.S. custody", "us custody"),
    ("online", "a online"),
    ("on X", "x"),
    ("Joan Carroll's home", "joan carroll home"),
    ("Siemens Aktiengesellschaft", "siemens aktiengesellschaft"),
    ("Hafens", "hafens"),
    ("a 2008 Toyota", "2008 toyota"),
    ("Highway 101", "highway 101"),
    ("Pier 39", "pier 39"),
    ("Area 51, Nevada", "area 51, nevada, US"),
]


@pytest.mark.parametrize(("text", "key"), JUDGED, ids=[text for text, _ in JUDGED])
def test_whatever_else_a_model_says_is_a_place_is_one(text: str, key: str) -> None:
    assert value(text).key == key


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a school in Glendale, Arizona", ("a school", "Glendale", "Arizona")),
        ("Mexico", ("Mexico",)),
        ("the harbour (Rotterdam)", ("the harbour", "Rotterdam")),
        ("", ()),
    ],
)
def test_a_place_may_stand_apart_from_those_that_hold_it(text: str, parts: tuple[str, ...]) -> None:
    assert WHERE.parts(text) == parts


RELATIONS = [
    ("US", "the United States", "same area"),
    ("Mount Cook, New Zealand", "Mt Cook", "same"),
    ("Los Angeles, California", "Los Angeles", "same"),
    ("U.S. prisons", "American prisons", "same area"),
    ("Pittsburgh", "Pitssburgh", "alike"),
    ("a prison", "the prison", "alike"),
    ("Guadalajara, Mexico", "Mexico", "contains"),
    ("Mexico City", "Mexico", "contains"),
    ("Deutschland", "Alemania", "same area"),
    ("Londres", "London", "same"),
    ("en el hospital de Getafe", "Getafe", "contains"),
    ("Los Angeles", "Los Angeles County", "contains"),
    ("a bank in Athens", "Athens", "contains"),
    ("from Mexico to the United States", "US", "contains"),
    ("Guadalajara", "Mexico", "unclear"),
    ("Philadelphia", "Ohio", "unclear"),
    ("White House", "Washington DC", "unclear"),
    ("the border", "Mexico", "unclear"),
    ("Mexico", "United States", "other country"),
    ("Detroit", "Vancouver", "other name"),
    ("Troy, Michigan", "Troy, New York", "different"),
    ("Guadalajara, Mexico", "United States", "other country"),
    ("Iran", "Iraq", "other country"),
    ("the Gulf of Aden", "Gulf of Aden", "same area"),
    ("North Weston", "outer Weston", "unclear"),
    ("Weston brewery", "Weston", "unclear"),
    ("Black Sea", "Philippine Sea", "different"),
    ("Lincoln High School", "Lincoln High School", "same site"),
    ("TallPine Logistics Ltd.", "Tall Pine Logistics Limited, 4 West Ave", "same site"),
    ("a Breadworks restaurant in Weston", "the Breadworks location at Hill Plaza", "same site"),
    ("Kea Point National Park", "a ridge near Kea Point", "contains"),
    ("Lincoln High School", "Garfield High School", "other address"),
    ("Lincoln High School", "4 West Ave.", "other site"),
    ("Kea Point National Park", "Lincoln Theater", "unclear"),
    # roads
    ("2300 block of Elm Street", "Elm St.", "same site"),
    ("1200 N. Elm Street, Weston", "a home on Elm Street", "same site"),
    ("5th Street", "5th Avenue", "other address"),
    ("Elm Street, Weston", "Oak Avenue, Weston", "other address"),
    ("Elm Street, Weston", "Elm Street, Easton", "other address"),
    ("calle Mayor", "calle Serrano", "other address"),
    ("Lindenstraße", "Hauptstraße 4", "other address"),
    ("Interstate 40 near Weston", "I-40", "same area"),
    ("Interstate 40 near Weston", "Interstate 40 near Easton", "other address"),
    ("the Elm Street house", "300 block of East Elm Street", "same site"),
    ("State Road 9 near Weston", "U.S. 31 near Weston", "other address"),
    ("Avenue B, Weston", "Avenue C, Weston", "other address"),
    # crossings of roads, with or without what a road is called
    ("Elm Street and Oak Avenue, Weston", "Oak and Elm, Weston", "same site"),
    ("near 40th Street on Elm Avenue", "Elm and 40th", "same site"),
    ("Quik Mart at Elm and Oak, Weston", "corner of Elm Street and Oak Avenue", "same site"),
    ("Glen Apartments, near Elm and Oak, south Weston", "Glen, Weston", "same site"),
    # parts of a town
    ("Weston's west side", "Weston", "contains"),
    ("South Weston", "Hill Apartments, Weston", "contains"),
    ("Elm Street, Weston's west side", "Elm Street, Weston", "same site"),
    ("a porch in Kenmore", "Elm Street, Kenmore area, Akron", "contains"),
    # shops of one chain, and what lies in a town
    ("Quik Mart in Weston", "Quik Mart in Easton", "other address"),
    ("Quik Mart on Elm Street", "Quik Mart on Oak Avenue", "other address"),
    ("Quik Mart in Weston", "Quik Mart, Weston", "same site"),
    ("Olsen Paper mill in Weston", "Olsen Paper in Weston", "contains"),
    ("12 9th Ave. N.", "North Weston", "unclear"),
    ("Paris, Texas", "Paris, France", EXCLUDED),
    ("Vancouver, Canada", "Troy, Michigan", EXCLUDED),
]


@pytest.mark.parametrize(("a", "b", "level"), RELATIONS)
def test_places_are_set_in_relation(a: str, b: str, level: str) -> None:
    assert WHERE.compare([value(a)], [value(b)]).level == level
    assert WHERE.compare([value(b)], [value(a)]).level == level


def test_nothing_said_is_missing() -> None:
    assert WHERE.compare([], [value("Mexico")]).level == MISSING


def test_places_that_could_agree_share_a_blocking_key() -> None:
    city, country = WHERE.block([value("Guadalajara, Mexico")]), WHERE.block([value("Mexico")])
    assert city & country


def said(text: str, source: str) -> base.Claim[PlaceValue]:
    support = Support(
        article=source, sentences=(1,), written=text, span=None, grounding=Grounding.UNSUPPORTED
    )
    return base.Claim(Mention(value=value(text), support=support), value(text), None, source)


def fused(*claims: base.Claim[PlaceValue]) -> tuple[str, dict[str, Conflict]]:
    (merged,) = WHERE.fuse(claims)
    assert isinstance(merged.value, PlaceValue)
    return merged.value.name, {a.value.model_dump()["name"]: a.conflict for a in merged.alternatives}


def test_the_most_specific_place_stands_and_coarser_ones_are_refinements() -> None:
    assert fused(said("Mexico", "a"), said("Mexico", "b"), said("Guadalajara, Mexico", "c")) == (
        "Guadalajara, Mexico",
        {"Mexico": Conflict.REFINEMENT},
    )


def test_another_place_is_a_disagreement() -> None:
    assert fused(said("Detroit", "a"), said("Detroit", "b"), said("Vancouver", "c")) == (
        "Detroit",
        {"Vancouver": Conflict.DISAGREEMENT},
    )


def test_spellings_of_one_place_are_one_value() -> None:
    assert fused(said("US", "a"), said("the U.S.", "b"), said("U.S.", "c")) == ("U.S.", {})


TEXTS = st.sampled_from(
    [
        "Mexico",
        "US",
        "Guadalajara, Mexico",
        "Los Angeles",
        "Los Angeles County",
        "Paris, Texas",
        "Paris, France",
        "the border",
        "from Mexico to the US",
        "Pittsburgh",
        "Pitssburgh",
        "White House",
        "Ohio",
    ]
)


@given(st.lists(st.builds(said, TEXTS, st.sampled_from("abcd")), max_size=7))
def test_fusing_loses_no_support_and_does_not_depend_on_order(
    claims: list[base.Claim[PlaceValue]],
) -> None:
    result = WHERE.fuse(claims)
    supports = [s for m in result for s in (*m.supports, *(s for a in m.alternatives for s in a.supports))]
    assert sorted(s.model_dump_json() for s in supports) == sorted(
        t.mention.support.model_dump_json() for t in claims
    )
    for order in itertools.islice(itertools.permutations(claims), 1, 6):
        assert WHERE.fuse(order) == result


WORDS = st.lists(
    st.sampled_from(
        [
            "in",
            "the",
            "of",
            "a",
            "Paris",
            "Georgia",
            "US",
            "bank",
            ",",
            "/",
            "and",
            "from",
            "to",
            "Mexico",
            ".",
            "LA",
            "(",
            ")",
            "12",
        ]
    )
)


@given(st.text() | WORDS.map(" ".join), st.text() | WORDS.map(" ".join))
@example("A", "i , i /")
def test_reading_never_raises_and_comparing_is_symmetric(a: str, b: str) -> None:
    first, second = read(a), read(b)
    if first and second:
        assert first.name
        assert first.key
        assert WHERE.compare([first], [second]) == WHERE.compare([second], [first])
        assert (
            WHERE.level(WHERE.comparison_key([first]), WHERE.comparison_key([second]))
            == WHERE.compare([first], [second]).level
        )
        assert WHERE.compare([first], [first]).level in ("same site", "same", "same area", "alike")
