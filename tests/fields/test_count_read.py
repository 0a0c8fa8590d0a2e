"""Counts are read with bound and unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fields.base import Context, Written
from extractor.fields.count import Bound, CountValue
from extractor.records import Article, Sentence, Span
from tests.fields.read_counts import COUNT, TEXTS, read, value

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
        "A girl of 10",
        "a cab driver, a father of four",
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


@given(st.text() | st.text("0123456789 .,-$%x") | st.lists(TEXTS).map(" ".join))
def test_reading_a_count_never_raises_and_survives_json(text: str) -> None:
    found = read(text)
    if found is not None:
        assert CountValue.model_validate_json(found.model_dump_json()) == found
        assert COUNT.show(found)
