"""Cut a text into digits, words and signs, and say what each can be within a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from extractor.text.fold import fold
from extractor.text.numbers.digits import WRITTEN, digits_value
from extractor.text.numbers.whole import Piece
from extractor.text.numbers.words import Kind, Meanings, NumberWords

_PART_SIGNS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_LETTER = r"(?:[^\W\d_]|[\u064b-\u0652])"
_PATTERN = rf"""
    (?P<plain> [A-Za-z]++(?=[\s.,;:!?)]) )
    | (?P<date> (?<!\d) [12]\d{{3}}-(?:0[1-9]|1[0-2])(?:-\d\d)? (?!\d) )
    | (?P<slash> (?<![\d/.,]) \d{{1,2}}/[2-9] (?![\d/.,]) )
    | (?P<part> [{_PART_SIGNS}] )
    | (?P<digits> {WRITTEN.replace(" ", chr(92) + "x20")} )
    | (?P<word> %s )
    | (?P<sign> \S )
"""
_TOKEN = re.compile(_PATTERN % rf"{_LETTER}+(?:['’]{_LETTER}+)?", re.VERBOSE)
_ELIDING_TOKEN = re.compile(_PATTERN % rf"{_LETTER}+", re.VERBOSE)
_APOSTROPHES = frozenset("'’")
_HYPHENS = frozenset("-‐‑–—−－")
_NO_MEANINGS: Meanings = {}
_ALSO_UNITS = frozenset({"m"})
"""Letters after digits that are a scale or a unit of length."""


def pieces(text: str, words: NumberWords) -> list[Piece]:
    """The words, digits and signs of a text; positions are those in `text`."""
    found: list[Piece] = []
    for match in (_ELIDING_TOKEN if words.elision else _TOKEN).finditer(text):
        kind, start, written = match.lastgroup, match.start(), match[0]
        if kind in {"plain", "word"} and _is_no_number(written, words):  # as most are
            found.append(Piece(start, match.end(), _fold(written), _NO_MEANINGS))
        elif kind in {"plain", "word"}:
            found.extend(_word(text, start, written, words, found))
        elif kind in {"digits", "part", "slash"}:
            found.append(Piece(start, match.end(), written, _digits(kind, written, words)))
        elif not (words.elision and written in _APOSTROPHES):
            found.append(Piece(start, match.end(), fold(written) or written, _sign(written, words)))
    return found if words.unspaced else _with_phrases(found, words)


def _digits(kind: str, written: str, words: NumberWords) -> Meanings:
    if kind == "part":
        return {Kind.FRACTION: Fraction(unicodedata.numeric(written)).limit_denominator(10)}
    if kind == "slash":
        above, _, below = written.partition("/")
        part = Fraction(int(above), int(below))
        is_part = 0 < part < 1 and part.denominator == int(below)
        return {Kind.FRACTION: part} if is_part else {Kind.UNCLEAR: Fraction(0)}
    value = digits_value(written, words.thousands, words.decimal, words.doubtful)
    if value is None:
        is_code = sum(not char.isalnum() for char in written) > 1
        return _NO_MEANINGS if is_code else {Kind.UNCLEAR: Fraction(0)}
    return {Kind.DIGITS: value}


def _sign(written: str, words: NumberWords) -> Meanings:
    if written in _HYPHENS:
        return {Kind.HYPHEN: Fraction(0)}
    return words.words.get(fold(written), _NO_MEANINGS)


def _word(text: str, start: int, written: str, words: NumberWords, before: list[Piece]) -> Iterator[Piece]:
    if words.unspaced and not written.isascii():
        yield from _unspaced(text, start, written, words)
        return
    end, plain = start + len(written), _fold(written)
    digits = bool(before) and Kind.DIGITS in before[-1]
    glued = digits and (before[-1].end == start or (before[-1].end == start - 1 and plain not in _ALSO_UNITS))
    if glued and plain in words.glued_scales:
        value = words.glued_scales[plain]
        letter = {Kind.LETTER: value} if plain in _ALSO_UNITS else {}
        yield Piece(start, end, plain, {Kind.SCALE: value, **letter})
    elif plain in words.words and words.words[plain].keys() != {Kind.ELIDED_TEN}:
        yield Piece(start, end, plain, words.words[plain])
    else:
        parts = _parts(plain, words)
        for part in parts:
            yield Piece(start, end, part, words.words[part])
        if not parts:
            yield Piece(start, end, plain, _NO_MEANINGS)


def _unspaced(text: str, start: int, written: str, words: NumberWords) -> Iterator[Piece]:
    """The longest number words in letters that no spaces part, and what stands between them."""
    position = begin = start
    end = start + len(written)
    while position < end:
        length = next(
            (
                n
                for n in range(words.longest, 0, -1)
                if position + n <= end and _fold(text[position : position + n]) in words.words
            ),
            0,
        )
        if length and begin < position:
            yield Piece(begin, position, _fold(text[begin:position]), _NO_MEANINGS)
        if length:
            plain = _fold(text[position : position + length])
            yield Piece(position, position + length, plain, words.words[plain])
            begin = position + length
        position += length or 1
    if begin < end:
        yield Piece(begin, end, _fold(text[begin:end]), _NO_MEANINGS)


@lru_cache(maxsize=16384)
def _is_no_number(written: str, words: NumberWords) -> bool:
    """Whether a word means nothing within a number, whatever stands before it."""
    plain = _fold(written)
    listed = words.unspaced or plain in words.words or plain in words.glued_scales
    return not listed and not _parts(plain, words)


def _parts(plain: str, words: NumberWords) -> tuple[str, ...]:
    """The number words that a word is made of; none of most."""
    return _prefixed(plain, words) or next(words.segments(plain), ())


def _prefixed(plain: str, words: NumberWords) -> tuple[str, ...]:
    """A number word with letters before it that are words of their own: `وعشرون`."""
    linked = bool(words.and_prefix) and plain.startswith(words.and_prefix)
    bare = plain.removeprefix(words.and_prefix) if linked else plain
    for rest in (bare, *(bare.removeprefix(prefix) for prefix in words.prefixes)):
        if rest in words.words and rest != plain:
            return (words.and_prefix, rest) if linked else (rest,)
    return ()


def _with_phrases(found: list[Piece], words: NumberWords) -> list[Piece]:
    """The pieces, with number words of several words as one piece."""
    longest = words.longest
    joined: list[Piece] = []
    position = 0
    while position < len(found):
        piece, length = found[position], 1
        begins = piece.text in words.first_of_several or Kind.HYPHEN in piece
        for count in range(longest, 1, -1) if begins else ():
            several = [p for p in found[position : position + 2 * count - 1] if Kind.HYPHEN not in p][:count]
            phrase = " ".join(p.text for p in several)
            if len(several) == count and phrase in words.words:
                last = several[-1]
                length = found.index(last, position) - position + 1
                piece = last._replace(start=piece.start, text=phrase, kinds=words.words[phrase])
                break
        joined.append(piece)
        position += length
    return joined


@lru_cache(maxsize=16384)
def _fold(written: str) -> str:
    return fold(written) or written
