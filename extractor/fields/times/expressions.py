"""Finds the time in words, with what stands before it ("late", "since") and what it is joined to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from extractor.fields.times import calendar_rules, language_rules, recurring_rules, relative_rules
from extractor.fields.times.rules import Frame, Rule
from extractor.fields.times.tense import Tense
from extractor.fields.times.values import (
    DAY,
    UNITS,
    Precision,
    TimeValue,
    interval,
    shift_months,
    unit_around,
)

RULES = (
    *calendar_rules.RULES,
    *recurring_rules.RULES,
    *relative_rules.RULES,
    *language_rules.RULES,
)
"""Every rule; of those that match, the one that starts first and then the longest is taken."""

_CACHED = 60
"""Characters of words that are remembered, so that no text fills the memory."""

Change = Callable[[TimeValue, Frame], TimeValue]
"""What a word before a time makes of it."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One time found in words: its place, the rule that found it, and the words before that change it."""

    start: int
    end: int
    rule: Rule
    match: re.Match[str]
    changes: tuple[Change, ...] = ()

    def read(self, frame: Frame) -> TimeValue | None:
        """What it means; `None` when it is no time, such as 30 February."""
        try:
            value = self.rule.read(self.match, frame)
            return self._changed_and_named(value, frame) if value else None
        except (ValueError, OverflowError):
            return None

    def _changed_and_named(self, value: TimeValue, frame: Frame) -> TimeValue:
        value = _changed(value, self.changes, frame)
        if value.phrase is None:
            return value
        return value.model_copy(update={"phrase": _phrase(self.match.string[self.start : self.end])})


def read_time(words: str, frame: Frame) -> TimeValue | None:
    """The first time that the words name, or `None`; times joined by "and", "to" or a dash are one range."""
    expressions = find_times(words, frame)
    first = next(expressions, None)
    if first is None:
        return None
    second = next(expressions, None)
    if second and _is_explained(words, first, second, frame):
        first, second = second, None
    value = _joined(words, first, second, frame) if second else None
    changes: tuple[Change, ...] = ()
    before = words[: first.start]
    if value is None:
        value = first.read(frame)
    else:
        before = _OPENS_A_RANGE.sub("", before)
    changes = _words_before(before, _BOUNDS)[1]
    try:
        return _changed(value, changes, frame) if value else None
    except (ValueError, OverflowError):
        return value


