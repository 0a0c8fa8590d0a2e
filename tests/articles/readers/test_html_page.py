"""Articles in HTML pages."""

from __future__ import annotations

from datetime import date

import pytest

from extractor.articles.readers.html_page import read_html
from extractor.errors import ArticleError

BODY = """
<nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Mexico sends 26</h1>
<p>Mexico has sent 26 people to the U.S. on August 12, 2025, officials said. They were wanted for many
crimes.</p>
<p>The deputy was killed on 2008-08-02 in Los Angeles, and “the case is not closed,” the café owner said on
<time datetime="2008-08-03">Aug. 3, 2008</time>, when the search for suspects had begun in many states.</p>
</article>
<script>alert("no article text")</script>
"""


def page(head: str = "", body: str = BODY) -> str:
    head = f"<title>Mexico sends 26</title>{head}"
    return f'<!doctype html><html lang="en-US"><head>{head}</head><body>{body}</body></html>'


def published(head: str, body: str = BODY) -> date | None:
    return read_html(page(head, body).encode(), "a.html").published


def test_the_text_is_what_a_reader_sees_of_the_article() -> None:
    draft = read_html(page().encode(), "in/a.html")
    assert "Mexico has sent 26 people to the U.S." in draft.text
    assert "alert" not in draft.text
    assert "World" not in draft.text
    assert (draft.id, draft.language) == ("a", "en-US")


def test_title_address_and_publisher_come_from_the_page() -> None:
    head = (
        '<meta property="og:title" content="Mexico sends 26 to U.S.">'
        '<meta property="og:site_name" content="Example">'
        '<link rel="canonical" href="https://example.org/mexico">'
    )
    draft = read_html(page(head).encode(), "a.html")
    assert (draft.title, draft.url, draft.source) == (
        "Mexico sends 26 to U.S.",
        "https://example.org/mexico",
        "Example",
    )


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2025-08-12T20:57:00Z">',
        '<meta name="DC.date.issued" content="2025-08-12">',
        '<meta itemprop="datePublished" content="August 12, 2025">',
        '<meta property="article:modified_time" content="2025-08-14"><meta name="date" content="2025-08-12">',
        '<script type="application/ld+json">{"@graph": [{"datePublished": "2025-08-12T20:57Z"}]}</script>',
        '<script type="application/ld+json">not json</script><meta name="pubdate" content="2025-08-12">',
        '<meta property="article:published_time" content="soon"><meta name="date" content="2025-08-12">',
    ],
)
def test_the_publication_date_is_what_the_page_states_as_such(head: str) -> None:
    assert published(head) == date(2025, 8, 12)


def test_a_time_marked_as_the_publication_is_believed() -> None:
    assert published("", f'<time itemprop="datePublished" datetime="2025-08-12">today</time>{BODY}') == date(
        2025, 8, 12
    )


def test_a_date_inside_the_story_is_not_the_publication_date() -> None:
    assert published("") is None
    assert published('<meta property="article:modified_time" content="2025-08-14">') is None


def test_the_encoding_a_page_declares_is_believed_when_it_is_not_utf_8() -> None:
    raw = page('<meta charset="windows-1252">').encode("cp1252")
    assert "café" in read_html(raw, "a.html").text


def test_a_page_in_no_declared_encoding_is_refused() -> None:
    with pytest.raises(ArticleError, match="is not UTF-8"):
        read_html(page().encode("cp1252"), "a.html")
    with pytest.raises(ArticleError, match="declares the encoding klingon"):
        read_html(page('<meta charset="klingon">').encode("cp1252"), "a.html")


@pytest.mark.parametrize("raw", [b"<html><body></body></html>", b"<p></p>", b"<!-- nothing -->"])
def test_a_page_without_an_article_is_refused(raw: bytes) -> None:
    with pytest.raises(ArticleError, match=r"a\.html: (has no article|is no HTML)"):
        read_html(raw, "a.html")
