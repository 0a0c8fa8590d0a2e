"""The value of a number in a text, in digits or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from extractor.text.numbers import tokens
from extractor.text.numbers.words import number_words
from extractor.text.positions import INVISIBLE

NumberKey = tuple[str, str]
"""Kind (`cardinal`, `ordinal` or `literal`) and value; equal keys say the same number.

A literal is a number whose value is not known without guessing: a score, a range, a code such as `A330`,
or `26.000`, which is 26 in one country and 26,000 in another."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_GROUPED = re.compile(r"[-−]?\d{1,3}(?:([,'’ \u00a0\u2009\u202f])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_DECIMAL = re.compile(r"[-−]?\d+(?:[.,]\d{1,2}|\.\d{4,}|,\d{4,})?")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)", re.IGNORECASE)
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
        if reading is None or reading.plural or reading.share:
            yield token.start, token.end, ("literal", token.text)
        else:
            value = Decimal(reading.value.numerator) / Decimal(reading.value.denominator)
            yield token.start, token.end, ("cardinal", _canonical(value))


def _canonical(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
