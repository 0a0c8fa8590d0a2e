"""The value of a number in a text, in digits or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from extractor.text.numbers import CARDINALS, MAGNITUDES, ORDINALS, TENS, tokens
from extractor.text.numbers.words import Kind, number_words, values
from extractor.text.positions import INVISIBLE

NumberKey = tuple[str, str]
"""Kind (`cardinal`, `ordinal` or `literal`) and value; equal keys say the same number.

A literal is a number whose value is not known without guessing: a score, a range, a code such as `A330`,
or `26.000`, which is 26 in one country and 26,000 in another."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_GROUPED = re.compile(r"[-−]?\d{1,3}(?:([,'’ \u00a0\u2009\u202f])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_DECIMAL = re.compile(r"[-−]?\d+(?:[.,]\d{1,2}|\.\d{4,}|,\d{4,})?")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)", re.IGNORECASE)
_MOST_WORDS = 16
"""Words of the longest number in words."""

SCALES = frozenset(values("en", Kind.GROUP, Kind.HUNDRED, Kind.SCALE, Kind.PLURAL))
"""English words that multiply a number."""

_LONGEST = 40
"""Digits after which a number is a code; the longest sums in the news have fewer than 20."""


def digits_key(written: str) -> NumberKey:
    """The value of a number written with digits."""
    text = _INVISIBLE.sub("", written)
    ordinal = _ORDINAL.fullmatch(text)
    if len(text) > _LONGEST:
        return ("literal", text)
    if ordinal:
        return ("ordinal", str(int(ordinal.group(1))))
    if grouped := _GROUPED.fullmatch(text):
        return _cardinal(text.replace(grouped.group(1), ""), text)
    if _DECIMAL.fullmatch(text):
        return _cardinal(text.replace(",", "."), text)
    return ("literal", text.lower().replace("–", "-").replace("−", "-"))


def _cardinal(plain: str, written: str) -> NumberKey:
    try:
        value = Decimal(plain.replace("−", "-"))
    except InvalidOperation:
        return ("literal", written)
    return ("cardinal", _canonical(value))


def number_spans(text: str, language: str | None) -> Iterator[tuple[int, int, NumberKey]]:
    """Where the numbers in a text stand, and their keys; none where no spaces part the words."""
    if number_words(language).unspaced:
        return
    for token in tokens(text, language):
        reading = token.number.reading if token.number else None
        if token.number is None or (reading and reading.lone_one):
            continue
        if reading is None or reading.vague or reading.plural or reading.share:
            yield token.start, token.end, ("literal", token.text)
        else:
            value = Decimal(reading.value.numerator) / Decimal(reading.value.denominator)
            yield token.start, token.end, ("cardinal", _canonical(value))


def _canonical(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def phrase_key(first: NumberKey | None, words: Sequence[str]) -> NumberKey:
    """The value of a number phrase: digits (their key in `first`) and number words, or words only."""
    literal = ("literal", " ".join((*(() if first is None else first), *words)))
    if first is not None:
        if first[0] != "cardinal" or any(word not in MAGNITUDES for word in words):
            return literal
        value = Decimal(first[1])
        for word in words:
            value *= MAGNITUDES[word]
        return ("cardinal", _canonical(value))
    total = _sum_of_words([word for word in words if word != "and"])
    if total is None:
        return literal
    return ("ordinal" if words[-1] in ORDINALS else "cardinal", str(total))


def _sum_of_words(words: Sequence[str]) -> int | None:
    """The value of number words in their usual order, or `None` (`nineteen eighty-five`)."""
    if len(words) > _MOST_WORDS:
        return None
    if words and words[0] in {"a", "an"}:
        words = ["one", *words[1:]]
    total = current = 0
    smallest = 10**18
    room = 10**18
    for word in words:
        if word in MAGNITUDES or word in {"hundredth", "thousandth", "millionth"}:
            magnitude = MAGNITUDES.get(word) or ORDINALS[word]
            if magnitude <= 100:
                current = max(current, 1) * magnitude
                room = magnitude
            elif magnitude >= smallest:
                return None
            else:
                total += max(current, 1) * magnitude
                current, smallest, room = 0, magnitude, magnitude
            continue
        value = CARDINALS.get(word, ORDINALS.get(word))
        if value is None or value >= room:
            return None
        current += value
        room = 10 if value in TENS.values() else 1
    return total + current
