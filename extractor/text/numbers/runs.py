"""Which words of a text belong together to one number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from extractor.text.numbers.whole import MULTIPLIERS, Piece, is_one
from extractor.text.numbers.words import NUMERIC, Kind, NumberWords

_PARTS_OF = (Kind.FRACTION, Kind.DENOMINATOR, Kind.ORDINAL, Kind.PLURAL, Kind.COUPLE, Kind.COLLECTIVE)
_AFTER_ARTICLE = (*MULTIPLIERS, Kind.FRACTION, Kind.SEVERAL, Kind.COUPLE, Kind.COLLECTIVE)
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_NOTHING = Piece(0, 0, "", {})
_DIGIT_SIGNS = frozenset("/:._#@^")
"""Signs that make digits that touch them a piece of something longer."""


def run_end(items: Sequence[Piece], position: int, words: NumberWords) -> int:
    """The position after the number words that belong together from here on; here itself if none do."""
    if not _starts(items, position, words):
        return position
    end = position + 1
    while (following := _continued(items, end, words)) != end:
        end = following
    return end


def _starts(items: Sequence[Piece], position: int, words: NumberWords) -> bool:
    item = items[position]
    following = items[position + 1] if position + 1 < len(items) else _NOTHING
    if item.text in words.plural_before_of:
        return Kind.OF in following
    if Kind.DIGITS in item or (Kind.FRACTION in item and not item.text.isalpha()):
        return not _glued(items, position)
    if Kind.PERCENT_FIRST in item:
        return _is_numeric(following)
    if Kind.ARTICLE in item:
        return _follows_article(items, position + 1)
    if item.text in words.after_article:
        return any(kind in following for kind in (*MULTIPLIERS, Kind.COLLECTIVE))
    point = Kind.POINT in item and item.text.isalpha() and _is_digit_word(following)
    return point or (_is_numeric(item) and item.kinds.keys() != {Kind.DENOMINATOR})


def _follows_article(items: Sequence[Piece], position: int) -> bool:
    """Whether a number goes on after `a`: `a million`, `a few`, `a third`; `a 34 %` and `a second` do not."""
    item = items[position] if position < len(items) else _NOTHING
    if Kind.ORDINAL in item:
        return item.kinds[Kind.ORDINAL] > 2 and not _is_measure(items, position)
    return any(kind in item for kind in _AFTER_ARTICLE)


def _continued(items: Sequence[Piece], end: int, words: NumberWords) -> int:
    """The end of a run with what belongs to it from `end` on; `end` itself if nothing does."""
    if end >= len(items):
        return end
    last, item = items[end - 1], items[end]
    if _is_numeric(item):
        return end if _stands_apart(items, end, words) else end + 1
    if Kind.HALF_MORE in item or (
        _is_numeric(last) and (Kind.MORE in item or Kind.DENOMINATOR_FIRST in item)
    ):
        return end + 1
    return _over_joint(items, end, words)


def _over_joint(items: Sequence[Piece], end: int, words: NumberWords) -> int:
    """Past a hyphen, `and`, `of`, `point` or the like, when the word after it goes on with the number."""
    item, after = items[end], end + 1
    if after < len(items) and is_one(items[after]) and (Kind.OF in item or Kind.AND in item):
        article = Kind.ARTICLE in items[after] and _follows_article(items, after + 1)
        after += Kind.OF in item or article
    if after >= len(items) or not _is_numeric(items[after]):
        return end
    return after + 1 if _joins(items, end, after, words) else end


def _joins(items: Sequence[Piece], joint: int, after: int, words: NumberWords) -> bool:
    """Whether a word joins the number word before it and the one at `after`."""
    last, item, following = items[joint - 1], items[joint], items[after]
    multiplies = any(kind in following for kind in (*MULTIPLIERS, Kind.PLURAL, Kind.COLLECTIVE))
    if Kind.HYPHEN in item:
        touching = last.end == item.start and following.start == item.end
        return (
            touching
            and not (Kind.DIGITS in last and Kind.DIGITS in following)
            and not _glued_to_name(items, after)
        )
    if Kind.OF in item and multiplies and any(kind in last for kind in _PARTS_OF):
        return True
    if Kind.POINT in item:
        return _is_digit_word(following) or Kind.DIGITS in following
    if Kind.RATIO in item:
        counted = item.text in words.parting and _least(last) >= _least(following)  # "122 in three seasons"
        return _is_cardinal(last) and _is_cardinal(following) and not (counted or _glued(items, after))
    scales = [k for piece in items[after + 1 : after + 3] for k in (*MULTIPLIERS, Kind.PLURAL) if k in piece]
    goes_on = multiplies or Kind.FRACTION in following or Kind.ORDINAL in following or bool(scales)
    return Kind.AND in item or (Kind.ARTICLE in item and goes_on)


def _stands_apart(items: Sequence[Piece], position: int, words: NumberWords) -> bool:
    """Whether a number word right after another one begins a number of its own, or is an ordinal."""
    last, item = items[position - 1], items[position]
    complete = any(kind in last for kind in (Kind.DIGITS, Kind.UNIT, Kind.TEEN))
    if complete and not words.unspaced and _is_measure(items, position):
        return True
    if not words.unspaced and _is_article_before(items, position, words):
        return True
    if Kind.DIGITS in item and not words.unspaced:
        dated = Kind.UNCLEAR in last and "/" in last.text
        return Kind.DIGITS in last or is_one(last) or dated or _glued(items, position)
    if Kind.ORDINAL in item and Kind.DENOMINATOR not in item and Kind.FRACTION not in item:
        single = last.kinds.get(Kind.UNIT) == 1 or Kind.ARTICLE in last
        return Kind.DIGITS in last or (Kind.UNIT in last and not single)
    return False


def _is_article_before(items: Sequence[Piece], position: int, words: NumberWords) -> bool:
    """Whether one of two number words is an article, or the first a year: `un diez`, `in 2013 een`."""
    last, item = items[position - 1], items[position]
    following = items[position + 1] if position + 1 < len(items) else _NOTHING
    if last.start == item.start:  # parts of one word
        return False
    if is_one(item):
        return (Kind.DIGITS in last or words.units_first) and not _is_numeric(following)
    if Kind.DIGITS in last and not any(kind in item for kind in (*MULTIPLIERS, Kind.FRACTION)):
        return Kind.SEVERAL in item or _YEAR.fullmatch(last.text) is not None
    return is_one(last) and any(kind in item for kind in (Kind.UNIT, Kind.TEEN, Kind.TEN, Kind.HUNDREDS))


def _is_measure(items: Sequence[Piece], position: int) -> bool:
    """Whether a number describes the noun after it: `15-year-old` in `two 15-year-old girls`."""
    hyphen, word = _touching(items, position, 1), _touching(items, position + 1, 1)
    return bool(hyphen and Kind.HYPHEN in hyphen and word and word.text.isalpha() and not _is_numeric(word))


def _is_numeric(item: Piece) -> bool:
    return not NUMERIC.isdisjoint(item.kinds)


def _is_cardinal(item: Piece) -> bool:
    return any(
        kind in item for kind in (Kind.DIGITS, Kind.UNIT, Kind.TEEN, Kind.TEN, Kind.HUNDRED, Kind.SCALE)
    )


def _least(item: Piece) -> Fraction:
    return min(item.kinds.values())


def _is_digit_word(item: Piece) -> bool:
    return any(kind in item for kind in (Kind.UNIT, Kind.TEEN, Kind.TEN))


# Digits that are a piece of something longer


def _glued(items: Sequence[Piece], position: int) -> bool:
    """Whether digits are a piece of something longer: `12th`, `970x125`, `F-16`, `10:30`, `1980s`."""
    before, after = _touching(items, position, -1), _touching(items, position, 1)
    if _is_exponent(items, position):
        return True
    if before and ((before.text.isalpha() and before.text.isascii()) or before.text in _DIGIT_SIGNS):
        return True
    if _glued_to_name(items, position):
        return True
    if after and after.text.isalpha() and after.text.isascii():
        return Kind.SCALE not in after
    more = _touching(items, position + 1, 1)
    return bool(after and after.text in _DIGIT_SIGNS and more and (Kind.DIGITS in more or after.text == "^"))


def _is_exponent(items: Sequence[Piece], position: int) -> bool:
    """Whether digits stand after `^` or a letter, with a sign between: `2^-1`, `1e+10`."""
    before = _touching(items, position, -1)
    if before and before.text in ("+", "-"):
        earlier = _touching(items, position - 1, -1)
        return bool(earlier and (earlier.text == "^" or (earlier.text == "e" and before.text == "+")))
    return False


def _glued_to_name(items: Sequence[Piece], position: int) -> bool:
    before = _touching(items, position, -1)
    if not (before and before.text == "-" and Kind.DIGITS in items[position]):
        return False
    name = _touching(items, position - 1, -1)
    return bool(name and name.text.isalpha() and not _is_numeric(name))


def _touching(items: Sequence[Piece], position: int, step: int) -> Piece | None:
    """The neighbouring piece with no space between, or `None`."""
    neighbour = position + step
    if not (0 <= neighbour < len(items) and 0 <= position < len(items)):
        return None
    left, right = sorted((position, neighbour))
    return items[neighbour] if items[left].end == items[right].start else None
