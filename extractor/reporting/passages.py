"""The words of articles with the marks of what they support, as pieces that a page draws one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractor.presentation.highlighting import Mark, lanes, segments
from extractor.presentation.plain import plain
from extractor.presentation.words import sentence_at
from extractor.records import Article, MergedEvent, Sentence, Span, Support
from extractor.schemas import Schema

_MOST_LANES = 4
"""Lines under a text that fit between its lines."""

_NOT_SHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]"
)
"""Controls, half characters, and what turns the order of letters around; a page shows U+FFFD instead."""


def shown_text(text: str) -> str:
    """The text as a page may show it, with as many characters as it has."""
    return _NOT_SHOWN.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True, slots=True)
class Said:
    """A support, and which value of which field it is of."""

    field: int
    """The number of the field in the schema, from 0."""
    value: str
    """A name for the value, used once in its event."""
    shown: str
    """The field and the value, in words."""
    support: Support

    def named(self, before: str) -> Said:
        """The same with this before the name of its value."""
        return Said(self.field, before + self.value, self.shown, self.support)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a mark in a text stands for."""

    field: int
    values: tuple[str, ...]
    """The names of the values, of one field, that these words say."""
    title: str
    lane: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a text with the same marks."""

    text: str
    meanings: tuple[Meaning, ...]
    """The outermost first, which has its line lowest: what is inside would paint over a higher one."""
    opens: frozenset[Meaning]
    """Those that begin here."""


def said_in(event: MergedEvent, schema: Schema, name_of: str = "v") -> list[Said]:
    """Every support of an event, alternatives' too, with the names `v0`, `v1`, … for its values in order."""
    found = []
    number = 0
    for place, field in enumerate(schema.fields):
        for value in event.fields[field.name]:
            for said in (value, *value.alternatives):
                title = plain(f"{field.name}: {field.type.show(said.value)}")
                found += [Said(place, f"{name_of}{number}", title, support) for support in said.supports]
                number += 1
    return found


class Marked:
    """An article and the marks of supports in it."""

    def __init__(self, article: Article, said: Iterable[Said]) -> None:
        self.article = article
        self.said = [one for one in said if one.support.article == article.id]
        self.text = shown_text(article.text)
        """As a page may show it; positions are the same."""

    @cached_property
    def inside(self) -> Mapping[int, Sequence[Mark[Meaning]]]:
        """By the number of a sentence, the marks that lie in it or reach into it."""
        found: dict[int, list[Mark[Meaning]]] = {}
        for mark in self._marks():
            start, end = mark.span.start, mark.span.end
            for sentence in self.article.sentences:
                if start < sentence.span.end and sentence.span.start < end:
                    found.setdefault(sentence.number, []).append(mark)
        return found

    @property
    def cited(self) -> list[Sentence]:
        """The sentences that the supports lie in or cite, in order."""
        numbers = {found.number for one in self.said if (found := sentence_at(self.article, one.support))}
        numbers |= self.inside.keys()
        return [sentence for sentence in self.article.sentences if sentence.number in numbers]

    def pieces(self, sentence: Sentence) -> tuple[Piece, ...]:
        """A sentence, cut where its marks begin and end."""
        return tuple(
            Piece(
                piece.text_in(self.text),
                tuple(sorted(piece.meanings, key=lambda meaning: -meaning.lane)),
                frozenset(piece.opens),
            )
            for piece in segments(sentence.span, self.inside.get(sentence.number, ()))
        )

    def _marks(self) -> list[Mark[Meaning]]:
        """One mark for each field and span, whatever number of values it supports."""
        groups: dict[tuple[int, Span], list[Said]] = {}
        for one in self.said:
            if one.support.span is not None:
                groups.setdefault((one.field, one.support.span), []).append(one)
        under = lanes(Mark(span, field) for field, span in groups)
        return [
            Mark(span, _meaning(field, group, min(under[Mark(span, field)], _MOST_LANES - 1)))
            for (field, span), group in groups.items()
        ]


def _meaning(field: int, group: Sequence[Said], lane: int) -> Meaning:
    values = tuple(dict.fromkeys(one.value for one in group))
    titles = tuple(dict.fromkeys(one.shown for one in group))
    return Meaning(field, values, " · ".join(titles[:3]) + (" …" if len(titles) > 3 else ""), lane)


def by_article(said: Iterable[Said]) -> Mapping[str, list[Said]]:
    """Supports by the article that they are of."""
    groups: dict[str, list[Said]] = {}
    for one in said:
        groups.setdefault(one.support.article, []).append(one)
    return groups
