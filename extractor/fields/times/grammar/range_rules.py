"""Two times joined by "and", "to" or a dash, which are one range."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeGuard

from extractor.fields.times.frame import Frame, pick
from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.grammar.recurring import day_of_month, day_of_year, month_of_year
from extractor.fields.times.nodes import Fixed, Node, NoTime, Recurring, within
from extractor.fields.times.tense import Tense
from extractor.fields.times.values import DAY, Precision, TimeValue, interval

rule = GRAMMAR.rule


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
    return frame.published is None or isinstance(node, Fixed) or _is_of_a_year(node)


def _is_of_a_year(node: Node) -> bool:
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


@rule("WMONTH|MON TO|DASH|AND WMONTH|MON|P|DATE", cats="RANGE T")
@rule("FROM|BETWEEN WMONTH|MON TO|DASH|AND WMONTH|MON|P|DATE", cats="RANGE T")
def _months(*parts: int | Node | str) -> Node:
    first, word, last = parts[-3:]
    a, b = (month_of_year(node) if isinstance(node, int) else node for node in (first, last))
    if not isinstance(a, Node) or not isinstance(b, Node):
        return NoTime()
    return Range(a, b, is_list=word == "and")


@rule("BARE|ORD TO|DASH|AND DM|DATE", "FROM|BETWEEN NUM|ORD TO|DASH|AND DM|DATE RANGEEND?", cats="RANGE T")
def _days_to_date(*parts: object) -> Node | None:
    day = next(part for part in parts if isinstance(part, int))
    last = next(part for part in parts if isinstance(part, Node))
    if isinstance(last, Recurring) and last.months and last.day:
        return Days(last.months[0], day, last.day) if day < last.day else None
    value = last.read(Frame(None))
    if value is None or value.start is None or day >= value.start.day:
        return None
    return Fixed(interval(value.start.replace(day=day), value.start))


@rule("DM TO|DASH|AND NUM|ORD DAYSIGN? RANGEEND?", cats="DAYS T")
@rule("FROM|BETWEEN DM TO|DASH|AND NUM|ORD DAYSIGN? RANGEEND?", cats="DAYS T")
def _date_to_day(*parts: object) -> Node | None:
    first = next(part for part in parts if isinstance(part, Node))
    day = next(part for part in parts if isinstance(part, int))
    if not isinstance(first, Recurring) or first.weekdays or not first.months:
        return None
    if first.day is None or first.day >= day:
        return None
    return Days(first.months[0], first.day, day)


@rule("DATE TO|DASH|AND NUM|ORD DAYSIGN RANGEEND?", "FROM DATE TO NUM|ORD DAYSIGN? RANGEEND?", cats="T")
def _whole_date_to_day(*parts: object) -> Node | None:
    first = next(part for part in parts if isinstance(part, Node)).read(Frame(None))
    day = next(part for part in parts if isinstance(part, int))
    return Fixed(interval(first.start, first.start.replace(day=day))) if first and first.start else None


@rule("DAYS COMMA? YEAR", "DAYS SHORT", cats="T")
def _days_of_year(days: Days, *year: object) -> Node:
    number = next(part for part in year if isinstance(part, int))
    return Fixed(days.of(number))


@rule(
    "NUM|ORD TO|DASH|AND NUM|ORD REL|MY|MON",
    "FROM NUM|ORD TO|DASH|AND NUM|ORD RANGEEND? REL|MY|MON",
    cats="T",
)
@rule("REL|MY|MON FROM? NUM|ORD TO|DASH|AND NUM|ORD RANGEEND?", cats="T")
@rule("REL|MY|MON FROM? DOM TO|DASH|AND DOM RANGEEND?", cats="T")
def _days_of_a_month(*parts: object) -> Node | None:
    numbers = [
        part.day if isinstance(part, Recurring) else part
        for part in parts
        if isinstance(part, int) or (isinstance(part, Recurring) and part.day)
    ]
    month = next(part for part in parts if isinstance(part, Node) and not getattr(part, "day", None))
    first, last = numbers[0], numbers[-1]
    if first is None or last is None or not first < last <= 31:
        return None
    if isinstance(month, Recurring):
        return Days(month.months[0], first, last) if len(month.months) == 1 and not month.which else None
    if getattr(month, "precision", Precision.MONTH) is not Precision.MONTH:
        return None
    start, end = (within(day_of_month(day), month) for day in (first, last))
    return Range(start, end) if start and end else None


@rule("T TO|DASH|AND T", cats="RANGE T")
@rule("FROM|BETWEEN T TO|DASH|AND T RANGEEND?", cats="RANGE T")
@rule("T FROMA T RANGEEND", cats="RANGE T")
def _range(*parts: object) -> Node | None:
    first, last = (part for part in parts if isinstance(part, Node))
    words = [part for part in parts if isinstance(part, str)]
    if isinstance(first, NoTime) or isinstance(last, NoTime) or first.is_stretch or last.is_stretch:
        return None
    return Range(first, last, is_list="and" in words and "between" not in words)


@rule("T COMMA T COMMA? AND T", cats="RANGE T")
def _list_of_three(*parts: object) -> Node | None:
    nodes = [part for part in parts if isinstance(part, Node)]
    is_alike = all(isinstance(node, Recurring) for node in nodes)
    return Range(nodes[0], nodes[-1], is_list=True) if is_alike else None


@dataclass(frozen=True)
class Days(Node):
    """Days of one month, as June 3 to 5."""

    is_stretch = True

    month: int
    first: int
    last: int

    def of(self, year: int) -> TimeValue:
        """Those of a year."""
        day = day_of_year(self.month, self.first)
        start, end = (f"{year:04}-{self.month:02}-{number:02}" for number in (self.first, self.last))
        del day
        return TimeValue.model_validate({"start": start, "end": end, "precision": Precision.RANGE})

    def read(self, frame: Frame) -> TimeValue | None:
        """Those of the year that the tense asks for."""
        return Range(day_of_year(self.month, self.first), day_of_year(self.month, self.last)).read(frame)
