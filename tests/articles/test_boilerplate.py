"""Marks that depend on what stands around a line: names, captions, closing credits, datelines, headlines."""

from __future__ import annotations

from datetime import date

import pytest

from extractor.articles.boilerplate import mark_paragraphs

STORY = "Mexico has expelled 26 cartel figures to the United States, officials said on Tuesday."
STAMP = "Tuesday 12 August 2025 16:57 EDT"


def reasons(*paragraphs: str, title: str | None = None) -> list[str | None]:
    return list(mark_paragraphs(paragraphs, title).reasons)


def test_names_next_to_a_timestamp_are_a_byline() -> None:
    assert reasons("A long day", "Alanna Durkin Richer,Mara Verza", STAMP, STORY)[1] == "byline"
    assert reasons("A long day", STAMP, "Mara Verza", STORY)[2] == "byline"


def test_names_elsewhere_are_news() -> None:
    assert reasons(STORY, "Alanna Durkin Richer", STORY) == [None, None, None]


def test_a_short_headline_above_a_timestamp_is_no_byline() -> None:
    assert reasons("Trump Meets Sheinbaum", STAMP, STORY)[0] is None


def test_a_name_under_a_lonely_by_is_a_byline() -> None:
    assert reasons("A long day", "By", "Mara Verza", STORY)[1:3] == ["byline", "byline"]


def test_a_caption_repeated_with_its_credit_is_marked_twice() -> None:
    assert reasons(STORY, "Two soldiers", "Two soldiers (AP Photo/Marco Ugarte)") == [
        None,
        "photo credit",
        "photo credit",
    ]


def test_reported_from_is_a_byline_only_where_it_closes_the_article() -> None:
    assert reasons(STORY, "Verza reported from Mexico City.", "_____")[1] == "byline"
    assert reasons("Verza reported from Mexico City.", STORY)[0] is None
    assert reasons("Verza reported from Mexico City.") == [None]


DATELINES = [
    ("Aug. 12 (UPI) -- ", None),
    ("MEXICO CITY (AP) — ", None),
    ("MEXICO CITY, Aug 12 (Reuters) - ", None),
    ("WASHINGTON, Aug. 12, 2025 (AFP) – ", date(2025, 8, 12)),
    ("Mannheim, Germany (CNN) -- ", None),
    ("LONDON — ", None),
    ("EL PASO, Texas, Aug 12 - ", None),
]


@pytest.mark.parametrize(("dateline", "day"), DATELINES)
def test_a_dateline_before_the_story_is_found_with_the_date_it_states(
    dateline: str, day: date | None
) -> None:
    marks = mark_paragraphs(["970x125", dateline + STORY], None)
    assert marks.dateline == (1, len(dateline))
    assert marks.published == day


@pytest.mark.parametrize(
    "line",
    [
        "NATO — the alliance — met on Tuesday.",
        "NATO — The Alliance — met on Tuesday.",
        "A FIRE - The third this year broke out.",
        "Smith (R-Texas) -- who voted against it -- left.",
        "Mexico (2025) — A year of talks began.",
        "Mexico sent 26 men — the second transfer this year.",
        "Jalisco New Generation (CJNG) and Sinaloa Cartel – among others – lost men.",
    ],
)
def test_a_parenthesis_at_the_start_of_the_story_is_no_dateline(line: str) -> None:
    assert mark_paragraphs([line], None).dateline is None


def test_a_dateline_is_looked_for_where_the_story_starts_only() -> None:
    assert mark_paragraphs([STORY, "LONDON — Police met."], None).dateline is None


def test_a_headline_whose_words_the_story_repeats_is_marked_and_is_the_title() -> None:
    marks = mark_paragraphs(["Mexico expels 26 cartel figures to United States", STORY], None)
    assert marks.reasons == ("repeated headline", None)
    assert marks.title == "Mexico expels 26 cartel figures to United States"


@pytest.mark.parametrize(
    "headline",
    [
        "Mexico expels 27 cartel figures to United States",
        "Mexico denies cartel figures expelled to United States",
        "Sheinbaum praises deal with Trump administration",
        "Cartel figures expelled",
        "Mexico expels 26 cartel figures to United States.",
    ],
)
def test_a_headline_that_says_something_of_its_own_is_news(headline: str) -> None:
    assert reasons(headline, STORY) == [None, None]


def test_a_line_that_repeats_the_title_of_the_metadata_is_marked_and_the_title_stays() -> None:
    marks = mark_paragraphs(["A Long Day In The Capital", STORY], "A long day in the capital")
    assert marks.reasons == ("repeated headline", None)
    assert marks.title == "A long day in the capital"


def test_a_text_without_any_full_stop_keeps_its_lines() -> None:
    assert reasons("Mexico expels 26 cartel figures", "Mexico expels 26 cartel figures to US") == [None, None]
