"""Times that are counted from the publication."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from extractor.fields.times.frame import AHEAD, BACK, Frame, counted_from
from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.grammar.durations import LARGER, SMALL, Duration, Unit, duration_of
from extractor.fields.times.nodes import Counted, Node
from extractor.fields.times.tense import Tense
from extractor.fields.times.values import (
    DAY,
    UNITS,
    Precision,
    TimeValue,
    interval,
    months_from,
    one_day,
    shift,
    unit_around,
)

rule = GRAMMAR.rule

# From the publication


def from_publication(count: Callable[[date, Frame], TimeValue | None], precision: Precision) -> Counted:
    """What is counted from the day of publication."""
    return Counted(lambda frame: count(frame.published, frame) if frame.published else None, precision)


@rule("RDAY PART?", cats="RD T")
def _named_day(step: int, _part: str | None) -> Node:
    return from_publication(lambda day, _: one_day(day + step * DAY), Precision.DAY)


@rule("UNIT RDAY", cats="RD T")
def _day_of_today(unit: Unit, step: int) -> Node | None:
    return _named_day(step, None) if unit == ("day", False) else None


@rule("NIGHT", cats="T")
def _overnight(_word: None) -> Node:
    return from_publication(lambda day, _: interval(day - DAY, day), Precision.RANGE)


def around(step: int, name: str) -> Node:
    if name in SMALL:
        name, step = "day", 0
    if name == "workweek":
        return from_publication(lambda day, _: _working_week(day + 7 * step * DAY), Precision.RANGE)
    number, unit = step, name
    if name == "half":
        return from_publication(lambda day, _: _half_year(day, step), Precision.RANGE)
    if name == "fortnight":
        return from_publication(
            lambda day, _: interval(min(day, day + 14 * step * DAY), max(day, day + 14 * step * DAY)),
            Precision.RANGE,
        )
    return from_publication(
        lambda day, _: unit_around(shift(day, number, UNITS[unit]), UNITS[unit]), UNITS[unit].precision
    )


def _working_week(day: date) -> TimeValue:
    monday = day - day.weekday() * DAY
    return interval(monday, monday + 4 * DAY)


def _half_year(day: date, step: int) -> TimeValue:
    half = day.year * 2 + (day.month > 6) + step
    return months_from(date(half // 2, half % 2 * 6 + 1, 1), 6, Precision.RANGE)


@rule("RELUNIT", cats="REL P T")
def _relative_unit(word: tuple[str, int]) -> Node:
    return around(word[1], word[0])


@rule("WHICH UNIT", cats="REL P T")
def _which_unit(which: str, unit: Unit) -> Node | None:
    name, is_plural = unit
    if is_plural or which in ("recent", "past", "previous", "following", "same", "rest"):
        return None
    if name == "day" and which != "this":
        return None  # "the next day" is counted from another time, "the last day" is of something
    return around(_STEPS.get(which, 0), name) if which in _STEPS else None


_STEPS = {"last": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "second_last": -2, "second_next": 2}


@rule("UNIT WHICHA", "WHICH UNIT WHICHA", cats="REL P T")
def _unit_which(*parts: Unit | str) -> Node | None:
    unit = next(part for part in parts if isinstance(part, tuple))
    return _which_unit(str(parts[-1]), unit)


@rule("WHICH UNIT", cats="P T")
@rule("WHICH DUR", cats="P T")
@rule("DUR WHICHA", cats="P T")
@rule("NUM WHICH UNIT", cats="P T")
@rule("ART|PREP WHICH UNIT", cats="P T")
def _stretch_of_units(*parts: object) -> Node | None:
    """So many units up to the publication or on from it; uncounted, about one of the next larger unit."""
    which = next(part for part in parts if isinstance(part, str))
    unit = next((part for part in parts if isinstance(part, tuple)), None)
    number = next((part for part in parts if isinstance(part, int)), None)
    duration = next((part for part in parts if isinstance(part, Duration)), None)
    if isinstance(unit, tuple):
        if number is not None:
            duration = duration_of(number, unit)
        elif which == "past" and not unit[1]:
            duration = Duration(((1, unit[0]),))
        elif which == "recent" or (unit[1] and (which != "last" or len(parts) == 3)):
            duration = Duration(((1, unit[0]),), is_open=True)
    if duration is None or which not in (*BACK, *AHEAD, "recent") or duration.unit == "weekend":
        return None
    return Counted(lambda frame: _stretch(duration, which, frame), Precision.RANGE)


def _stretch(duration: Duration, which: str, frame: Frame) -> TimeValue | None:
    anchor = counted_from(frame, which)
    if anchor is None:
        return None
    direction = 1 if which in AHEAD else -1
    if duration.unit == "quarter" and not duration.is_open:
        return _whole_quarters(anchor, duration.parts[-1][0], direction)
    far = duration.from_day(anchor, direction)
    return interval(min(far, anchor), max(far, anchor), approximate=duration.is_open)


def _whole_quarters(day: date, count: int, direction: int) -> TimeValue:
    quarter = unit_around(day, UNITS["quarter"]).first
    first = shift(quarter, 1 if direction > 0 else -count, UNITS["quarter"])
    return months_from(first, 3 * count, Precision.RANGE)


@rule("ABOUT? DUR|DURU AGO", cats="T")
def _ago(_about: None, duration: Duration, _ago: str) -> Node:
    return from_publication(lambda day, _: _away(duration, day, -1), duration.precision)


@rule("LESS DUR|DURU AGO", "AGOPRE LESS DUR|DURU", cats="T")
def _less_than_ago(*parts: object) -> Node:
    duration = next(part for part in parts if isinstance(part, Duration))
    return from_publication(
        lambda day, _: interval(duration.from_day(day, -1), day, approximate=True), Precision.RANGE
    )


@rule("AGOPRE ABOUT? DUR|DURU AGO?", cats="T")
def _ago_after(_ago: str, _about: None, duration: Duration, _more: str) -> Node:
    return from_publication(lambda day, _: _away(duration, day, -1), duration.precision)


@rule("DUR|DURU HENCE", cats="T")
def _hence(duration: Duration, _hence: str) -> Node:
    return from_publication(lambda day, _: _away(duration, day, 1), duration.precision)


@rule("AHEADPRE ABOUT? DUR|DURU", cats="T")
def _ahead(_in: str, _about: None, duration: Duration) -> Node:
    return from_publication(lambda day, _: _away(duration, day, 1), duration.precision)


def _away(duration: Duration, day: date, direction: int) -> TimeValue:
    """The unit so far from a day; of an open number of units, all from one to the next larger one."""
    if duration.is_open and duration.unit in LARGER:
        near = shift(day, direction, UNITS[duration.unit])
        far = duration.from_day(day, direction)
        return interval(min(near, far), max(near, far), approximate=True)
    if duration.has_half:
        count, unit = duration.parts[-1]
        middle = duration.from_day(day, direction)
        first, last = (shift(middle, sign * max(count // 2, 1), UNITS[unit]) for sign in (-1, 1))
        return interval(first, last, approximate=True)
    found = unit_around(duration.from_day(day, direction), UNITS.get(duration.unit, UNITS["day"]))
    return found.model_copy(update={"approximate": duration.precision is not Precision.DAY})


@rule("INPRE ABOUT? DUR|DURU", cats="T")
@rule("WITHIN ABOUT? DUR|DURU", cats="T")
@rule("DUR WITHINA", cats="T")
def _in_so_long(*parts: str | Duration | None) -> Node | None:
    """Ahead, "in two weeks" is a point; behind, "the first in two weeks" is a stretch."""
    way, duration = (parts[-1], parts[0]) if isinstance(parts[0], Duration) else (parts[0], parts[-1])
    if not isinstance(duration, Duration):
        return None

    def count(day: date, frame: Frame) -> TimeValue | None:
        if frame.tense is Tense.UNKNOWN and way == "inpre" and not duration.is_open:
            return None
        is_ahead = frame.tense is Tense.FUTURE or (frame.tense is Tense.UNKNOWN and way != "inpre")
        if is_ahead and way == "inpre" and not duration.is_open and duration.unit in UNITS:
            return _away(duration, day, 1)
        far = duration.from_day(day, 1 if is_ahead else -1)
        return interval(min(far, day), max(far, day), approximate=duration.is_open)

    return from_publication(count, Precision.RANGE)


@rule("NUM WDAY|WDAYS AGO", cats="T")
@rule("AGOPRE NUM WDAY|WDAYS", cats="T")
def _weekdays_ago(*parts: int | str) -> Node:
    count, number = (part for part in parts if isinstance(part, int))

    def back(day: date, _frame: Frame) -> TimeValue:
        latest = day - ((day.weekday() - number - 1) % 7 + 1) * DAY
        return one_day(latest - 7 * (count - 1) * DAY)

    return from_publication(back, Precision.DAY)
