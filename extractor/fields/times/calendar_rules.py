"""Dates, months and years that a text writes out."""

from __future__ import annotations

import re
from datetime import date

from extractor.fields.times.rules import (
    DAY_OF_MONTH,
    MONTH,
    OF_YEAR,
    WEEKDAY,
    WHICH,
    Frame,
    Rules,
    nearest,
    pick,
    unresolved,
    which_of,
    year_of,
    years_around,
)
from extractor.fields.times.tense import Tense
from extractor.fields.times.values import (
    UNITS,
    Precision,
    TimeValue,
    interval,
    months_from,
    one_day,
    unit_around,
    year,
)
from extractor.text.calendar import MONTH_NUMBERS

RULES = Rules()

_NAMES_TOO = frozenset({"may", "march", "august", "april", "june", "mar", "jan", "dec"})
"""Months that are also words or first names: alone they need a preposition, or nothing beside them."""


@RULES.add(
    r"(?<![\d/.-])(?P<year>\d{4})[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)"
)
@RULES.add(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)")
@RULES.add(r"(?<!\d)(?P<year>\d{4})\s*[年년]\s*(?P<month>\d\d?)\s*[月월]\s*(?P<day>\d\d?)\s*[日일]")
def _numeric_day(match: re.Match[str], _frame: Frame) -> TimeValue | None:
    return one_day(date(int(match["year"]), int(match["month"]), int(match["day"])))


@RULES.add(
    r"(?<![\d/.-])(?P<a>\d\d?)(?P<sep>\s?[/.-]\s?)(?P<b>\d\d?)(?P=sep)(?P<year>(?:19|20)\d\d)(?![\d/])"
)
def _day_and_month_in_either_order(match: re.Match[str], _frame: Frame) -> TimeValue | None:
    a, b, number = int(match["a"]), int(match["b"]), int(match["year"])
    if a <= 12 and b <= 12 and a != b:
        return None  # 8/12/2025 is August to some and December to others
    return one_day(date(number, a, b) if a <= 12 else date(number, b, a))


@RULES.add(rf"(?:\b{WEEKDAY}\s*[,(]?\s*)?\b{MONTH}\s*{DAY_OF_MONTH}{OF_YEAR}?")
@RULES.add(
    rf"(?:\b{WEEKDAY}\s*[,(]?\s*)?(?<![\d.,$€£])(?:the\s+)?{DAY_OF_MONTH}\s+(?:of\s+)?{MONTH}{OF_YEAR}?"
)
def _month_and_day(match: re.Match[str], frame: Frame) -> TimeValue | None:
    number = year_of(match, frame)
    if match["month"] in ("may", "march") and number is None:
        return None  # "may 3 people", "march 12 miles"
    month, day = MONTH_NUMBERS[match["month"].lower()], int(match["day"])
    if number is not None:
        return one_day(date(number, month, day))
    return day_of_unsaid_year(match, frame, month, day)


def day_of_unsaid_year(match: re.Match[str], frame: Frame, month: int, day: int) -> TimeValue | None:
    """The day and month in the year that the tense asks for; unresolved without a publication date.

    Raises:
        ValueError: no year has that day.
    """
    candidates = years_around(frame, lambda y: one_day(date(y, month, day)))
    if frame.published is None:
        date(2000, month, day)
        return unresolved(match, Precision.DAY, months=(month,), day=day)
    picked, close = pick(candidates, None, frame), nearest(candidates, frame)
    if picked is None or close is None or frame.tense is Tense.UNKNOWN:
        return close
    is_odd = abs((picked.first - frame.published).days) > _FAR_DAYS
    return close if is_odd and abs((close.first - frame.published).days) < _CLOSE_DAYS else picked


_FAR_DAYS, _CLOSE_DAYS = 300, 31
"""Days from the publication: a date farther off than the first, when the same date of another year is nearer
than the second, comes from a tense misjudged."""


@RULES.add(rf"\b{MONTH}\s*(?P<a>\d\d?)\s*(?:-|–|to|and)\s*(?P<b>\d\d?)\b{OF_YEAR}?")
@RULES.add(rf"(?<![\d.,])(?P<a>\d\d?)\s*(?:-|–|to|and)\s*(?P<b>\d\d?)\s+{MONTH}{OF_YEAR}?")
def _days_of_one_month(match: re.Match[str], frame: Frame) -> TimeValue | None:
    month, first, last = MONTH_NUMBERS[match["month"].lower()], int(match["a"]), int(match["b"])
    number = year_of(match, frame)
    if number is not None:
        return interval(date(number, month, first), date(number, month, last))
    if frame.published is None:
        return unresolved(match, Precision.RANGE, months=(month,))
    candidates = years_around(frame, lambda y: interval(date(y, month, first), date(y, month, last)))
    return pick(candidates, None, frame)


