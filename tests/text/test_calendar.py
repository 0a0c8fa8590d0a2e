"""Names of months and weekdays."""

from __future__ import annotations

from extractor.text.calendar import CALENDAR, month_names, weekday_names


def test_names_and_short_forms_have_their_numbers() -> None:
    assert sorted(set(month_names("en", short=True).values())) == list(range(1, 13))
    assert month_names("de", short=False)["märz"] == 3
    assert weekday_names("en", short=True)["sun"] == 6
    assert month_names("en", short=False).keys() | weekday_names("en", short=False).keys() == CALENDAR
