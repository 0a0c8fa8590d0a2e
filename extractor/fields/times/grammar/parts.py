"""Times inside a period (the only, the nth, the last, early and late ones), and those around a day."""

from __future__ import annotations

from datetime import date

from extractor.fields.times.frame import Frame
from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.grammar.counted import around, from_publication
from extractor.fields.times.grammar.durations import Duration, Unit, duration_of
from extractor.fields.times.grammar.recurring import as_month, week_of, weekday, weekend
from extractor.fields.times.nodes import Change, Counted, Node, Recurring, changed, mapped, within
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

rule("part:HOL COMMA? period:YR|REL", cats="HOLY R T")(within)
rule("part:WD|WE|DM|DOM|HOL COMMA|DASH? period:P", "period:P COMMA|DASH? part:WD|WE|DM|DOM|HOL", cats="R T")(
    within
)


@rule("week:WK COMMA? period:YR|REL|PU", "period:YR|REL COMMA? week:WK", cats="P T")
def _week_in(week: int, period: Node) -> Node | None:
    if getattr(period, "precision", Precision.YEAR) is not Precision.YEAR:
        return None
    return mapped(period, lambda value: week_of(value.first.year, week), Precision.WEEK)


@rule("week:WK", cats="P T")
def _week_of_this_year(week: int) -> Node:
    return from_publication(lambda day, _: week_of(day.year, week), Precision.WEEK)


@rule(
    "part:MON|SEA|QTR|HALFY COMMA|DASH|SLASH? period:YR|REL|PU",
    "period:REL|YR COMMA|DASH|SLASH? part:MON|SEA|QTR|HALFY",
    cats="P T",
)
def _month_in(part: Recurring, period: Node) -> Node | None:
    is_longer = not isinstance(period, Counted) or period.precision in (Precision.YEAR, Precision.DECADE)
    return within(part, period) if is_longer else None


@rule("unit:UNIT", cats="U")
@rule("ART|OF unit:UNIT", cats="PU U")
def _current_unit(unit: Unit) -> Node | None:
    """The year, in "the end of the year": the current one; alone it is no time."""
    name, is_plural = unit
    if is_plural or name not in ("week", "month", "quarter", "year", "decade"):
        return None
    return around(0, name)


@rule("step:WEEKOF number:WDAY|WEEKEND", cats="R T")
def _day_of_a_week(step: int, number: int | None) -> Node | None:
    """A weekday or the weekend of the last or next week, where the language says so in one word."""
    return within(weekend() if number is None else weekday(number), around(step, "week"))


# The nth and the last of a period


@rule("number:ORD|NTH what:WDAY|UNIT period:P|PU", "period:P number:ORD|NTH what:WDAY|UNIT", cats="R P T")
def _nth_of(number: int, what: int | Unit, period: Node) -> Node | None:
    if isinstance(what, tuple):
        # "The first days" are several, and no first day.
        return None if what[1] else _units(period, what[0], number - 1, 1)
    return mapped(period, lambda value: _nth_weekday(value, what, number), Precision.DAY)


@rule(
    "which:WHICH what:WDAY|UNIT period:P|PU",
    "what:WDAY|UNIT which:WHICHA period:P|PU",
    "period:P which:WHICH what:WDAY|UNIT",
    cats="R P T",
)
def _last_of(which: str, what: int | Unit, period: Node) -> Node | None:
    if which == "first":
        return _nth_of(1, what, period)
    return _nth_of(0 if isinstance(what, tuple) else -1, what, period) if which == "last" else None


@rule(
    "which:ORD|NTH|WHICH duration:DUR period:P|PU",
    "period:P|PU which:WHICH|ORD|NTH duration:DUR",
    cats="R P T",
)
def _units_of(which: str | int, duration: Duration, period: Node) -> Node | None:
    if duration.is_open or len(duration.parts) > 1 or which not in (1, "last", "first"):
        return None
    count, name = duration.parts[0]
    return _units(period, name, -count if which == "last" else 0, count)


@rule("count:NUM which:WHICH|ORD|NTH unit:UNIT period:P|PU", cats="R P T")
def _n_units_of(count: int, which: str | int, unit: Unit, period: Node) -> Node | None:
    return _units_of(which, duration_of(count, unit), period)


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
    is_whole = count == 1 and name in UNITS

    def part(value: TimeValue) -> TimeValue | None:
        pieces = _pieces(value, name)
        chosen = pieces[first : first + count or None]
        if len(pieces) < 2 or len(chosen) != count:
            return None
        return chosen[0] if count == 1 else interval(chosen[0].start, chosen[-1].end)

    return mapped(period, part, UNITS[name].precision if is_whole else Precision.RANGE)


