"""The text of an article with the places of its sentences, as little of it as a page needs."""

from __future__ import annotations

import re
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractor.records import Article

_NOT_SHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]"
)
"""Controls, half characters, and what turns the order of letters around; a page shows U+FFFD instead."""


def shown_text(text: str) -> str:
    """The text as a page may show it, with as many characters as it has."""
    if text.isprintable():  # as most are, and this is told ten times as fast
        return text
    return _NOT_SHOWN.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True, slots=True)
class Text:
    """The text of an article as a page may show it: its characters and eight bytes a sentence.

    Sentences are named by their numbers, from 1.
    """

    characters: str
    starts: array[int]
    ends: array[int]
    asides: frozenset[int]
    """The numbers of the sentences that are no news."""
    pages: array[int] = field(default_factory=lambda: array("I"))
    """The page of each sentence; empty where the file has no pages."""

    def __len__(self) -> int:
        """How many sentences it has."""
        return len(self.starts)

    def sentence(self, number: int) -> str:
        """The words of a sentence."""
        return self.characters[self.starts[number - 1] : self.ends[number - 1]]

    def shown_number(self, number: int) -> str:
        """The number of a sentence, with its page where the file has pages."""
        return f"{number} · p. {self.pages[number - 1]}" if number <= len(self.pages) else str(number)

    def at(self, place: int) -> int | None:
        """The sentence in which this character lies; nothing where it lies in none."""
        number = bisect_right(self.ends, place) + 1
        return number if number <= len(self) and self.starts[number - 1] <= place else None

    def between(self, start: int, end: int) -> Iterator[int]:
        """The sentences that have characters between two places."""
        number = bisect_right(self.ends, start) + 1
        while number <= len(self) and self.starts[number - 1] < end:
            yield number
            number += 1

    def cited(self, span: tuple[int, int] | None, sentences: Iterable[int]) -> Iterator[int]:
        """The sentence in which the words of a support begin; without a place, all that were cited."""
        if span is None:
            yield from (number for number in sentences if 1 <= number <= len(self))
        elif len(self):
            yield min(bisect_right(self.ends, span[0]) + 1, len(self))

    @property
    def size(self) -> int:
        """Bytes in memory."""
        parts = (self.characters, self.starts, self.ends, self.asides, self.pages)
        return sum(map(sys.getsizeof, parts))


def text_of(article: Article) -> Text:
    """The text of an article."""
    spans = [sentence.span for sentence in article.sentences]
    return Text(
        characters=shown_text(article.text),
        starts=array("I", [span.start for span in spans]),
        ends=array("I", [span.end for span in spans]),
        asides=frozenset(s.number for s in article.sentences if s.boilerplate is not None),
        pages=array("I", [s.page for s in article.sentences if s.page is not None]),
    )
