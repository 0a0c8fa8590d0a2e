"""Numbers in text, in digits and in words, by language: each is read as a whole, or it has no value."""

from extractor.text.numbers.grammar import Reading
from extractor.text.numbers.reading import (
    CARDINALS,
    MAGNITUDES,
    NUMBER_WORDS,
    ORDINALS,
    TENS,
    TO_FIFTY,
    UNITS,
    Number,
    Token,
    may_begin,
    tokens,
)

__all__ = [
    "CARDINALS",
    "MAGNITUDES",
    "NUMBER_WORDS",
    "ORDINALS",
    "TENS",
    "TO_FIFTY",
    "UNITS",
    "Number",
    "Reading",
    "Token",
    "may_begin",
    "tokens",
]