def _pieces(value: TimeValue, name: str) -> list[TimeValue]:
    """The whole units of a period; a week belongs to the one that holds its Thursday (ISO 8601)."""
    if value.start is None or value.end is None or value.days > 40_000:
        return []
    if name == "half":
        if value.precision is Precision.YEAR:
            return [months_from(shift_months(value.start, n), 6, Precision.RANGE) for n in (0, 6)]
        halves = (_split(value, n, 2) for n in (0, 1))
        return [interval(*half) for half in halves if half]
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


# Early, middle, late


def _split(value: TimeValue, number: int, of: int) -> tuple[date, date] | None:
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


def _third(number: int) -> Change:
    """The early, middle or late third of a unit; a single day has none."""

    def change(value: TimeValue, _frame: Frame) -> TimeValue:
        if value.precision in (Precision.DAY, Precision.WEEKEND):
            return value
        days = _split(value, number, 3)
        return interval(*days, approximate=True) if days else value.model_copy(update={"approximate": True})

    return change


def _earlier(value: TimeValue, frame: Frame) -> TimeValue:
    """The part of the current unit that is over by the publication; any other unit as it is."""
    published = frame.published
    if published is None or value.start is None or value.days == 1 or not value.allows(published):
        return value
    return interval(value.start, published)


def _later(value: TimeValue, frame: Frame) -> TimeValue:
    published = frame.published
    if published is None or value.end is None or value.days == 1 or not value.allows(published):
        return value
    return interval(published, value.end)


_PHASES: dict[int | str, Change] = {
    0: _third(0),
    1: _third(1),
    2: _third(2),
    "earlier": _earlier,
    "later": _later,
}


@rule("phase:PHASE DASH? node:MON|SEA|QTR|YR|REL|MY|P|U|WMONTH", "node:P|YR|U phase:PHASEA", cats="T")
def _phase(phase: int | str, node: Node | int) -> Node | None:
    return changed(as_month(node), _PHASES[phase]) if phase in _PHASES else None


@rule(
    "number:HALF|HALFPART node:YR|REL|MON|MY|P|PU", "node:YR|REL|MON|MY|P|U number:HALF|HALFPART", cats="P T"
)
def _half_of(number: int, node: Node) -> Node | None:
    def change(value: TimeValue, _frame: Frame) -> TimeValue | None:
        days = _split(value, number - 1, 2)
        return interval(*days) if days and value.precision is not Precision.DAY else None

    return changed(node, change)


@rule("part:UNITPART", cats="T")
def _part_of_this(part: tuple[str, str]) -> Node | None:
    return _half_of(int(part[1]), around(0, part[0]))


@rule("REST node:P|U", cats="T")
def _rest(node: Node) -> Node:
    return changed(node, _later)


@rule("ABOUT DASH? node:T", "node:T ABOUTA", cats="T")
def _about(node: Node) -> Node:
    return changed(node, lambda value, _: value.model_copy(update={"approximate": True}))


# Weeks and weekends of a day


@rule(
    "unit:week|WEEKEND OF day:WD|RD",
    "unit:week|WEEKEND STARTING? day:DM|DATE|HOL|HOLY|DOM",
    "day:DM|DATE|HOL|HOLY|DOMS STARTING? unit:week|WEEKEND",
    cats="T",
)
def _around_a_day(unit: Unit | None, day: Node) -> Node:
    def change(value: TimeValue, _frame: Frame) -> TimeValue | None:
        if value.days > 1:
            return None
        return unit_around(value.first, UNITS["week"]) if unit else _long_weekend(value.first)

    return changed(day, change)


def _long_weekend(day: date) -> TimeValue:
    """The weekend of a day or nearest to it, with the day."""
    saturday = min(
        (day + (5 - day.weekday() + step) * DAY for step in (-7, 0)), key=lambda s: abs((s - day).days)
    )
    if saturday <= day <= saturday + DAY:
        return unit_around(day, UNITS["weekend"])
    return interval(min(day, saturday), max(day, saturday + DAY))
