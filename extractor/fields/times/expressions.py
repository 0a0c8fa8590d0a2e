"""Finds the times in words, each whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from extractor.fields.times.frame import Frame
from extractor.fields.times.grammar import GRAMMAR, SOFT, Edge, parse
from extractor.fields.times.nodes import Counted, Fixed, Node, NoTime, Recurring, agree
from extractor.fields.times.values import Precision, TimeValue
from extractor.fields.times.words.lexer import items
from extractor.fields.times.words.lexicon import Token, lexicon

_HOURS = frozenset({"CLOCK", "ZONE", "NOON", "HOURS"})

_LONGEST_ISLAND = 40
"""Items that are parsed together; no expression of time is nearly as long."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A time found in words and its place; without a node where a part of its words was not understood."""

    start: int
    end: int
    node: Node | None

    def read(self, frame: Frame) -> TimeValue | None:
        """What it means; `None` when it is no time, such as a duration."""
        if self.node is None:
            return TimeValue(precision=Precision.RANGE)
        try:
            return self.node.read(frame)
        except (ValueError, OverflowError):  # a day that the calendar does not have
            return None


def read_time(words: str, frame: Frame) -> TimeValue | None:
    """The time that words mean, unresolved where they are only partly understood; `None` without one.

    Of several times that could be of one event, the finest.
    """
    every = _found(words, frame.language, running=False)
    found = [e for e in every if not (isinstance(e.node, NoTime) and e.node.is_harmless)]
    is_understood = all(e.node is not None and not isinstance(e.node, NoTime) for e in found)
    if not is_understood:
        is_a_time = any(e.end > e.start and not isinstance(e.node, NoTime) for e in found)
        return _unresolved(words) if is_a_time else None
    if found and isinstance(found[0].node, Counted) and found[0].node.follows:
        found, frame = found[:1], _with_times_behind(words, found, frame)
    values = [(e, value) for e in found if (value := e.read(frame)) is not None]
    if len(values) == 1 == len(found):
        (only, value) = values[0]
        if not lexicon(frame.language).is_known and not _is_whole_date(only, words):
            return _unresolved(words)
        return value if value.resolved else _named(value, words[only.start : only.end])
    is_one = len(values) == len(found) and not _are_unjoined(words, found)
    if values and is_one and all(v.resolved for _, v in values) and agree([v for _, v in values]):
        return min((v for _, v in values), key=lambda v: v.days)
    return _unresolved(words) if values else None


def _is_whole_date(expression: Expression, words: str) -> bool:
    """Whether it is a date with its year, or a day and month without any other word.

    That is all that may be read where nobody knows the language's words for "next" and its tenses.
    """
    node = expression.node
    if isinstance(node, Recurring):
        other_words = words[: expression.start] + words[expression.end :]
        return bool(node.months and node.day) and not any(letter.isalpha() for letter in other_words)
    return isinstance(node, Fixed)


def _with_times_behind(words: str, found: Sequence[Expression], frame: Frame) -> Frame:
    """The frame with the times that the words name behind the first of them."""
    behind = tuple(value for e in found[1:] if (value := e.read(frame)) is not None)
    rest = words[found[0].end :] + frame.rest
    return replace(frame, named_after=lambda: (*behind, *frame.named_after()), rest=rest)


def _are_unjoined(words: str, found: Sequence[Expression]) -> bool:
    """Whether two times stand next to each other, and no rule says what they are together."""
    gaps = (words[a.end : b.start] for a, b in pairwise(found))
    return any(not re.search(r"[^\w\s]|\w\W+\w+\W+\w", gap) for gap in gaps)


def time_spans(text: str, language: str | None) -> tuple[tuple[int, int], ...]:
    """Where times stand in a text, as (start, end); two that are joined to a range are one."""
    frame = Frame(None, language=language)
    return tuple(
        (e.start, e.end)
        for e in _found(text, language, running=False, has_hours=False)
        if e.end > e.start and e.read(frame) is not None
    )


