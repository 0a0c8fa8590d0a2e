"""What an expression of time is read against, and which of several recurring times a text means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from extractor.fields.times.tense import Tense
from extractor.fields.times.values import UNITS, TimeValue, Unit

BACK = frozenset({"last", "past", "previous"})
AHEAD = frozenset({"next", "coming", "following"})
PICKING = BACK | AHEAD | {"this", "current", "same"}
"""Words that say which of several recurring times is meant."""
ANCHORED = frozenset({"following", "same", "previous"})
"""What is counted from a time that the text names, and not from the publication."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What an expression is read against."""

    published: date | None
    tense: Tense = Tense.UNKNOWN
    language: str | None = "en"
    """Whose words the expression has; `None` for words of an unknown language."""
    named_before: Callable[[], Sequence[TimeValue]] = tuple
    """The times that the text names before the expression, for "the following day"."""
    named_after: Callable[[], Sequence[TimeValue]] = tuple
    """The times that the clause names from the expression on, for "a day after"."""
    rest: str = ""
    """What follows the written words in their sentence."""


def counted_from(frame: Frame, which: str | None, unit: Unit = UNITS["week"]) -> date | None:
    """The day from which a word such as "next" or "following" counts a unit."""
    if which in ANCHORED:
        return day_in(reversed(frame.named_before()), unit)
    return frame.published


def day_in(times: Iterable[TimeValue], unit: Unit) -> date | None:
    """A day in the first of the times that is no longer than the unit: from a year no week can be counted."""
    longest = unit.days or unit.months * 31
    return next((time.start for time in times if time.start and time.days <= longest), None)


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
