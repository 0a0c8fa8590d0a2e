"""The words of articles with the marks of what they support, as pieces that a page draws one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from extractor.presentation.highlighting import Mark, lanes, segments
from extractor.presentation.plain import plain
from extractor.records import Grounding, MergedEvent, Support
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
    """Where the words lie in the article, if they have one place there."""
    sentences: tuple[int, ...]
    """The numbers of those that were cited."""
    is_missing: bool = False
    """Whether the article does not say it."""

    @classmethod
    def by(cls, support: Support, field: int, value: str, shown: str) -> Said:
        """What a support says."""
        span = None if support.span is None else (support.span.start, support.span.end)
        is_missing = support.grounding is Grounding.UNSUPPORTED
        return cls(field, value, shown, span, support.sentences, is_missing)

    def named(self, before: str) -> Said:
        """The same with this before the name of its value."""
        return self._replace(value=before + self.value)

    @property
    def is_placeless(self) -> bool:
        """Whether its evidence is the cited sentences as a whole, as that of a judgement is."""
        return self.span is None and not self.is_missing


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
        numbers = {found for one in self._said for found in self.text.cited(one.span, one.sentences)}
        return sorted(numbers | self.inside.keys())

    @cached_property
    def resting(self) -> Mapping[int, Sequence[str]]:
        """By the number of a sentence, the names of the values that it supports as a whole."""
        found: dict[int, dict[str, None]] = {}
        for one in self._said:
            if one.is_placeless:
                for number in self.text.cited(None, one.sentences):
                    found.setdefault(number, {})[one.value] = None
        return {number: tuple(names) for number, names in found.items()}

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
