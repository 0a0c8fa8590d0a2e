"""Days of metadata in the forms that files and pages have."""

from __future__ import annotations

from datetime import date

import pytest

from extractor.articles.dates import find_date, is_placeholder, parse_date

DAY = date(2025, 8, 13)


@pytest.mark.parametrize(
    "written",
    [
        "2025-08-13",
        " 2025-08-13 ",
        "2025-08-13T23:59:59-04:00",
        "2025-08-13T09:00:00.000+03:00",
        "2025-08-13 09:00:00",
        "2025-08-13 09:00 UTC",
        "2025-8-13",
        "2025/08/13",
        "20250813",
        "20250813T091500Z",
        "20250813091500",
        "Wed, 13 Aug 2025 09:00:00 GMT",
        "Wed Aug 13 09:00:00 +0000 2025",
        "August 13, 2025",
        "Aug. 13, 2025 9:00 a.m. ET",
        "13-Aug-2025",
        "13 août 2025",
        "13 de agosto de 2025",
        "13. August 2025",
        "13 августа 2025",
        "13 أغسطس 2025",
        "2025年8月13日",
        "13.08.2025",
        1755075600,
        1755075600000,
        "1755075600",
        "1755043200000",
    ],
)
def test_a_day_is_read_in_the_form_that_it_has(written: object) -> None:
    assert parse_date(written) == DAY


@pytest.mark.parametrize(
    "written", ["", " ", "soon", "2025", "2025-08", "2025-02-30", "03/04/2025", None, True, []]
)
def test_what_is_no_day_or_two_days_is_none(written: object) -> None:
    assert parse_date(written) is None
    assert parse_date("03/03/2025") == date(2025, 3, 3)


@pytest.mark.parametrize(
    "written",
    [
        "1970-01-01T00:00:00Z",
        "1969-12-31T19:00:00-05:00",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0001-01-01T00:00:00",
        "1900-01-01",
        "9999-12-31",
        "2999-01-01",
        "0000-00-00 00:00:00",
        "null",
        0,
        -1,
    ],
)
def test_a_placeholder_is_no_day(written: object) -> None:
    assert parse_date(written) is None
    assert is_placeholder(written)


@pytest.mark.parametrize("written", ["1970-01-02", "2025-08-13", "soon", 1755075600, True])
def test_other_values_are_no_placeholders(written: object) -> None:
    assert not is_placeholder(written)


def test_the_first_full_date_of_a_line_is_found() -> None:
    assert find_date("Posted on 13. August 2025, updated on 14. August 2025") == DAY
    assert find_date("Posted in August 2025") is None
