"""Months, seasons, quarters, holidays, weeks, years and longer periods, and sets."""

from __future__ import annotations

from datetime import date

from extractor.fields.times.frame import PICKING
from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.grammar.recurring import (
    Week,
    holiday,
    month_of_year,
    months_of_year,
)
from extractor.fields.times.nodes import Fixed, Node, NoTime, Recurring, within
from extractor.fields.times.values import (
    UNITS,
    Precision,
    interval,
    months_from,
    unit_around,
    year,
)
from extractor.fields.times.words.digits import full_year

rule = GRAMMAR.rule


@rule("MONTH", cats="MON R P T")
def _month(number: int) -> Node:
    return month_of_year(number)


@rule("UNIT MONTH|WMONTH", cats="MON R P T")
def _month_of(unit: tuple[str, bool], number: int) -> Node | None:
    return month_of_year(number) if unit == ("month", False) else None


@rule("MPREP WMONTH", cats="MON R P T")
def _month_after_in(_in: str, number: int) -> Node:
    return month_of_year(number)


@rule("WHICH MONTH|WMONTH", cats="MON R P T")
def _which_month(which: str, number: int) -> Node | None:
    return month_of_year(number).with_which(which) if which in PICKING else None


@rule("MONTH|WMONTH WHICHA", cats="MON R P T")
def _month_which(number: int, which: str) -> Node | None:
    return _which_month(which, number)


@rule("MONTH|WMONTH COMMA|DASH|SLASH? YEAR|SHORT", cats="P MY T")
def _month_year(number: int, _sign: str, written: int) -> Node:
    return Fixed(months_from(date(written, number, 1), 1, Precision.MONTH))


@rule("YEAR MONTH|WMONTH", cats="P MY T")
def _year_month(written: int, number: int) -> Node:
    return _month_year(number, "", written)


@rule("MONTH|WMONTH OF NUM", cats="P MY T")
def _month_short_year(number: int, _of: str, short: int) -> Node | None:
    return _month_year(number, "", full_year(str(short))) if 32 <= short < 100 else None


@rule("SEASON", "MPREP WSEASON", cats="SEA R P T")
def _season(*first: int | None) -> Node:
    return months_of_year(next(n for n in reversed(first) if n is not None), 3, Precision.SEASON)


@rule("WHICH SEASON|WSEASON", cats="SEA R P T")
def _which_season(which: str, first: int) -> Node | None:
    return months_of_year(first, 3, Precision.SEASON).with_which(which) if which in PICKING else None


@rule("SEASON|WSEASON WHICHA", cats="SEA R P T")
def _season_which(first: int, which: str) -> Node | None:
    return _which_season(which, first)


@rule("WSEASON YEAR", "SEASON YEAR", cats="P T")
def _season_of_year(first: int, number: int) -> Node:
    return Fixed(months_from(date(number, first, 1), 3, Precision.SEASON))


@rule("LETTER GLUED", cats="QTR R P T")
def _quarter_in_letters(unit: str, number: int) -> Node | None:
    if unit == "year":
        return Fixed(year(full_year(str(number))))
    return _part_of_year(unit, number)


@rule("ORD|NTH UNIT", cats="QTR R P T")
def _quarter(number: int, unit: tuple[str, bool]) -> Node | None:
    # "The first half" is of a match as well, so it needs its year.
    return _part_of_year(unit[0], number) if unit[0] == "quarter" else None


def _part_of_year(unit: str, number: int) -> Node | None:
    months = {"quarter": 3, "half": 6}.get(unit, 12)
    if not 1 <= number <= 12 // months:
        return None
    precision = Precision.QUARTER if unit == "quarter" else Precision.RANGE
    return months_of_year((number - 1) * months + 1, months, precision)


@rule("HALF", cats="HALFY R P T")
def _half_year(number: int) -> Node | None:
    return _part_of_year("half", number)


@rule("QTR|HALFY DASH|SLASH|COMMA YR", cats="P T")
def _quarter_of_year(part: Node, _sign: str, period: Node) -> Node | None:
    return within(part, period) if isinstance(part, Recurring) else None


