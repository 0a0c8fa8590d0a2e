"""Times that are counted: from the publication, or from another time that the text names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from extractor.fields.times.frame import AHEAD, BACK, Frame, counted_from, day_in
from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.grammar.durations import LARGER, SMALL, Duration, Unit, duration_of, one
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


@rule("step:RDAY PART?", "day step:RDAY", cats="RD T")
def _named_day(step: int) -> Node:
    return from_publication(lambda day, _: one_day(day + step * DAY), Precision.DAY)


@rule("NIGHT", cats="T")
def _overnight() -> Node:
    return from_publication(lambda day, _: interval(day - DAY, day), Precision.RANGE)


def around(step: int, name: str) -> Node:
    """The unit that the publication is in, or one so many before or after it."""
    if name in SMALL:
        name, step = "day", 0
    if name == "workweek":
        return from_publication(lambda day, _: _working_week(day + 7 * step * DAY), Precision.RANGE)
    if name == "half":
        return from_publication(lambda day, _: _half_year(day, step), Precision.RANGE)
    if name == "fortnight":
        return from_publication(lambda day, _: _between(day, day + 14 * step * DAY), Precision.RANGE)
    unit = UNITS[name]
    return from_publication(lambda day, _: unit_around(shift(day, step, unit), unit), unit.precision)


def _between(a: date, b: date, approximate: bool = False) -> TimeValue:
    return interval(min(a, b), max(a, b), approximate)


def _working_week(day: date) -> TimeValue:
    monday = day - day.weekday() * DAY
    return interval(monday, monday + 4 * DAY)


def _half_year(day: date, step: int) -> TimeValue:
    half = day.year * 2 + (day.month > 6) + step
    return months_from(date(half // 2, half % 2 * 6 + 1, 1), 6, Precision.RANGE)


@rule("word:RELUNIT", cats="REL P T")
def _relative_unit(word: tuple[str, int]) -> Node:
    return around(word[1], word[0])


_STEPS = {"last": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "second_last": -2, "second_next": 2}


@rule("which:WHICH unit:UNIT", "unit:UNIT which:WHICHA", "WHICH unit:UNIT which:WHICHA", cats="REL P T")
def _which_unit(which: str, unit: Unit) -> Node | None:
    name, is_plural = unit
    if is_plural or which not in _STEPS:
        return None
    if name == "day" and which != "this":
        return None  # "the next day" is counted from another time, "the last day" is of something
    return around(_STEPS[which], name)


@rule("ART|PREP which:WHICH unit:UNIT", cats="P T")
def _the_units(which: str, unit: Unit) -> Node | None:
    return _some_units(which, unit, is_the=True)


@rule("number:NUM which:WHICH unit:UNIT", cats="P T")
def _n_units(number: int, which: str, unit: Unit) -> Node | None:
    return _stretch_of(which, duration_of(number, unit))


@rule("which:WHICH duration:DUR", "duration:DUR which:WHICHA", cats="P T")
def _stretch_of(which: str, duration: Duration) -> Node | None:
    if which not in (*BACK, *AHEAD, "recent") or duration.unit == "weekend":
        return None
    return Counted(lambda frame: _stretch(duration, which, frame), Precision.RANGE)


@rule("which:WHICH unit:UNIT", cats="P T")
def _some_units(which: str, unit: Unit, is_the: bool = False) -> Node | None:
    """Units up to the publication or on from it, about as many as make the next larger one."""
    if which == "past" and not unit[1]:
        return _stretch_of(which, one(unit))
    if which == "recent" or (unit[1] and (which != "last" or is_the)):
        return _stretch_of(which, one(unit, is_open=True))
    return None


def _stretch(duration: Duration, which: str, frame: Frame) -> TimeValue | None:
    anchor = counted_from(frame, which)
    if anchor is None:
        return None
    direction = 1 if which in AHEAD else -1
    if duration.unit == "quarter" and not duration.is_open:
        return _whole_quarters(anchor, duration.parts[-1][0], direction)
    return _between(duration.from_day(anchor, direction), anchor, approximate=duration.is_open)


def _whole_quarters(day: date, count: int, direction: int) -> TimeValue:
    quarter = unit_around(day, UNITS["quarter"]).first
    first = shift(quarter, 1 if direction > 0 else -count, UNITS["quarter"])
    return months_from(first, 3 * count, Precision.RANGE)


@rule("ABOUT? duration:DUR|DURU AGO", "AGOPRE ABOUT? duration:DUR|DURU AGO?", cats="T")
def _ago(duration: Duration) -> Node:
    return from_publication(lambda day, _: _away(duration, day, -1), duration.precision)


@rule(
    "way:SINCEDUR ABOUT? duration:DUR|DURU",
    "way:LESS duration:DUR|DURU AGO",
    "AGOPRE way:LESS duration:DUR|DURU",
    cats="T",
)
def _since_so_long(duration: Duration, way: str | None) -> Node:
    is_rough = way is None or duration.precision is not Precision.DAY
    return from_publication(
        lambda day, _: interval(duration.from_day(day, -1), day, approximate=is_rough), Precision.RANGE
    )


@rule("duration:DUR|DURU HENCE", "AHEADPRE ABOUT? duration:DUR|DURU", cats="T")
def _ahead(duration: Duration) -> Node:
    return from_publication(lambda day, _: _away(duration, day, 1), duration.precision)


def _away(duration: Duration, day: date, direction: int) -> TimeValue:
    """The unit so far from a day; of an open number of units, all from one to the next larger one."""
    middle = duration.from_day(day, direction)
    if duration.is_open and duration.unit in LARGER:
        return _between(shift(day, direction, UNITS[duration.unit]), middle, approximate=True)
    found = unit_around(middle, UNITS.get(duration.unit, UNITS["day"]))
    return found.model_copy(update={"approximate": duration.precision is not Precision.DAY})


@rule(
    "way:INPRE ABOUT? duration:DUR|DURU", "WITHIN ABOUT? duration:DUR|DURU", "duration:DUR WITHINA", cats="T"
)
def _in_so_long(duration: Duration, way: str = "within") -> Node:
    """Ahead, "in two weeks" is a point; behind, "the first in two weeks" is a stretch."""
    may_be_a_point = way == "inpre" and not duration.is_open

    def count(day: date, frame: Frame) -> TimeValue | None:
        if frame.tense is Tense.UNKNOWN and may_be_a_point:
            return None
        is_ahead = frame.tense is Tense.FUTURE or (frame.tense is Tense.UNKNOWN and way != "inpre")
        if is_ahead and may_be_a_point and duration.unit in UNITS:
            return _away(duration, day, 1)
        return _between(duration.from_day(day, 1 if is_ahead else -1), day, approximate=duration.is_open)

    return from_publication(count, Precision.RANGE)


# From another time


def anchored(duration: Duration, direction: int, *, follows: bool = False, is_exact: bool = False) -> Node:
    """So far from the time that the text names before, or, where words follow, the one behind."""

    def count(frame: Frame) -> TimeValue | None:
        if duration.is_rough or duration.is_open:
            return None
        is_behind = follows and frame.rest.lstrip()[:1].isalnum()
        times = frame.named_after() if is_behind else reversed(frame.named_before())
        anchor = day_in(times, UNITS.get(duration.unit, UNITS["day"]))
        if anchor is None:
            return None
        found = _from_day(duration, anchor, direction)
        return found.model_copy(update={"approximate": False}) if is_exact else found

    return Counted(count, duration.precision, follows=follows)


def _from_day(duration: Duration, day: date, direction: int) -> TimeValue:
    unit = UNITS.get(duration.unit, UNITS["day"])
    found = unit_around(duration.from_day(day, direction), unit)
    return found.model_copy(update={"approximate": bool(direction) and unit.precision is not Precision.DAY})


@rule("duration:DUR|DURU way:LATERTHAN|EARLIERTHAN", cats="A T")
def _later(duration: Duration, way: str) -> Node:
    return anchored(duration, 1 if way.startswith("later") else -1, follows=way.endswith("?"))


@rule("ART? unit:UNIT way:LATERTHAN|EARLIERTHAN", cats="A T")
def _unit_later(unit: Unit, way: str) -> Node | None:
    return None if unit[1] else _later(one(unit), way)


@rule("duration:DUR way:LATERTHAN|EARLIERTHAN|SINCETHAN day:DM|DATE|RD|WD|HOL|DOM", cats="T")
def _counted_from(duration: Duration, way: str, day: Node) -> Node | None:
    direction = -1 if way.startswith("earlier") else 1
    if not way.endswith("?") or duration.is_open:
        return None

    def count(frame: Frame) -> TimeValue | None:
        value = day.read(frame)
        if value is None or value.start is None or value.days > 1 or duration.is_rough:
            return None
        return _from_day(duration, value.start, direction)

    return Counted(count, duration.precision)


@rule("PHASE? which:ANAPHOR unit:UNIT", "which:WHICH unit:UNIT", "unit:UNIT which:WHICHA", cats="REL P T")
def _unit_next_to_another(which: str, unit: Unit) -> Node | None:
    """The same, the previous or the following unit; "the following day" is one of days."""
    step = {"previous": -1, "following": 1, "same": 0, "next": 1, "anaphor": 0}.get(which)
    if step is None or unit[1] or unit[0] not in UNITS or (which == "next" and unit[0] != "day"):
        return None
    return anchored(Duration(((abs(step), unit[0]),)), step, is_exact=True)


@rule("phase:PHASE ART unit:day", cats="T")
def _later_that_day(phase: int | str, unit: Unit) -> Node | None:
    return _unit_next_to_another("same", unit) if phase in ("earlier", "later") else None


@rule("ANAPHOR part:PART|WEEKEND", cats="T")
def _that_part(part: str | None) -> Node:
    return anchored(Duration(((0, "day" if part else "weekend"),)), 0)


@rule("which:WHICH PART", cats="T")
def _next_part(which: str) -> Node | None:
    step = {"next": 1, "following": 1, "previous": -1}.get(which)
    return anchored(one(("day", False)), step) if step else None
