from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.records import Article, Sentence, Span
from extractor.reporting.texts import shown_text, text_of

WORDS = "One. Two.  Three."
SPANS = [(0, 4), (5, 9), (11, 17)]


def article(words: str = WORDS, spans: list[tuple[int, int]] = SPANS) -> Article:
    sentences = tuple(
        Sentence(number=n, span=Span(start=a, end=b), boilerplate="rule" if n == 2 else None)
        for n, (a, b) in enumerate(spans, start=1)
    )
    return Article(id="a", text=words, sentences=sentences)


def test_sentences_are_named_by_their_numbers() -> None:
    text = text_of(article())
    assert [text.sentence(number) for number in range(1, len(text) + 1)] == ["One.", "Two.", "Three."]
    assert text.asides == {2}


@given(st.integers(0, 20), st.integers(0, 20))
def test_places_are_found_in_the_sentences_that_hold_them(start: int, length: int) -> None:
    end = start + length
    text = text_of(article())
    inside = [n for n, (a, b) in enumerate(SPANS, start=1) if a <= start < b]
    assert text.at(start) == next(iter(inside), None)
    overlapping = [n for n, (a, b) in enumerate(SPANS, start=1) if a < end and start < b]
    assert list(text.between(start, end)) == overlapping


@pytest.mark.parametrize(
    ("start", "cited", "found"),
    [
        pytest.param(5, (1,), [2], id="where the words are"),
        pytest.param(4, (1,), [2], id="between two sentences: the next"),
        pytest.param(30, (1,), [3], id="behind the last: the last"),
        pytest.param(None, (9, 3, 1), [3, 1], id="without a place: all that were cited and are there"),
        pytest.param(None, (), [], id="without a place, and none cited"),
    ],
)
def test_a_support_belongs_to_sentences(start: int | None, cited: tuple[int, ...], found: list[int]) -> None:
    span = None if start is None else (start, start + 1)
    assert list(text_of(article()).cited(span, cited)) == found


def test_an_article_without_sentences_has_none() -> None:
    text = text_of(article("", []))
    assert (len(text), text.at(0)) == (0, None)
    assert [*text.cited((0, 1), ()), *text.cited(None, (1,)), *text.between(0, 5)] == []


@given(st.text(st.characters(exclude_categories=())))
def test_positions_stay_the_same_whatever_is_not_shown(words: str) -> None:
    assert len(shown_text(words)) == len(words)
