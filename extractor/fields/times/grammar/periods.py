"""Months, seasons, quarters, holidays, weeks, years and longer periods, and sets."""

from __future__ import annotations

from datetime import date

from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.grammar.days import chosen
from extractor.fields.times.grammar.recurring import holiday, month_of_year, months_of_year
from extractor.fields.times.nodes import Fixed, Node, NoTime
from extractor.fields.times.values import UNITS, Precision, interval, months_from, unit_around, year
from extractor.fields.times.words.digits import full_year

rule = GRAMMAR.rule


@rule(
    "month:MONTH",
    "month month:MONTH|WMONTH",
    "MPREP month:WMONTH",
    "which:WHICH month:MONTH|WMONTH",
    "month:MONTH|WMONTH which:WHICHA",
    cats="MON R P T",
)
def _month(month: int, which: str | None = None) -> Node | None:
    return chosen(month_of_year(month), which)


@rule("month:MONTH|WMONTH COMMA|DASH|SLASH? number:YEAR", "number:YEAR month:MONTH|WMONTH", cats="P MY T")
def _month_of_a_year(month: int, number: int) -> Node:
    return Fixed(months_from(date(number, month, 1), 1, Precision.MONTH))


@rule("month:MONTH|WMONTH OF short:NUM", cats="P MY T")
def _month_of_a_short_year(month: int, short: int) -> Node | None:
    return _month_of_a_year(month, full_year(str(short))) if 32 <= short < 100 else None


@rule(
    "first:SEASON",
    "MPREP first:WSEASON",
    "which:WHICH first:SEASON|WSEASON",
    "first:SEASON|WSEASON which:WHICHA",
    cats="SEA R P T",
)
def _season(first: int, which: str | None = None) -> Node | None:
    return chosen(months_of_year(first, 3, Precision.SEASON), which)


@rule("first:SEASON|WSEASON number:YEAR", cats="P T")
def _season_of_year(first: int, number: int) -> Node:
    return Fixed(months_from(date(number, first, 1), 3, Precision.SEASON))


@rule("unit:LETTER number:GLUED", cats="QTR R P T")
def _part_of_year(unit: str, number: int) -> Node | None:
    """A quarter or a half, as in "Q3" and "H1"."""
    months = {"quarter": 3, "half": 6}[unit]
    if not 1 <= number <= 12 // months:
        return None
    precision = Precision.QUARTER if unit == "quarter" else Precision.RANGE
    return months_of_year((number - 1) * months + 1, months, precision)


@rule("number:ORD|NTH quarter", cats="QTR R P T")
def _quarter(number: int) -> Node | None:
    # "The first half" is of a match as well, so it needs its year.
    return _part_of_year("quarter", number)


@rule("number:HALF", cats="HALFY R P T")
def _half_year(number: int) -> Node | None:
    return _part_of_year("half", number)


@rule("key:HOLIDAY", "which:WHICH key:HOLIDAY", "key:HOLIDAY which:WHICHA", cats="HOL R T")
def _holiday(key: str, which: str | None = None) -> Node | None:
    return chosen(holiday(key), which)


@rule("week number:BARE|GLUED", "number:ORD|NTH week", cats="WK")
def _week(number: int) -> int | None:
    return number if 1 <= number <= 53 else None


@rule("phase:PHASE day", cats="PART")
def _part_of_the_day(phase: int | str) -> str | None:
    return "part" if isinstance(phase, int) else None


@rule("ORDPRE number:NUM", cats="NTH")
def _ordinal(number: int) -> int:
    return number


# Years and longer


@rule("number:YEAR", cats="YR P T")
def _year(number: int) -> Node | None:
    return Fixed(year(number)) if 1800 <= number <= 2199 else None


@rule("year|years number:YEAR", "number:YEAR year", cats="YR P T")
def _so_called_year(number: int) -> Node:
    return Fixed(year(number))


@rule("first:YEAR DASH|SLASH last:BARE", cats="T")
def _years_written_short(first: int, last: int) -> Node | None:
    last += first - first % 100
    return Fixed(interval(date(first, 1, 1), date(last, 12, 31))) if first < last < first + 100 else None


@rule("first:ERA number:NUM year", cats="YR P T")
def _year_of_an_era(first: int, number: int) -> Node:
    return Fixed(year(first + number - 1))


@rule("number:TENS", cats="P T")
def _tens_alone(number: int) -> Node | None:
    return None if 20 <= number < 50 else _decade(number)


@rule(
    "number:TENS year|years",
    "APOS number:TENS",
    "DECADE APOS? number:NUM|YEAR|TENS",
    "number:NUM|YEAR|TENS DECADE",
    cats="P T",
)
def _decade(number: int) -> Node | None:
    if number % 10 or number < 20:
        return None
    first = number if number >= 1000 else 1900 + number
    is_century = first % 100 == 0 and first < 2000  # "the 1800s", but "the 2000s" are ten years
    return Fixed(unit_around(date(first, 1, 1), UNITS["century" if is_century else "decade"]))


@rule("number:ORD|ROMAN|NUM CENTURY", "CENTURY number:ROMAN|NUM|ORD", cats="CENT P T")
def _century(number: int) -> Node | None:
    if not 1 <= number <= 30:
        return None
    return Fixed(unit_around(date(max(number * 100 - 100, 1), 1, 1), UNITS["century"]))


rule("SET", "WDAYS", "EVERY WDAY|WWDAY|UNIT|MONTH|HOLIDAY|SEASON|PART", cats="NT")(NoTime)
