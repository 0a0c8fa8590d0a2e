"""Days, weekdays and weekends."""

from __future__ import annotations

from datetime import date

from extractor.fields.times.frame import PICKING
from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.grammar.recurring import (
    both,
    day_of_month,
    day_of_year,
    weekday,
    weekend,
)
from extractor.fields.times.nodes import YEARLY, Fixed, Node, Recurring, on_weekday
from extractor.fields.times.values import (
    TimeValue,
    one_day,
)
from extractor.fields.times.words.digits import full_year

rule = GRAMMAR.rule

# Days


@rule("FIXEDDAY", cats="DATE T")
def _famous_day(written: str) -> Node:
    return Fixed(one_day(date.fromisoformat(written)))


@rule("FIXED", cats="DATE T")
@rule("FIXEDP", cats="P T")
def _written_in_digits(value: TimeValue) -> Node:
    return Fixed(value)


@rule("MONTH|WMONTH DASH|SLASH? NUM|ORD DAYSIGN?", cats="DM R T")
def _month_day(month: int, _sign: str, day: int, _day: str) -> Node:
    return day_of_year(month, day)


@rule("NUM|ORD DASH|SLASH? MONTH|WMONTH", "DAYW NUM|ORD MONTH|WMONTH", cats="DM R T")
def _day_month(day: int, other: int | str | None, month: int) -> Node:
    return day_of_year(month, other if isinstance(other, int) else day)


@rule("PAIR", cats="DM R T")
def _day_and_month_in_digits(pair: tuple[int, int]) -> Node:
    return day_of_year(*pair)


@rule("ORD UNIT MONTH|WMONTH", cats="DM R T")
def _nth_day_of_month(day: int, unit: tuple[str, bool], month: int) -> Node | None:
    return day_of_year(month, day) if unit == ("day", False) else None


@rule("DM COMMA? YEAR|SHORT", cats="DATE T")
def _day_month_year(day: Recurring, _comma: str, number: int) -> Node:
    return _on(number, day.months[0], day.day)


@rule("YEAR COMMA? DM", cats="DATE T")
def _year_day_month(number: int, _comma: str, day: Recurring) -> Node:
    return _on(number, day.months[0], day.day)


def _on(number: int, month: int, day: int | None) -> Node:
    return Fixed(one_day(date(number, month, day or 1)))


@rule("MONTH|WMONTH DASH|SLASH NUM DASH|SLASH YEAR", cats="DATE T")
def _month_sign_day(month: int, _a: str, day: int, _b: str, number: int) -> Node:
    return _on(number, month, day)


@rule("NUM DASH|SLASH MONTH|WMONTH DASH|SLASH YEAR", cats="DATE T")
def _day_sign_month(day: int, _a: str, month: int, _b: str, number: int) -> Node:
    return _on(number, month, day)


@rule("YEAR DASH|SLASH MONTH|WMONTH DASH|SLASH NUM", cats="DATE T")
def _year_sign_month(number: int, _a: str, month: int, _b: str, day: int) -> Node:
    return _on(number, month, day)


@rule("YEAR DASH|SLASH NUM DASH|SLASH MONTH|WMONTH", cats="DATE T")
def _year_sign_day(number: int, _a: str, day: int, _b: str, month: int) -> Node:
    return _on(number, month, day)


@rule("MONTH|WMONTH DASH|SLASH YEAR DASH|SLASH NUM", cats="DATE T")
def _month_sign_year(month: int, _a: str, number: int, _b: str, day: int) -> Node:
    return _on(number, month, day)


@rule("NUM DASH|SLASH YEAR DASH|SLASH MONTH|WMONTH", cats="DATE T")
def _day_sign_year(day: int, _a: str, number: int, _b: str, month: int) -> Node:
    return _on(number, month, day)


@rule("APOS NUM", cats="SHORT")
def _short_year(_apos: str, number: int) -> int | None:
    return full_year(str(number)) if number < 100 else None


@rule("ART ORDD", "DAYW BAREORD|ORDD|BARE", cats="DOM R T")
def _day_of_month(_before: str, day: int) -> Node:
    return day_of_month(day)


