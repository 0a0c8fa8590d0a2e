"""Parts of a time: early and late, halves, hours of a day; and the week or weekend around a day."""

from __future__ import annotations

from dataclasses import replace

from extractor.fields.times.frame import Frame
from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.grammar.counted_rules import around
from extractor.fields.times.grammar.durations import Duration, Unit
from extractor.fields.times.grammar.nth_rules import split
from extractor.fields.times.grammar.recurring import month_of_year
from extractor.fields.times.nodes import Change, Node, changed
from extractor.fields.times.values import (
    DAY,
    UNITS,
    Precision,
    TimeValue,
    interval,
    unit_around,
)

rule = GRAMMAR.rule

# Parts


def _third(number: int) -> Change:
    """The early, middle or late third of a unit; a single day has none."""

    def change(value: TimeValue, _frame: Frame) -> TimeValue:
        if value.precision in (Precision.DAY, Precision.WEEKEND):
            return value
        days = split(value, number, 3)
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


@rule("PHASE DASH? WD|DM|DOM|HOL|WE", cats="R T")
@rule("PHASE DASH? DATE|RD", cats="T")
def _phase_of_a_day(_phase: int, _dash: str, day: Node) -> Node:
    return day


@rule("PHASE DASH? MON|SEA|QTR|YR|REL|MY|P|U", cats="T")
def _phase(phase: int | str, _dash: str | None, node: Node) -> Node | None:
    return changed(node, _PHASES[phase]) if phase in _PHASES else None


@rule("PHASE PHASE MON|YR|REL|MY|P|U", cats="T")
def _phase_in_phase(first: int | str, second: int | str, node: Node) -> Node | None:
    return _phase(second, None, node) if first in ("earlier", "later") else None


@rule("P|YR|U PHASEA", cats="T")
def _phase_after(node: Node, phase: int | str) -> Node | None:
    return _phase(phase, None, node)


@rule("HALF|HALFPART YR|REL|MON|MY|P|PU", "YR|REL|MON|MY|P|U HALF|HALFPART", cats="P T")
def _half_of(a: int | Node, b: int | Node) -> Node | None:
    number, node = (a, b) if isinstance(a, int) else (b, a)
    if not isinstance(number, int) or not isinstance(node, Node):
        return None

    def change(value: TimeValue, _frame: Frame) -> TimeValue | None:
        days = split(value, number - 1, 2)
        return interval(*days) if days and value.precision is not Precision.DAY else None

    return changed(node, change)


@rule("UNITPART", cats="T")
def _part_of_this(part: tuple[str, str]) -> Node | None:
    return _half_of(int(part[1]), around(0, part[0]))


@rule("REST P|U", cats="T")
def _rest(_rest: str, node: Node) -> Node:
    return changed(node, _later)


@rule("DM|WD|DOM|HOL PART|NIGHT", "DM|WD|DOM|HOL COMMA? CLOCK ZONE?", cats="R T")
@rule("DATE|RD PART|NIGHT", "DATE|RD COMMA? CLOCK ZONE?", cats="T")
def _with_hour(day: Node, *_hour: object) -> Node:
    return day


@rule("PART|NIGHT COMMA? DM|WD|DOM|HOL", "CLOCK ZONE? COMMA? DM|WD|DOM|HOL", cats="R T")
@rule("PART|NIGHT COMMA? DATE|RD", "CLOCK ZONE? COMMA? DATE|RD", cats="T")
def _hour_before(*parts: object) -> object:
    return parts[-1]


@rule("FROM|BETWEEN NUM|CLOCK TO|DASH|AND CLOCK", "NUM|CLOCK TO|DASH CLOCK", cats="CLOCK")
@rule(
    "ABOUT|BOUND|WHICH|PHASE CLOCK",
    "NUM HOURS NUM?",
    "NUM NOON",
    "HOURSPRE NUM",
    "CLOCK PART",
    "CLOCK HOURS",
    "PART CLOCK",
    "NOON",
    cats="CLOCK",
)
def _clock(*_parts: object) -> str:
    return "clock"


@rule("ABOUT DASH? T", "T ABOUTA", cats="T")
def _about(*parts: object) -> Node | None:
    node = next((part for part in parts if isinstance(part, Node)), None)
    return changed(node, lambda value, _: value.model_copy(update={"approximate": True})) if node else None


@rule("ABOUT DUR|DURU", cats="DUR")
def _about_so_long(_about: None, duration: Duration) -> Duration:
    return replace(duration, is_rough=True)


# Weeks and weekends of a day


@rule(
    "UNIT|WEEKEND OF WD|RD",
    "UNIT|WEEKEND STARTING? DM|DATE|HOL|HOLY|DOM",
    "DM|DATE|HOL|HOLY|DOMS STARTING? UNIT|WEEKEND",
    cats="T",
)
def _unit_of_a_day(a: Unit | Node | None, _starting: None, b: Unit | Node | None) -> Node | None:
    unit, day = (b, a) if isinstance(a, Node) else (a, b)
    if not isinstance(day, Node) or (unit is not None and unit != ("week", False)):
        return None
    if unit is None:
        return changed(day, lambda value, _: _long_weekend(value))
    return changed(day, lambda value, _: unit_around(value.first, UNITS["week"]) if value.days == 1 else None)


def _long_weekend(value: TimeValue) -> TimeValue | None:
    """The weekend of a day or nearest to it, with the day."""
    if value.start is None or value.days > 1:
        return None
    day = value.start
    saturday = min(
        (day + (5 - day.weekday() + step) * DAY for step in (-7, 0)), key=lambda s: abs((s - day).days)
    )
    if saturday <= day <= saturday + DAY:
        return unit_around(day, UNITS["weekend"])
    return interval(min(day, saturday), max(day, saturday + DAY))


@rule("DUR STARTING DM|DATE|RD|WD", cats="T")
def _stretch_from(duration: Duration, _starting: None, day: Node) -> Node | None:
    if duration.is_open:
        return None

    def change(value: TimeValue, _frame: Frame) -> TimeValue | None:
        return interval(value.first, duration.from_day(value.first, 1) - DAY) if value.days == 1 else None

    return changed(day, change)


@rule("PHASE DASH? WMONTH", cats="T")
def _phase_of_month(phase: int | str, _dash: str | None, month: int) -> Node | None:
    return _phase(phase, None, month_of_year(month))
