"""Days, weekdays and weekends."""

from __future__ import annotations

from datetime import date

from extractor.fields.times.frame import PICKING
from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.grammar.recurring import both, day_of_month, day_of_year, weekday, weekend
from extractor.fields.times.nodes import YEARLY, Fixed, Node, Recurring, on_weekday
from extractor.fields.times.values import TimeValue, one_day

rule = GRAMMAR.rule


def chosen(node: Recurring, which: str | None) -> Recurring | None:
    """A time that comes back with the word, such as "last", that says which one is meant."""
    if which is None:
        return node
    return node.with_which(which) if which in PICKING else None


@rule("written:FIXEDDAY", cats="DATE T")
def _famous_day(written: str) -> Node:
    return Fixed(one_day(date.fromisoformat(written)))


@rule("value:FIXED", cats="DATE T")
@rule("value:FIXEDP", cats="P T")
def _written_in_digits(value: TimeValue) -> Node:
    return Fixed(value)


rule(
    "month:MONTH|WMONTH DASH|SLASH? day:NUM|ORD DAYSIGN?",
    "day:NUM|ORD DASH|SLASH? month:MONTH|WMONTH",
    "DAYW day:NUM|ORD month:MONTH|WMONTH",
    cats="DM R T",
)(day_of_year)


@rule("pair:PAIR", cats="DM R T")
def _day_and_month_in_digits(pair: tuple[int, int]) -> Node:
    return day_of_year(*pair)


@rule("day:DM COMMA? number:YEAR", "number:YEAR COMMA? day:DM", cats="DATE T")
def _day_of_a_year(day: Recurring, number: int) -> Node:
    return _date(number, day.months[0], day.day or 1)


@rule(
    "month:MONTH|WMONTH DASH|SLASH day:NUM DASH|SLASH number:YEAR",
    "day:NUM DASH|SLASH month:MONTH|WMONTH DASH|SLASH number:YEAR",
    "number:YEAR DASH|SLASH month:MONTH|WMONTH DASH|SLASH day:NUM",
    "number:YEAR DASH|SLASH day:NUM DASH|SLASH month:MONTH|WMONTH",
    "month:MONTH|WMONTH DASH|SLASH number:YEAR DASH|SLASH day:NUM",
    "day:NUM DASH|SLASH number:YEAR DASH|SLASH month:MONTH|WMONTH",
    cats="DATE T",
)
def _date(number: int, month: int, day: int) -> Node:
    return Fixed(one_day(date(number, month, day)))


rule("ART day:ORDD", "DAYW day:BAREORD|ORDD|BARE", "day:ORDD", cats="DOM R T")(day_of_month)
rule("day:NUM DAYSIGN", cats="DOM DOMS R T")(day_of_month)


@rule("which:WHICH day:DM", "day:DM which:WHICHA", cats="DM R T")
def _which_day(which: str, day: Recurring) -> Node | None:
    """The date that is over or to come, as in "le 12 août dernier"."""
    is_plain = not day.which and not day.weekdays
    return day.with_which(which) if is_plain and which in ("last", "past", "next", "coming") else None


# Weekdays


@rule(
    "number:WDAY PART?",
    "number:WWDAY PART",
    "ON number:WWDAY",
    "which:WHICH number:WDAY|WWDAY PART?",
    "number:WDAY|WWDAY which:WHICHA PART?",
    "WHICH which:WHICH number:WDAY",  # "this past Friday": the second word says more
    cats="WD R T",
)
def _weekday(number: int, which: str | None = None) -> Node | None:
    return chosen(weekday(number), which)


@rule(
    "number:WDAY|WWDAY COMMA? day:BARE|BAREORD|ORDD DAYSIGN?",
    "number:WDAY|WWDAY COMMA? DAYW day:ORD|NUM",
    cats="DOM R T",
)
def _weekday_and_day(number: int, day: int) -> Node:
    return both(weekday(number), day_of_month(day), 2 * YEARLY // 5)


for _cats, _day in (("DM R T", "DM"), ("DATE T", "DATE"), ("DOM R T", "DOM")):
    rule(
        f"WHICH? number:WDAY|WWDAY PART? COMMA|DASH? day:{_day}",
        f"day:{_day} COMMA? number:WDAY|WWDAY",
        f"day:{_day} LPAR number:WDAY|WWDAY RPAR",
        cats=_cats,
    )(on_weekday)


@rule("which:WHICH WEEKEND", "WEEKEND which:WHICHA", "WEEKEND", cats="WE R T")
def _weekend(which: str | None = None) -> Node | None:
    return chosen(weekend(), which)


@rule(
    "PHASE DASH? day:WD|DM|DOM|HOL|WE",
    "day:WD|DM|DOM|HOL PART|NIGHT",
    "day:WD|DM|DOM|HOL COMMA? CLOCK ZONE?",
    "PART|NIGHT COMMA? day:WD|DM|DOM|HOL",
    "CLOCK ZONE? COMMA? day:WD|DM|DOM|HOL",
    cats="R T",
)
@rule(
    "PHASE DASH? day:DATE|RD",
    "day:DATE|RD PART|NIGHT",
    "day:DATE|RD COMMA? CLOCK ZONE?",
    "PART|NIGHT COMMA? day:DATE|RD",
    "CLOCK ZONE? COMMA? day:DATE|RD",
    "RD|WD LPAR day:DM|DATE RPAR",
    cats="T",
)
def _day_itself(day: Node) -> Node:
    return day


rule("FROM|BETWEEN NUM|CLOCK TO|DASH|AND CLOCK", "NUM|CLOCK TO|DASH CLOCK", cats="CLOCK")(lambda: "clock")
rule(
    "ABOUT|BOUND|WHICH|PHASE CLOCK",
    "NUM HOURS NUM?",
    "NUM NOON",
    "HOURSPRE NUM",
    "CLOCK PART",
    "CLOCK HOURS",
    "PART CLOCK",
    "NOON",
    cats="CLOCK",
)(lambda: "clock")
