"""Whole numbers in words: multipliers, and what stands before and after them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from extractor.text.numbers.words import Kind, Meanings, NumberWords

MULTIPLIERS = (Kind.HUNDRED, Kind.SCALE, Kind.GROUP)
_SINGLE = (Kind.DIGITS, Kind.UNIT, Kind.TEEN, Kind.TEN, Kind.ELIDED_TEN, Kind.HUNDREDS, Kind.MIXED)
"""Words that are a number by themselves."""


class Piece(NamedTuple):
    """A word, digits or a sign, with what it can be within a number."""

    start: int
    end: int
    text: str
    kinds: Meanings

    def __contains__(self, kind: object) -> bool:
        return kind in self.kinds


Run = Sequence[Piece]


def whole_number(run: Run, words: NumberWords, *, is_bare: bool = False) -> Fraction | None:
    """A number without parts: the greatest multiplier parts it in what is multiplied and what is added.

    Args:
        run: all words of the number.
        words: the number words of the language.
        is_bare: whether multipliers with nothing before them are one of it in any language.
    """
    found = [(n, value) for n, piece in enumerate(run) if (value := multiplier(piece)) is not None]
    if not found:
        return _below_hundred(run, words) if run else None
    greatest = max(value for _, value in found)
    places = [n for n, value in found if value == greatest]
    place = places[-1]
    doubled = len(places) == 2 and words.unspaced and places[0] == place - 1
    if len(places) > 1 and not doubled:
        return None
    right = run[place + 1 :]
    count = _multiplied(run[:place], run[place], words, is_bare=is_bare)
    if count is None or not right:
        return None if count is None else count * greatest
    divided = Kind.GROUP in run[place] or count.denominator != 1
    rest = None if divided else _added(right, greatest, words)
    return None if rest is None else count * greatest + rest


def multiplier(piece: Piece) -> Fraction | None:
    """By how much a word multiplies the number before it; `None` if it does not."""
    if Kind.TWICE in piece:
        return piece.kinds[Kind.TWICE]
    return next((piece.kinds[kind] for kind in MULTIPLIERS if kind in piece), None)


def product(run: Run, *kinds: Kind) -> Fraction | None:
    """All words multiplied with each other; `None` if one is of none of these kinds."""
    value = Fraction(1)
    for piece in run:
        factor = next((piece.kinds[kind] for kind in kinds if kind in piece), None)
        if factor is None:
            return None
        value *= factor
    return value


def is_one(piece: Piece) -> bool:
    """Whether a word is one, and as often an article."""
    return Kind.ARTICLE in piece or Kind.ONE in piece


def _multiplied(left: Run, piece: Piece, words: NumberWords, *, is_bare: bool) -> Fraction | None:
    """How many of it: one where nothing stands before it, if the language says it so."""
    if Kind.TWICE in piece:
        return None if left else Fraction(2)
    if not left:
        return Fraction(1) if is_bare or piece.text in words.bare else None
    if len(left) == 1 and Kind.ARTICLE in left[0]:
        return Fraction(1)
    count = whole_number(left, words, is_bare=is_bare)
    limit = _limit(left, multiplier(piece), words)
    return count if count and (limit is None or count < limit) else None


def _limit(left: Run, factor: Fraction | None, words: NumberWords) -> int | None:
    """Below what a multiplied number must be; digits may be any number of hundreds."""
    if factor is None or (len(left) == 1 and Kind.DIGITS in left[0]):
        return None
    if words.unspaced and factor <= 1000:
        return 10
    return 100 if factor == 100 else None


def _added(right: Run, factor: Fraction, words: NumberWords) -> Fraction | None:
    """What is added to the multiplied number: less than the multiplier."""
    if Kind.AND in right[0]:
        right = right[1:]
    zero = bool(right) and right[0].kinds.get(Kind.UNIT) == 0
    if zero and words.unspaced:
        right = right[1:]
    last_unit = len(right) == 1 and Kind.UNIT in right[0] and not zero
    if words.last_is_next_power and last_unit and factor >= 100:
        return right[0].kinds[Kind.UNIT] * factor / 10
    rest = whole_number(right, words)
    return rest if rest is not None and 0 < rest < factor else None


def _below_hundred(run: Run, words: NumberWords) -> Fraction | None:
    """Digits, units, teens and tens, and a hundred in one word before them."""
    first, rest = run[0], run[1:]
    if not rest:
        return next((first.kinds[kind] for kind in _SINGLE if kind in first), None)
    if words.unspaced:
        return _digit_by_digit(run)
    if Kind.HALF_MORE in rest[0] and len(rest) == 1:
        value = _below_hundred(run[:1], words)
        return None if value is None else value + rest[0].kinds[Kind.HALF_MORE]
    linked = Kind.AND in rest[0]
    second = rest[1:] if linked else rest
    if Kind.HUNDREDS in first:
        below = _below_hundred(second, words) if second else None
        return first.kinds[Kind.HUNDREDS] + below if below is not None and below < 100 else None
    if len(second) != 1:
        return None
    return _tens_and_units(first, second[0], words, linked=linked)


def _tens_and_units(first: Piece, second: Piece, words: NumberWords, *, linked: bool) -> Fraction | None:
    if words.units_first:
        in_order = linked and Kind.UNIT in first and Kind.TEN in second
        return first.kinds[Kind.UNIT] + second.kinds[Kind.TEN] if in_order else None
    tens = first.kinds.get(Kind.TEN) or first.kinds.get(Kind.ELIDED_TEN)
    if tens is None or (linked and not words.and_after_tens):
        return None
    if second.kinds.get(Kind.UNIT):
        return tens + second.kinds[Kind.UNIT]
    return tens + second.kinds[Kind.TEEN] if Kind.TEEN in second and tens in words.twenty_step else None


def _digit_by_digit(run: Run) -> Fraction | None:
    """〇一二三; two numerals in a row may be `three or four`."""
    digits = [piece.kinds[Kind.UNIT] for piece in run if Kind.UNIT in piece]
    if len(digits) < len(run) or (len(run) < 3 and all(digits)):
        return None
    return Fraction("".join(map(str, digits)))
