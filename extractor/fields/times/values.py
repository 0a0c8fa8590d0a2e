"""What a time means once it is read: a closed interval of days, or the parts known of an unresolved one."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pydantic import model_validator

from extractor.records import Value
from extractor.text.calendar import MONTHS, WEEKDAYS

DAY = timedelta(days=1)


class Precision(StrEnum):
    """The calendar unit a time is given in; `range` when it is no calendar unit."""

    DAY = "day"
    WEEKEND = "weekend"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    RANGE = "range"


class TimeValue(Value):
    """When something happened: the closed interval of days from `start` to `end`.

    With one end open (`None`) it goes on without limit. With both open it is unresolved: nobody says from
    which date "Tuesday" counts, and what is known stands in `months`, `day`, `weekdays` and `phrase`.

    Raises:
        pydantic.ValidationError: the interval ends before it starts.
    """

    start: date | None = None
    end: date | None = None
    precision: Precision
    approximate: bool = False
    months: tuple[int, ...] = ()
    """Unresolved only: the months it may fall in, 1 to 12; three of them for a season."""
    day: int | None = None
    """Unresolved only: the day of the month."""
    weekdays: tuple[int, ...] = ()
    """Unresolved only: the days of the week it may fall on, 0 is Monday; two of them for a weekend."""
    phrase: str | None = None
    """Unresolved only: the expression as written, in small letters."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> TimeValue:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"ends on {self.end}, before it starts on {self.start}")
        return self

    @property
    def resolved(self) -> bool:
        """Whether it has a place in the calendar."""
        return self.start is not None or self.end is not None

    @property
    def first(self) -> date:
        """The first day it may be; the beginning of the calendar when that is open."""
        return self.start or date.min

    @property
    def last(self) -> date:
        """The last day it may be; the end of the calendar when that is open."""
        return self.end or date.max

    @property
    def days(self) -> int:
        """How many days the interval has, from the calendar's first to its last where it is open."""
        return (self.last - self.first).days + 1

    def allows(self, day: date) -> bool:
        """Whether nothing known here speaks against that day."""
        if self.resolved:
            return self.first <= day <= self.last
        return (
            (not self.months or day.month in self.months)
            and self.day in (None, day.day)
            and (not self.weekdays or day.weekday() in self.weekdays)
        )


class ReportDay(TimeValue):
    """The day on which an event was reported that nobody dates: it is no time of the event, but near one."""


def covers(outer: TimeValue, inner: TimeValue) -> bool:
    """Whether the first of two resolved intervals contains the second; equal ones contain each other."""
    return outer.first <= inner.first and inner.last <= outer.last


def gap(a: TimeValue, b: TimeValue) -> int:
    """Days from the end of one resolved interval to the start of the other: 0 or less when they overlap."""
    return (max(a.first, b.first) - min(a.last, b.last)).days


def fits(unresolved: TimeValue, other: TimeValue) -> bool:
    """Whether an unresolved time can be the other, or fall in it; two unresolved ones may share a day."""
    if other.resolved:
        if other.days >= _EVERY_COMBINATION:
            return True
        return any(unresolved.allows(other.first + n * DAY) for n in range(other.days))
    return (
        _meet(unresolved.months, other.months)
        and (unresolved.day is None or other.day is None or unresolved.day == other.day)
        and _meet(unresolved.weekdays, other.weekdays)
    )


_EVERY_COMBINATION = 28 * 366
"""Days after which every combination of month, day and weekday has come: the calendar's cycle of 28 years."""


