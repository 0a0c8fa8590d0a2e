"""Numbers in words, as expressions of time have them: counts, ordinals and years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from extractor.text.fold import fold
from extractor.text.numbers import tokens
from extractor.text.numbers.words import Kind, values


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in words: where it stands, and what it is."""

    start: int
    end: int
    value: Fraction
    is_ordinal: bool = False


def numerals(text: str, language: str | None) -> Iterator[Numeral]:
    """The numbers that a text writes in words."""
    if language is None:
        return
    for token in tokens(text, language):
        written = text[token.start : token.end]
        if token.number is None or not any(letter.isalpha() for letter in written):
            continue
        reading = token.number.reading
        if reading is not None and reading.plural:
            continue  # "thousands" is no year
        if reading is not None and reading.value < 1:
            yield from _one_by_one(text, token.start, token.end, language)  # "two quarters" are half a year
        elif reading is not None:
            yield Numeral(token.start, token.end, reading.value)
        else:
            found = _compound_ordinal(written, language)
            if found is not None:
                yield Numeral(token.start, token.end, Fraction(found), is_ordinal=True)
            else:
                yield from _one_by_one(text, token.start, token.end, language)


def _one_by_one(text: str, start: int, end: int, language: str) -> Iterator[Numeral]:
    """The words of a run that is no number as a whole: none of them may be passed over."""
    for match in re.compile(r"[^\W\d_]+").finditer(text, start, end):
        value = _whole(match[0], language)
        if value is not None:
            yield Numeral(match.start(), match.end(), Fraction(value))


def ordinals(language: str | None) -> dict[str, int]:
    """The ordinals of a language that are one word."""
    return {} if language is None else values(language, Kind.ORDINAL)


def _compound_ordinal(written: str, language: str) -> int | None:
    """A ten and an ordinal below ten: "twenty first"."""
    head, _, last = fold(written).replace("-", " ").rpartition(" ")
    ten, unit = values(language, Kind.TEN).get(head), ordinals(language).get(last)
    return ten + unit if ten and unit and unit < 10 else None


def _whole(words: str, language: str) -> int | None:
    found = tokens(words, language)
    reading = found[0].number.reading if len(found) == 1 and found[0].number else None
    return int(reading.value) if reading is not None and reading.value.denominator == 1 else None
