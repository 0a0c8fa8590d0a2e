"""Numbers in text, in digits and in words, by language: each is read as a whole, or it has no value."""

from extractor.text.numbers.grammar import Reading
from extractor.text.numbers.reading import Number, Token, may_begin, tokens

__all__ = ["Number", "Reading", "Token", "may_begin", "tokens"]