@rule("YR DASH|SLASH QTR|HALFY", cats="P T")
def _year_and_quarter(period: Node, _sign: str, part: Node) -> Node | None:
    return within(part, period) if isinstance(part, Recurring) else None


@rule("HOLIDAY", cats="HOL R T")
def _holiday(key: str) -> Node:
    return holiday(key)


@rule("WHICH HOLIDAY", "HOLIDAY WHICHA", cats="HOL R T")
def _which_holiday(a: str, b: str) -> Node | None:
    which, key = (a, b) if a in PICKING else (b, a)
    return holiday(key).with_which(which) if which in PICKING else None


@rule("UNIT BARE|GLUED", cats="WK P T")
def _week_number(unit: tuple[str, bool], number: int) -> Node | None:
    return Week(number) if unit == ("week", False) and 1 <= number <= 53 else None


@rule("ORD|NTH UNIT", cats="WK P T")
def _nth_week(number: int, unit: tuple[str, bool]) -> Node | None:
    return _week_number(unit, number)


@rule("PHASE UNIT", cats="PART")
def _part_of_the_day(phase: int | str, unit: tuple[str, bool]) -> str | None:
    return "part" if unit == ("day", False) and isinstance(phase, int) else None


@rule("ORDPRE NUM", cats="NTH")
def _ordinal(_sign: None, number: int) -> int:
    return number


# Years and longer


@rule("YEAR", cats="YR P T")
def _year(number: int) -> Node | None:
    return Fixed(year(number)) if 1800 <= number <= 2199 else None


@rule("UNIT YEAR", cats="YR P T")
def _the_year(unit: tuple[str, bool], number: int) -> Node | None:
    return Fixed(year(number)) if unit[0] == "year" else None


@rule("YEAR UNIT", cats="YR P T")
def _year_sign(number: int, unit: tuple[str, bool]) -> Node | None:
    return Fixed(year(number)) if unit == ("year", False) else None


@rule("MPREP YEAR", cats="YR P T")
def _in_year(_in: str, number: int) -> Node | None:
    return None if 1800 <= number <= 2199 else Fixed(year(number))


@rule("YEAR DASH|SLASH BARE", cats="T")
def _years_written_short(first: int, _dash: str, last: int) -> Node | None:
    last += first - first % 100
    if not first < last < first + 100:
        return None
    return Fixed(interval(date(first, 1, 1), date(last, 12, 31)))


@rule("ERA NUM UNIT", cats="YR P T")
def _year_of_an_era(first: int, number: int, unit: tuple[str, bool]) -> Node | None:
    return Fixed(year(first + number - 1)) if unit[0] == "year" else None


@rule("TENS UNIT", cats="P T")
def _tens_of_years(number: int, unit: tuple[str, bool]) -> Node | None:
    return _decade(number, "") if unit[0] == "year" else None


@rule("TENS", cats="P T")
@rule("APOS TENS", cats="P T")
@rule("DECADE APOS? NUM|YEAR|TENS", cats="P T")
@rule("NUM|YEAR|TENS DECADE", cats="P T")
def _decade(*parts: int | str | None) -> Node | None:
    number = next(part for part in parts if isinstance(part, int))
    if number % 10 or (number < 100 and (number < 20 or (len(parts) == 1 and number < 50))):
        return None
    first = number if number >= 1000 else 1900 + number if number >= 20 else 0
    is_century = first % 100 == 0 and first < 2000  # "the 1800s", but "the 2000s" are ten years
    return Fixed(unit_around(date(first, 1, 1), UNITS["century" if is_century else "decade"]))


@rule("ORD|ROMAN|NUM CENTURY", cats="CENT P T")
def _century(number: int, _word: str) -> Node | None:
    if not 1 <= number <= 30:
        return None
    return Fixed(unit_around(date(max(number * 100 - 100, 1), 1, 1), UNITS["century"]))


@rule("CENTURY ROMAN|NUM|ORD", cats="CENT P T")
def _century_number(_word: str, number: int) -> Node | None:
    return _century(number, "")


@rule("SET", "WDAYS", "EVERY WDAY|WWDAY|UNIT|MONTH|HOLIDAY|SEASON|PART", cats="NT")
def _set(*_parts: object) -> Node:
    return NoTime()