def time_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where times stand in a text, as (start, end); two that are joined to a range are one."""
    frame = Frame(None)
    spans: list[tuple[int, int]] = []
    last: Expression | None = None
    for expression in find_times(text, frame):
        if last and _joined(text, last, expression, frame):
            spans[-1] = (spans[-1][0], expression.end)
        else:
            spans.append((expression.start, expression.end))
        last = expression
    return tuple(spans)


def times_named(text: str, frame: Frame) -> tuple[TimeValue, ...]:
    """The resolved times that a text names, in its order."""
    values = (expression.read(frame) for expression in find_times(text, frame))
    return tuple(value for value in values if value and value.resolved)


def find_times(words: str, frame: Frame) -> Iterator[Expression]:
    """Every time in the words, in their order; where several rules match, the longest that means one."""
    found = _found(words) if len(words) <= _CACHED else _found.__wrapped__(words)
    reached = 0
    for expression in found:
        if expression.start >= reached and expression.read(frame) is not None:
            start, changes = _words_before(words[reached : expression.start], _PARTS)
            yield replace(expression, start=reached + start, changes=changes)
            reached = expression.end


@lru_cache(maxsize=4096)  # news dates by few words, and they come again and again
def _found(words: str) -> tuple[Expression, ...]:
    """Where a rule matches, the earliest and of these the longest first."""
    found = (
        Expression(match.start(), match.end(), rule, match)
        for rule in RULES
        for match in rule.pattern.finditer(words)
    )
    return tuple(sorted(found, key=lambda e: (e.start, -e.end)))


def _is_explained(words: str, first: Expression, second: Expression, frame: Frame) -> bool:
    """Whether the second time says in brackets which day the first is: "today (20 October)"."""
    if (
        not re.fullmatch(r"\s*\(\s*", words[first.end : second.start])
        or "month" not in second.match.groupdict()
    ):
        return False
    days = (first.read(frame), second.read(frame))
    return all(day is not None and day.precision is Precision.DAY for day in days)


_OPENS_A_RANGE = re.compile(r"\b(?:from|between)\s+$", re.IGNORECASE)
_JOINS = re.compile(r"\s*(?:(?P<list>,?\s*and|or|&)|-|–|—|to|through|thru|until|till)\s*", re.IGNORECASE)


def _joined(words: str, first: Expression, second: Expression, frame: Frame) -> TimeValue | None:
    """The range from one time to the other, when a word or a dash joins them and they can be one."""
    join = _JOINS.fullmatch(words[first.end : second.start])
    if not join:
        return None
    a, b = _read_both(first, second, frame)
    if a is None or b is None or (join["list"] and a.precision is not b.precision):
        return None
    if not a.resolved and not b.resolved:
        return _unresolved_range(words[first.start : second.end], a, b)
    if a.start is None or b.end is None or b.end < a.start:
        return None
    return interval(a.start, b.end, a.approximate or b.approximate)


def _read_both(
    first: Expression, second: Expression, frame: Frame
) -> tuple[TimeValue | None, TimeValue | None]:
    """Both ends of a range. The year of "May to July 2008" is for both; else the second follows the first."""
    if frame.published is None:
        b = second.read(frame)
        if b is None or b.end is None:
            return first.read(frame), b
        return first.read(replace(frame, published=b.end, tense=Tense.PAST)), b
    if second.match.groupdict().get("year"):
        b = second.read(frame)
        end = b.end if b else None
        return first.read(replace(frame, published=end or frame.published, tense=Tense.PAST)), b
    a = first.read(frame)
    start = a.start if a else None
    is_recurring = second.read(replace(frame, published=None)) is not None and not _is_fixed(second, frame)
    if start is None or not is_recurring:
        return a, second.read(frame)
    return a, second.read(replace(frame, published=start, tense=Tense.FUTURE))


def _is_fixed(expression: Expression, frame: Frame) -> bool:
    """Whether the expression means the same whenever it is published, or names no part of the calendar."""
    alone = expression.read(replace(frame, published=None))
    return alone is None or alone.resolved or not (alone.months or alone.weekdays)


def _unresolved_range(words: str, a: TimeValue, b: TimeValue) -> TimeValue:
    return TimeValue(
        precision=Precision.RANGE,
        approximate=a.approximate or b.approximate,
        months=_run(a.months, b.months, 12),
        weekdays=_run(a.weekdays, b.weekdays, 7),
        phrase=_phrase(words),
    )


def _phrase(words: str) -> str:
    return " ".join(words.split()).lower().rstrip(" .")


def _run(a: tuple[int, ...], b: tuple[int, ...], cycle: int) -> tuple[int, ...]:
    """All from the first of one to the last of the other, round the end of the year or week."""
    if not a or not b:
        return ()
    length = (b[-1] - a[0]) % cycle + 1
    lowest = 1 if cycle == 12 else 0
    return tuple(sorted((a[0] - lowest + n) % cycle + lowest for n in range(length)))


# Words before a time


@dataclass(frozen=True, slots=True)
class _Prefix:
    pattern: re.Pattern[str]
    change: Change


def _prefix(words: str, change: Change) -> _Prefix:
    return _Prefix(re.compile(rf"(?:\b(?:{words}))\s*$", re.IGNORECASE | re.VERBOSE), change)


def _words_before(text: str, prefixes: tuple[_Prefix, ...]) -> tuple[int, tuple[Change, ...]]:
    """How far back the words go that change a time after `text`, and the changes, the nearest first."""
    changes: list[Change] = []
    end = len(text)
    while True:
        found = next(((p, m) for p in prefixes if (m := p.pattern.search(text[:end]))), None)
        if found is None or found[1].start() == end:
            return end, tuple(changes)
        changes.append(found[0].change)
        end = found[1].start()


def _changed(value: TimeValue, changes: tuple[Change, ...], frame: Frame) -> TimeValue:
    for change in changes:
        value = change(value, frame)
    return value


def _about(value: TimeValue, _frame: Frame) -> TimeValue:
    return value.model_copy(update={"approximate": True})


def _third(number: int) -> Change:
    """The early, middle or late third of a unit; a single day has none."""

    def change(value: TimeValue, _frame: Frame) -> TimeValue:
        if value.precision in (Precision.DAY, Precision.WEEKEND):
            return value
        if not (value.start and value.end):
            return _about(value, _frame)
        start, end = _part(value.start, value.end, value.precision, number, 3)
        return interval(start, end, approximate=True)

    return change


def _half(number: int) -> Change:
    def change(value: TimeValue, _frame: Frame) -> TimeValue:
        if value.precision is Precision.DAY or not (value.start and value.end):
            return value
        return interval(*_part(value.start, value.end, value.precision, number, 2))

    return change


def _part(start: date, end: date, precision: Precision, number: int, of: int) -> tuple[date, date]:
    """The days of one part: whole years of a decade, whole months of a year, ten days of a month."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if precision is Precision.DECADE:
        months, cuts = 120, [0, 48, 84, 120] if of == 3 else [0, 60, 120]
    elif precision in (Precision.MONTH, Precision.WEEK, Precision.RANGE):
        length = (end - start).days + 1
        step = 10 if precision is Precision.MONTH and of == 3 else -(-length // of)
        return start + number * step * DAY, end if number == of - 1 else start + (
            number * step + step - 1
        ) * DAY
    else:
        cuts = [months * n // of for n in range(of + 1)]
    return shift_months(start, cuts[number]), shift_months(start, cuts[number + 1]) - DAY


def _first_week(value: TimeValue, _frame: Frame) -> TimeValue:
    return interval(value.start, value.start + 6 * DAY) if value.start and value.days >= 7 else value


def _last_week(value: TimeValue, _frame: Frame) -> TimeValue:
    return interval(value.end - 6 * DAY, value.end) if value.end and value.days >= 7 else value


def _earlier(value: TimeValue, frame: Frame) -> TimeValue:
    """The part of the current unit that is over by the publication; any other unit as it is."""
    published = frame.published
    if (
        published is None
        or value.start is None
        or value.precision is Precision.DAY
        or not value.allows(published)
    ):
        return value
    return interval(value.start, published)


def _later(value: TimeValue, frame: Frame) -> TimeValue:
    published = frame.published
    if (
        published is None
        or value.end is None
        or value.precision is Precision.DAY
        or not value.allows(published)
    ):
        return value
    return interval(published, value.end)


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


def _unit_holding(name: str) -> Change:
    def change(value: TimeValue, _frame: Frame) -> TimeValue:
        is_day = value.precision is Precision.DAY and value.start is not None
        return unit_around(value.start, UNITS[name]) if is_day and value.start else value

    return change


_PARTS = (
    _prefix(r"about|around|approximately|roughly|circa|c\.|nearly|almost|some\s*time(?:\s+(?:in|on))?|more\s+than"
            r"|less\s+than|at\s+least|an?\s+estimated", _about),
    _prefix(r"so\s+far|earlier(?:\s+(?:in|on))?", _earlier),
    _prefix(r"later(?:\s+(?:in|on))?", _later),
    _prefix(r"early(?:\s+in)?(?:\s+the)?|early-|(?:the\s+)?(?:beginning|start)\s+of(?:\s+the)?", _third(0)),
    _prefix(r"mid[\s-]?|(?:the\s+)?middle\s+of(?:\s+the)?|midway\s+through", _third(1)),
    _prefix(r"late(?:\s+in)?(?:\s+the)?|late-|(?:the\s+)?(?:very\s+)?end\s+of(?:\s+the)?", _third(2)),
    _prefix(r"(?:the\s+)?first\s+half\s+of", _half(0)),
    _prefix(r"(?:the\s+)?second\s+half\s+of", _half(1)),
    _prefix(r"(?:the\s+)?first\s+(?:week|(?:few\s+)?days)\s+of", _first_week),
    _prefix(r"(?:the\s+)?(?:last|final)\s+(?:week|(?:few\s+)?days)\s+of", _last_week),
    _prefix(r"(?:the\s+)?week\s+(?:of|beginning|starting)", _unit_holding("week")),
    _prefix(r"(?:the\s+)?weekend\s+of", _unit_holding("weekend")),
)  # fmt: skip
"""What changes a time and may stand inside a range, as in "from late May to early July"."""

_BOUNDS = (
    _prefix(r"since|from", _since),
    _prefix(r"until|till|up\s+to", _until),
    _prefix(r"before|prior\s+to", _before),
    _prefix(r"after", _after),
    _prefix(r"by", _by),
)
"""What makes a time the end of a stretch."""
