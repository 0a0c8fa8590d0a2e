"""The language of a text is told by its script and its commonest words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.language import _words, guess_language


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_words_of_plain_text_are_those_of_any_text(text: str) -> None:
    assert _words(text) == re.findall(r"\w+", text)
    assert _words(f"{text} é") == re.findall(r"\w+", f"{text} é")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "en"),
        ("12 345", "en"),
        ("El hombre y las mujeres.", "es"),
        ("“El hombre” – y las mujeres…", "es"),
        ("The man — and 的 the woman.", "en"),
        ("é" * 9 + "男の人と女の人", "ja"),
        ("Die Männer und der Hund.", "de"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert guess_language(text) == language
