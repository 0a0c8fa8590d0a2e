"""Dates that are written in digits."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from extractor.fields.times.values import Precision, TimeValue, months_from, one_day

_ISO = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d\d?)(?P=sep)(?P<day>\d\d?)"
    r"(?:[T ]\d\d:[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?(?![\d/])"
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)")
_CHARACTERS = re.compile(
    r"(?P<year>\d{4}|\d\d(?=\s*年\s*\d))\s*[年년]\s*(?P<month>\d\d?)\s*[月월](?:\s*(?P<day>\d\d?)\s*[日일号號])?"
)
_EITHER = re.compile(
    r"(?P<a>\d\d?)(?P<sep>\s?[/.-]\s?)(?P<b>\d\d?)(?P=sep)(?P<year>[12]\d{3}|\d\d)(?![\d/:]|[.,]\d)"
)
_MONTH = re.compile(r"(?P<year>(?:1[5-9]|20)\d\d)[-/](?P<month>0?[1-9]|1[0-2])(?![\d/]|-\d)")
_MONTH_FIRST = re.compile(r"(?P<month>0?[1-9]|1[0-2])[-/](?P<year>(?:19|20)\d\d)(?![\d/-])")
_SPACED = re.compile(r"(?P<a>\d\d?) (?P<b>\d\d?) (?P<year>[12]\d{3}|\d\d)(?=\W*$)")
_SHORT_YEARS = 40
"""From here on a year in two digits is one of the 1900s: the news is written before 2040."""


def _iso(match: re.Match[str], _order: str) -> TimeValue | None:
    return one_day(date(int(match["year"]), int(match["month"]), int(match["day"])))


def _characters(match: re.Match[str], _order: str) -> TimeValue | None:
    number = full_year(match["year"])
    if match["day"] is None:
        return months_from(date(number, int(match["month"]), 1), 1, Precision.MONTH)
    return one_day(date(number, int(match["month"]), int(match["day"])))


def _either(match: re.Match[str], order: str) -> TimeValue | None:
    a, b, number = int(match["a"]), int(match["b"]), full_year(match["year"])
    if order == "dmy" and b <= 12:
        return one_day(date(number, b, a))
    if a <= 12 and b <= 12 and a != b:
        return None  # 8/12/2025 is August to some and December to others
    return one_day(date(number, a, b) if a <= 12 else date(number, b, a))


def full_year(text: str) -> int:
    """The year of four digits or of two."""
    number = int(text)
    if len(text) > 2:
        return number
    return number + (1900 if number >= _SHORT_YEARS else 2000)


def _month(match: re.Match[str], _order: str) -> TimeValue | None:
    return months_from(date(int(match["year"]), int(match["month"]), 1), 1, Precision.MONTH)


def _spaced(match: re.Match[str], order: str) -> TimeValue | None:
    if order != "dmy" or match.start():
        raise ValueError("numbers and no date")
    return _either(match, order)


DATES: tuple[tuple[re.Pattern[str], Any], ...] = (
    (_ISO, _iso), (_COMPACT, _iso), (_CHARACTERS, _characters), (_EITHER, _either), (_MONTH, _month),
    (_MONTH_FIRST, _month), (_SPACED, _spaced),
)  # fmt: skip
"""How a date looks, and what it means in the usual order of a language; `None` where that is unclear."""
