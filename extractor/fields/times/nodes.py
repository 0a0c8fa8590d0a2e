"""What a parsed expression of time stands for, before it is read against a publication date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar

from extractor.fields.times.frame import Frame, counted_from, nearest, pick
from extractor.fields.times.tense import Tense
from extractor.fields.times.values import DAY, Precision, TimeValue

Every = Callable[[date, date], Iterator[TimeValue]]
"""The occurrences that start from one day to another, both included, in the calendar's order."""

Change = Callable[[TimeValue, Frame], TimeValue | None]
"""What a word makes of a resolved time; `None` when it makes nothing of it."""

YEARLY, MONTHLY, WEEKLY = 5 * 366, 5 * 31, 4 * 7
"""Days on either side of the publication in which an occurrence is looked for."""

_FAR_DAYS, _CLOSE_DAYS = 300, 31
"""Days from the publication: a date farther off than the first, when the same date of another year is nearer
than the second, comes from a tense misjudged."""


class Node:
    """One expression; `read` says what it means in an article, `None` when it is no time after all."""

    is_stretch: ClassVar[bool] = False
    """Whether it has its two ends in its words already, so that no word gives it another."""

    def read(self, frame: Frame) -> TimeValue | None:
        """What it means.

        Raises:
            ValueError: a day that the calendar does not have.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class Fixed(Node):
    """A time that is the same whenever it is published."""

    value: TimeValue

    def read(self, frame: Frame) -> TimeValue | None:  # noqa: ARG002 - the interface of a node
        """The time itself."""
        return self.value


@dataclass(frozen=True)
class NoTime(Node):
    """A duration or a set, as "for three days" and "every Tuesday": when it happened, they do not say."""

    is_harmless: bool = False
    """Whether it may stand next to a time and changes nothing of it, as "for three days" does."""

    def read(self, frame: Frame) -> TimeValue | None:  # noqa: ARG002 - the interface of a node
        """Nothing."""
        return None


@dataclass(frozen=True)
class Counted(Node):
    """A time counted from the publication or from another time of the text."""

    count: Callable[[Frame], TimeValue | None]
    precision: Precision = Precision.RANGE
    follows: bool = False
    """Whether it is counted from the time that its clause names behind it, as "two days after" is."""

    def read(self, frame: Frame) -> TimeValue | None:
        """The time; unresolved when there is nothing to count from."""
        return self.count(frame) or TimeValue(precision=self.precision)


@dataclass(frozen=True)
class Recurring(Node):
    """A time that comes back every week, month or year; which one is meant, a word or the tense decides."""

    every: Every
    reach: int
    precision: Precision
    months: tuple[int, ...] = ()
    day: int | None = None
    weekdays: tuple[int, ...] = ()
    which: str | None = None
    choose: Callable[[Recurring, Frame], TimeValue | None] | None = field(default=None, compare=False)

    def read(self, frame: Frame) -> TimeValue | None:
        """The occurrence that is meant; unresolved, with what is known of it, when nothing tells."""
        if counted_from(frame, self.which) is None:
            return self.unresolved()
        return (self.choose or _picked)(self, frame) or self.unresolved()

    def unresolved(self) -> TimeValue:
        """What is known of it without a date to count from."""
        return TimeValue(precision=self.precision, months=self.months, day=self.day, weekdays=self.weekdays)

    def around(self, day: date) -> list[TimeValue]:
        """The occurrences on either side of a day."""
        return list(self.every(_moved(day, -self.reach), _moved(day, self.reach)))

    def with_which(self, which: str) -> Recurring:
        """The same with a word such as "last" that says which one is meant."""
        return replace(self, which=which)


def _moved(day: date, days: int) -> date:
    try:
        return day + days * DAY
    except OverflowError:
        return date.min if days < 0 else date.max


def _picked(node: Recurring, frame: Frame) -> TimeValue | None:
    anchor = counted_from(frame, node.which)
    return None if anchor is None else pick(node.around(anchor), node.which, frame)


def nearest_when_this(node: Recurring, frame: Frame) -> TimeValue | None:
    """The usual one, but "this summer" is the nearest."""
    if node.which in ("this", "current") and frame.published:
        return nearest(node.around(frame.published), frame)
    return _picked(node, frame)


def date_of_a_year(node: Recurring, frame: Frame) -> TimeValue | None:
    """A day and month: the nearest when no tense tells, or when the tense leads too far away."""
    if node.which or frame.published is None:
        return nearest_when_this(node, frame)
    candidates = node.around(frame.published)
    chosen, close = pick(candidates, None, frame), nearest(candidates, frame)
    if chosen is None or close is None or frame.tense is Tense.UNKNOWN:
        return close
    is_odd = abs((chosen.first - frame.published).days) > _FAR_DAYS
    return close if is_odd and abs((close.first - frame.published).days) < _CLOSE_DAYS else chosen


def weekday_of_a_week(node: Recurring, frame: Frame) -> TimeValue | None:
    """A weekday: "this Friday" without a tense is ahead."""
    if node.which == "this" and frame.tense is Tense.UNKNOWN and frame.published:
        published = frame.published
        return next((c for c in node.around(published) if c.last >= published), None)
    return _picked(node, frame)


def weekend_of_a_week(node: Recurring, frame: Frame) -> TimeValue | None:
    """A weekend: "next weekend" is that of the next week, since "this weekend" comes before it."""
    anchor = counted_from(frame, node.which)
    if anchor is None:
        return None
    if node.which in ("next", "following"):
        return next(c for c in node.around(anchor) if c.first > anchor + (6 - anchor.weekday()) * DAY)
    if node.which in (None, "this", "current") and frame.tense is Tense.UNKNOWN:
        return nearest(node.around(anchor), frame)
    return _picked(node, frame)


class Bounded(Node):
    """A stretch with a time at one end."""

    is_stretch = True

    def __init__(self, node: Node, change: Callable[[TimeValue, Frame], TimeValue]) -> None:
        """Keep the time, and what the word before it makes of it."""
        self.node, self.change = node, change

    def read(self, frame: Frame) -> TimeValue | None:
        """The stretch; what is known of an unresolved time stays known."""
        value = self.node.read(frame)
        return self.change(value, frame) if value and value.resolved else value


# Times made of times


def changed(node: Node, change: Change, precision: Precision | None = None) -> Node:
    """What a word such as "early" makes of a time; it comes back when the time does."""
    if isinstance(node, NoTime):
        return node

    def count(frame: Frame) -> TimeValue | None:
        value = node.read(frame)
        if value is None or not value.resolved:
            return (change(value, frame) or value) if value and isinstance(node, Recurring) else None
        return change(value, frame)

    own = node.precision if isinstance(node, Counted | Recurring) else Precision.RANGE
    return Counted(count, precision or own)


def mapped(node: Node, change: Callable[[TimeValue], TimeValue | None], precision: Precision) -> Node:
    """A part of a time, as the last Sunday of a March: each occurrence of the time has one."""
    if not isinstance(node, Recurring):
        return changed(node, lambda value, _: change(value), precision)

    def every(start: date, end: date) -> Iterator[TimeValue]:
        for value in node.every(_moved(start, -400), end):
            part = change(value)
            if part and start <= part.first <= end:
                yield part

    return Recurring(every, node.reach, precision, months=node.months, which=node.which)


def within(part: Recurring, period: Node) -> Node | None:
    """The only occurrence of a recurring time in a period, as Tuesday of last week; unresolved if not one."""
    if part.which:
        return None  # "last May" is not in 2017

    def only(value: TimeValue) -> TimeValue | None:
        if value.start is None or value.end is None:
            return None
        long = (Precision.SEASON, Precision.WEEK)  # a winter goes on into the year after
        every = part.every(value.start, value.end)
        found = [v for v in every if v.last <= value.end or v.precision in long]
        return found[0] if len(found) == 1 else None

    node = mapped(period, only, part.precision)
    if isinstance(node, Recurring):
        return node

    def count(frame: Frame) -> TimeValue | None:
        if frame.published is None and not isinstance(period, Fixed):
            return part.unresolved()
        return node.read(frame)

    return Counted(count, part.precision)


def on_weekday(day: Node, number: int) -> Node:
    """A date with its weekday: the year in which both agree, unresolved where they contradict each other."""

    def agreeing(value: TimeValue | None) -> TimeValue | None:
        return value if value and value.start and value.start.weekday() == number else None

    if isinstance(day, Recurring):
        return replace(day, weekdays=(number,), choose=_on_that_weekday)
    return Counted(lambda frame: agreeing(day.read(frame)), Precision.DAY)


def _on_that_weekday(node: Recurring, frame: Frame) -> TimeValue | None:
    value, published = date_of_a_year(node, frame), frame.published
    if value is None or published is None or value.first.weekday() in node.weekdays:
        return value
    near = [v for v in node.around(published) if abs((v.first - published).days) <= _FAR_DAYS]
    return next((v for v in near if v.first.weekday() in node.weekdays), None)


def agree(values: Sequence[TimeValue]) -> bool:
    """Whether resolved times could be of one event: they share a day."""
    return max(v.first for v in values) <= min(v.last for v in values)
