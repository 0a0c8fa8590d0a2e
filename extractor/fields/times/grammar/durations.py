"""How long: so many units, which other rules count from a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.nodes import NoTime
from extractor.fields.times.values import DAY, UNITS, Precision, shift

rule = GRAMMAR.rule

Unit = tuple[str, bool]
"""The name of a unit, and whether the word for it is a plural."""

LARGER = {
    "day": "week",
    "week": "month",
    "month": "year",
    "quarter": "year",
    "year": "decade",
    "decade": "century",
}
"""The unit that bounds an uncounted number of another: "months ago" is within a year."""

SMALL = frozenset({"second", "minute", "hour"})
_MULTIPLES = {"fortnight": ("week", 2), "half": ("month", 6), "workday": ("day", 1)}
"""Units that are so many of another."""


@dataclass(frozen=True)
class Duration:
    """So many units, and perhaps so many of others; without a count when it is left open."""

    parts: tuple[tuple[int, str], ...]
    is_open: bool = False
    is_plural: bool = False
    is_rough: bool = False
    """Whether a word such as "about" or "less than" stands before it."""

    @property
    def unit(self) -> str:
        """The finest unit in it."""
        return self.parts[-1][1]

    @property
    def precision(self) -> Precision:
        """The precision of a day so far away."""
        return UNITS[self.unit].precision if self.unit in UNITS else Precision.DAY

    def from_day(self, day: date, direction: int) -> date:
        """The day so far away; an open number of units is about one of the next larger."""
        for count, unit in self.parts:
            number, name = (1, LARGER.get(unit, unit)) if self.is_open else (count, unit)
            if name in SMALL:
                number, name = (number // 24 if name == "hour" and not self.is_open else 0), "day"
            day = (
                _workdays(day, direction * number)
                if name == "workday"
                else shift(day, direction * number, UNITS[name])
            )
        return day


def _workdays(day: date, count: int) -> date:
    step = DAY if count > 0 else -DAY
    for _ in range(min(abs(count), 4000)):
        day += step
        while day.weekday() > 4:
            day += step
    return day


@rule("count:NUM unit:UNIT", cats="DUR")
def duration_of(count: int, unit: Unit) -> Duration:
    """So many units."""
    name, number = unit[0], count
    if name in _MULTIPLES and name != "workday":
        name, each = _MULTIPLES[name]
        number *= each
    return Duration(((number, name),), is_plural=unit[1])


def one(unit: Unit, *, is_open: bool = False) -> Duration:
    """One of a unit, or an open number of them."""
    return Duration(((1, unit[0]),), is_open=is_open, is_plural=is_open)


@rule("FEW unit:UNIT", cats="DUR")
def _a_few(unit: Unit) -> Duration:
    return one(unit, is_open=True)


@rule("unit:UNIT", cats="DURU")
def _units(unit: Unit) -> Duration | None:
    return one(unit, is_open=True) if unit[1] else None


_FALLING = ("decade", "year", "quarter", "month", "week", "day", "hour", "minute", "second")


@rule("a:DUR AND|COMMA? b:DUR", cats="DUR")
def _sum(a: Duration, b: Duration) -> Duration | None:
    names = [name for _, name in (*a.parts, *b.parts)]
    if a.is_open or b.is_open or any(name not in _FALLING for name in names):
        return None
    is_falling = _FALLING.index(a.unit) < _FALLING.index(b.parts[0][1])
    return Duration((*a.parts, *b.parts), is_plural=True) if is_falling else None


@rule("ABOUT duration:DUR|DURU", cats="DUR")
def _about_so_long(duration: Duration) -> Duration:
    return replace(duration, is_rough=True)


rule("DUR", cats="NT")(NoTime)
rule("FOR ABOUT? DUR|DURU", cats="NT")(lambda: NoTime(is_harmless=True))
