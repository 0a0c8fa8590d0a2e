"""Number words, and the numbers among the tokens of a text."""

from __future__ import annotations

from fractions import Fraction

import pytest

from extractor.text.numbers import may_begin, tokens


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("26 men and twenty-six women", [26, 26]),
        ("a hundred and five of 3.5 million", [105, 3_500_000]),
        ("1,026 of 12 lakh", [1026, 1_200_000]),
        ("two dozen", [24]),
        ("on the 12th by F-16", []),
        ("dozens", [24]),
    ],
)
def test_numbers_are_read_from_digits_and_words(text: str, values: list[int]) -> None:
    found = [token.number.reading for token in tokens(text) if token.number]
    assert [reading.value for reading in found if reading] == list(map(Fraction, values))


def test_tokens_know_where_they_stand() -> None:
    text = "Gonzáles paid $1,026."
    found = tokens(text)
    assert [token.text for token in found] == ["gonzales", "paid", "$", "1,026", "."]
    assert [text[token.start : token.end] for token in found][3] == "1,026"


BEGINNINGS = [
    ("en", "a hundred men"),
    ("en", "twenty-one men"),
    ("en", "half a million"),
    ("en", "12,000 men"),
    ("de", "sechsundzwanzig Menschen"),
    ("de", "eine halbe Million"),
    ("fr", "soixante-dix personnes"),
    ("es", "un par de personas"),
    ("ar", "عشرون رجلا"),
    ("zh", "三十人"),
]


@pytest.mark.parametrize(("language", "text"), BEGINNINGS)
def test_a_text_that_begins_with_a_number_has_a_first_word_that_may(language: str, text: str) -> None:
    first = tokens(text, language)[0]
    assert (first.start, first.number is None) == (0, False)
    assert may_begin(text.split(maxsplit=1)[0], language)


@pytest.mark.parametrize("word", ["Roberto", "vessels", "Boeing"])
def test_a_name_begins_no_number(word: str) -> None:
    assert not may_begin(word, "en")
    assert not may_begin(word)
