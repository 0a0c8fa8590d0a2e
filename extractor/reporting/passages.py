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


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with its marks."""

    number: int
    pieces: tuple[Piece, ...]
    is_boilerplate: bool
    follows: bool
    """Whether it comes right after the passage before it, or sentences are left out between the two."""


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


def cited_passages(article: Article, said: Sequence[Said]) -> tuple[Passage, ...]:
    """The sentences of an article that these supports lie in or cite, in order, with their marks."""
    spans = [one.support.span for one in said if one.support.span is not None]
    numbers = {found.number for one in said if (found := sentence_at(article, one.support)) is not None}
    numbers |= {s.number for s in article.sentences for span in spans if _overlap(s.span, span)}
    chosen = [sentence for sentence in article.sentences if sentence.number in numbers]
    return _Marked(article, said).passages(chosen)


def whole_passages(article: Article, said: Sequence[Said]) -> tuple[Passage, ...]:
    """Every sentence of an article with its marks."""
    return _Marked(article, said).passages(article.sentences)


class _Marked:
    """An article and the marks of supports in it."""

    def __init__(self, article: Article, said: Iterable[Said]) -> None:
        self.article = article
        self.said = [one for one in said if one.support.article == article.id]

    @cached_property
    def marks(self) -> list[Mark[Meaning]]:
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

    def passages(self, sentences: Sequence[Sentence]) -> tuple[Passage, ...]:
        found = []
        before = 0
        for sentence in sentences:
            inside = [mark for mark in self.marks if _overlap(mark.span, sentence.span)]
            pieces = tuple(
                Piece(
                    shown_text(piece.text_in(self.article.text)),
                    tuple(sorted(piece.meanings, key=lambda meaning: -meaning.lane)),
                    frozenset(piece.opens),
                )
                for piece in segments(sentence.span, inside)
            )
            is_boilerplate = sentence.boilerplate is not None
            found.append(Passage(sentence.number, pieces, is_boilerplate, before == sentence.number - 1))
            before = sentence.number
        return tuple(found)


def _meaning(field: int, group: Sequence[Said], lane: int) -> Meaning:
    values = tuple(dict.fromkeys(one.value for one in group))
    titles = tuple(dict.fromkeys(one.shown for one in group))
    return Meaning(field, values, " · ".join(titles[:3]) + (" …" if len(titles) > 3 else ""), lane)


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def by_article(said: Iterable[Said]) -> Mapping[str, list[Said]]:
    """Supports by the article that they are of."""
    groups: dict[str, list[Said]] = {}
    for one in said:
        groups.setdefault(one.support.article, []).append(one)
    return groups
