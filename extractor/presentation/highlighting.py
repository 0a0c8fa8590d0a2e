"""Cuts a text at the ends of its marked spans, so that overlapping and crossing marks are drawn right."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from extractor.records import Span

M = TypeVar("M", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Mark(Generic[M]):
    """A span to highlight, and what for: a field's name, or anything that can be compared and hashed."""

    span: Span
    meaning: M


@dataclass(frozen=True, slots=True)
class Segment(Generic[M]):
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


def segments(whole: Span, marks: Iterable[Mark[M]]) -> Iterator[Segment[M]]:
    """The pieces of `whole`, in order and without gaps, each with all that it is marked for.

    Marks are cut to `whole`; empty ones, and those outside, are left out. Joined, the pieces are the text of
    `whole`, character by character. Each piece costs as many steps as marks cover it.
    """
    inside = [_cut(mark, whole) for mark in marks]
    found = [mark for mark in dict.fromkeys(inside) if mark.span.start < mark.span.end]
    found.sort(key=lambda mark: (mark.span.start - mark.span.end, mark.span.start))
    order = {mark: rank for rank, mark in enumerate(found)}
    begins: dict[int, list[Mark[M]]] = {}
    ends: dict[int, list[Mark[M]]] = {}
    for mark in found:
        begins.setdefault(mark.span.start, []).append(mark)
        ends.setdefault(mark.span.end, []).append(mark)
    cuts = sorted({whole.start, whole.end, *begins, *ends})
    covering: dict[Mark[M], None] = {}
    for start, end in pairwise(cuts):
        for mark in ends.get(start, ()):
            covering.pop(mark, None)
        fresh = begins.get(start, [])
        covering.update(dict.fromkeys(fresh))
        meanings = dict.fromkeys(mark.meaning for mark in sorted(covering, key=order.__getitem__))
        yield Segment(start, end, tuple(meanings), tuple(dict.fromkeys(mark.meaning for mark in fresh)))


def _cut(mark: Mark[M], whole: Span) -> Mark[M]:
    start, end = max(mark.span.start, whole.start), min(mark.span.end, whole.end)
    return Mark(Span(start=start, end=max(start, end)), mark.meaning)


def lanes(marks: Iterable[Mark[M]]) -> dict[Mark[M], int]:
    """A line under the text for each mark, 0 next to it: marks that overlap get different ones.

    Short marks come next to the text (greedy colouring of an interval graph, the shortest first).
    """
    taken: list[list[Span]] = []
    found: dict[Mark[M], int] = {}
    for mark in sorted(dict.fromkeys(marks), key=lambda m: (m.span.end - m.span.start, m.span.start)):
        free = (
            lane
            for lane, spans in enumerate(taken)
            if all(mark.span.end <= span.start or span.end <= mark.span.start for span in spans)
        )
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append(mark.span)
        found[mark] = lane
    return found
