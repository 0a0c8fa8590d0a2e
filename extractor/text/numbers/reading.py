"""Numbers in text, in digits and in words: each is read as a whole, or it has no value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extractor.text.fold import fold
from extractor.text.numbers.grammar import Reading, reading
from extractor.text.numbers.pieces import pieces
from extractor.text.numbers.runs import run_end
from extractor.text.numbers.whole import Piece
from extractor.text.numbers.words import NUMERIC, Kind, NumberWords, number_words

_LONGEST = 60
"""Words and hyphens in a row that are read as numbers; only a broken text has more."""


@dataclass(frozen=True)
class Number:
    """A number in a text, or words of one that are not understood as a whole."""

    reading: Reading | None
    doubtful: bool = False
    """Ends in a letter that is a scale or a unit of length: `600m`."""


class Token(NamedTuple):
    """A word, a sign or a number, where it stands, and its folded form."""

    start: int
    end: int
    text: str
    number: Number | None = None


def tokens(text: str, language: str | None = None) -> list[Token]:
    """The tokens of `text`, a number with all its words as one; positions are those in `text`."""
    words = number_words(language)
    items = pieces(text, words)
    found: list[Token] = []
    position = 0
    while position < len(items):
        item = items[position]
        is_plain = not item.kinds and item.text not in words.openings  # as most are
        after = position if is_plain else run_end(items, position, words)
        if after == position:
            if item.start < item.end and not (found and found[-1].end > item.start):
                found.append(Token(item.start, item.end, item.text))
            position += 1
        else:
            found.extend(_tokens_of(text, items[position:after], words))
            position = after
    return found


@lru_cache(maxsize=16384)
def may_begin(word: str, language: str | None = None) -> bool:
    """Whether the tokens of a text may begin with a number, by its first word; quicker than `tokens`."""
    words = number_words(language)
    if not word.isalpha() or words.unspaced:
        return True
    first = pieces(word, words)[0]
    listed = (words.first_of_several, words.plural_before_of, words.after_article)
    return bool(first.kinds) or any(first.text in group for group in listed)


def _tokens_of(text: str, run: Sequence[Piece], words: NumberWords) -> list[Token]:
    """The number that a run is; two numbers with `and` between; or one that is not understood."""
    ordinal = all(Kind.ORDINAL in piece or Kind.HYPHEN in piece for piece in run)
    if ordinal or _is_lone_several(run) or (len(run) == 1 and "/" in run[0].text and Kind.UNCLEAR in run[0]):
        return [Token(piece.start, piece.end, piece.text) for piece in run]
    if len(run) > _LONGEST:
        return [_token(text, run, None)]
    whole = reading(run, words)
    if whole is None:
        parted = _two_numbers(text, run, words) or _after_ordinal(text, run, words)
        if parted:
            return parted
    return [_token(text, run, whole)]


def _token(text: str, run: Sequence[Piece], found: Reading | None) -> Token:
    start, end = run[0].start, run[-1].end
    doubtful = any(Kind.LETTER in piece for piece in run)
    return Token(start, end, fold(text[start:end]), Number(found, doubtful=doubtful))


def _is_lone_several(run: Sequence[Piece]) -> bool:
    return len(run) == 1 and Kind.SEVERAL in run[0] and not (NUMERIC - {Kind.SEVERAL}) & run[0].kinds.keys()


def _two_numbers(text: str, run: Sequence[Piece], words: NumberWords) -> list[Token]:
    """Two whole numbers with a word between: `12 and 15`, `30 in 2019`; parts of things are not cut off."""
    for place, piece in enumerate(run):
        if piece.text in words.parting and 0 < place < len(run) - 1:
            left, right = run[:place], run[place + 1 :]
            first = reading(left, words)
            if first is None or first.share:
                continue
            if Kind.RATIO in piece and (len(right) > 1 or Kind.DIGITS not in right[0]):
                continue
            rest = _tokens_of(text, right, words)
            numbers = [token.number for token in rest if token.number]
            if all(number.reading and not number.reading.share for number in numbers):
                return [_token(text, left, first), Token(piece.start, piece.end, piece.text), *rest]
    return []


def _after_ordinal(text: str, run: Sequence[Piece], words: NumberWords) -> list[Token]:
    """`The third quarter 12 men` and `the second 12`: an ordinal is not of the number after it."""
    if Kind.ORDINAL not in run[0]:
        return []
    for length in (1, 2):
        rest = run[length:]
        if rest and (found := reading(rest, words)) and not found.share:
            leading = [Token(piece.start, piece.end, piece.text) for piece in run[:length]]
            return [*leading, _token(text, rest, found)]
    return []
