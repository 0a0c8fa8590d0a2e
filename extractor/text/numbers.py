"""Numbers in text, in digits and in English words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from extractor.text.tokens import Token

_UNIT_NAMES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_TEN_NAMES = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINAL_NAMES = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth
"""

UNITS = {word: number for number, word in enumerate(_UNIT_NAMES.split())}
TENS = {word: 10 * number for number, word in enumerate(_TEN_NAMES.split(), start=2)}
CARDINALS = {**UNITS, **TENS}
TO_FIFTY = {word: number for word, number in CARDINALS.items() if number <= 50}
"""As far as times and groups of people are read from words."""
MAGNITUDES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_ORDINAL_UNITS = {word: number for number, word in enumerate(_ORDINAL_NAMES.split(), start=1)}
_ORDINAL_TENS = {word[:-1] + "ieth": number for word, number in TENS.items()}
ORDINALS = {**_ORDINAL_UNITS, **_ORDINAL_TENS, "hundredth": 100, "thousandth": 1000, "millionth": 1_000_000}
NUMBER_WORDS = frozenset({*CARDINALS, *MAGNITUDES, *ORDINALS})

_LONG_SCALES = {**MAGNITUDES, "lakh": 10**5, "crore": 10**7}
_SCALES = {**_LONG_SCALES, "k": 1000, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_PLURAL_SCALES = {
    "dozens": 12,
    "scores": 20,
    "hundreds": 100,
    "thousands": 1000,
    "lakhs": 10**5,
    "millions": 10**6,
    "crores": 10**7,
    "billions": 10**9,
    "trillions": 10**12,
}
_PAIRS = {"couple": 2, "pair": 2}


@dataclass(frozen=True)
class Number:
    """A number in a list of tokens: its value, and the tokens from `first` to before `after`."""

    value: Fraction
    first: int
    after: int
    vague: bool = False
    """Said in words that do not count one by one, as in `two dozen`."""
    plural: bool = False
    """Said as `dozens` or `hundreds`: at least two of them."""
    scale: int = 1
    """The last scale word in it, a million in `3.5 million`."""


def numbers(items: Sequence[Token]) -> Iterator[Number]:
    """The numbers in `items`, each the longest there is, from left to right."""
    position = 0
    while position < len(items):
        number = _number_at(items, position)
        if number:
            yield number
            position = number.after
        else:
            position += 1


def _number_at(items: Sequence[Token], position: int) -> Number | None:
    item = items[position]
    if item.digits:
        return None if _glued(items, position) else _grown(items, position, position + 1, item.number)
    if item.text in UNITS or item.text in TENS:
        return _grown(items, position, position, None)
    return _phrase(items, position) or _plural(items, position)


def _phrase(items: Sequence[Token], position: int) -> Number | None:
    """Numbers said with a small word first: `several hundred`, `a couple`, `half a million`, `a dozen`."""
    word, following = items[position].text, _text(items, position + 1)
    if word in ("several", "few", "many") and following in _LONG_SCALES:
        return Number(2 * Fraction(_LONG_SCALES[following]), position, position + 2, plural=True)
    if word in _PAIRS:
        return _couple(items, position)
    if word == "half":
        return _half(items, position)
    return _after_article(items, position) if word in ("a", "an") else None


def _glued(items: Sequence[Token], position: int) -> bool:
    """Whether digits are a piece of something longer: `12th`, `970x125`, `F-16`, `10:30`, `1980s`."""
    before, after = _touching(items, position, -1), _touching(items, position, 1)
    if before and (before.text.isalpha() or before.text in tuple("/:._#@")):
        return True
    if before and before.text == "-":
        name = _touching(items, position - 1, -1)
        if name and name.text.isalpha():
            return True
    if after and after.text.isalpha() and after.text.isascii():
        return after.text not in _SCALES
    more = _touching(items, position + 1, 1)
    return bool(after and after.text in tuple("/:.") and more and more.digits)


def _touching(items: Sequence[Token], position: int, step: int) -> Token | None:
    """The neighbouring token with no space between, or `None`."""
    neighbour = position + step
    if not (0 <= neighbour < len(items) and 0 <= position < len(items)):
        return None
    left, right = sorted((position, neighbour))
    return items[neighbour] if items[left].end == items[right].start else None


def _plural(items: Sequence[Token], position: int) -> Number | None:
    """`dozens`, `hundreds of thousands`: at least two of them."""
    word, of, scale = (_text(items, position + step) for step in range(3))
    if word not in _PLURAL_SCALES and word != "tens":
        return None
    value = Fraction(2 * _PLURAL_SCALES.get(word, 10))
    if of == "of" and scale in _PLURAL_SCALES:
        return Number(value * _PLURAL_SCALES[scale], position, position + 3, plural=True)
    if word in ("tens", "scores") and of != "of":
        return None
    return Number(value, position, position + 1, plural=True)


def _couple(items: Sequence[Token], position: int) -> Number:
    word, of, scale = (_text(items, position + step) for step in range(3))
    value = Fraction(_PAIRS[word])
    if of == "of" and scale in _LONG_SCALES:
        return Number(value * _LONG_SCALES[scale], position, position + 3, vague=True)
    if of in _LONG_SCALES:
        return Number(value * _LONG_SCALES[of], position, position + 2, vague=True)
    return Number(value, position, position + 1, vague=word == "couple")


def _half(items: Sequence[Token], position: int) -> Number | None:
    """`half a million`, `half-dozen`."""
    after = position + 1
    while _text(items, after) in ("a", "an", "-"):
        after += 1
    scale = _text(items, after)
    if scale not in _LONG_SCALES:
        return None
    return Number(Fraction(_LONG_SCALES[scale], 2), position, after + 1, vague=scale == "dozen")


def _after_article(items: Sequence[Token], position: int) -> Number | None:
    following = _text(items, position + 1)
    if following in _LONG_SCALES:
        return _grown(items, position, position + 1, Fraction(1))
    if following in ("few", "couple", "pair", "half"):
        inner = _number_at(items, position + 1)
        return None if inner is None else replace(inner, first=position)
    return None


def _grown(items: Sequence[Token], first: int, after: int, start: Fraction | None) -> Number | None:
    """The number that begins with `start`, or with the word at `after`, as far as it goes on in words."""
    total, group = Fraction(0), start or Fraction(0)
    last = "" if start is None else "unit"
    limit, vague = 10**15, False
    while True:
        position = _past_joint(items, after, last)
        word = _text(items, position)
        if word in UNITS and (last in ("", "hundred", "scale") or (last == "tens" and 0 < UNITS[word] < 10)):
            group, last = group + UNITS[word], "unit"
        elif word in TENS and last in ("", "hundred", "scale"):
            group, last = group + TENS[word], "tens"
        elif word == "hundred" and last in ("unit", "tens") and group < 100:
            group, last = group * 100, "hundred"
        elif last and group and _scale(items, position) < limit and word != "hundred":
            limit = _scale(items, position)
            total, group, last = total + group * limit, Fraction(0), "scale"
            vague = word == "dozen"
        else:
            scale = limit if last == "scale" else 1
            return Number(total + group, first, after, vague=vague, scale=scale) if last else None
        after = position + 1


def _scale(items: Sequence[Token], position: int) -> int:
    """The scale a word stands for; the letters in `3m` and `26k` only where they touch the digits."""
    word = _text(items, position)
    if word in _LONG_SCALES:
        return _LONG_SCALES[word]
    touching = _touching(items, position, -1)
    return _SCALES[word] if word in _SCALES and (len(word) > 1 or (touching and touching.digits)) else 10**18


def _past_joint(items: Sequence[Token], position: int, last: str) -> int:
    """The position after the hyphen of `twenty-six` or the `and` of `a hundred and five`."""
    joint, following = _text(items, position), _text(items, position + 1)
    if joint == "-" and last and following in (*UNITS, *_LONG_SCALES):
        return position + 1
    if joint == "and" and last in ("hundred", "scale") and following in (*UNITS, *TENS):
        return position + 1
    return position


def _text(items: Sequence[Token], position: int) -> str:
    return items[position].text if 0 <= position < len(items) and not items[position].digits else ""
