"""Days as files and pages write them: ISO 8601, e-mail, Unix time, digits alone, words of many languages."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache

from extractor.text.calendar import month_names, weekday_names

_EARLIEST_YEAR = 1700

_PLACEHOLDERS = frozenset(
    {
        (1899, 12, 30),  # zero of spreadsheets
        (1899, 12, 31),
        (1900, 1, 1),  # zero of SQL Server and of C's `struct tm`
        (1904, 1, 1),  # zero of spreadsheets on old Macs
        (1969, 12, 31),  # zero of Unix, in America
        (1970, 1, 1),  # zero of Unix
        (1980, 1, 1),  # zero of MS-DOS, and so of ZIP
    }
)
"""Days that stand for "no date" far more often than for themselves."""

_LOCALES = "en es fr de it pt nl ru uk ar ar_LB tr pl sv da nb fi ro cs el id"
"""Languages whose names of months are read. Croatian is not: its `listopad` is a month before Polish's."""

_DIGITS = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:T?\d{4}(?:\d\d)?(?:\.\d+)?Z?)?")
_AMERICAN = re.compile(
    r"(?P<md>[A-Za-z]{3} \d{1,2}) \d{2}:\d{2}:\d{2} (?:[A-Z]{3,4} |[+-]\d{4} )*(?P<y>\d{4})$"
)
"""As C's `ctime` and Twitter write it: `Wed Aug 13 09:00:00 +0000 2025`."""
_UNIX_SECONDS = range(100_000_000, 10_000_000_000)
"""From 1973 to 2286."""
_LONGEST = 80


def parse_date(value: object) -> date | None:
    """The day that a value of metadata states, as written in its own time zone.

    `None` for what is blank, no date, ambiguous as `03/04/2025`, impossible, or a placeholder such as
    1 January 1970. Numbers are Unix time, in seconds or milliseconds.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _of_unix_time(float(value))
    if not isinstance(value, str) or not (text := value.strip()):
        return None
    day = _of_a_machine(text)
    return find_date(text[:_LONGEST]) if day is None else plausible(day)


def plausible(day: date) -> date | None:
    """The day, or `None` where it can be no day of publication: a placeholder, or far in the future.

    A year is allowed for embargoes and for clocks that are wrong.
    """
    if not _EARLIEST_YEAR <= day.year <= datetime.now(UTC).year + 1:
        return None
    return None if (day.year, day.month, day.day) in _PLACEHOLDERS else day


def is_placeholder(value: object) -> bool:
    """Whether a value is a date that stands for none, as `0000-00-00`, or one of no year a newspaper has."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value in {0, -1}
    text = str(value).strip()
    if re.fullmatch(r"[0\s:TZ.+/-]*|(?i:none|null|nan|nat|n/a|unknown|-)", text):
        return True
    day = _of_a_machine(text)
    return day is not None and plausible(day) is None


def _of_a_machine(text: str) -> date | None:
    """What a text says in one of the forms that programs write, whether that can be or not."""
    for read in (_of_iso, _of_digits, _of_mail, _of_ctime):
        with suppress(ValueError, TypeError, IndexError, OverflowError):
            if day := read(text):
                return day
    return None


def _of_iso(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _of_digits(text: str) -> date | None:
    if match := _DIGITS.fullmatch(text):
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    return _of_unix_time(float(text)) if re.fullmatch(r"\d{9,13}(?:\.\d+)?", text) else None


def _of_unix_time(number: float) -> date | None:
    seconds = number / 1000 if number >= _UNIX_SECONDS.stop else number
    if not _UNIX_SECONDS.start <= seconds < _UNIX_SECONDS.stop:
        return None
    return plausible(datetime.fromtimestamp(seconds, UTC).date())


def _of_mail(text: str) -> date | None:
    return parsedate_to_datetime(text).date() if re.match(r"(?:[A-Za-z]{3},? )?\d{1,2} ", text) else None


def _of_ctime(text: str) -> date | None:
    match = _AMERICAN.search(text)
    return find_date(f"{match['md']}, {match['y']}") if match else None


def find_date(text: str) -> date | None:
    """The first full date in a short text; `None` when there is none, or it is impossible or ambiguous."""
    match = date_pattern().search(text)
    if match is None:
        return None
    if match["y0"]:
        return _date(match["y0"], match["m0"], match["d0"])
    if match["y4"]:
        return _from_numbers(int(match["a4"]), int(match["b4"]), match["y4"])
    if match["y3"]:
        return _date(match["y3"], match["m3"], match["d3"])
    year, month, day = (match[key + "1"] or match[key + "2"] for key in "ymd")
    return _date(year, str(_month_numbers()[month.lower().rstrip(".")]), day)


def _from_numbers(first: int, second: int, year: str) -> date | None:
    """12/08/2025 is August in Europe and December in America: only what both read alike is believed."""
    if first == second or first > 12:
        return _date(year, str(second), str(first))
    return _date(year, str(first), str(second)) if second > 12 else None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return plausible(date(int(year), int(month), int(day)))
    except ValueError:
        return None


@cache
def month_pattern() -> str:
    """A pattern for the name of a month, whole or short, in some twenty languages."""
    names = sorted(_month_numbers(), key=lambda name: (-len(name), name))
    return "(?:" + "|".join(map(re.escape, names)) + r")\b\.?"


@cache
def weekday_pattern() -> str:
    """A pattern for the name of a day of the week, whole or short, in the same languages."""
    names = {
        name
        for each in _LOCALES.split()
        for short in (False, True)
        for name in weekday_names(each, short=short)
    }
    names |= {"tues", "wednes", "thur", "thurs"}
    return "(?:" + "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name)))) + ")"


@cache
def _month_numbers() -> dict[str, int]:
    """The number of a month by its names, in small letters and without a dot."""
    numbers = {"sept": 9}
    for locale in _LOCALES.split():
        for short in (False, True):
            numbers = month_names(locale, short=short) | numbers
    return {name: number for name, number in numbers.items() if not name[0].isdigit()}


@cache
def date_pattern() -> re.Pattern[str]:
    """A pattern for a full date: `2025-08-12`, `12 août 2025`, `12.8.2025`, `2025年8月12日`."""
    month = month_pattern()
    return re.compile(
        r"\b(?P<y0>\d{4})[-/.](?P<m0>\d{1,2})[-/.](?P<d0>\d{1,2})(?!\d)"
        rf"|\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?[\s-]*(?:de\s+)?(?P<m1>{month})"
        r"\s*,?[\s-]*(?:del?\s+)?(?P<y1>\d{4})\b"
        rf"|\b(?P<m2>{month})\s*(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y2>\d{{4}})\b"
        r"|(?P<y3>\d{4})\s*[年년]\s*(?P<m3>\d{1,2})\s*[月월]\s*(?P<d3>\d{1,2})\s*[日일]"
        r"|\b(?P<a4>\d{1,2})[/.-](?P<b4>\d{1,2})[/.-](?P<y4>\d{4})\b",
        re.IGNORECASE,
    )
