"""Times inside a period: the only, the nth, the first and the last ones."""

from __future__ import annotations

from datetime import date

from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.grammar.counted_rules import around
from extractor.fields.times.grammar.durations import Duration, Unit
from extractor.fields.times.grammar.recurring import Week, weekday, weekend
from extractor.fields.times.nodes import Counted, Node, Recurring, mapped, within
from extractor.fields.times.values import (
    DAY,
    UNITS,
    Precision,
    TimeValue,
    interval,
    months_from,
    one_day,
    shift,
    shift_months,
    unit_around,
)

rule = GRAMMAR.rule

# Inside a period


@rule("HOL COMMA? YR|REL", cats="HOLY R T")
@rule("WD|WE|DM|DOM|HOL COMMA|DASH? P", cats="R T")
def _day_in(part: Node, _sign: str | None, period: Node) -> Node | None:
    return within(part, period) if isinstance(part, Recurring) else None


@rule("P COMMA|DASH? WD|WE|DM|DOM|HOL", cats="R T")
def _day_behind(period: Node, _sign: str | None, part: Node) -> Node | None:
    return _day_in(part, None, period)


@rule("WK COMMA? YR|REL|PU", "YR|REL COMMA? WK", cats="P T")
def _week_in(*parts: Node | None) -> Node | None:
    week, period = sorted(
        (part for part in (parts[0], parts[-1]) if part), key=lambda p: not isinstance(p, Week)
    )
    if not isinstance(week, Week) or getattr(period, "precision", Precision.YEAR) is not Precision.YEAR:
        return None
    return mapped(period, lambda value: week.of(value.first.year), Precision.WEEK)


@rule("MON|SEA|QTR|HALFY COMMA? YR|REL|PU", cats="P T")
def _month_in(part: Node, _comma: str | None, period: Node) -> Node | None:
    is_longer = not isinstance(period, Counted) or period.precision in (Precision.YEAR, Precision.DECADE)
    return within(part, period) if isinstance(part, Recurring) and is_longer else None


@rule("REL|YR COMMA? MON|SEA|QTR|HALFY", cats="P T")
def _month_behind(period: Node, _comma: str | None, part: Node) -> Node | None:
    return _month_in(part, None, period)


@rule("UNIT", cats="U")
@rule("ART|OF UNIT", cats="PU U")
def _current_unit(*parts: object) -> Node | None:
    """The year, in "the end of the year": the current one; alone it is no time."""
    unit = parts[-1]
    if (
        not isinstance(unit, tuple)
        or unit[1]
        or unit[0] not in ("week", "month", "quarter", "year", "decade")
    ):
        return None
    name = unit[0]
    return Counted(
        lambda frame: unit_around(frame.published, UNITS[name]) if frame.published else None,
        UNITS[name].precision,
    )


@rule("WEEKOF WDAY|WEEKEND", cats="R T")
def _of_a_week(step: int, number: int | None) -> Node | None:
    """A weekday of the last or next week, where the language says so in one word."""
    return within(weekend() if number is None else weekday(number), around(step, "week"))


# The nth and the last of a period


@rule("ORD|NTH WDAY|UNIT P|PU", cats="R P T")
def _nth_of(number: int, what: int | Unit, period: Node) -> Node | None:
    if isinstance(what, tuple):
        # "The first days" are several, and no first day.
        return None if what[1] else _units(period, what[0], number - 1, 1)
    return mapped(period, lambda value: _nth_weekday(value, what, number), Precision.DAY)


@rule("WHICH WDAY|UNIT P|PU", "WDAY|UNIT WHICHA P|PU", cats="R P T")
def _last_of(a: str | int | Unit, b: str | int | Unit, period: Node) -> Node | None:
    which, what = (a, b) if isinstance(a, str) else (b, a)
    if which == "first" and not isinstance(what, str):
        return _nth_of(1, what, period)
    if which != "last" or isinstance(what, str):
        return None
    return _nth_of(0 if isinstance(what, tuple) else -1, what, period)


@rule("P ORD|NTH WDAY|UNIT", cats="R P T")
def _of_nth(period: Node, number: int, what: int | Unit) -> Node | None:
    return _nth_of(number, what, period)


@rule("P WHICH WDAY|UNIT", cats="R P T")
def _of_last(period: Node, which: str, what: int | Unit) -> Node | None:
    return _last_of(which, what, period)


@rule("ORD|NTH DUR P|PU", cats="R P T")
@rule("WHICH DUR P|PU", cats="R P T")
def _units_of(which: str | int, duration: Duration, period: Node) -> Node | None:
    if duration.is_open or len(duration.parts) > 1 or which not in (1, "last", "first"):
        return None
    count, name = duration.parts[0]
    return _units(period, name, -count if which == "last" else 0, count)


