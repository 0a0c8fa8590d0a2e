"""The words of an article with the values that they support marked, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from extractor.presentation.plain import shown_text
from extractor.presentation.words import sentences_at
from extractor.records import Article, Grounding, Support

COLOURS = 8
"""Colours for fields; a schema with more fields uses them again."""

_MOST_LANES = 4
"""Lines under a text that fit between its lines."""


class Claim(NamedTuple):
    """A support of a value, and how a page names the value."""

    field: int
    """The number of the field in the schema, from 0."""
    value: str
    """A name for the value, used once in its event."""
    title: str
    """The field and the value, in words."""
    support: Support

    @property
    def is_missing(self) -> bool:
        """Whether the article does not say it."""
        return self.support.grounding is Grounding.UNSUPPORTED

    @property
    def is_placeless(self) -> bool:
        """Whether its evidence is the cited sentences as a whole, as that of a judgement is."""
        return self.support.span is None and not self.is_missing


class Mark(NamedTuple):
    """Words that are marked, and what for."""

    start: int
    end: int
    field: int
    values: tuple[str, ...] = ()
    """The names of the values, of one field, that these words say."""
    title: str = ""
    lane: int = 0
    """The number of the line under the text, 0 next to it."""


class MarkedArticle:
    """An article with the words and sentences marked that support values."""

    def __init__(self, article: Article, claims: Iterable[Claim]) -> None:
        """`claims` rest on this article."""
        self.article = article
        self._text = shown_text(article.text)
        self._claims = tuple(claims)

    @cached_property
    def cited(self) -> list[int]:
        """The numbers of the sentences that the supports lie in or cite, in order."""
        numbers = {s.number for one in self._claims for s in sentences_at(self.article, one.support)}
        return sorted(numbers | self._inside.keys())

    @cached_property
    def resting(self) -> Mapping[int, Sequence[str]]:
        """By the number of a sentence, the names of the values that it supports as a whole."""
        found: dict[int, dict[str, None]] = {}
        for one in self._claims:
            for sentence in sentences_at(self.article, one.support) if one.is_placeless else ():
                found.setdefault(sentence.number, {})[one.value] = None
        return {number: tuple(names) for number, names in found.items()}

    def is_marked(self, number: int) -> bool:
        """Whether a sentence supports a value, by some of its words or as a whole."""
        return number in self._inside or number in self.resting

    def place(self, number: int) -> str:
        """The number of a sentence, with its page where the file has pages."""
        page = self.article.sentence(number).page
        return str(number) if page is None else f"{number} · p. {page}"

    def html(self, number: int, *, names: bool = True) -> Markup:
        """A sentence with its marks; `names` says whether each has the names of its values."""
        span = self.article.sentence(number).span
        if number not in self._inside:
            return escape(span.text_in(self._text))
        drawn = []
        for start, end, marks in pieces(span.start, span.end, self._inside[number]):
            for mark in marks:
                values = f' data-v="{" ".join(mark.values)}"' if names else ""
                title = f' title="{_safe(mark.title)}"' if max(mark.start, span.start) == start else ""
                drawn.append(f'<mark class="f{mark.field % COLOURS} l{mark.lane}"{values}{title}>')
            drawn += [escape(self._text[start:end]), "</mark>" * len(marks)]
        return Markup("".join(drawn))  # noqa: S704  # every text in it was escaped

    @cached_property
    def _inside(self) -> Mapping[int, Sequence[Mark]]:
        """By the number of a sentence, the marks that lie in it or reach into it."""
        found: dict[int, list[Mark]] = {}
        for mark in self._marks():
            first = self.article.sentence_at(mark.start)
            for sentence in self.article.sentences[first.number - 1 :] if first else ():
                if sentence.span.start >= mark.end:
                    break
                if mark.start < sentence.span.end:
                    found.setdefault(sentence.number, []).append(mark)
        return found

    def _marks(self) -> list[Mark]:
        """One mark for each field and span, whatever number of values it supports."""
        groups: dict[Mark, list[Claim]] = {}
        for one in self._claims:
            if span := one.support.span:
                groups.setdefault(Mark(span.start, span.end, one.field), []).append(one)
        lane_of = lanes(groups)
        marks = []
        for mark, group in groups.items():
            values = tuple(dict.fromkeys(one.value for one in group))
            titles = list(dict.fromkeys(one.title for one in group))
            title = " · ".join(titles[:3]) + (" …" if len(titles) > 3 else "")
            lane = min(lane_of[mark], _MOST_LANES - 1)
            marks.append(mark._replace(values=values, title=title, lane=lane))
        return marks


def pieces(start: int, end: int, marks: Iterable[Mark]) -> Iterator[tuple[int, int, Sequence[Mark]]]:
    """Cut the text between two places where marks begin and end.

    Each piece comes with its start, its end and the marks that cover it: first those whose line is lowest,
    because what is inside would paint over a higher one, then the longest. Joined, the pieces are the text.
    """
    inside = [mark for mark in dict.fromkeys(marks) if max(mark.start, start) < min(mark.end, end)]
    inside.sort(key=lambda m: (-m.lane, max(m.start, start) - min(m.end, end), m.start))
    places = {place for mark in inside for place in (mark.start, mark.end) if start < place < end}
    for first, last in pairwise(sorted({start, end, *places})):
        yield first, last, [mark for mark in inside if mark.start <= first and last <= mark.end]


def lanes(marks: Iterable[Mark]) -> dict[Mark, int]:
    """A line under the text for each mark: marks that overlap get different ones.

    Short marks come next to the text (greedy colouring of an interval graph, the shortest first).
    """
    taken: list[list[Mark]] = []
    found: dict[Mark, int] = {}
    for mark in sorted(marks, key=lambda mark: (mark.end - mark.start, mark.start)):
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


@lru_cache(maxsize=1_000)  # the articles of an event say the same of it
def _safe(text: str) -> str:
    return str(escape(shown_text(text)))