@rule("ORDD", cats="DOM R T")
@rule("NUM DAYSIGN", cats="DOM DOMS R T")
def _bare_day_of_month(day: int, _sign: str | None = None) -> Node:
    return day_of_month(day)


@rule("WHICH DM", "DM WHICHA", cats="DM R T")
def _which_day(*parts: str | Node) -> Node | None:
    """The date that is over or to come, as in "le 12 août dernier"."""
    which, day = (parts[0], parts[1]) if isinstance(parts[0], str) else (parts[1], parts[0])
    is_plain = isinstance(day, Recurring) and not day.which and not day.weekdays
    if not is_plain or which not in ("last", "past", "next", "coming") or not isinstance(day, Recurring):
        return None
    return day.with_which(str(which))


# Weekdays


@rule("WDAY PART?", "WWDAY PART", cats="WD R T")
def _weekday(number: int, _part: str | None) -> Node:
    return weekday(number)


@rule("ON WWDAY", cats="WD R T")
def _short_weekday(_on: str, number: int) -> Node:
    return weekday(number)


@rule("WHICH WDAY|WWDAY PART?", cats="WD R T")
def _which_weekday(which: str, number: int, _part: str | None) -> Node | None:
    return weekday(number).with_which(which) if which in PICKING else None


@rule("WDAY|WWDAY WHICHA PART?", cats="WD R T")
def _weekday_which(number: int, which: str, _part: str | None) -> Node | None:
    return weekday(number).with_which(which) if which in PICKING else None


@rule("WHICH WHICH WDAY", cats="WD R T")
def _which_which_weekday(first: str, which: str, number: int) -> Node | None:
    # "This past Friday", "this coming Friday": the second word says more.
    return weekday(number).with_which(which) if first == "this" and which in PICKING else None


@rule("WDAY|WWDAY COMMA? BARE|BAREORD|ORDD DAYSIGN?", "WDAY|WWDAY COMMA? DAYW ORD|NUM", cats="DOM R T")
def _weekday_and_day(number: int, _comma: str, first: int | None, second: int | str | None) -> Node:
    day = second if isinstance(second, int) else first
    return both(weekday(number), day_of_month(day or 0), 2 * YEARLY // 5)


@rule("WDAY|WWDAY PART? COMMA|DASH? DM", cats="DM R T")
@rule("WDAY|WWDAY PART? COMMA|DASH? DATE", cats="DATE T")
def _weekday_and_date(number: int, _part: str, _comma: str, day: Node) -> Node:
    return on_weekday(day, number)


@rule("WHICH WDAY|WWDAY COMMA|DASH? DM", cats="DM R T")
@rule("WHICH WDAY|WWDAY COMMA|DASH? DATE", cats="DATE T")
def _which_weekday_and_date(_which: str, number: int, _comma: str, day: Node) -> Node:
    return on_weekday(day, number)


@rule("DM COMMA? WDAY|WWDAY", cats="DM R T")
@rule("DATE COMMA? WDAY|WWDAY", cats="DATE T")
def _date_and_weekday(day: Node, _comma: str, number: int) -> Node:
    return on_weekday(day, number)


@rule("RD|WD LPAR DM|DATE RPAR", cats="T")
def _explained(_day: Node, _open: str, day: Node, _close: str) -> Node:
    return day


@rule("DM LPAR WDAY|WWDAY RPAR", cats="DM R T")
@rule("DATE LPAR WDAY|WWDAY RPAR", cats="DATE T")
@rule("DOM LPAR WDAY|WWDAY RPAR", cats="DOM R T")
def _with_weekday(day: Node, _open: str, number: int, _close: str) -> Node:
    return on_weekday(day, number)


@rule("WEEKEND", cats="WE R T")
def _weekend(_word: str) -> Node:
    return weekend()


@rule("WHICH WEEKEND", "WEEKEND WHICHA", cats="WE R T")
def _which_weekend(a: str | None, b: str | None) -> Node | None:
    which = a or b or ""
    return weekend().with_which(which) if which in PICKING else None
