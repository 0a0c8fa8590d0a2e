"""Cuts a text at the ends of its marked spans, so that overlapping and crossing marks are drawn right."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

M = TypeVar("M", bound=Hashable)


class Mark(NamedTuple, Generic[M]):
    """A span to highlight, and what for: a field's name, or anything that can be compared and hashed."""

    start: int
    end: int
    meaning: M


class Segment(NamedTuple, Generic[M]):
    """A piece of a text with the same marks from its first character to its last."""

    start: int
    end: int
    meanings: tuple[M, ...]
    """What it is marked for, each once, the longest span first: that can be drawn around the others.

    Spans of one length come in the order of their starts, then as given. Empty where nothing is marked.
    """
    opens: tuple[M, ...] = ()
    """Of the meanings, those one of whose spans begins here."""

    def text_in(self, text: str) -> str:
        """The characters of `text` that this piece covers."""
        return text[self.start : self.end]


def segments(start: int, end: int, marks: Iterable[Mark[M]]) -> Iterator[Segment[M]]:
    """The pieces between two places of a text, in order and without gaps, each with what it is marked for.

    Marks are cut to that part; empty ones, and those outside, are left out. Joined, the pieces are its text,
    character by character. Each piece costs as many steps as marks cover it.
    """
    inside = (Mark(max(mark.start, start), min(mark.end, end), mark.meaning) for mark in marks)
    found = [mark for mark in dict.fromkeys(inside) if mark.start < mark.end]
    found.sort(key=lambda mark: (mark.start - mark.end, mark.start))
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for rank, mark in enumerate(found):
        begins.setdefault(mark.start, []).append(rank)
        ends.setdefault(mark.end, []).append(rank)
    covering: set[int] = set()
    for first, last in pairwise(sorted({start, end, *begins, *ends})):
        covering.difference_update(ends.get(first, ()))
        fresh = begins.get(first, ())
        covering.update(fresh)
        yield Segment(first, last, _meanings(found, sorted(covering)), _meanings(found, fresh))


def _meanings(found: Sequence[Mark[M]], ranks: Sequence[int]) -> tuple[M, ...]:
    """What these marks are for, each once."""
    if len(ranks) > 1:
        return tuple(dict.fromkeys(found[rank].meaning for rank in ranks))
    return (found[ranks[0]].meaning,) if ranks else ()


def lanes(marks: Iterable[Mark[M]]) -> dict[Mark[M], int]:
    """A line under the text for each mark, 0 next to it: marks that overlap get different ones.

    Short marks come next to the text (greedy colouring of an interval graph, the shortest first).
    """
    taken: list[list[Mark[M]]] = []
    found: dict[Mark[M], int] = {}
    for mark in sorted(dict.fromkeys(marks), key=lambda mark: (mark.end - mark.start, mark.start)):
        free = (
            lane
            for lane, others in enumerate(taken)
            if all(mark.end <= other.start or other.end <= mark.start for other in others)
        )
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append(mark)
        found[mark] = lane
    return found