def times_named(text: str, frame: Frame) -> tuple[TimeValue, ...]:
    """The resolved times that a text names, in its order."""
    is_known = lexicon(frame.language).is_known
    found = _found(text, frame.language, running=True)
    values = (e.read(frame) for e in found if is_known or isinstance(e.node, Fixed))
    return tuple(value for value in values if value and value.resolved)


def _unresolved(words: str) -> TimeValue:
    return TimeValue(precision=Precision.RANGE, phrase=_phrase(words))


def _named(value: TimeValue, words: str) -> TimeValue:
    """An unresolved time with its words, where the parts that are known do not say all."""
    is_told = (
        bool(value.months or value.day or value.weekdays)
        and len(value.months) <= 1
        and len(value.weekdays) <= 1
    )
    return value if is_told else value.model_copy(update={"phrase": _phrase(words)})


def _phrase(words: str) -> str:
    return " ".join(words.split()).lower().strip(" .,")


@lru_cache(maxsize=4096)  # news dates by few words, and they come again and again
def _found(
    text: str, language: str | None, *, running: bool, has_hours: bool = True
) -> tuple[Expression, ...]:
    words = lexicon(language)
    found, edges = items(text, words, running)
    if not has_hours:
        edges = [edge for edge in edges if not edge.cats & _HOURS]
    return tuple(
        expression
        for start, end in _islands(text, found, edges)
        for expression in _in_island(found, edges, start, end, is_known=words.is_known)
    )


def _islands(text: str, found: Sequence[Token], edges: Sequence[Edge]) -> Iterator[tuple[int, int]]:
    """Runs of items that the language knows, without those of articles, prepositions and signs alone."""
    known, solid = [False] * len(found), [False] * len(found)
    for edge in edges:
        for position in range(edge.start, min(edge.end, len(found))):
            known[position] = True
            solid[position] = solid[position] or not edge.cats <= _FILLERS
    parted = {n for n in range(1, len(found)) if "\n\n" in text[found[n - 1].end : found[n].start]}
    start = None
    for position in range(len(found) + 1):
        is_broken = position == len(found) or not known[position] or position in parted
        if start is not None and is_broken:
            if any(solid[start:position]):
                yield start, position
            start = None
        if start is None and position < len(found) and known[position]:
            start = position


_FILLERS = SOFT | frozenset("COMMA DASH SLASH LPAR RPAR APOS AND TO FROM MPREP ON BOUND FOR".split())  # noqa: SIM905 - a table of words


def _in_island(
    found: Sequence[Token], edges: Sequence[Edge], start: int, end: int, *, is_known: bool
) -> Iterator[Expression]:
    end = min(end, start + _LONGEST_ISLAND)
    inside = [
        replace(edge, start=edge.start - start, end=edge.end - start)
        for edge in edges
        if start <= edge.start and edge.end <= end
    ]
    if start == 0 and end == len(found):
        inside.extend(_alone(inside, end))
    chart = parse(inside, end - start, GRAMMAR)
    taken = _best_cover(chart, inside, end - start)
    covered = {n for first, last, _ in taken for n in range(first, last)}
    if _harmful(found, inside, covered, start, end, is_known=is_known):
        # Without any time, what is left over harms only the times elsewhere in the same words.
        first = found[start].start
        yield Expression(first, found[end - 1].end if taken else first, None)
        return
    for first, last, node in taken:
        yield Expression(found[start + first].start, found[start + last - 1].end, node)


def _alone(inside: Sequence[Edge], end: int) -> Iterator[Edge]:
    """A name that needs company is a month or weekday when nothing else is written."""
    names = {"WMONTH": "MONTH", "WWDAY": "WDAY"}
    for edge in inside:
        if edge.end - edge.start >= end - edge.start and edge.start <= 1:
            for cat in edge.cats & names.keys():
                yield replace(edge, cats=frozenset({names[cat]}))


