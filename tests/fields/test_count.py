"""Counts: numbers with bound and unit read from words, compared with tolerance, fused over time."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fields import base
from extractor.fields.base import MISSING, Context, Written
from extractor.fields.count import Bound, Count, CountValue, Fate
from extractor.records import Article, Conflict, Grounding, Mention, Sentence, Span, Support

COUNT = Count()
NOWHERE = Context(Article(id="a", text="", sentences=()), ())


def read(text: str) -> CountValue | None:
    return COUNT.read(Written(text), NOWHERE)


def value(text: str) -> CountValue:
    found = read(text)
    assert found is not None
    return found


READINGS = [
    # Digits and number words.
    ("26", 26, "exact", None),
    ("1,026", 1026, "exact", None),
    ("10\u00a0000", 10000, "exact", None),
    ("1.234.567", 1234567, "exact", None),
    ("1,00,000", 100000, "exact", None),
    ("２６", 26, "exact", None),
    ("twenty-six", 26, "exact", None),
    ("Twenty six men", 26, "exact", "men"),
    ("twelve thousand", 12000, "exact", None),
    ("12", 12, "exact", None),
    ("one hundred and five", 105, "exact", None),
    ("two hundred fifty thousand", 250000, "exact", None),
    ("3.5 million", 3500000, "exact", None),
    ("3.5 tonnes", 3.5, "exact", "tonnes"),
    ("26k", 26000, "exact", None),
    ("3bn", 3 * 10**9, "exact", None),
    ("half a million people", 500000, "exact", "people"),
    ("a hundred", 100, "exact", None),
    ("0", 0, "exact", None),
    # About, at least, at most.
    ("about 26", 26, "about", None),
    ("nearly 30", 30, "about", None),
    ("some 500", 500, "about", None),
    ("an estimated 200 people", 200, "about", "people"),
    ("20-odd people", 20, "about", "people"),
    ("30 or so", 30, "about", None),
    ("just over 40 homes", 40, "about", "homes"),
    ("two dozen", 24, "about", None),
    ("half a dozen", 6, "about", None),
    ("over two dozen", 24, "at least", None),
    ("dozens of people", 24, "at least", "people"),
    ("hundreds", 200, "at least", None),
    ("tens of thousands of homes", 20000, "at least", "homes"),
    ("several hundred", 200, "at least", None),
    ("at least 45", 45, "at least", None),
    ("more than 100 homes", 100, "at least", "homes"),
    ("no fewer than 12", 12, "at least", None),
    ("26 or more", 26, "at least", None),
    ("100+", 100, "at least", None),
    ("up to 10", 10, "at most", None),
    ("no more than 10", 10, "at most", None),
    ("fewer than 20", 20, "at most", None),
    ("as many as 40 people", 40, "at most", "people"),
    # Units.
    ("26 people suspected of leading drug cartels", 26, "exact", "people"),
    ("about 26 suspected drug cartel members to the United States", 26, "about", "cartel members"),
    ("over two dozen suspected drug cartel members", 24, "at least", "cartel members"),
    ("26 prisoners who were wanted in the US", 26, "exact", "prisoners"),
    ("26 high-ranking cartel figures", 26, "exact", "cartel figures"),
    ("14 Mexican nationals serving drug-related prison sentences", 14, "exact", "nationals"),
    ("These 26 men have all played a role", 26, "exact", "men"),
    ("29 cartel suspects, including drug lord Rafael Caro Quintero", 29, "exact", "cartel suspects"),
    ("12 dead", 12, "exact", "dead"),
    ("12 people were killed", 12, "exact", "people killed"),
    ("12 dead and 30 wounded", 12, "exact", "dead"),
    ("1,500 homes destroyed", 1500, "exact", "homes"),
    ("five Indian merchant vessels in the gulf", 5, "exact", "merchant vessels"),
    ("12 U.S. soldiers", 12, "exact", "soldiers"),
    ("three Americans", 3, "exact", "Americans"),
    ("one person", 1, "exact", "person"),
    ("a 90-day tariff exemption", 90, "exact", "day"),
    ("50 basis points", 50, "exact", "basis points"),
    # Money and shares.
    ("$3 million", 3000000, "exact", "USD"),
    ("about US$ 40 billion", 40 * 10**9, "about", "USD"),
    ("A$5m", 5000000, "exact", "AUD"),
    ("3 million euros", 3000000, "exact", "EUR"),
    ("millions of dollars", 2000000, "at least", "USD"),
    ("45 percent", 45, "exact", "percent"),
    ("4.5%", 4.5, "exact", "percent"),
    # Years are years, unless something plural is counted.
    ("2008 people", 2008, "exact", "people"),
    ("2,008", 2008, "exact", None),
    ("29", 29, "exact", None),
    ("26 people in 2008", 26, "exact", "people"),
    ("In 2016, 12 people were hurt", 12, "exact", "people hurt"),
    ("rose from 12 to 45", 45, "exact", None),
]


@pytest.mark.parametrize(("text", "number", "bound", "unit"), READINGS, ids=[row[0] for row in READINGS])
def test_a_count_is_read(text: str, number: float, bound: str, unit: str | None) -> None:
    found = value(text)
    assert (found.value, found.bound.value, found.unit) == (number, bound, unit)
    assert type(found.value) is type(number)


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("12 to 15 people", 12, 15),
        ("12-15", 12, 15),
        ("12–15 homes", 12, 15),
        ("between 12 and 15 soldiers", 12, 15),
        ("3 to 5 million", 3000000, 5000000),
        ("two or three men", 2, 3),
    ],
)
def test_a_range_has_two_ends(text: str, lower: int, upper: int) -> None:
    found = value(text)
    assert (found.value, found.upper, found.bound) == (lower, upper, Bound.BETWEEN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "none",
        "unknown",
        "several",
        "many",
        "a woman",
        "someone",
        "a group of people",
        "considering",
        "second",
        "the 12th",
        "two-thirds of voters",
        "20-13",
        "2008",
        "in 2008",
        "the 2008 killing",
        "1980s",
        "Aug. 12",
        "12 August 2025",
        "10:30",
        "two weeks ago",
        "12.5.2025",
        "2025-08-12",
        "date 2025-08-13 Mexico",
        "9/11",
        "aged 45",
        "45-year-old",
        "45 years old",
        "Tara Reid, 33, who starred",
        "Tara Reid, 33",
        "one of the prisoners",
        "no one",
        "970x125",
        "F-16",
        "Covid-19",
        "No. 3",
        "Article 5",
        "123456789012345678901",
    ],
)
def test_what_counts_nothing_is_no_count(text: str) -> None:
    assert read(text) is None


TEXT = "It was cold. About 26 alleged cartel members were sent. Some 12,000 fled, 12 million did not."


def in_place(written: str) -> CountValue | None:
    start = TEXT.index(written)
    sentences = (
        Sentence(number=1, span=Span(start=0, end=12)),
        Sentence(number=2, span=Span(start=13, end=55)),
        Sentence(number=3, span=Span(start=56, end=len(TEXT))),
    )
    article = Article(id="a", text=TEXT, sentences=sentences)
    return COUNT.read(Written(written), Context(article, (2,), Span(start=start, end=start + len(written))))


def test_the_article_tells_bound_and_unit_that_the_model_left_out() -> None:
    assert in_place("26") == CountValue(value=26, unit="cartel members", bound=Bound.ABOUT)


def test_the_article_tells_the_scale_that_the_model_left_out() -> None:
    start = TEXT.index("12 million")
    article = Article(id="a", text=TEXT, sentences=(Sentence(number=1, span=Span(start=0, end=len(TEXT))),))
    found = COUNT.read(Written("12"), Context(article, (1,), Span(start=start, end=start + 2)))
    assert found is not None
    assert found.value == 12_000_000


LEVELS = [
    ("26 prisoners", "26 cartel figures", "same"),
    ("26", "26 people", "same"),
    ("about 26", "26", "compatible"),
    ("dozens", "26", "compatible"),
    ("two dozen", "26 people", "compatible"),
    ("over two dozen", "26", "compatible"),
    ("nearly 30", "29", "compatible"),
    ("up to 10", "7", "compatible"),
    ("12 to 15", "14", "compatible"),
    ("300 homes", "296 homes", "compatible"),
    ("3 million", "3.1 million", "compatible"),
    ("26 prisoners", "29 prisoners", "different"),
    ("about 26", "29", "different"),
    ("20", "21", "different"),
    ("12 dead", "45 killed", "update"),
    ("12 people killed", "45 dead", "update"),
    ("12 dead", "30 injured", "other unit"),
    ("26", "$26", "other unit"),
    ("26 people", "26 homes", "other unit"),
    ("26%", "26", "other unit"),
]


@pytest.mark.parametrize(("a", "b", "level"), LEVELS)
def test_counts_agree_but_for_about_at_least_and_rounding(a: str, b: str, level: str) -> None:
    assert COUNT.compare([value(a)], [value(b)]).level == level
    assert COUNT.compare([value(b)], [value(a)]).level == level


def test_nothing_said_is_missing() -> None:
    assert COUNT.compare([], [value("26")]).level == MISSING


def test_of_several_counts_the_closest_pair_speaks() -> None:
    a, b = [value("12 dead"), value("30 injured")], [value("30 injured"), value("13 dead")]
    assert COUNT.compare(a, b).level == "same"


KILLED = Count(Fate.DEAD, keys=("count", "what"))
INJURED = Count(Fate.HURT, keys=("count", "what"))
OTHER = Count(keys=("what",))

SPLIT = [
    # the reply, and the words of the killed, the injured and the others
    ({"count": "two dead and four injured"}, "two dead", "four injured", ""),
    ({"count": "at least two dead and about 30 wounded"}, "at least two dead", "about 30 wounded", ""),
    ({"count": "3 people killed, 5 hurt, 20 homes destroyed"}, "3 people killed", "5 hurt", "20 homes"),
    ({"count": "two dead"}, "two dead", "", ""),
    ({"count": "26 prisoners"}, "", "", "26 prisoners"),
    ({"count": "two"}, "", "", "two"),
    ({"killed": "two"}, "two", "", ""),
    ({"killed": "12 people"}, "12 people", "", ""),
    ({"killed": "at least 12 people, the mayor said"}, "at least 12 people, the mayor said", "", ""),
    ({"killed": "two dead and four injured"}, "two dead", "", ""),
    ({"killed": "30 injured, 12 people"}, "12 people", "", ""),
    ({"killed": "four injured"}, "", "", ""),
    ({"killed": "three men and two women"}, "three men and two women", "", ""),
    ({"killed": "Isiah Major III and Jo Lind"}, "Isiah Major III and Jo Lind", "", ""),
    ({"killed": "two", "count": "3 killed and 4 injured"}, "two", "4 injured", ""),
    ({"killed": " ", "what": "12 people killed in fire, 300 evacuated"}, "12 people killed", "", ""),
    ({"injured": "four people"}, "", "four people", ""),
    ({"what": "Mexico sends 26 prisoners to the US"}, "", "", "26 prisoners"),
    ({"what": "Fire kills 12"}, "", "", ""),
    ({"count": "26 prisoners", "what": "Mexico sends 29 men"}, "", "", "26 prisoners"),
    ({"killed": 7, "count": None, "what": ["26 men"]}, "", "", ""),
    ({}, "", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "killed", "injured", "other"), SPLIT, ids=[str(row[0]) for row in SPLIT])
def test_each_count_takes_the_numbers_of_its_fate_with_words_of_their_own(
    reply: dict[str, object], killed: str, injured: str, other: str
) -> None:
    fields = {"killed": KILLED, "injured": INJURED, "count": OTHER}
    written = {name: [w.text for w in field.written(name, reply)] for name, field in fields.items()}
    assert written == {
        "killed": [killed] if killed else [],
        "injured": [injured] if injured else [],
        "count": [other] if other else [],
    }


def test_counts_of_different_things_are_values_of_their_own() -> None:
    written = OTHER.written("count", {"count": "26 prisoners and 3 planes"})
    assert [w.text for w in written] == ["26 prisoners", "3 planes"]


ENGLISH = "The men left the house and went to the sea."
GERMAN = "Der Mann und die Frau verließen das Haus und gingen ans Meer."

NAMED = [
    ("Isiah Major III and Jo Lind", 2),
    ("Isiah Major, III, and Jo Lind", 2),
    ("Isiah Major III, 23, and Jo Lind, 19", 2),
    ("Jo Lind, 19", 1),
    ("Jo Lind", 1),
    ("a 23-year-old man", 1),
    ("the driver", 1),
    ("his wife", 1),
    ("a woman and her son", 2),
    ("a woman, a man and Jo Lind", 3),
    ("Jo Lind and a guard", 2),
    ("Jo Lind, a guard", 1),
    ("a guard, Jo Lind", 1),
    ("two officers and a civilian", 3),
    ("three men and two women", 5),
    # unsure
    ("Jo Lind, a guard and a driver", None),
    ("Jo Lind and Siemens", None),
    ("Jo Lind and protesters", None),
    ("officials", None),
    ("several people", None),
    ("they", None),
    ("the family", None),
    ("the dead", None),
    ("no one", None),
    ("nobody", None),
    ("none", None),
    ("unknown", None),
]


def toll(text: str, article: str) -> CountValue | None:
    return KILLED.read(Written(text), Context(Article(id="a", text=article, sentences=()), ()))


@pytest.mark.parametrize(("text", "number"), NAMED)
def test_a_toll_without_one_number_adds_up_the_people_named_and_described(
    text: str, number: int | None
) -> None:
    found = toll(text, ENGLISH)
    assert found == (None if number is None else CountValue(value=number))


@pytest.mark.parametrize("text", [text for text, _ in NAMED if not text.startswith(("two", "three"))])
def test_names_are_counted_in_english_articles_and_for_tolls_only(text: str) -> None:
    assert toll(text, GERMAN) is None
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two", "2 dead"),
        ("12 people", "12 people dead"),
        ("12 people killed", "12 people killed"),
        ("at least 12", "at least 12 dead"),
        ("12 to 15", "12 to 15 dead"),
        ("Jo Lind", "1 dead"),
    ],
)
def test_a_toll_is_shown_with_its_fate(text: str, shown: str) -> None:
    found = toll(text, ENGLISH)
    assert found is not None
    assert KILLED.show(found) == shown


@pytest.mark.parametrize(
    ("text", "parts"),
    [("26 prisoners, all men", ("26 prisoners",)), ("12 dead and 4 hurt", ("12 dead",)), ("nobody", ())],
)
def test_the_first_number_may_stand_apart_from_the_rest(text: str, parts: tuple[str, ...]) -> None:
    assert COUNT.parts(text) == parts


PEOPLE = st.lists(
    st.sampled_from(["Ann Lee", "Jo Lind", "Isiah Major III", "Roberto Salazar", "Robert Downey, Jr."]),
    min_size=1,
    max_size=5,
)


@given(PEOPLE, st.sampled_from([" and ", ", and ", " & "]))
def test_so_many_names_are_so_many_dead(people: list[str], last: str) -> None:
    text = last.join([", ".join(people[:-1]), people[-1]] if len(people) > 1 else people)
    found = toll(text, ENGLISH)
    assert found is not None
    assert found.value == len(people)


REPLIES = st.dictionaries(
    st.sampled_from(["killed", "injured", "count", "what"]),
    st.text(max_size=40)
    | st.lists(
        st.sampled_from(
            ["12", "two", "dead", "injured", "people", "killed", "and", "26 men", ",", "at least"]
        )
    ).map(" ".join),
)


@given(REPLIES)
def test_no_number_is_counted_as_of_another_fate(reply: dict[str, str]) -> None:
    dead, hurt = (
        [COUNT.read(w, NOWHERE) for w in field.written(name, reply)]
        for name, field in (("killed", KILLED), ("injured", INJURED))
    )
    assert not any(found and Fate.HURT.is_of(found.unit) for found in dead)
    assert not any(found and Fate.DEAD.is_of(found.unit) for found in hurt)


def said(text: str, source: str, day: int | None = 12) -> base.Claim[CountValue]:
    support = Support(
        article=source, sentences=(1,), written=text, span=None, grounding=Grounding.UNSUPPORTED
    )
    published = date(2025, 8, day) if day else None
    return base.Claim(Mention(value=value(text), support=support), value(text), published, source)


def fused(*claims: base.Claim[CountValue]) -> list[tuple[str, dict[str, Conflict]]]:
    shown = []
    for merged in COUNT.fuse(claims):
        assert isinstance(merged.value, CountValue)
        others = {}
        for alternative in merged.alternatives:
            assert isinstance(alternative.value, CountValue)
            others[COUNT.show(alternative.value)] = alternative.conflict
        shown.append((COUNT.show(merged.value), others))
    return shown


def test_about_26_along_with_26_is_a_refinement() -> None:
    assert fused(said("about 26", "a"), said("26 people", "b"), said("over two dozen", "c")) == [
        ("26 people", {"about 26": Conflict.REFINEMENT, "at least 24": Conflict.REFINEMENT})
    ]


def test_other_words_for_persons_make_no_alternative() -> None:
    assert fused(said("26 prisoners", "a"), said("26 men", "b"), said("26 prisoners", "c")) == [
        ("26 prisoners", {})
    ]


def test_a_toll_that_rises_over_days_is_an_update() -> None:
    assert fused(said("12 dead", "a", 10), said("12 dead", "b", 10), said("45 killed", "c", 12)) == [
        ("45 killed", {"12 dead": Conflict.UPDATE})
    ]


def test_a_toll_that_falls_is_a_disagreement() -> None:
    assert fused(said("45 killed", "a", 10), said("12 dead", "b", 12), said("12 dead", "c", 12)) == [
        ("12 dead", {"45 killed": Conflict.DISAGREEMENT})
    ]


def test_without_dates_different_counts_are_a_disagreement() -> None:
    assert fused(said("12 dead", "a", None), said("45 dead", "b", None)) == [
        ("45 dead", {"12 dead": Conflict.DISAGREEMENT})
    ]


def test_the_dead_and_the_injured_are_two_values() -> None:
    assert fused(said("12 dead", "a"), said("30 injured", "b"), said("12 people", "c")) == [
        ("12 dead", {}),
        ("30 injured", {}),
    ]


def test_a_lone_exact_count_does_not_stand_against_many_that_contradict_it() -> None:
    ((stands, others),) = fused(*(said("about 40", name) for name in "abc"), said("26", "d"))
    assert stands == "about 40"
    assert others == {"26": Conflict.DISAGREEMENT}


TEXTS = st.sampled_from(
    [
        "26",
        "26 people",
        "about 26",
        "dozens",
        "29 men",
        "12 dead",
        "45 killed",
        "30 injured",
        "$3 million",
        "10%",
        "12 to 30",
        "up to 40",
        "at least 20 homes",
    ]
)
CLAIMS = st.lists(st.builds(said, TEXTS, st.sampled_from("abcd"), st.none() | st.integers(1, 28)), max_size=7)


@given(CLAIMS)
def test_fusing_loses_no_support_and_does_not_depend_on_order(
    claims: list[base.Claim[CountValue]],
) -> None:
    result = COUNT.fuse(claims)
    supports = [s for m in result for s in (*m.supports, *(s for a in m.alternatives for s in a.supports))]
    assert sorted(s.model_dump_json() for s in supports) == sorted(
        t.mention.support.model_dump_json() for t in claims
    )
    for order in itertools.islice(itertools.permutations(claims), 1, 6):
        assert COUNT.fuse(order) == result


@given(st.text() | st.text("0123456789 .,-$%x") | st.lists(TEXTS).map(" ".join))
def test_reading_a_count_never_raises_and_survives_json(text: str) -> None:
    found = read(text)
    if found is not None:
        assert CountValue.model_validate_json(found.model_dump_json()) == found
        assert COUNT.show(found)


VALUES = st.lists(TEXTS.map(value), max_size=3)


@given(VALUES, VALUES)
def test_comparing_counts_is_symmetric(a: list[CountValue], b: list[CountValue]) -> None:
    assert COUNT.compare(a, b) == COUNT.compare(b, a)
    assert COUNT.level(COUNT.comparison_key(a), COUNT.comparison_key(b)) == COUNT.compare(a, b).level


def test_a_count_lies_on_a_step_of_the_scale_and_a_loose_one_on_several() -> None:
    assert len(COUNT.block([value("26 people")])) == 2
    assert not COUNT.block([value("26 people")]) & COUNT.block([value("30 people")])
    assert COUNT.block([value("26 people")]) & COUNT.block([value("about 28 people")])
    assert 10 < len(COUNT.block([value("at least 20 homes")])) < 20


@given(VALUES, VALUES)
def test_counts_that_can_be_the_same_share_a_key_that_allows_it(
    a: list[CountValue], b: list[CountValue]
) -> None:
    level = COUNT.compare(a, b).level
    if level in {"same", "compatible"}:
        assert any(level in COUNT.allows(key) for key in COUNT.block(a) & COUNT.block(b))
