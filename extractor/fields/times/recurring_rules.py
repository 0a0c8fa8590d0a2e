"""Times that come back: weekdays, weekends, seasons, quarters, holidays."""

from __future__ import annotations

import re
from datetime import date

from extractor.fields.times.rules import (
    OF_YEAR,
    PART_OF_DAY,
    WEEKDAY,
    WHICH,
    Frame,
    Rules,
    counted_from,
    nearest,
    pick,
    unresolved,
    which_of,
    year_of,
    years_around,
)
from extractor.fields.times.tense import Tense
from extractor.fields.times.values import (
    DAY,
    UNITS,
    Precision,
    TimeValue,
    months_from,
    one_day,
    shift,
    unit_around,
)
from extractor.text.calendar import WEEKDAY_NUMBERS, WEEKDAYS

RULES = Rules()


@RULES.add(
    rf"(?<!every\s)(?<!each\s){WHICH}?\b(?P<weekday>{WEEKDAY})\b{PART_OF_DAY}"
    r"(?:\s+(?:of\s+)?(?P<week>last|this|next)\s+week\b)?"
)
@RULES.add(rf"\b(?P<week>last|this|next)\s+week\s*,?\s+(?:on\s+)?(?P<weekday>{WEEKDAY})\b(?P<which>)")
def _weekday(match: re.Match[str], frame: Frame) -> TimeValue | None:
    number, which, published = WEEKDAY_NUMBERS[match["weekday"].lower()], which_of(match), frame.published
    if re.search(
        r"\b(?:black|good|bloody|ash|easter|super|palm|cyber)\s$",
        match.string[: match.start()],
        re.IGNORECASE,
    ):
        return None
    if published is not None and match["week"]:
        weeks = {"last": -1, "this": 0, "next": 1}[match["week"].lower()]
        return one_day(published + (7 * weeks + number - published.weekday()) * DAY)
    anchor = counted_from(frame, which)
    if anchor is None:
        return unresolved(match, Precision.DAY, weekdays=(number,))
    sunday_before = anchor - (anchor.weekday() + 8) * DAY
    candidates = [one_day(sunday_before + (number + 1 + 7 * week) * DAY) for week in range(-1, 4)]
    if which == "this" and frame.tense is Tense.UNKNOWN:
        return next(c for c in candidates if c.last >= anchor)
    return pick(candidates, which, frame)


@RULES.add(r"\b(?P<weekday>Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.(?=\s|$|,)", re.NOFLAG)
@RULES.add(r"(?<=\b[Oo]n\s)(?P<weekday>Mon|Tues?|Wed|Thu(?:rs?)?|Fri)\b", re.NOFLAG)
def _short_weekday(match: re.Match[str], frame: Frame) -> TimeValue | None:
    name = next(day for day in WEEKDAYS if day.startswith(match["weekday"]))
    full = re.fullmatch(rf"(?P<which>)(?P<weekday>{WEEKDAY})(?P<week>)", name)
    return _weekday(full, frame) if full else None


@RULES.add(rf"(?:{WHICH}|\bthe\s+)?\bweekend\b(?!\s+of\b)")
def _weekend(match: re.Match[str], frame: Frame) -> TimeValue | None:
    which = which_of(match)
    anchor = counted_from(frame, which)
    if anchor is None:
        return unresolved(match, Precision.WEEKEND, weekdays=(5, 6))
    candidates = [unit_around(anchor + 7 * week * DAY, UNITS["weekend"]) for week in (-2, -1, 0, 1, 2)]
    if which == "next":
        return candidates[3]  # on a Tuesday, "this weekend" comes before "next weekend"
    if which in (None, "this", "current") and frame.tense is Tense.UNKNOWN:
        return nearest(candidates, frame)
    return pick(candidates, which, frame)


