"""Counts are compared with tolerance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.fields.base import MISSING
from extractor.fields.count import CountValue
from tests.fields.read_counts import COUNT, TEXTS, value

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
    ("26 pirates", "23", "different"),
    ("12 dead", "45 killed", "update"),
    ("12 people killed", "45 dead", "update"),
    ("12 dead", "30 injured", "other unit"),
    ("26", "$26", "other unit"),
    ("26 people", "26 homes", "other unit"),
    ("26%", "26", "other unit"),
    ("two deputies", "two girls", "same few"),
    ("one employee", "one person", "same few"),
    ("four deputies", "four girls", "same"),
    ("about 60 metres", "150 metres", "other unit"),
    ("150 homes", "60 homes", "update"),
    ("150 planes", "60 planes", "different"),
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
