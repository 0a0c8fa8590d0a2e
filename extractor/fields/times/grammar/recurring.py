"""The times that come back every week, month or year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from extractor.fields.times.nodes import (
    MONTHLY,
    WEEKLY,
    YEARLY,
    Every,
    Node,
    Recurring,
    date_of_a_year,
    nearest_when_this,
    weekday_of_a_week,
    weekend_of_a_week,
)
from extractor.fields.times.values import (
    DAY,
    UNITS,
    Precision,
    TimeValue,
    months_from,
    one_day,
    shift_months,
    unit_around,
)


def yearly(make: Callable[[int], TimeValue | None]) -> Every:
    """The occurrences of what every year has, but for years that lack it, as 29 February."""

    def every(start: date, end: date) -> Iterator[TimeValue]:
        for number in range(max(start.year - 1, 1), min(end.year + 1, 9999) + 1):
            try:
                value = make(number)
            except (ValueError, OverflowError):
                continue
            if value and start <= value.first <= end:
                yield value

    return every


def day_of_year(month: int, day: int) -> Recurring:
    """A day and month."""
    date(2000, month, day)  # raises for a day that no year has
    return Recurring(
        yearly(lambda y: one_day(date(y, month, day))), YEARLY, Precision.DAY,
        months=(month,), day=day, choose=date_of_a_year,
    )  # fmt: skip


def month_of_year(month: int) -> Recurring:
    """A month."""
    return Recurring(
        yearly(lambda y: months_from(date(y, month, 1), 1, Precision.MONTH)), YEARLY, Precision.MONTH,
        months=(month,),
    )  # fmt: skip


def as_month(month: int | Node) -> Node:
    """The month itself, where only the number of one is given."""
    return month_of_year(month) if isinstance(month, int) else month


def months_of_year(first: int, count: int, precision: Precision) -> Recurring:
    """A season, quarter or half, by its first month."""
    return Recurring(
        yearly(lambda y: months_from(date(y, first, 1), count, precision)), YEARLY, precision,
        months=tuple(sorted((first - 1 + n) % 12 + 1 for n in range(count))), choose=nearest_when_this,
    )  # fmt: skip


def weekly(number: int, unit: str) -> Every:
    """The occurrences of a weekday, or of the weekend that begins on one."""

    def every(start: date, end: date) -> Iterator[TimeValue]:
        day = start + (number - start.weekday()) % 7 * DAY
        while day <= end:
            yield unit_around(day, UNITS[unit])
            day += 7 * DAY

    return every


def weekday(number: int) -> Recurring:
    """A day of the week."""
    return Recurring(weekly(number, "day"), 10, Precision.DAY, weekdays=(number,), choose=weekday_of_a_week)


def weekend() -> Recurring:
    """Saturday and Sunday."""
    return Recurring(
        weekly(5, "weekend"), WEEKLY, Precision.WEEKEND, weekdays=(5, 6), choose=weekend_of_a_week
    )


def day_of_month(day: int) -> Recurring:
    """A day of any month."""
    if not 1 <= day <= 31:
        raise ValueError("no month has that day")

    def every(start: date, end: date) -> Iterator[TimeValue]:
        month = start.replace(day=1)
        while month <= end:
            value = month + (day - 1) * DAY
            if value.month == month.month and start <= value <= end:
                yield one_day(value)
            month = shift_months(month, 1)

    return Recurring(every, MONTHLY, Precision.DAY, day=day)


def both(a: Recurring, b: Recurring, reach: int) -> Recurring:
    """The days of one that are days of the other too, as Friday the 13th."""

    def every(start: date, end: date) -> Iterator[TimeValue]:
        others = {value.first for value in b.every(start, end)}
        return (value for value in a.every(start, end) if value.first in others)

    return Recurring(
        every, reach, Precision.DAY, months=a.months or b.months, day=a.day or b.day,
        weekdays=a.weekdays or b.weekdays, choose=date_of_a_year,
    )  # fmt: skip


def week_of(year: int, number: int) -> TimeValue:
    """A week of a year by its number (ISO 8601), which may begin in the year before.

    Raises:
        ValueError: the year has no such week.
    """
    return unit_around(date.fromisocalendar(year, number, 1), UNITS["week"])


def holiday(key: str) -> Recurring:
    """A holiday by its key in the data: `12-25`, `easter+1`, or `11-thu4`, the fourth Thursday of November.

    The last one is `05-mon-1`; `08-sat1-24` is the first Saturday from the 24th on.
    """
    if not key.startswith("easter"):
        month, rule = key.split("-", 1)
        if rule.isdigit():
            return day_of_year(int(month), int(rule))
        return Recurring(
            yearly(lambda y: one_day(_nth_weekday(y, int(month), rule))), YEARLY, Precision.DAY,
            months=(int(month),), choose=date_of_a_year,
        )  # fmt: skip
    step = int(key.removeprefix("easter") or 0)
    return Recurring(
        yearly(lambda y: one_day(easter(y) + step * DAY)), YEARLY, Precision.DAY, choose=date_of_a_year
    )


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _nth_weekday(year: int, month: int, rule: str) -> date:
    number, nth = _DAYS.index(rule[:3]), rule[3:]
    if nth.startswith("-"):
        last = shift_months(date(year, month, 1), 1) - DAY
        return last - (last.weekday() - number) % 7 * DAY
    count, _, from_day = nth.partition("-")
    first = date(year, month, int(from_day or 1))
    return first + ((number - first.weekday()) % 7 + 7 * (int(count) - 1)) * DAY


def easter(year: int) -> date:
    """Easter Sunday of the western churches (the anonymous Gregorian algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, 1) + timedelta(days=f % 31)
