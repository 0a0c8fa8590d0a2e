"""Bytes that are text, and what is said of those that are not."""

from __future__ import annotations

import pytest

from extractor.articles.decoding import check_text, decode, is_blank
from extractor.errors import ArticleError


def test_text_is_kept_as_it_is_but_for_a_byte_order_mark() -> None:
    assert decode(b"\xef\xbb\xbfA\r\nB\rC\n \xc3\xa9", "a.txt") == "A\r\nB\rC\n é"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"caf\xe9 noir", "a.txt: is not UTF-8 (byte 0xe9 at position 3)"),
        (b"\xef\xbb\xbfcaf\xe9", "a.txt: is not UTF-8 (byte 0xe9 at position 6)"),
        (b"cut short \xe2\x80", "a.txt: is not UTF-8 (byte 0xe2 at position 10)"),
        (b"\xff\xfeH\0a", "a.txt: is damaged UTF-16 (byte 3)"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.txt: is binary, not text (NUL byte at position 8)"),
    ],
)
def test_what_is_no_utf_8_is_refused_with_its_place(raw: bytes, message: str) -> None:
    with pytest.raises(ArticleError) as error:
        decode(raw, "a.txt")
    assert str(error.value).startswith(message)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_what_a_file_is(codec: str) -> None:
    assert decode("„Hallo“".encode(codec), "a.txt") == "„Hallo“"


def test_a_line_of_a_file_in_utf_16_is_refused_with_how_to_convert_it() -> None:
    with pytest.raises(
        ArticleError, match=r"a\.jsonl:1: is UTF-16, not UTF-8; convert it first: iconv -f UTF-16"
    ):
        decode("{}".encode("utf-16"), "a.jsonl:1", "a.jsonl")


def test_the_next_step_for_another_encoding_is_a_command() -> None:
    with pytest.raises(ArticleError, match=r"iconv -f WINDOWS-1252 -t UTF-8 'a\.txt' > converted\.txt"):
        decode(b"\xe9", "a.txt")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        (" \n\t\u00a0\u200b\ufeff", "has only white space"),
        ("a\0b", "has a NUL character at position 1"),
        ("ab\ud83d", r"has half a character \(surrogate U\+D83D\) at position 2"),
    ],
)
def test_a_text_that_no_sentence_can_be_cut_from_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        check_text(text, "a.txt")


def test_zero_width_characters_are_blank_and_punctuation_is_not() -> None:
    assert is_blank("\u200b\u2060 ")
    assert not is_blank(".")
