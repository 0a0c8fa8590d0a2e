"""Paragraphs: every line break ends one, except those that only wrap a sentence."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.decoding import is_blank
from extractor.articles.paragraphs import cut_paragraphs

FIRST = (
    "Mexico has transferred 26 people suspected of leading drug cartels to the United States, both countries "
    "confirmed Tuesday, as the president continues pressing the government on the criminal networks."
)
SECOND = (
    "The transfer comes a day after the U.S. Justice Department agreed to return 14 Mexican nationals. They "
    "wanted to finish their sentences closer to their communities."
)
STORY = [FIRST, SECOND]


def cut(text: str) -> list[str]:
    return [span.text_in(text) for span in cut_paragraphs(text)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\u2028", "\f", " \n \t\n"])
def test_a_line_break_of_any_kind_ends_a_paragraph(newline: str) -> None:
    assert cut(newline.join(STORY)) == STORY


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("width", [45, 60, 72, 80, 100])
def test_hard_wrapped_lines_are_one_paragraph(width: int, newline: str) -> None:
    wrapped = [textwrap.fill(paragraph, width).replace("\n", newline) for paragraph in STORY]
    assert cut((newline * 2).join(wrapped)) == wrapped


def test_hard_wrapped_chinese_is_one_paragraph() -> None:
    sentence = "墨西哥政府周二宣布将二十六名贩毒集团嫌疑人移交给美国这是今年以来的第二次此类移交行动" * 3
    wrapped = "\n".join(textwrap.wrap(sentence, 40))
    assert cut(wrapped) == [wrapped]


def test_a_title_a_rule_and_an_ad_size_are_not_joined_to_wrapped_text() -> None:
    body = textwrap.fill(FIRST, 60)
    assert cut(f"Mexico sends 26 to the U.S.\n{body}\n_____\n970x125\n{body}") == [
        "Mexico sends 26 to the U.S.",
        body,
        "_____",
        "970x125",
        body,
    ]


def test_entries_of_a_wrapped_list_stay_apart() -> None:
    entry = textwrap.fill(SECOND, 60, initial_indent="- ", subsequent_indent="  ")
    assert cut(f"{entry}\n{entry}") == [entry, entry]


def test_an_indented_line_starts_a_paragraph_of_wrapped_text() -> None:
    wrapped = [textwrap.fill(paragraph, 60, initial_indent="    ") for paragraph in STORY]
    assert cut("\n".join(wrapped)) == [paragraph.strip() for paragraph in wrapped]


def test_lines_that_are_paragraphs_are_not_joined_even_without_full_stops() -> None:
    lines = [
        "Mexico sends 26 suspects",
        "Alanna Durkin Richer",
        "the talks go on",
        "Tuesday 12 August 2025",
        "A photo",
    ]
    assert cut("\n".join(lines)) == lines


@given(st.text(alphabet=st.sampled_from("aB .,-_\n\r\t\u2028\u200b1“é漢"), max_size=300))
def test_paragraphs_hold_every_visible_character_once_and_in_order(text: str) -> None:
    spans = cut_paragraphs(text)
    end = 0
    for span in spans:
        assert is_blank(text[end : span.start])
        assert span.start < span.end
        end = span.end
    assert is_blank(text[end:])
