"""Before, after, since and until a time."""

from __future__ import annotations

from collections.abc import Callable

from extractor.fields.times.frame import Frame
from extractor.fields.times.grammar.chart import GRAMMAR
from extractor.fields.times.grammar.durations import Duration
from extractor.fields.times.grammar.recurring import month_of_year
from extractor.fields.times.nodes import Bounded, Counted, Node
from extractor.fields.times.tense import Tense
from extractor.fields.times.values import (
    Precision,
    TimeValue,
    interval,
)

rule = GRAMMAR.rule

# Before and after a time


def _since(value: TimeValue, frame: Frame) -> TimeValue:
    if value.start is None:
        return value
    published = frame.published
    is_behind = published is not None and value.start <= published and frame.tense is not Tense.FUTURE
    return interval(value.start, published if is_behind else None, value.approximate)


def _until(value: TimeValue, _frame: Frame) -> TimeValue:
    return interval(None, value.end, value.approximate) if value.end else value


def _before(value: TimeValue, _frame: Frame) -> TimeValue:
    return interval(None, value.start, value.approximate) if value.start else value


def _after(value: TimeValue, frame: Frame) -> TimeValue:
    return _since(interval(value.end, None), frame) if value.end else value


def _by(value: TimeValue, frame: Frame) -> TimeValue:
    """A deadline ahead leaves the days from the publication to it; one that is over is the time itself."""
    published = frame.published
    if published is None or value.end is None or value.start is None or value.start <= published:
        return value
    return interval(published, value.end)


_BOUNDS: dict[str, Callable[[TimeValue, Frame], TimeValue]] = {
    "since": _since, "until": _until, "before": _before, "after": _after, "by": _by,
}  # fmt: skip


@rule("BOUND WMONTH", cats="T B")
def _bounded_month(bound: str, month: int) -> Node:
    return Bounded(month_of_year(month), _BOUNDS[bound])


@rule("BOUND T", cats="T B")
def _bounded(bound: str, node: Node) -> Node | None:
    return None if node.is_stretch else Bounded(node, _BOUNDS[bound])


@rule("T BOUNDA", cats="T B")
def _bounded_behind(node: Node, bound: str) -> Node | None:
    return None if node.is_stretch else Bounded(node, _BOUNDS[bound])


@rule("SINCEDUR ABOUT? DUR|DURU", cats="T B")
def _since_so_long(_since_word: str, _about: None, duration: Duration) -> Node:
    def count(frame: Frame) -> TimeValue | None:
        if frame.published is None:
            return None
        return interval(
            duration.from_day(frame.published, -1),
            frame.published,
            approximate=duration.precision is not Precision.DAY,
        )

    return Counted(count)
