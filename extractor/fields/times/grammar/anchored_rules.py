"""Times that are counted from another time that the text names."""

from __future__ import annotations

from datetime import date

from extractor.fields.times.frame import Frame, day_in
from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.grammar.durations import Duration, Unit
from extractor.fields.times.nodes import Counted, Node
from extractor.fields.times.values import (
    UNITS,
    Precision,
    TimeValue,
    unit_around,
)

rule = GRAMMAR.rule

# From another time


@rule("DUR|DURU LATERTHAN|EARLIERTHAN", cats="A T")
def _later(duration: Duration, way: str) -> Node:
    is_later, follows = way.startswith("later"), way.endswith("?")
    return anchored(duration, 1 if is_later else -1, follows=follows)


@rule("ART? UNIT LATERTHAN|EARLIERTHAN", cats="A T")
def _unit_later(_the: None, unit: Unit, way: str) -> Node | None:
    return None if unit[1] else _later(Duration(((1, unit[0]),)), way)


def anchored(duration: Duration, direction: int, *, follows: bool = False, is_exact: bool = False) -> Node:
    """So far from the time that the text names before, or, where words follow, the one behind."""

    def count(frame: Frame) -> TimeValue | None:
        unit = UNITS.get(duration.unit, UNITS["day"])
        if duration.has_half or duration.is_rough:
            return None
        is_behind = follows and frame.rest.lstrip()[:1].isalnum()
        anchor = day_in(frame.named_after if is_behind else reversed(frame.named_before), unit)
        if anchor is None or duration.is_open:
            return None
        found = _from_day(duration, anchor, direction)
        return found.model_copy(update={"approximate": False}) if is_exact else found

    return Counted(count, duration.precision, follows=follows)


def _from_day(duration: Duration, day: date, direction: int) -> TimeValue:
    unit = UNITS.get(duration.unit, UNITS["day"])
    found = unit_around(duration.from_day(day, direction), unit)
    return found.model_copy(update={"approximate": bool(direction) and unit.precision is not Precision.DAY})


@rule("DUR LATERTHAN|EARLIERTHAN DM|DATE|RD|WD|HOL|DOM", cats="T")
@rule("DUR SINCETHAN DM|DATE|RD|WD|HOL|DOM", cats="T")
def _counted_from(duration: Duration, way: str, day: Node) -> Node | None:
    direction = -1 if way.startswith("earlier") else 1
    if not way.endswith("?") or duration.is_open:
        return None

    def count(frame: Frame) -> TimeValue | None:
        value = day.read(frame)
        if value is None or value.start is None or value.days > 1 or duration.is_rough or duration.has_half:
            return None
        return _from_day(duration, value.start, direction)

    return Counted(count, duration.precision)


@rule("UNIT LATERTHAN|EARLIERTHAN DM|DATE|RD|WD|HOL|DOM", cats="T")
def _day_after(unit: Unit, way: str, day: Node) -> Node | None:
    return None if unit[1] else _counted_from(Duration(((1, unit[0]),)), way, day)


@rule("RD SINCETHAN|HENCE DUR", cats="T")
def _from_a_day_on(day: Node, _from: str, duration: Duration) -> Node | None:
    return _counted_from(duration, "later?", day)


@rule("PHASE? ANAPHOR UNIT", cats="REL P T")
@rule("WHICH UNIT", cats="REL P T")
@rule("UNIT WHICHA", cats="REL P T")
def _unit_next_to_another(*parts: str | Unit | None) -> Node | None:
    """The same, the previous or the following unit; "the following day" is one of days."""
    a, b = parts[-2:]
    which, unit = (a, b) if isinstance(b, tuple) else (b, a)
    step = {"previous": -1, "following": 1, "same": 0, "next": 1, "anaphor": 0}.get(str(which))
    if step is None or not isinstance(unit, tuple) or unit[1] or unit[0] not in UNITS:
        return None
    if which == "next" and unit[0] != "day":
        return None
    return anchored(Duration(((abs(step), unit[0]),)), (step > 0) - (step < 0), is_exact=True)


@rule("ANAPHOR WEEKEND", cats="T")
def _that_weekend(_same: str, _word: None) -> Node:
    return anchored(Duration(((0, "weekend"),)), 0, is_exact=True)


@rule("PHASE ART UNIT", cats="T")
def _later_that_day(phase: int | str, _the: None, unit: Unit) -> Node | None:
    return (
        _unit_next_to_another("same", unit)
        if unit == ("day", False) and phase in ("earlier", "later")
        else None
    )


@rule("ANAPHOR PART", cats="T")
def _same_part(_same: str, _part: str) -> Node:
    return anchored(Duration(((0, "day"),)), 0)


@rule("WHICH PART", cats="T")
def _next_part(which: str, _part: str) -> Node | None:
    step = {"next": 1, "following": 1, "previous": -1}.get(which)
    return anchored(Duration(((1, "day"),)), step) if step else None
