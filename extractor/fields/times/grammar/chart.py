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
    """A sequence of categories, what it is, and the function that makes its value of the named ones."""

    pattern: tuple[frozenset[str], ...]
    names: tuple[str, ...]
    """The argument that each part is; empty for those that only have to be there."""
    cats: frozenset[str]
    make: Make
    rank: int


class Grammar:
    """Rules by the category they begin with."""

    def __init__(self) -> None:
        self.by_first: dict[str, list[Rule]] = defaultdict(list)
        self._count = 0

    def rule(self, *patterns: str, cats: str) -> Callable[[M], M]:
        """Make rules of the function below: `which:WHICH COMMA? unit:UNIT` gives its arguments by name.

        It returns `None` where the parts make nothing together.
        """

        def add(make: M) -> M:
            for pattern in patterns:
                for names, parts in _expanded(pattern.split()):
                    self._count += 1
                    rule = Rule(parts, names, frozenset(cats.split()), make, self._count)
                    for first in parts[0]:
                        self.by_first[first].append(rule)
            return make

        return add


GRAMMAR = Grammar()
"""The grammar of times, which the modules of rules add to."""


def _expanded(parts: Sequence[str]) -> Iterator[tuple[tuple[str, ...], tuple[frozenset[str], ...]]]:
    """The names and categories of every form of a pattern, with its optional parts left out or not."""
    for chosen in product(*((part, "") if part.endswith("?") else (part,) for part in parts)):
        named = [part.rstrip("?").rpartition(":") for part in chosen if part]
        yield tuple(name for name, _, _ in named), tuple(frozenset(cats.split("|")) for _, _, cats in named)


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
                made = _made(rule, values)
                if made is not None:
                    seen[key] += 1
                    new = Edge(start, end, rule.cats, made, rule.rank)
                    chart[start].append(new)
                    agenda.append(new)


def _made(rule: Rule, values: Sequence[Any]) -> Any:
    try:
        return rule.make(**{name: value for name, value in zip(rule.names, values, strict=True) if name})
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
