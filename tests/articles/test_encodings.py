"""Encodings of pages as the web's standard means them."""

from __future__ import annotations

import pytest

from extractor.articles.encodings import decode_page
from extractor.errors import ArticleError

DECLARED = [
    # the label, Python's codec for what browsers read, and characters that a narrower codec lacks
    ("ISO-8859-1", "cp1252", "“quoted” – it’s €5"),
    ("us-ascii", "cp1252", "“quoted” – it’s €5"),
    ("latin1", "cp1252", "‘œuvre’ …"),
    ("iso-8859-9", "cp1254", "“İstanbul” €"),
    ("tis-620", "cp874", "ไทย €"),
    ("gb2312", "gbk", "朱镕基 塚"),
    ("GBK", "gb18030", "你好 㐀"),
    ("big5", "big5hkscs", "香港嘅 中文"),
    ("shift_jis", "cp932", "①㈱髙島屋"),
    ("ks_c_5601-1987", "cp949", "똠방각하 펲"),
    ("euc-jp", "euc_jp", "日本語"),
    ("iso-2022-jp", "iso2022_jp", "日本語"),
    ("windows-1251", "cp1251", "Москва"),
    ("koi8-r", "koi8_r", "Москва"),
]


@pytest.mark.parametrize(("label", "codec", "text"), DECLARED, ids=[label for label, _, _ in DECLARED])
def test_a_label_means_what_browsers_read(label: str, codec: str, text: str) -> None:
    raw = f'<meta charset="{label}"><p>{text}</p>'.encode(codec)
    assert decode_page(raw, "a.html") == (f'<meta charset="{label}"><p>{text}</p>', None)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed_first(codec: str) -> None:
    page = '<meta charset="ISO-8859-1"><p>“€”</p>'
    assert decode_page(page.encode(codec), "a.html") == (page, None)


def test_valid_utf_8_is_believed_before_what_the_page_declares() -> None:
    page = '<meta charset="ISO-8859-1"><p>“€”</p>'
    assert decode_page(page.encode(), "a.html") == (page, None)


def test_the_http_header_is_believed_before_the_page() -> None:
    raw = '<meta charset="windows-1252">Москва'.encode("cp1251")
    assert "Москва" in decode_page(raw, "a.html", "windows-1251")[0]


def test_an_xml_declaration_counts_too() -> None:
    raw = '<?xml version="1.0" encoding="ISO-8859-1"?><html>€</html>'.encode("cp1252")
    assert "€" in decode_page(raw, "a.html")[0]


def test_a_euro_in_gbk_and_bytes_that_windows_leaves_open_are_kept() -> None:
    assert decode_page(b'<meta charset="gbk">\x80', "a.html")[0].endswith("€")
    assert decode_page(b'<meta charset="latin1">\x81\x93', "a.html")[0].endswith("\x81“")


def test_numbers_of_windows_1252_are_the_characters_that_are_meant() -> None:
    assert decode_page(b"it&#146;s &#x80;5 &#8364; &#65;", "a.html")[0] == "it’s €5 &#8364; &#65;"


def test_what_cannot_be_read_is_marked_and_said() -> None:
    raw = '<meta charset="utf-8">«café» über'.encode() + b"\xe9"
    assert decode_page(raw, "a.html") == (
        '<meta charset="utf-8">«café» über\ufffd',
        "1 characters cannot be read as utf-8; they stand as \ufffd in the text",
    )


def test_a_page_that_is_not_in_utf_8_as_it_declares_is_in_windows_1252() -> None:
    raw = '<meta charset="utf-8">“café”'.encode("cp1252")
    assert decode_page(raw, "a.html") == ('<meta charset="utf-8">“café”', None)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"caf\xe9", "is not UTF-8"),
        (b'<meta charset="klingon">caf\xe9', "declares the encoding klingon, which is none of the web's"),
        (b"\x89PNG\0", "is binary"),
    ],
)
def test_a_page_that_declares_nothing_known_is_refused(raw: bytes, says: str) -> None:
    with pytest.raises(ArticleError, match=says):
        decode_page(raw, "a.html")
