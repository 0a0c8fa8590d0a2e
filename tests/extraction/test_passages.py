"""How long sentences are cut, and how words are made fit to be shown."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from extractor.extraction.passages import passages, shown
from extractor.records import Article, Sentence, Span


def sentence_of(text: str) -> Article:
    span = Span(start=0, end=len(text))
    return Article(id="a", text=text, sentences=(Sentence(number=1, span=span),))


def cut(text: str, longest: int) -> list[str]:
    article = sentence_of(text)
    return [span.text_in(text) for span in passages(article.sentence(1), article, longest)]


def test_a_sentence_that_fits_is_one_passage() -> None:
    assert cut("Two men fled.", 13) == ["Two men fled."]


def test_a_long_sentence_is_cut_after_a_mark() -> None:
    assert cut("one two three; four five six", 20) == ["one two three; ", "four five six"]


def test_without_a_mark_it_is_cut_at_a_blank() -> None:
    assert cut("one two three four five six", 20) == ["one two three four ", "five six"]


@given(st.text(alphabet="ab ,;.", max_size=300), st.integers(3, 50))
def test_passages_lose_nothing_and_keep_to_the_limit(text: str, longest: int) -> None:
    pieces = cut(text, longest)
    assert "".join(pieces) == text
    assert all(len(piece) <= longest for piece in pieces)


@given(st.text(max_size=60))
def test_what_is_shown_is_one_line_that_can_be_sent(text: str) -> None:
    line = shown(text)
    assert line.splitlines() in ([line], [])
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in line)
    line.encode("utf-8")


def test_half_of_a_character_is_replaced() -> None:
    assert shown("a\ud800b\x00\x1b[31m c") == "a\ufffdb [31m c"


@given(st.text(alphabet=st.sampled_from("ab.<[ \t\n\x00\x7f\u00a0é\ud800")))
def test_what_is_shown_has_single_blanks_and_no_other_white_space_whatever_the_text(text: str) -> None:
    found = shown(text)
    assert found == re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).replace("\ud800", "\ufffd").strip()
