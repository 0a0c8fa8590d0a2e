"""When an article was published, as its file or the head of its text states it."""

from __future__ import annotations

from datetime import date

import pytest

from extractor.articles.dates import find_date
from extractor.articles.publication import (
    published_by_stamp,
    read_header,
    read_stamp,
    stamps_of,
)

DAY = date(2025, 8, 12)


@pytest.mark.parametrize(
    "line",
    [
        "Tuesday 12 August 2025 16:57 EDT",
        "Published: Aug 12, 2025",
        "Published Aug. 12, 2025 at 4:57 p.m. ET",
        "Updated 4:57 PM EDT, August 12, 2025",
        "First published on Tue 12 Aug 2025 16.57 BST",
        "Publicado el martes, 12 de agosto de 2025 a las 16:57",
        "Publié le mardi 12 août 2025 à 16h57",
        "Veröffentlicht am Dienstag, 12. August 2025, 16:57 Uhr",
        "Pubblicato il 12 agosto 2025 alle ore 16:57",
        "Gepubliceerd op dinsdag 12 augustus 2025 om 16:57",
        "Publicado em 12 de agosto de 2025 às 16h57",
        "Опубликовано 12 августа 2025 г. в 16:57",
        "发布时间：2025年8月12日 16:57",
        "公開日：2025年8月12日",
        "نشر في 12 أغسطس 2025",
        "August 12, 2025",
        "12th August 2025",
        "2025-08-12T16:57:00Z",
        "2025-08-12 16:57:00 +0200",
        "Posted: 2025-08-12 | 16:57 GMT",
        "August 12 , 2025",
        "Last updated: 13/08/2025 | Published: 12 August 2025",
        "Publicado: martes 12 de agosto de 2025",
        "12 août 2025 à 16h57",
        "12. August 2025, 16:57",
        "2025年8月12日 16:57",
    ],
)
def test_a_line_of_nothing_but_a_date_is_a_stamp(line: str) -> None:
    stamp = read_stamp(line)
    assert stamp is not None
    assert stamp.date == DAY


@pytest.mark.parametrize(
    "line",
    [
        "Mexico sent 26 people on August 12, 2025.",
        "August 12, 2025: Mexico sends 26",
        "— Embajador Ronald Johnson (@USAmbMex) August 12, 2025",
        "On Tuesday",
        "26",
        "16:57",
        "By Maria Lopez, August 12, 2025",
        "2025",
        "26 x 14",
    ],
)
def test_a_line_that_says_more_or_less_is_no_stamp(line: str) -> None:
    assert read_stamp(line) is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("30 February 2025", None),
        ("2025-13-45", None),
        ("1 January 9999", None),
        ("05/08/2025", None),
        ("13/08/2025", date(2025, 8, 13)),
        ("08/13/2025", date(2025, 8, 13)),
        ("08/08/2025", date(2025, 8, 8)),
        ("Sept. 5, 2025", date(2025, 9, 5)),
        ("3 mars 2025", date(2025, 3, 3)),
    ],
)
def test_an_impossible_or_ambiguous_date_is_unknown(written: str, day: date | None) -> None:
    assert find_date(written) == day


def test_the_header_is_read_with_the_space_around_it() -> None:
    assert read_header(" date 2025-08-12 Aug. 12 (UPI) -- Mexico") == (17, DAY)
    assert read_header("date 2025-08-12\nMexico") == (15, DAY)
    assert read_header(" date 2025-02-30 Mexico") == (17, None)
    assert read_header("The date 2025-08-12 is set") is None
    assert read_header("date 2025-08-1234") is None


def published(*paragraphs: str, dateline: date | None = None) -> date | None:
    return published_by_stamp(stamps_of(paragraphs), dateline)


def test_publication_is_believed_before_update_and_before_a_bare_date() -> None:
    assert published("Updated: Aug 14, 2025", "Published: Aug 12, 2025", "It rained.") == DAY
    assert published("13 August 2025", "Published: Aug 12, 2025", "It rained.") == DAY
    assert published("Updated: Aug 14, 2025", "12 August 2025", "It rained.") == DAY
    assert published("Updated: Aug 12, 2025", "It rained.") == DAY


def test_a_dateline_is_believed_after_stamps_and_before_updates() -> None:
    assert published("It rained.", dateline=DAY) == DAY
    assert published("11 August 2025", "It rained.", dateline=DAY) == date(2025, 8, 11)
    assert published("Updated: 14 August 2025", "It rained.", dateline=DAY) == DAY


def test_the_dates_of_a_chronicle_are_part_of_the_story() -> None:
    chronicle = ("The case so far.", "January 6, 2025", "He was held.", "August 12, 2025", "He was sent.")
    assert stamps_of(chronicle) == {}


def test_a_bare_date_after_the_story_began_is_part_of_it() -> None:
    assert stamps_of(("It rained.", "It snowed.", "August 12, 2025", "He was held.")) == {}


def test_the_date_under_an_embedded_post_is_the_posts() -> None:
    assert (
        published("Mexico sends 26", "— The Ambassador (@USAmbMex)", "August 1, 2025", "It rained.") is None
    )


def test_a_stamp_far_down_does_not_date_the_article() -> None:
    assert published(*["It rained."] * 20, "Published: Aug 12, 2025") is None