@rule("NUM WHICH|ORD|NTH UNIT P|PU", cats="R P T")
def _n_units_of(count: int, which: str | int, unit: Unit, period: Node) -> Node | None:
    return _units_of(which, Duration(((count, unit[0]),)), period)


@rule("P|PU WHICH|ORD|NTH DUR", cats="R P T")
def _of_units(period: Node, which: str | int, duration: Duration) -> Node | None:
    return _units_of(which, duration, period)


@rule("ORD|NTH|WHICH FEW UNIT P|PU", cats="P T")
@rule("ORD|NTH|WHICH UNIT P|PU", cats="P T")
def _few_units_of(which: str | int, *parts: object) -> Node | None:
    """The first or last days of a period, left open: about a week of them."""
    unit, period = parts[-2], parts[-1]
    if not isinstance(unit, tuple) or not isinstance(period, Node) or which not in (1, "last") or not unit[1]:
        return None
    length = {"day": 7, "week": 14}.get(unit[0])
    if length is None:
        return None

    def part(value: TimeValue) -> TimeValue | None:
        if value.days <= length or not (value.start and value.end):
            return None
        if which == 1:
            return interval(value.start, value.start + (length - 1) * DAY, approximate=True)
        return interval(value.end - (length - 1) * DAY, value.end, approximate=True)

    return mapped(period, part, Precision.RANGE)


def _nth_weekday(value: TimeValue, number: int, nth: int) -> TimeValue | None:
    if value.start is None or value.end is None or value.days > 400:
        return None
    first = value.start + (number - value.start.weekday()) % 7 * DAY
    days = [first + 7 * n * DAY for n in range((value.end - first).days // 7 + 1)]
    return one_day(days[nth - 1 if nth > 0 else nth]) if nth and -len(days) <= nth <= len(days) else None


def _units(period: Node, name: str, first: int, count: int) -> Node | None:
    """So many units of a period from the first, or from the end where that is negative."""
    if name not in ("day", "week", "month", "quarter", "half", "year", "weekend", "decade"):
        return None
    if (first == -1 and count == 1) or first >= 0 or count == -first:
        first = -1 if (first, count) == (-1, 1) else first
    is_whole = count == 1 and name in UNITS
    precision = UNITS[name].precision if is_whole else Precision.RANGE

    def part(value: TimeValue) -> TimeValue | None:
        pieces = _pieces(value, name)
        if len(pieces) < 2:
            return None
        chosen = pieces[first : first + count or None] if pieces else []
        if len(chosen) != count:
            return None
        if count == 1:
            return chosen[0]
        return interval(chosen[0].start, chosen[-1].end)

    return mapped(period, part, precision)


def _pieces(value: TimeValue, name: str) -> list[TimeValue]:
    """The whole units of a period; a week belongs to the one that holds its Thursday (ISO 8601)."""
    if value.start is None or value.end is None or value.days > 40_000:
        return []
    if name == "half":
        return (
            [months_from(shift_months(value.start, n), 6, Precision.RANGE) for n in (0, 6)]
            if value.precision is Precision.YEAR
            else _split(value)
        )
    unit = UNITS[name]
    inside = {"week": 3, "weekend": 5}.get(name, 0)
    found, day = [], unit_around(value.start, unit).first
    if name == "weekend":
        day -= 5 * DAY
    while day <= value.end:
        if value.start <= day + inside * DAY <= value.end:
            found.append(unit_around(day, unit))
        day = shift(day, 1, unit)
    return found


def _split(value: TimeValue) -> list[TimeValue]:
    """Both halves of a time that is no year."""
    parts = [split(value, n, 2) for n in (0, 1)]
    return [interval(*part) for part in parts if part]


def split(value: TimeValue, number: int, of: int) -> tuple[date, date] | None:
    """The days of one part: whole years of a decade, whole months of a year, ten days of a month."""
    start, end, precision = value.start, value.end, value.precision
    if start is None or end is None:
        return None
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if precision is Precision.DECADE:
        months, cuts = 120, [0, 48, 84, 120] if of == 3 else [0, 60, 120]
    elif precision in (Precision.MONTH, Precision.WEEK, Precision.RANGE):
        length = (end - start).days + 1
        step = 10 if precision is Precision.MONTH and of == 3 else -(-length // of)
        if precision is not Precision.MONTH:
            first = start + round(number * (length - step) / (of - 1)) * DAY
            return first, first + (step - 1) * DAY
        first = start + number * step * DAY
        return first, end if number == of - 1 else first + (step - 1) * DAY
    else:
        cuts = [months * n // of for n in range(of + 1)]
    return shift_months(start, cuts[number]), shift_months(start, cuts[number + 1]) - DAY
