"""Before, after, since and until a time, and two times that are one range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeGuard

from extractor.fields.times.frame import Frame, pick
from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.grammar.recurring import as_month, day_of_month
from extractor.fields.times.nodes import Bounded, Fixed, Node, NoTime, Recurring, within
from extractor.fields.times.tense import Tense
from extractor.fields.times.values import DAY, Precision, TimeValue, interval, months_from

rule = GRAMMAR.rule

# Before and after a time


def _since(value: TimeValue, frame: Frame) -> TimeValue:
    if value.start is None:
        return value
    published = frame.published
    is_behind = published is not None and value.start <= published and frame.tense is not Tense.FUTURE
    return interval(value.start, published if is_behind else None, value.approximate)


def _by(value: TimeValue, frame: Frame) -> TimeValue:
    """A deadline ahead leaves the days from the publication to it; one that is over is the time itself."""
    published = frame.published
    if published is None or value.end is None or value.start is None or value.start <= published:
        return value
    return interval(published, value.end)


_BOUNDS: dict[str, Callable[[TimeValue, Frame], TimeValue]] = {
    "since": _since,
    "until": lambda value, _: interval(None, value.end, value.approximate) if value.end else value,
    "before": lambda value, _: interval(None, value.start, value.approximate) if value.start else value,
    "after": lambda value, frame: _since(interval(value.end, None), frame) if value.end else value,
    "by": _by,
}


@rule("bound:BOUND node:T|WMONTH", "node:T bound:BOUNDA", cats="T")
def _bounded(bound: str, node: Node | int) -> Node | None:
    time = as_month(node)
    return None if time.is_stretch else Bounded(time, _BOUNDS[bound])


# From one time to another


@dataclass(frozen=True)
class Range(Node):
    """From one time to another."""

    first: Node
    last: Node
    is_list: bool = False
    """Whether "and" joins them, so that they are two of a kind."""
    is_stretch = True

    def read(self, frame: Frame) -> TimeValue | None:
        """The days from the first of one to the last of the other.

        Raises:
            ValueError: the second ends before the first begins.
        """
        if _are_alike(self.first, self.last) and frame.published:
            return _picked(self.first, self.last, frame)
        a, b = _read_both(self.first, self.last, frame)
        if a is None or b is None or (self.is_list and a.precision is not b.precision):
            return None
        if not a.resolved and not b.resolved:
            return _unresolved(a, b)
        if a.start is None or b.end is None:
            return TimeValue(precision=Precision.RANGE)
        if b.end < a.start:
            raise ValueError("ends before it starts")
        return interval(a.start, b.end, a.approximate or b.approximate)


def _are_alike(first: Node, last: Node) -> TypeGuard[Recurring]:
    """Whether both come back, and no word such as "next" says which of them is meant."""
    return isinstance(first, Recurring) and isinstance(last, Recurring) and not (first.which or last.which)


def _picked(first: Recurring, last: Node, frame: Frame) -> TimeValue | None:
    """Of the stretches from one to the next of the other, the one that the tense asks for."""
    if not isinstance(last, Recurring) or frame.published is None:
        return None
    found = []
    for start in first.around(frame.published):
        ends = last.every(start.first, start.first + last.reach * DAY)
        end = next((value for value in ends if value.last >= start.last), None)
        if end is not None:
            found.append(interval(start.first, end.last, start.approximate or end.approximate))
    return pick(found, None, frame)


def _read_both(first: Node, last: Node, frame: Frame) -> tuple[TimeValue | None, TimeValue | None]:
    """Both ends of a range. The year of "May to July 2008" is for both; else the second follows the first."""
    if isinstance(first, Recurring) and not first.which and _has_a_year(last, frame):
        b = last.read(frame)
        if b is None or b.end is None:
            return first.read(frame), b
        return first.read(replace(frame, published=b.end, tense=Tense.PAST)), b
    a = first.read(frame)
    start = a.start if a else None
    if start is None or not isinstance(last, Recurring) or last.which:
        return a, last.read(frame)
    return a, last.read(replace(frame, published=start, tense=Tense.FUTURE))


def _has_a_year(node: Node, frame: Frame) -> bool:
    if isinstance(node, Recurring):
        return False
    if frame.published is None or isinstance(node, Fixed):
        return True
    alone = node.read(Frame(None))
    return alone is not None and (alone.resolved or bool(alone.months))


def _unresolved(a: TimeValue, b: TimeValue) -> TimeValue:
    return TimeValue(
        precision=Precision.RANGE,
        approximate=a.approximate or b.approximate,
        months=_run(a.months, b.months, 12),
        weekdays=_run(a.weekdays, b.weekdays, 7),
    )


def _run(a: tuple[int, ...], b: tuple[int, ...], cycle: int) -> tuple[int, ...]:
    """All from the first of one to the last of the other, round the end of the year or week."""
    if not a or not b:
        return ()
    length = (b[-1] - a[0]) % cycle + 1
    lowest = 1 if cycle == 12 else 0
    return tuple(sorted((a[0] - lowest + n) % cycle + lowest for n in range(length)))


@rule(
    "a:WMONTH|MON word:TO|DASH|AND b:WMONTH|MON|P|DATE",
    "FROM|BETWEEN a:WMONTH|MON word:TO|DASH|AND b:WMONTH|MON|P|DATE",
    cats="T",
)
def _months(a: int | Node, word: str, b: int | Node) -> Node:
    return Range(as_month(a), as_month(b), is_list=word == "and")


@rule(
    "FROM|BETWEEN? first:NUM|ORD TO|DASH|AND last:NUM|ORD RANGEEND? month:REL|MY|MON|WMONTH",
    "month:REL|MY|MON|WMONTH FROM? first:NUM|ORD DAYSIGN? TO|DASH|AND last:NUM|ORD DAYSIGN? RANGEEND?",
    "month:MONTH|WMONTH first:NUM|ORD DASH last:NUM|ORD COMMA? number:YEAR",
    cats="T",
)
def _days_of_a_month(first: int, last: int, month: Node | int, number: int | None = None) -> Node | None:
    if not first < last <= 31 or getattr(month, "precision", Precision.MONTH) is not Precision.MONTH:
        return None
    whole = as_month(month)
    if isinstance(month, int) and number is not None:
        whole = Fixed(months_from(date(number, month, 1), 1, Precision.MONTH))
    start, end = (within(day_of_month(day), whole) for day in (first, last))
    return Range(start, end) if start and end else None


@rule("BETWEEN first:T TO|DASH|AND last:T RANGEEND?", cats="T")
def _between(first: Node, last: Node) -> Node | None:
    return _range(first, last)


@rule(
    "first:T FROMA last:T RANGEEND",
    "FROM first:T word:TO|DASH|AND last:T RANGEEND?",
    "first:T word:TO|DASH|AND last:T",
    cats="T",
)
def _range(first: Node, last: Node, word: str = "to") -> Node | None:
    if any(isinstance(node, NoTime) or node.is_stretch for node in (first, last)):
        return None
    return Range(first, last, is_list=word == "and")
