"""Folding of text: what two spellings of the same words have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text.fold import fold, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Abigael González\u00a0Valencia", "abigael gonzalez valencia"),
        ("Abigael Gonza\u0301lez", "abigael gonzalez"),
        ("“Los Cuinis” – the group’s", '"los cuinis" - the group\'s'),
        ("Straße İstanbul ﬁ", "strasse istanbul fi"),
        ("العَرَبِيَّة", "العربية"),
        ("  a \n b  ", "a b"),
    ],
)
def test_case_accents_quotes_dashes_and_spaces_make_no_difference(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("the U.S. Attorney's 1,026 men", ("the", "us", "attorney", "1026", "men")),
        ("U.S.-Mexico, 3.5 million", ("us", "mexico", "3.5", "million")),
        ("中文 新闻", ("中文", "新闻")),
        ("हिन्दी समाचार", ("हिन्दी", "समाचार")),
        ("…", ()),
    ],
)
def test_words_lose_punctuation_and_the_possessive(text: str, parts: tuple[str, ...]) -> None:
    assert words(text) == parts


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(words(text))
