"""The words of articles with the marks of what they support, as pieces that a page draws one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from extractor.presentation.highlighting import Mark, lanes, segments
from extractor.presentation.plain import plain
from extractor.records import MergedEvent, Support
from extractor.reporting.texts import Text
from extractor.schemas import Schema

_MOST_LANES = 4
"""Lines under a text that fit between its lines."""


class Said(NamedTuple):
    """What of a support a page shows, and which value of which field it is of."""

    field: int
    """The number of the field in the schema, from 0."""
    value: str
    """A name for the value, used once in its event."""
    shown: str
    """The field and the value, in words."""
    span: tuple[int, int] | None
    """Where the words lie in the article; nowhere if it does not have them."""
    sentences: tuple[int, ...]
    """The numbers of those that were cited."""

    @classmethod
    def by(cls, support: Support, field: int, value: str, shown: str) -> Said:
        """What a support says."""
        span = None if support.span is None else (support.span.start, support.span.end)
        return cls(field, value, shown, span, support.sentences)

    def named(self, before: str) -> Said:
        """The same with this before the name of its value."""
        return Said(self.field, before + self.value, self.shown, self.span, self.sentences)


class Meaning(NamedTuple):
    """What a mark in a text stands for."""

    field: int
    values: tuple[str, ...]
    """The names of the values, of one field, that these words say."""
    title: str
    lane: int


class Piece(NamedTuple):
    """Some characters of a text with the same marks."""

    text: str
    meanings: Sequence[Meaning]
    """The outermost first, which has its line lowest: what is inside would paint over a higher one."""
    opens: Sequence[Meaning]
    """Those that begin here."""


def said_in(event: MergedEvent, schema: Schema) -> Mapping[str, list[Said]]:
    """By the id of an article, what it says of an event; values are named `v0`, `v1`, … in order."""
    found: dict[str, list[Said]] = {}
    number = 0
    for place, field in enumerate(schema.fields):
        for value in event.fields[field.name]:
            for said in (value, *value.alternatives):
                title, name = plain(f"{field.name}: {field.type.show(said.value)}"), f"v{number}"
                for support in said.supports:
                    found.setdefault(support.article, []).append(Said.by(support, place, name, title))
                number += 1
    return found


class Marked:
    """The text of an article and the marks of supports in it."""

    def __init__(self, text: Text, said: Iterable[Said]) -> None:
        """`said` are supports that lie in this article."""
        self.text = text
        self._said = tuple(said)

    @cached_property
    def inside(self) -> Mapping[int, Sequence[Mark[Meaning]]]:
        """By the number of a sentence, the marks that lie in it or reach into it."""
        found: dict[int, list[Mark[Meaning]]] = {}
        for mark in self._marks():
            for number in self.text.between(mark.start, mark.end):
                found.setdefault(number, []).append(mark)
        return found

    @property
    def cited(self) -> list[int]:
        """The numbers of the sentences that the supports lie in or cite, in order."""
        numbers = {
            found for one in self._said if (found := self.text.cited(one.span, one.sentences)) is not None
        }
        return sorted(numbers | self.inside.keys())

    def pieces(self, number: int) -> list[Piece]:
        """A sentence, cut where its marks begin and end."""
        start, end = self.text.starts[number - 1], self.text.ends[number - 1]
        return [
            Piece(
                piece.text_in(self.text.characters),
                _lowest_first(piece.meanings),
                piece.opens,
            )
            for piece in segments(start, end, self.inside.get(number, ()))
        ]

    def _marks(self) -> list[Mark[Meaning]]:
        """One mark for each field and span, whatever number of values it supports."""
        groups: dict[Mark[int], list[Said]] = {}
        for one in self._said:
            if one.span is not None:
                groups.setdefault(Mark(*one.span, one.field), []).append(one)
        under = lanes(groups)
        return [
            Mark(mark.start, mark.end, _meaning(mark.meaning, group, min(under[mark], _MOST_LANES - 1)))
            for mark, group in groups.items()
        ]


def _lowest_first(meanings: tuple[Meaning, ...]) -> Sequence[Meaning]:
    return sorted(meanings, key=lambda meaning: -meaning.lane) if len(meanings) > 1 else meanings


def _meaning(field: int, group: Sequence[Said], lane: int) -> Meaning:
    values = tuple(dict.fromkeys(one.value for one in group))
    titles = tuple(dict.fromkeys(one.shown for one in group))
    return Meaning(field, values, " · ".join(titles[:3]) + (" …" if len(titles) > 3 else ""), lane)