@RULES.add(r"(?<![\d/.-])(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])(?![\d-])")
@RULES.add(r"(?<!\d)(?P<year>\d{4})\s*[年년]\s*(?P<month>\d\d?)\s*[月월]")
def _numeric_month(match: re.Match[str], _frame: Frame) -> TimeValue | None:
    return months_from(date(int(match["year"]), int(match["month"]), 1), 1, Precision.MONTH)


@RULES.add(rf"{WHICH}?\b{MONTH}{OF_YEAR}?(?!\s*\d)")
def _month(match: re.Match[str], frame: Frame) -> TimeValue | None:
    number, which = year_of(match, frame), which_of(match)
    if number is None and not (_is_a_month_in_small_letters(match) if which else _stands_as_a_month(match)):
        return None
    month = MONTH_NUMBERS[match["month"].lower()]
    if number is not None:
        return months_from(date(number, month, 1), 1, Precision.MONTH)
    candidates = years_around(frame, lambda y: months_from(date(y, month, 1), 1, Precision.MONTH))
    picked = nearest(candidates, frame) if which == "this" else pick(candidates, which, frame)
    return picked or unresolved(match, Precision.MONTH, months=(month,))


def _is_a_month_in_small_letters(match: re.Match[str]) -> bool:
    """Whether it cannot be another word: "last march" and "this may" can."""
    return match["month"][0].isupper() or match["month"] not in _NAMES_TOO


_BEFORE_A_MONTH = re.compile(
    r"(?:\b(?:in|since|until|till|from|to|by|of|during|between|and|or|through|before|after|around|about|early|late"
    r"|mid|earlier|later|every)|[-–])\s*$",
    re.IGNORECASE,
)


_AFTER_A_MONTH = re.compile(
    rf"\s*(?:-|–|to|and|or|through|until|till)\s*(?:early|mid|late)?[\s-]*{MONTH}", re.IGNORECASE
)


def _stands_as_a_month(match: re.Match[str]) -> bool:
    """Whether a bare "May" or "Mar" is a month, and no verb, no name and no word of another language."""
    name, before, after = match["month"], match.string[: match.start()], match.string[match.end() :]
    if len(name) > 3 and name.lower() not in _NAMES_TOO:
        return not before.lower().rstrip().endswith("every")
    if name[0].islower():
        return False
    is_alone = not before.strip() and not after.strip(" .,")
    is_beside_a_month = _BEFORE_A_MONTH.search(before) or _AFTER_A_MONTH.match(after)
    return is_alone or bool(is_beside_a_month) or match[0].endswith(".")


@RULES.add(r"(?<![\w.,$€£#/:])(?:the\s+year\s+)?(?P<year>[12]\d{3})(?!\w|%|[.,:]\d|-\d\d?\b|/\d)")
def _year(match: re.Match[str], _frame: Frame) -> TimeValue | None:
    number, after = int(match["year"]), match.string[match.end() :]
    if _COUNTED.match(after) or not (
        1800 <= number <= 2099 or "year" in match[0].lower() or _is_dated(match)
    ):
        return None
    return year(number)


_COUNTED = re.compile(
    r"\s*(?:people|persons?|men|women|children|troops|soldiers|workers|jobs|dollars|euros|pounds|pesos|miles|km"
    r"|kilomet\w+|met(?:er|re)s|feet|tons?|tonnes|kg|percent|per\ cent|points|votes|deaths|cases|homes|houses"
    r"|acres|hectares|prisoners|hours|GMT|EDT|EST|UTC|local\ time)\b",
    re.IGNORECASE,
)
"""What makes a number of four digits a count and no year."""


def _is_dated(match: re.Match[str]) -> bool:
    return bool(
        re.search(r"\b(?:in|since|year|by|until|from)\s+$", match.string[: match.start()], re.IGNORECASE)
    )


@RULES.add(r"(?<![\w.,$€£#/:-])(?P<first>(?:19|20)\d\d)[-–/](?P<last>\d\d)(?![\w-])")
def _years_written_short(match: re.Match[str], _frame: Frame) -> TimeValue | None:
    first = int(match["first"])
    last = first - first % 100 + int(match["last"])
    return interval(date(first, 1, 1), date(last, 12, 31)) if last > first else None


@RULES.add(r"\bthe\s+(?P<short>[5-9])0s\b(?P<year>)")
@RULES.add(r"(?<![\w,.])(?:the\s+)?(?:(?P<year>(?:1\d|20)\d)0|['’](?P<short>[2-9])0)['’]?s\b")
def _decade(match: re.Match[str], _frame: Frame) -> TimeValue | None:
    first = int(match["year"] or "19" + match["short"]) * 10
    is_century = first % 100 == 0 and first < 2000  # "the 1800s", but "the 2000s" are ten years
    unit = UNITS["century" if is_century else "decade"]
    return unit_around(date(first, 1, 1), unit)


@RULES.add(r"(?:the\s+)?\b(?P<number>1\d|20|21)(?:st|th)[\s-]century\b")
def _century(match: re.Match[str], _frame: Frame) -> TimeValue | None:
    return unit_around(date(int(match["number"]) * 100 - 100, 1, 1), UNITS["century"])
