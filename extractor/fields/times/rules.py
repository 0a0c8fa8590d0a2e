"""The expressions of time that news writes in English, one rule each: how it looks, and what it means.

A rule sees one expression by itself. What stands before it ("late", "since") and what joins two of them
("from May to July") is the business of `expressions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from extractor.fields.times.tense import Tense
from extractor.fields.times.values import UNITS, Precision, TimeValue, Unit
from extractor.text.calendar import MONTH_NUMBERS, WEEKDAYS
from extractor.text.numbers import TO_FIFTY


@dataclass(frozen=True, slots=True)
class Frame:
    """What an expression is read against."""

    published: date | None
    tense: Tense = Tense.UNKNOWN
    named_before: tuple[TimeValue, ...] = ()
    """The times that the text names before the expression, for "the following day"."""
    named_after: tuple[TimeValue, ...] = ()
    """The times that the clause names from the expression on, for "a day after"."""
    rest: str = ""
    """What follows the written words in their sentence."""


Read = Callable[["re.Match[str]", Frame], TimeValue | None]
"""What a match means; `None` when it is no time after all. May raise ValueError or OverflowError."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of expression."""

    pattern: re.Pattern[str]
    read: Read


class Rules(list[Rule]):
    """The rules of one module, which add themselves: `@RULES.add(pattern)` above a function."""

    def add(self, pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> Callable[[Read], Read]:
        """Make a rule of the function below, which looks for the pattern, written in verbose form."""

        def add(read: Read) -> Read:
            self.append(Rule(re.compile(pattern, flags | re.VERBOSE), read))
            return read

        return add


NUMBERS = {**TO_FIFTY, "a": 1, "an": 1, "the": 1, "couple": 2, "dozen": 12}

_MONTH_NAMES = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_COUNT_WORDS = "|".join(w for w in NUMBERS if len(w) > 2 and w not in ("couple", "dozen", "the"))

MONTH = rf"(?P<month>{_MONTH_NAMES})\b(?:\s?\.)?"
WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
DAY_OF_MONTH = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b(?![.,:]\d|\s*%)"
YEAR = r"(?P<year>[12]\d{3})(?![\d%]|[.,]\d|-\d\d?\b)"
OF_YEAR = rf"(?:\s*,?\s*(?:\bof\s+)?(?:{YEAR}|['’](?P<short>\d\d)\b|(?P<rel>last|this|next)\s+year\b))"
WHICH = (
    r"(?:(?:the\s+)?(?P<which>last|past|previous|this\s+past|this\s+coming|this|current|coming|upcoming|next"
    r"|following|same|recent)\s+)"
)
COUNT = (
    r"(?P<count>\d{1,3}|(?:a\s+)?(?:few|several|couple(?:\s+of)?|dozen)|an?"
    rf"|{_COUNT_WORDS})\s+"
)
UNIT = (
    r"(?:(?:trading|business|working|fiscal|financial|calendar|consecutive|straight|full)\s+)?"
    r"(?P<unit>second|minute|hour|day|week|month|quarter|year|decade)(?P<plural>s?)\b"
)
PART_OF_DAY = r"(?:\s+(?:morning|afternoon|evening|night|lunchtime|midday)\b)?"

BACK = frozenset({"last", "past", "previous", "this past"})
AHEAD = frozenset({"next", "coming", "upcoming", "this coming", "following"})
ANCHORED = frozenset({"following", "same", "previous"})


def unresolved(
    match: re.Match[str],
    precision: Precision,
    months: tuple[int, ...] = (),
    day: int | None = None,
    weekdays: tuple[int, ...] = (),
) -> TimeValue:
    """A time nobody can place yet, with what is known of it; its words where the parts do not say all."""
    is_told_by_parts = bool(months or day or weekdays) and len(months) <= 1 and len(weekdays) <= 1
    phrase = None if is_told_by_parts else " ".join(match[0].split()).lower()
    return TimeValue(precision=precision, months=months, day=day, weekdays=weekdays, phrase=phrase)


def which_of(match: re.Match[str]) -> str | None:
    """The word such as "last" or "next" before an expression, in small letters."""
    word = match.groupdict().get("which")
    return " ".join(word.lower().split()) if word else None


def pick(candidates: Sequence[TimeValue], which: str | None, frame: Frame) -> TimeValue | None:
    """The one of several recurring times, in the calendar's order, that a text means.

    "Last" is wholly before the publication, "next" wholly after; without such a word the tense decides:
    the latest that has begun, or the earliest that is not over. "Previous" and "following" are counted from
    the time that the text names before.
    """
    anchor = counted_from(frame, which)
    if anchor is None:
        return None
    if which in BACK:
        return next((c for c in reversed(candidates) if c.last < anchor), None)
    if which in AHEAD:
        return next((c for c in candidates if c.first > anchor), None)
    if which != "same" and frame.tense is Tense.FUTURE:
        return next((c for c in candidates if c.last >= anchor), None)
    return next((c for c in reversed(candidates) if c.first <= anchor), None)


def nearest(candidates: Sequence[TimeValue], frame: Frame) -> TimeValue | None:
    """The one of several recurring times that is nearest to the publication; the earlier when two are."""
    published = frame.published
    if published is None or not candidates:
        return None
    return min(
        candidates, key=lambda c: (max((c.first - published).days, (published - c.last).days, 0), c.first)
    )


def counted_from(frame: Frame, which: str | None, unit: Unit = UNITS["week"]) -> date | None:
    """The day from which a word such as "next" or "following" counts a unit."""
    if which in ANCHORED:
        return day_in(reversed(frame.named_before), unit)
    return frame.published


def day_in(times: Iterable[TimeValue], unit: Unit) -> date | None:
    """A day in the first of the times that is no longer than the unit: from a year no week can be counted."""
    longest = unit.days or unit.months * 31
    return next((time.start for time in times if time.start and time.days <= longest), None)


def year_of(match: re.Match[str], frame: Frame) -> int | None:
    """The year an expression names: `2025`, `'08`, `last year`."""
    groups = match.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    if groups.get("short"):
        short = int(groups["short"])
        return short + (1900 if short >= 50 else 2000)
    if groups.get("rel") and frame.published:
        return frame.published.year + {"last": -1, "this": 0, "next": 1}[groups["rel"].lower()]
    return None


def years_around(frame: Frame, make: Callable[[int], TimeValue]) -> list[TimeValue]:
    """What recurs every year, four years back and ahead; impossible ones left out."""
    found = []
    middle = frame.published.year if frame.published else 0
    for number in range(middle - 4, middle + 5):
        try:
            found.append(make(number))
        except ValueError:  # 29 February, or outside the calendar
            continue
    return found
