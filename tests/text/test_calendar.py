"""Names of months and weekdays."""

from __future__ import annotations

from extractor.text.calendar import ABBREVIATED_DATES, CALENDAR, MONTH_NUMBERS, WEEKDAY_NUMBERS


def test_short_forms_have_the_number_of_their_month() -> None:
    assert MONTH_NUMBERS["may"] == 5
    assert MONTH_NUMBERS["sep"] == MONTH_NUMBERS["sept"] == MONTH_NUMBERS["september"] == 9
    assert sorted(set(MONTH_NUMBERS.values())) == list(range(1, 13))


def test_every_short_form_stands_for_one_name() -> None:
    assert ABBREVIATED_DATES["mar"] == "march"
    assert ABBREVIATED_DATES["thurs"] == "thursday"
    assert set(ABBREVIATED_DATES.values()) == CALENDAR - {"may"}
    assert len(CALENDAR) == 12 + len(WEEKDAY_NUMBERS)
