"""A chart parser: finds every way in which the rules of a grammar cover a stretch of items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeVar

SOFT = frozenset({"ART", "OF", "PREP"})
"""Articles and prepositions, which may stand between any two parts of an expression and change nothing."""

_SOFT_RUN = 3
"""Articles and prepositions in a row at most."""

_READINGS = 3
"""Readings that are kept of one stretch for one category."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One reading of the items from `start` to before `end`."""

    start: int
    end: int
    cats: frozenset[str]
    value: Any
    rank: int = 0
    """The number of the rule; of two readings of one stretch, that of the earlier rule counts."""


Make = Callable[..., Any]
M = TypeVar("M", bound=Make)


@dataclass(frozen=True, slots=True)
class Rule:
    """A sequence of categories, what it is, and the function that makes its value of theirs, or `None`."""

    pattern: tuple[frozenset[str], ...]
    places: tuple[int, ...]
    """The argument that each part is; those left out are `None`."""
    arity: int
    cats: frozenset[str]
    make: Make
    rank: int


class Grammar:
    """Rules by the category they begin with."""

    def __init__(self) -> None:
        self.by_first: dict[str, list[Rule]] = defaultdict(list)
        self._count = 0

    def rule(self, *patterns: str, cats: str) -> Callable[[M], M]:
        """Make rules of the function below: `WHICH UNIT|RELUNIT COMMA?` is its arguments, in this order."""

        def add(make: M) -> M:
            for pattern in patterns:
                for places, parts in _expanded(pattern.split()):
                    self._add(parts, places, len(pattern.split()), cats, make)
            return make

        return add

    def _add(
        self, parts: list[frozenset[str]], places: tuple[int, ...], arity: int, cats: str, make: Make
    ) -> None:
        self._count += 1
        rule = Rule(tuple(parts), places, arity, frozenset(cats.split()), make, self._count)
        for first in parts[0]:
            self.by_first[first].append(rule)


GRAMMAR = Grammar()
"""The grammar of times, which the modules of rules add to."""


def _expanded(parts: Sequence[str]) -> Iterator[tuple[tuple[int, ...], list[frozenset[str]]]]:
    """Every form of a pattern with its optional parts left out or not."""
    choices = [(True, False) if part.endswith("?") else (True,) for part in parts]
    for chosen in product(*choices):
        places = tuple(n for n, is_there in enumerate(chosen) if is_there)
        yield places, [frozenset(parts[n].rstrip("?").split("|")) for n in places]


def parse(items: Sequence[Edge], length: int, grammar: Grammar) -> dict[int, list[Edge]]:
    """Every edge by its start, given those of single items over positions 0 to `length`."""
    chart: dict[int, list[Edge]] = {position: [] for position in range(length + 1)}
    for item in items:
        chart[item.start].append(item)
    for start in range(length - 1, -1, -1):
        _complete(chart, start, grammar)
    return chart


def _complete(chart: dict[int, list[Edge]], start: int, grammar: Grammar) -> None:
    agenda = list(chart[start])
    seen: dict[tuple[frozenset[str], int], int] = defaultdict(int)
    while agenda:
        edge = agenda.pop(0)
        for rule in _rules_for(edge, grammar):
            for end, values in _matches(chart, rule, 1, edge.end, (edge.value,)):
                key = (rule.cats, end)
                if seen[key] >= _READINGS:
                    continue
                arguments: list[Any] = [None] * rule.arity
                for place, value in zip(rule.places, values, strict=True):
                    arguments[place] = value
                made = _made(rule, arguments)
                if made is not None:
                    seen[key] += 1
                    new = Edge(start, end, rule.cats, made, rule.rank)
                    chart[start].append(new)
                    agenda.append(new)


def _made(rule: Rule, arguments: list[Any]) -> Any:
    try:
        return rule.make(*arguments)
    except (ValueError, OverflowError):  # a day that the calendar does not have
        return None


def _rules_for(edge: Edge, grammar: Grammar) -> list[Rule]:
    found = {rule.rank: rule for cat in edge.cats for rule in grammar.by_first.get(cat, ())}
    return [found[rank] for rank in sorted(found)]


def _matches(
    chart: dict[int, list[Edge]], rule: Rule, part: int, position: int, values: tuple[Any, ...]
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    if part == len(rule.pattern):
        yield position, values
        return
    wanted = rule.pattern[part]
    for place in _after_soft(chart, position):
        for edge in tuple(chart[place]):
            if edge.end > edge.start and wanted & edge.cats:
                yield from _matches(chart, rule, part + 1, edge.end, (*values, edge.value))


def _after_soft(chart: dict[int, list[Edge]], position: int) -> list[int]:
    """The position, and those after articles and prepositions that stand there."""
    places = [position]
    for place in places:
        if len(places) > _SOFT_RUN:
            break
        places.extend(
            edge.end for edge in chart.get(place, ()) if edge.cats & SOFT and edge.end not in places
        )
    return places
