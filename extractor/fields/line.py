"""`Line`: what happened, in a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import combinations
from sys import intern
from typing import ClassVar

from extractor.fields.base import (
    MISSING,
    Cell,
    CellKind,
    Column,
    Comparison,
    Context,
    Evidence,
    FieldType,
    Written,
)
from extractor.fields.claims import Claim, ClaimGroup, gather, merged
from extractor.records import Conflict, MergedValue, Value
from extractor.text.fold import words
from extractor.text.language_data import listed
from extractor.text.stems import stem

_SAME, _SIMILAR = 80, 40
"""Shares of common key words, in per cent of both lines' (Dice), from which lines are the same or similar."""
_VERBATIM, _VERBATIM_WORDS = 101, 6
"""Stands for the share of lines that are word for word the same, and the key words that such a line has."""
_WHOLE = "whole: "
_KEYS, _KEY_LENGTH, _PAIRED = 4, 5, 3
"""How many words of a line are blocking keys, how long they must be, and how many are keys by twos."""

Words = tuple[tuple[str, ...], ...]
"""The key words of some lines."""


class LineValue(Value):
    """A line of text."""

    text: str

    @property
    def words(self) -> tuple[str, ...]:
        """The stems of the words that carry the news, each once, in order; numbers stay as they are."""
        return content_words(self.text)


class Line(FieldType[LineValue]):
    """What happened in a few words. Wording speaks for or against a match, and never excludes one."""

    value_type = LineValue
    evidence = Evidence.WORDED
    levels = ("verbatim", "same", "similar", "unlike")
    points: ClassVar[Mapping[str, int]] = {"verbatim": 30, "same": 20, "similar": 8, "unlike": -2}
    """`verbatim`: word for word the same and `_VERBATIM_WORDS` key words long, as a quotation is."""

    def __init__(self, max_words: int = 15) -> None:
        """`max_words`: a line of more words stands only when there is no shorter one."""
        self.max_words = max_words

    def read(self, written: Written, context: Context) -> LineValue | None:  # noqa: ARG002 - the words say it all
        """The line without outer quotes and final full stop; `None` when no word in it carries news."""
        text = " ".join(written.text.split()).strip("\"'“”‘’").rstrip(" .;,:")
        return LineValue(text=text) if content_words(text) else None

    def compare(self, a: Sequence[LineValue], b: Sequence[LineValue]) -> Comparison:
        """The closest pair of lines, by the share of key words they have in common."""
        if not a or not b:
            return Comparison(MISSING)
        share, first, second = max(
            (_share(_key(x), _key(y)), min(x.text, y.text), max(x.text, y.text)) for x in a for y in b
        )
        if share == _VERBATIM:
            return Comparison(_level(share), first)
        return Comparison(_level(share), f"{first} / {second}: {share} % of key words in common")

    def comparison_key(self, values: Sequence[LineValue]) -> Words:
        """Of each line what `_key` keeps."""
        return tuple(sorted({_key(value) for value in values}))

    def level(self, a: Words, b: Words) -> str:
        """By the closest pair of lines."""
        if not a or not b:
            return MISSING
        return _level(max(_share(x, y) for x in a for y in b))

    def fuse(self, claims: Sequence[Claim[LineValue]]) -> tuple[MergedValue, ...]:
        """One line: that of most sources, then the one most like all the others, within `max_words`.

        Lines with the same key words are one line, and count together. The others are refinements.
        """
        lines = gather(claims, lambda value: " ".join(sorted(value.words)), self._length)
        if not lines:
            return ()
        stands = min(lines, key=lambda line: self._rank(line, lines)) if len(lines) > 1 else lines[0]
        return (merged(stands, [(line, Conflict.REFINEMENT) for line in lines if line is not stands]),)

    def block(self, values: Sequence[LineValue]) -> frozenset[str]:
        """The longest key words that are not common in all news, some a line, and the longest of all by twos.

        Also a long line as a whole, and the only key word of a short one.
        """
        keys, common = set[str](), _common_words()
        for value in values:
            longest = sorted(sorted(value.words), key=len, reverse=True)
            telling = [w for w in longest if len(w) >= _KEY_LENGTH and w not in common and w.isalpha()]
            keys.update(telling[:_KEYS])
            keys.update(" ".join(sorted(two)) for two in combinations(longest[:_PAIRED], 2))
            if len(longest) == 1:
                keys.add(f"{longest[0]} ")
            if whole := _quotation(value):
                keys.add(_WHOLE + whole)
        return frozenset(keys)

    def allows(self, key: str) -> Sequence[str]:
        """Lines that share but a word are similar at most, and but two words not word for word the same."""
        if key.startswith(_WHOLE):
            return ("verbatim",)
        return ("same", "similar") if " " in key else ("similar",)

    def show(self, value: LineValue) -> str:
        """The line."""
        return value.text

    def columns(self) -> tuple[Column, ...]:
        """One: the line."""
        return (Column("", CellKind.TEXT, "the line"),)

    def cells(self, values: Sequence[LineValue]) -> tuple[Cell, ...]:
        """The first line; a merge leaves one."""
        return (values[0].text if values else None,)

    def _rank(
        self, line: ClaimGroup[LineValue], lines: Sequence[ClaimGroup[LineValue]]
    ) -> tuple[int, bool, int, tuple[int, ...], str]:
        alike = [likeness(line.value, other.value) for other in lines]
        agreeing = (other.sources for other, share in zip(lines, alike, strict=True) if share >= _SAME)
        sources = len(frozenset[str]().union(*agreeing))
        too_long = len(line.value.text.split()) > self.max_words
        return (-sources, too_long, -sum(alike), self._length(line.value), line.value.text)

    def _length(self, value: LineValue) -> tuple[int, ...]:
        """Least for the longest line within the limit; those over it come last, the shortest first."""
        length = len(value.text.split())
        return (1, length) if length > self.max_words else (0, -length)


def _level(share: int) -> str:
    if share == _VERBATIM:
        return "verbatim"
    return "same" if share >= _SAME else "similar" if share >= _SIMILAR else "unlike"


def _key(value: LineValue) -> tuple[str, ...]:
    """The line as a whole if it is long enough to be known again, else nothing; then its key words."""
    return (_quotation(value), *sorted(map(intern, value.words)))


def _share(a: Sequence[str], b: Sequence[str]) -> int:
    """The likeness of two lines, given as `_key` has them, or `_VERBATIM`."""
    return _VERBATIM if a[0] and a[0] == b[0] else _likeness(a[1:], b[1:])


def _quotation(value: LineValue) -> str:
    """The line in small letters and without marks, if it is long enough to be known again."""
    return " ".join(words(value.text)) if len(value.words) >= _VERBATIM_WORDS else ""


def likeness(a: LineValue, b: LineValue) -> int:
    """The share of key words that two lines have in common, in per cent of both (Dice's coefficient)."""
    return _likeness(a.words, b.words)


def _likeness(a: Sequence[str], b: Sequence[str]) -> int:
    total = len(a) + len(b)
    return 200 * len(set(a).intersection(b)) // total if total else 0


@lru_cache(maxsize=16384)
def content_words(text: str) -> tuple[str, ...]:
    """The stems of the words of `text` that carry news, each once, in order.

    Words of any language that carry none neither make two lines alike nor apart.
    """
    small = listed("lines", "small")
    return tuple(dict.fromkeys(stem(word) for word in words(text) if word not in small))


@cache
def _common_words() -> frozenset[str]:
    """Stems of words so common in news that records would crowd under them as keys."""
    return frozenset(stem(word) for word in listed("lines", "common"))
