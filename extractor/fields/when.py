"""The field type of times: when an event happened, or is to happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from extractor.fields.base import (
    EXCLUDED,
    MISSING,
    Aspect,
    Cell,
    CellKind,
    Column,
    Comparison,
    Context,
    Extent,
    FieldType,
    Written,
)
from extractor.fields.claims import Claim, ClaimGroup, gather, merged
from extractor.fields.times.context import LONGEST_WORDS, frame_of
from extractor.fields.times.expressions import read_time, time_spans
from extractor.fields.times.values import (
    DAY,
    Precision,
    ReportDay,
    TimeValue,
    covers,
    fits,
    gap,
    shift_months,
    show_time,
)
from extractor.records import Conflict, EventRecord, Grounding, MergedValue

__all__ = ["Precision", "TimeValue", "When"]

SAME = "same"
SAME_PERIOD = "same_period"
CONTAINS = "contains"
NEAR = "near"
COMPATIBLE = "compatible"
SAME_WEEKDAY = "same weekday"
POSSIBLE = "possible"
REPORTED_APART = "reported apart"
DIFFERENT = "different"

MONTH_DAYS = 31
"""Days up to which agreement counts as close: a month names an event, a year hardly does."""

SLACK_DAYS = 7
"""Days that two times may lie apart before they exclude each other: a weekday taken for the wrong week."""

REPORT_DAYS = 45
"""Days within which news reports most of an event: two reports of it are seldom twice as many apart."""

BLOCKED_DAYS = 10 * 366
"""Days up to which a time has a block key for each of its months; longer ones are rare and say little."""


class When(FieldType[TimeValue]):
    """A time as news writes it, read against the publication date in the tense of the sentence.

    Its levels:

    - `same`: equal, and no longer than a month;
    - `same_period`: equal, but longer;
    - `contains`: one is a coarser form of the other, and no longer than a month;
    - `near`: a day apart, both a week or less: the day of the event and the day of the report;
    - `compatible`: they share days in any other way;
    - `same weekday`: of two articles without a date, whose reports come in the same days more often than not;
    - `possible`: an unresolved, open or very long time does not speak against the other. No key of `block`
      brings such a pair together, so a schema should give it no points;
    - `reported apart`: one gives no time, and was published more than `REPORT_DAYS` from the time of
      the other, or twice as many from the publication of the other if that gives none either;
    - `different`: apart, but by no more than a week or the shorter one's length.

    Farther apart is excluded. An unresolved time of which no part is known says nothing.
    """

    value_type = TimeValue
    aspect = Aspect.WHEN
    sets_apart = True
    levels = (
        SAME,
        SAME_PERIOD,
        CONTAINS,
        NEAR,
        COMPATIBLE,
        SAME_WEEKDAY,
        POSSIBLE,
        REPORTED_APART,
        DIFFERENT,
    )
    points: ClassVar[Mapping[str, int]] = {
        SAME: 20,
        SAME_PERIOD: 14,
        CONTAINS: 14,
        NEAR: 12,
        COMPATIBLE: 5,
        SAME_WEEKDAY: 5,
        POSSIBLE: 0,
        REPORTED_APART: -20,
        DIFFERENT: -25,
    }

    def read(self, written: Written, context: Context) -> TimeValue | None:
        """The interval that the words mean; unresolved when they hang on a date that nobody states."""
        words = written.text[:LONGEST_WORDS]
        return read_time(words, frame_of(words, context))

    def parts(self, text: str, language: str | None = None) -> tuple[str, ...]:
        """The times in it: "Friday" and "4 p.m." may stand in two sentences."""
        return tuple(text[start:end] for start, end in time_spans(text[:LONGEST_WORDS], language or "en"))

    def compare(self, a: Sequence[TimeValue], b: Sequence[TimeValue]) -> Comparison:
        """The closest pair decides; excluded only when every pair is."""
        pairs = [(_level(x, y), x, y) for x in a for y in b if _says_something(x) and _says_something(y)]
        pairs = [pair for pair in pairs if pair[0] != MISSING]
        if not pairs:
            return Comparison(MISSING)
        level, x, y = min(
            pairs, key=lambda p: (_ORDER.index(p[0]), *sorted((show_time(p[1]), show_time(p[2]))))
        )
        return Comparison(level, " / ".join(sorted((show_time(x), show_time(y)))))

    def level(self, a: Sequence[TimeValue], b: Sequence[TimeValue]) -> str:
        """The closest pair decides; excluded only when every pair is."""
        levels = (_level(x, y) for x in a for y in b if _says_something(x) and _says_something(y))
        return min((level for level in levels if level != MISSING), key=_ORDER.index, default=MISSING)

    def implied(self, record: EventRecord) -> tuple[TimeValue, ...]:
        """The day of the report."""
        day = record.published
        return () if day is None else (ReportDay(start=day, end=day, precision=Precision.DAY),)

    def extent(self, key: Sequence[TimeValue]) -> Extent | None:
        """The interval of a single time."""
        if len(key) != 1 or key[0].start is None or key[0].end is None:
            return None
        start, end = key[0].start.toordinal(), key[0].end.toordinal()
        if isinstance(key[0], ReportDay):
            return Extent(start, end, _room(key[0]), REPORTED_APART, MISSING)
        return Extent(start, end, _room(key[0]), EXCLUDED)

    def fuse(self, claims: Sequence[Claim[TimeValue]]) -> tuple[MergedValue, ...]:
        """One value stands: the finest that agrees with most sources, going from coarse to fine.

        What agrees with it is a refinement, what is disjoint from it a disagreement.
        """
        if not claims:
            return ()
        groups = gather(claims)
        stands = _standing(groups)
        others = [
            (s, Conflict.REFINEMENT if _agree(s.value, stands.value) else Conflict.DISAGREEMENT)
            for s in groups
            if s is not stands
        ]
        return (merged(stands, others),)

    def block(self, values: Sequence[TimeValue]) -> frozenset[str]:
        """The time itself, as `2025-08-12/2025-08-12`; its days, if it is no longer than a month; its months.

        Times of a week or less have the day after too. Open times and those longer than ten years have but
        themselves, unresolved ones their weekday: they meet others through other fields.
        """
        return frozenset(
            key for value in values if not isinstance(value, ReportDay) for key in _block_keys(value)
        )

    def allows(self, key: str) -> Sequence[str]:
        """Equal times share themselves, close ones a day; others have at most months in common."""
        if key.startswith(_WEEKDAY):
            return (SAME_WEEKDAY,)
        if "/" in key:
            return (SAME, SAME_PERIOD, POSSIBLE)
        return (COMPATIBLE,) if len(key) == len("2025-08") else (CONTAINS, NEAR, COMPATIBLE)

    def show(self, value: TimeValue) -> str:
        """The time for people: `2025-08-12`, `2025-02`, `about 2019`, `Tuesday (date unknown)`."""
        return show_time(value)

    def columns(self) -> tuple[Column, ...]:
        """The time in words, and its interval of days."""
        return (
            Column("", CellKind.TEXT, "the time, in words"),
            Column("start", CellKind.DAY, "its first day; empty when open or unknown"),
            Column("end", CellKind.DAY, "its last day, included; empty when open or unknown"),
            Column("precision", CellKind.TEXT, "the unit it is given in, as `day`, `month`, `range`"),
            Column("approximate", CellKind.TRUTH, "whether the words say `about`"),
        )

    def cells(self, values: Sequence[TimeValue]) -> tuple[Cell, ...]:
        """The first time; a merge leaves one."""
        if not values:
            return (None,) * 5
        first = values[0]
        return (self.show(first), first.start, first.end, first.precision.value, first.approximate)


# Comparing

_ORDER = (*When.levels, EXCLUDED)


def _says_something(value: TimeValue) -> bool:
    return value.resolved or bool(value.months or value.day or value.weekdays)


def _room(value: TimeValue) -> int:
    """Days on either side of a time within which another one can be reported for the same event."""
    if isinstance(value, ReportDay):
        return REPORT_DAYS
    return max(SLACK_DAYS, value.days) + (value.days if value.approximate else 0)


def _level(a: TimeValue, b: TimeValue) -> str:
    if isinstance(a, ReportDay) or isinstance(b, ReportDay):
        resolved = a.resolved and b.resolved
        return REPORTED_APART if resolved and gap(a, b) > _room(a) + _room(b) else MISSING
    if not (a.resolved and b.resolved):
        return _level_unresolved(a, b)
    apart = gap(a, b)
    if apart > 0:
        return _level_apart(a, b, apart)
    if covers(a, b) and covers(b, a):
        return SAME if a.days <= MONTH_DAYS else SAME_PERIOD
    if not (_is_blocked(a) and _is_blocked(b)):
        return POSSIBLE
    is_coarser = covers(a, b) or covers(b, a)
    return CONTAINS if is_coarser and max(a.days, b.days) <= MONTH_DAYS else COMPATIBLE


def _level_apart(a: TimeValue, b: TimeValue, apart: int) -> str:
    if apart == 1 and max(a.days, b.days) <= SLACK_DAYS:
        return NEAR
    slack = max(SLACK_DAYS, min(a.days, b.days)) + sum(v.days for v in (a, b) if v.approximate)
    return DIFFERENT if apart <= slack else EXCLUDED


def _level_unresolved(a: TimeValue, b: TimeValue) -> str:
    if fits(a, b) if not a.resolved else fits(b, a):
        return SAME_WEEKDAY if len(a.weekdays) == 1 and a.weekdays == b.weekdays else POSSIBLE
    months_a, months_b = _months_of_year(a), _months_of_year(b)
    apart = min((min((m - n) % 12, (n - m) % 12) for m in months_a for n in months_b), default=0)
    return EXCLUDED if apart > 1 else DIFFERENT


def _months_of_year(value: TimeValue) -> tuple[int, ...]:
    """The calendar months, 1 to 12, in which a time may be; empty when it may be in any."""
    if not value.resolved:
        return value.months
    if value.days > 366:
        return ()
    return tuple(sorted({(value.first + n * DAY).month for n in range(value.days)}))


# Fusing


def _agree(a: TimeValue, b: TimeValue) -> bool:
    if a.resolved and b.resolved:
        return gap(a, b) <= 0
    return fits(b, a) if a.resolved else fits(a, b)


def _standing(groups: Sequence[ClaimGroup[TimeValue]]) -> ClaimGroup[TimeValue]:
    """Down from the value most sources agree with, always to a finer one inside it, while there is one."""
    standing = min(groups, key=lambda s: _rank(s, groups))
    while finer := [
        s for s in groups if _is_finer(s.value, standing.value) and _is_found(s) >= _is_found(standing)
    ]:
        standing = min(finer, key=lambda s: _rank(s, groups))
    return standing


def _is_finer(value: TimeValue, than: TimeValue) -> bool:
    if not (value.resolved and than.resolved) or not covers(than, value):
        return False
    return (value.days, value.approximate) < (than.days, than.approximate)


def _is_found(group: ClaimGroup[TimeValue]) -> bool:
    return any(claim.mention.support.grounding is not Grounding.UNSUPPORTED for claim in group.claims)


def _rank(
    group: ClaimGroup[TimeValue], all_groups: Sequence[ClaimGroup[TimeValue]]
) -> tuple[bool, bool, int, int, int, str]:
    """The lower the better: found in the text, resolved, agreed with, precise, said; then by content."""
    value = group.value
    agreeing = frozenset[str]().union(*(s.sources for s in all_groups if _agree(s.value, value)))
    length = value.days if value.resolved else 0
    return (
        not _is_found(group),
        not value.resolved,
        -len(agreeing),
        length,
        -len(group.sources),
        value.model_dump_json(),
    )


# Blocking


def _is_blocked(value: TimeValue) -> bool:
    return value.days <= BLOCKED_DAYS


_WEEKDAY = "weekday "


def _block_keys(value: TimeValue) -> list[str]:
    if not value.resolved:
        return [f"{_WEEKDAY}{day}" for day in value.weekdays]
    itself = f"{value.start or ''}/{value.end or ''}"
    if not _is_blocked(value):
        return [itself]
    first, last = value.first, value.last
    days = value.days + (value.days <= SLACK_DAYS) if value.days <= MONTH_DAYS else 0
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return [
        itself,
        *(_moved(first, n).isoformat() for n in range(days)),
        *(shift_months(first.replace(day=1), n).isoformat()[:7] for n in range(months)),
    ]


def _moved(day: date, days: int) -> date:
    """So many days before or after; beyond the calendar's own first or last day it stays."""
    try:
        return day + days * DAY
    except OverflowError:
        return day