_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""First months of the northern meteorological seasons."""


@RULES.add(
    rf"(?:{WHICH}|(?P<the>\b(?:the|in|since|during)\s+))?\b(?P<season>spring|summer|autumn|winter|fall)\b{OF_YEAR}?"
)
def _season(match: re.Match[str], frame: Frame) -> TimeValue | None:
    number, which, first = year_of(match, frame), which_of(match), _SEASONS[match["season"].lower()]
    is_a_word_too = match["season"].lower() in ("fall", "spring")
    before = match.string[: match.start()].rstrip()
    if (
        is_a_word_too
        and number is None
        and which is None
        and not (match["the"] and not before.endswith("the"))
    ):
        return None
    if number is not None:
        return months_from(date(number, first, 1), 3, Precision.SEASON)
    candidates = years_around(frame, lambda y: months_from(date(y, first, 1), 3, Precision.SEASON))
    picked = nearest(candidates, frame) if which == "this" else pick(candidates, which, frame)
    months = tuple(sorted((first - 1 + n) % 12 + 1 for n in range(3)))
    return picked or unresolved(match, Precision.SEASON, months=months)


@RULES.add(rf"(?:the\s+)?\b(?P<word>last|final)\s+quarter\b(?P<digit>){OF_YEAR}")
@RULES.add(
    rf"(?:the\s+)?\b(?:(?P<word>first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter\b|Q(?P<digit>[1-4])\b){OF_YEAR}?"
)
def _quarter(match: re.Match[str], frame: Frame) -> TimeValue | None:
    words = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
    word = (match["word"] or match["digit"]).lower()
    quarter = words.get(word) or int(word[0])
    number, first = year_of(match, frame), quarter * 3 - 2
    if number is not None:
        return months_from(date(number, first, 1), 3, Precision.QUARTER)
    candidates = years_around(frame, lambda y: months_from(date(y, first, 1), 3, Precision.QUARTER))
    return pick(candidates, None, frame) or unresolved(
        match, Precision.QUARTER, months=(first, first + 1, first + 2)
    )


@RULES.add(
    r"(?:\bthe\s+)?(?:\b9/11\b|\b(?:September|Sept?\.?)\s+11(?:th)?,?(?=\s+(?:terror\w*\s+)?attacks?\b))"
)
def _eleventh_of_september(_match: re.Match[str], _frame: Frame) -> TimeValue | None:
    """The one date that news gives without its year however long ago it was."""
    return one_day(date(2001, 9, 11))


_HOLIDAYS = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25), "boxing day": (12, 26),
    "new year's eve": (12, 31), "new year's day": (1, 1), "new year's": (1, 1), "halloween": (10, 31),
    "valentine's day": (2, 14), "fourth of july": (7, 4),
}  # fmt: skip
"""Days that fall on the same date everywhere."""


_HOLIDAY_NAMES = "|".join(_HOLIDAYS).replace(" ", r"\s+").replace("'", "['’]")


@RULES.add(rf"{WHICH}?\b(?P<name>{_HOLIDAY_NAMES})\b{OF_YEAR}?(?!\s+(?:season|period|sales|shopping|market))")
def _holiday(match: re.Match[str], frame: Frame) -> TimeValue | None:
    month, day = _HOLIDAYS[" ".join(match["name"].lower().replace("’", "'").split())]
    number = year_of(match, frame)
    if number is not None:
        return one_day(date(number, month, day))
    candidates = years_around(frame, lambda y: one_day(date(y, month, day)))
    return pick(candidates, which_of(match), frame) or unresolved(
        match, Precision.DAY, months=(month,), day=day
    )


@RULES.add(r"\bon\s+the\s+(?P<day>[12]?1st|2?2nd|2?3rd|[12]?[4-9]th|1[0-3]th|[23]0th|31st)\b(?!\s+\w)")
def _day_of_a_month_unsaid(match: re.Match[str], frame: Frame) -> TimeValue | None:
    day, published = int(match["day"][:-2]), frame.published
    if published is None:
        return unresolved(match, Precision.DAY, day=day)
    months = [shift(published.replace(day=1), n, UNITS["month"]) for n in range(-3, 4)]
    candidates = [one_day(m.replace(day=day)) for m in months if (m + (day - 1) * DAY).month == m.month]
    return pick(candidates, None, frame)