def _best_cover(
    chart: dict[int, list[Edge]], inside: Sequence[Edge], length: int
) -> list[tuple[int, int, Node]]:
    """The times that leave least of the words over, and of such the fewest."""
    costs = _costs(inside, length)
    best: list[tuple[float, int, Edge | None]] = [(0, 0, None)] * (length + 1)
    for position in range(length - 1, -1, -1):
        left, count, _ = best[position + 1]
        choice: tuple[float, int, Edge | None] = (left + costs[position], count, None)
        for edge in sorted(chart[position], key=lambda e: (-e.end, e.rank)):
            if edge.cats & {"T", "NT"}:
                left, count, _ = best[edge.end]
                left += 0 if "T" in edge.cats else _COST_OF_NO_TIME
                if (left, count + 1) < choice[:2]:
                    choice = (left, count + 1, edge)
        best[position] = choice
    taken, position = [], 0
    while position < length:
        taken_edge = best[position][2]
        if taken_edge is not None:
            taken.append((position, taken_edge.end, taken_edge.value))
        position = taken_edge.end if taken_edge else position + 1
    return taken


_FREE = SOFT | {"ON", "MPREP"}
"""What may be left over at no cost."""

_COST_OF_NO_TIME = 0.3
"""What a duration costs where a time can be read: more than a preposition, less than a word left over."""


def _costs(inside: Sequence[Edge], length: int) -> list[float]:
    """What it costs to leave each item over: nothing for articles, a whole word for what is only a time."""
    cats: list[set[str]] = [set() for _ in range(length)]
    for edge in inside:
        for position in range(edge.start, edge.end):
            cats[position] |= edge.cats
    return [0 if found <= _FREE else 0.1 if found & _FILLERS else 1 for found in cats]


_HARMFUL = frozenset(
    """
    MONTH WMONTH WDAY WDAYS UNIT RDAY RELUNIT YEAR ORD NUM NUMHALF AGO AGOPRE AHEADPRE HENCE HOLIDAY SEASON
    FIXED FIXEDP AMBIGUOUS PAIR TENS WEEKOF WHICH WHICHA WEEKEND ERA ANDHALF HALFOF ONEHALF HALF HALFPART
    EVERY SET LESS TO BOUND BOUNDA LATERTHAN EARLIERTHAN SINCETHAN SINCEDUR STARTING
    """.split()  # noqa: SIM905 - a table of words
)
"""What may not be left over: a part of a time that would change it."""


def _harmful(
    found: Sequence[Token],
    inside: Sequence[Edge],
    covered: set[int],
    start: int,
    end: int,
    *,
    is_known: bool,
) -> bool:
    """Whether a part of a time is left over, which no rule understood.

    In a language without words of its own, a number before an unknown word may be a day before a month.
    """
    harmless = {n for edge in inside if edge.cats & _HARMLESS for n in range(edge.start, edge.end)}
    return any(
        edge.cats & _HARMFUL
        and covered.isdisjoint(range(edge.start, edge.end))
        and not harmless.issuperset(range(edge.start, edge.end))
        and not (is_known and edge.cats & _COUNTS and _counts_a_word(found, inside, edge.end, start, end))
        for edge in inside
    )


_HARMLESS = SOFT | {"CLOCK", "PART", "ZONE", "WWDAY", "AMOUNT"}
"""What a word may be next to a part of a time, so that it may be left over."""

_COUNTS = frozenset(
    """
    NUM ORD WHICH WHICHA BOUND LATERTHAN EARLIERTHAN SINCETHAN TO AHEADPRE AGOPRE SINCEDUR STARTING HALFOF
    """.split()  # noqa: SIM905 - a table of words
)
"""What may be left over before a word that is none of time: "26 people", "last seen", "after the crash"."""


def _counts_a_word(
    found: Sequence[Token], inside: Sequence[Edge], position: int, start: int, end: int
) -> bool:
    """Whether an unknown word follows, perhaps behind a preposition: "26 of them", "last seen"."""
    soft = {edge.start for edge in inside if edge.cats & SOFT}
    while position in soft:
        position += 1
    place = start + position
    return place == end and place < len(found) and found[place].is_word