def _meet(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return not a or not b or bool(set(a) & set(b))


@dataclass(frozen=True, slots=True)
class Unit:
    """A calendar unit: how to find the one around a day, and how far the next one is."""

    precision: Precision
    months: int = 0
    """Its length in months, or 0 for units that are counted in days."""
    days: int = 0


UNITS = {
    "day": Unit(Precision.DAY, days=1),
    "weekend": Unit(Precision.WEEKEND, days=7),
    "week": Unit(Precision.WEEK, days=7),
    "month": Unit(Precision.MONTH, months=1),
    "quarter": Unit(Precision.QUARTER, months=3),
    "season": Unit(Precision.SEASON, months=3),
    "year": Unit(Precision.YEAR, months=12),
    "decade": Unit(Precision.DECADE, months=120),
    "century": Unit(Precision.CENTURY, months=1200),
}
"""The units by the names that texts use. Weeks start on Monday (ISO 8601)."""


def interval(start: date | None, end: date | None, approximate: bool = False) -> TimeValue:
    """The range between two days, either end open.

    Raises:
        ValueError: it would end before it starts.
    """
    return TimeValue(start=start, end=end, precision=Precision.RANGE, approximate=approximate)


def one_day(day: date) -> TimeValue:
    """That day."""
    return TimeValue(start=day, end=day, precision=Precision.DAY)


def months_from(first: date, count: int, precision: Precision) -> TimeValue:
    """So many whole months, the first of them holding the day given."""
    start = first.replace(day=1)
    last = shift_months(start, count - 1)
    end = last.replace(day=monthrange(last.year, last.month)[1])
    return TimeValue(start=start, end=end, precision=precision)


def year(number: int) -> TimeValue:
    """That calendar year."""
    return months_from(date(number, 1, 1), 12, Precision.YEAR)


def unit_around(day: date, unit: Unit) -> TimeValue:
    """The calendar unit that holds the day; for a weekend, that of the day's week."""
    match unit.precision:
        case Precision.DAY:
            return one_day(day)
        case Precision.WEEK:
            monday = day - day.weekday() * DAY
            return TimeValue(start=monday, end=monday + 6 * DAY, precision=Precision.WEEK)
        case Precision.WEEKEND:
            saturday = day + (5 - day.weekday()) * DAY
            return TimeValue(start=saturday, end=saturday + DAY, precision=Precision.WEEKEND)
        case Precision.SEASON:  # meteorological: spring is March to May
            return months_from(shift_months(day.replace(day=1), -(day.month % 3)), 3, Precision.SEASON)
        case _:
            # A century runs from 2000 to 2099 here, as news writes it.
            before = (day.year * 12 + day.month - 1) % unit.months
            first = shift_months(day.replace(day=1), -before)
            return months_from(first, unit.months, unit.precision)


def shift(day: date, count: int, unit: Unit) -> date:
    """The day so many units later; a day the month does not have becomes its last one."""
    return shift_months(day, count * unit.months) if unit.months else day + count * unit.days * DAY


def shift_months(day: date, count: int) -> date:
    """The day so many months later; a day the month does not have becomes its last one.

    Raises:
        ValueError: outside the calendar's years 1 to 9999.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not date.min.year <= years <= date.max.year:
        raise ValueError(f"no calendar for the year {years}")
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def ends(start: date, end: date) -> tuple[str, str]:
    """Both ends, without days where the interval is whole months, without months where it is whole years."""
    if start.day != 1 or end.day != monthrange(end.year, end.month)[1]:
        return str(start), str(end)
    if start.month == 1 and end.month == 12:
        return start.isoformat()[:4], end.isoformat()[:4]
    return start.isoformat()[:7], end.isoformat()[:7]


def show_time(value: TimeValue) -> str:
    """The time for people: `2025-08-12`, `2025-02`, `about 2019`, `Tuesday (date unknown)`."""
    if isinstance(value, ReportDay):
        return f"reported {value.start}"
    if not value.resolved:
        return f"{_known_parts(value)} (date unknown)"
    return _about(value) + _interval(value)


def _about(value: TimeValue) -> str:
    return "about " if value.approximate else ""


def _interval(value: TimeValue) -> str:
    if value.start is None:
        return f"until {value.end}"
    if value.end is None:
        return f"since {value.start}"
    if value.start == value.end:
        return str(value.start)
    start, end = ends(value.start, value.end)
    return start if start == end else f"{start} to {end}"


def _known_parts(value: TimeValue) -> str:
    months = " or ".join(MONTHS[m - 1] for m in value.months)
    day = str(value.day or "") if months else f"day {value.day}" if value.day else ""
    calendar_day = " ".join(part for part in (months, day) if part)
    weekdays = " or ".join(WEEKDAYS[d] for d in value.weekdays)
    parts = ", ".join(part for part in (weekdays, calendar_day) if part)
    is_named = len(value.months) <= 1 and len(value.weekdays) <= 1 and parts
    return _about(value) + parts if is_named else value.phrase or parts or value.precision.value
