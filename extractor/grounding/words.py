"""Cuts a text into the words that grounding compares: numbers, names, negations and others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache, lru_cache
from typing import NamedTuple

from extractor.grounding.numbers import NumberKey, digits_key, number_spans
from extractor.grounding.vocabulary import Vocabulary
from extractor.text.numbers.words import DEFAULT_LANGUAGE, NUMERIC, number_words, values
from extractor.text.numbers.words import Kind as NumberKind
from extractor.text.positions import INVISIBLE, fold_lightly, is_mark


class Kind(Enum):
    """What a word is to grounding."""

    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"
    QUANTITY = "quantity"
    FUNCTION = "function word"
    PLAIN = "word"


class Word(NamedTuple):
    """One word, or one number of several words, at its place in the text."""

    start: int
    end: int
    kind: Kind
    key: str
    """Words with equal keys of one kind are the same; for a number, its kind and value."""
    shown: str
    """As it stands in the text."""
    parted: int
    """What stands between it and the word before: 0 nothing, 1 a comma or the like, 2 a full stop."""
    hyphenated: bool = False
    """Whether a hyphen joins it to the word before."""


_MARK_RANGES = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903"
    "\u093a-\u094f\u0962\u0963\u0981-\u0983\u09bc-\u09d7\u0a01-\u0a75\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b57"
    "\u0b82-\u0bd7\u0c00-\u0c56\u0c81-\u0cd6\u0d00-\u0d57\u0d81-\u0ddf\u0e31-\u0e4e\u0eb1-\u0ecd\u0f18-\u0fbc"
    "\u102b-\u109d\u17b4-\u17dd\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
_MARKS_INSIDE = rf"[{_MARK_RANGES}{INVISIBLE}]"
_LETTERS = rf"(?:[^\W\d_]++|{_MARKS_INSIDE})++"
_LETTERS_AND_DIGITS = rf"(?:[^\W_]++|{_MARKS_INSIDE})*+"
_DIGITS = rf"\d[\d{INVISIBLE}]*"
# Most words are of ASCII letters with a blank or the like after them: these match at once.
_PLAIN = r"(?P<plain>[A-Za-z]{2,}+(?=[\s.,;:!?)]))"
_ODD = (
    rf"(?P<number>(?:(?:(?<=\s)|(?<=\()|^)[-−](?=\d))?"
    rf"(?:\d{{1,3}}(?:[ \u00a0\u2009\u202f]\d{{3}})+(?!\d)|{_DIGITS})"
    rf"(?:[.,:/\-–−'’]{_DIGITS})*(?!\d)(?P<tail>{_LETTERS_AND_DIGITS}))"
    rf"|(?P<acronym>(?<!\w)(?:[^\W\d_]\.){{2,}})"
    rf"|(?P<word>[^\W\d_]{_LETTERS_AND_DIGITS}(?:['’]{_LETTERS})*+)"
    r"|(?P<sign>[%$€£¥₹°])"
)
_WORD = re.compile(f"{_PLAIN}|{_ODD}")
_Piece = tuple[int, int, Kind, str, str]
"""Start and end in the letters around it, kind, key, and as it is written."""

_HYPHENS = frozenset("-‐‑–")
_ELIDED = re.compile(r"([^\W\d_]+['’])(\w.*)", re.DOTALL)
_CACHED = 40
"""Letters of a word that is remembered, so that no text fills the memory."""

_ORDINAL_TAIL = frozenset({"st", "nd", "rd", "th"})


def words_of(text: str, language: Vocabulary, offset: int = 0) -> tuple[Word, ...]:
    """The words of a text in a language; positions are counted from `offset`."""
    words = tuple(_single_words(text, language, offset))
    numeric = _number_words(language.language)
    if not any(
        word.key in numeric or (word.kind is Kind.NUMBER and not word.shown.isdigit()) for word in words
    ):
        return words  # as most are
    return _with_numbers(text, words, language, offset)


def _single_words(text: str, language: Vocabulary, offset: int) -> Iterator[Word]:
    last = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        group, shown = match.lastgroup, match.group()
        parted = 0 if text[last:start] == " " else _parted(text, last, start)
        hyphenated = start > 1 and text[start - 1] in _HYPHENS and text[start - 2].isalnum()
        last = end
        if group in {"plain", "word"}:
            pointed = text[end : end + 1] == "."
            cut = _letters if end - start <= _CACHED else _letters.__wrapped__
            start += offset
            for first, past, kind, key, piece in cut(shown, language, pointed):
                yield Word(start + first, start + past, kind, key, piece, parted, hyphenated)
                parted, hyphenated = 0, False
            continue
        if group == "sign":
            kind, key = Kind.QUANTITY, "percent" if shown == "%" else shown
        elif group == "acronym":
            kind, key = Kind.NAME, fold_lightly(shown.replace(".", ""))
        else:
            kind, key = Kind.NUMBER, _number(match["number"], match["tail"])
        yield Word(start + offset, end + offset, kind, key, shown, parted, hyphenated)


def _number(written: str, tail: str) -> str:
    key: NumberKey = ("literal", fold_lightly(written))
    if not tail or fold_lightly(tail) in _ORDINAL_TAIL:
        key = digits_key(written)
    return "=".join(key)


@lru_cache(maxsize=65536)  # a language has few words, and they come again and again
def _letters(written: str, language: Vocabulary, pointed: bool) -> tuple[_Piece, ...]:
    """A word and what is written together with it (`n't`, `'s`, `l'`), each with its place in the whole."""
    if contraction := _contraction(written, language):
        cut, verb, key = contraction
        kind = Kind.NEGATION if key in language["negations"] else Kind.FUNCTION
        return (_piece(written[:cut], language, verb), (cut, len(written), kind, key, written[cut:]))
    split = _ELIDED.fullmatch(written)
    if split and fold_lightly(split.group(1)) in language["elided"]:
        cut = split.end(1)
        first, past, kind, key, shown = _piece(split.group(2), language)
        article = (0, cut, Kind.FUNCTION, fold_lightly(split.group(1)), split.group(1))
        return (article, (cut + first, cut + past, kind, key, shown))
    return (_piece(written, language, _date_in_full(written, language, pointed=pointed)),)


def _contraction(written: str, language: Vocabulary) -> tuple[int, str | None, str] | None:
    """Where a word ends to which another is written, its key if it is cut short, and the key of the other."""
    word = fold_lightly(written)
    if word in language.joined:
        first, second = language.joined[word].split()
        return len(first), first, second
    for ending, key in language.contracted.items():
        if word.endswith(ending) and len(word) > len(ending):
            cut = len(written) - len(ending)
            return cut, language.cut_verbs.get(word[: -len(ending)]) if key != ending else None, key
    return None


def _piece(written: str, language: Vocabulary, key: str | None = None) -> _Piece:
    key = key or fold_lightly(written)
    if ordinal := _ordinals(language.language).get(key):
        return (0, len(written), Kind.NUMBER, f"ordinal={ordinal}", written)
    return (0, len(written), _kind(written, key, language), key, written)


@cache
def _number_words(language: str | None) -> frozenset[str]:
    """The words of a language one of which every number in words has."""
    found = number_words(language).words.items()
    return frozenset(part for word, kinds in found if not NUMERIC.isdisjoint(kinds) for part in word.split())


@cache
def _ordinals(language: str | None) -> dict[str, int]:
    """The places in a row that are one word of a language."""
    return values(language or DEFAULT_LANGUAGE, NumberKind.ORDINAL)


def _kind(written: str, key: str, language: Vocabulary) -> Kind:
    acronym = len(written) > 1 and written.isupper() and key not in language["negations"]
    if acronym or any(c.isdigit() for c in written):
        return Kind.NAME
    if key in language["negations"]:
        return Kind.NEGATION
    if key in language["quantities"]:
        return Kind.QUANTITY
    if key in language.function and not (key in language.calendar and written[0].isupper()):
        return Kind.FUNCTION
    if key in language.calendar:
        return Kind.NAME
    is_noun = written.istitle() and language.ends(key, "noun_endings")
    return Kind.NAME if any(c.isupper() for c in written) and not is_noun else Kind.PLAIN


def _date_in_full(written: str, language: Vocabulary, *, pointed: bool) -> str | None:
    """The month or weekday that a word is short for; `Sun` and the like only with a full stop after them."""
    key = fold_lightly(written)
    is_short = written[0].isupper() and (pointed or key not in language["cased"])
    return language.short_dates.get(key) if is_short else None


def _parted(text: str, last: int, start: int) -> int:
    """How far what stands between two words sets them apart."""
    between = text[last:start]
    if not between or between.isspace() or last == 0:
        return 0
    if ";" in between or ":" in between or "!" in between or "?" in between:
        return 2
    if "." in between:
        before = text[max(last - 6, 0) : last].split()
        return 0 if before and len(before[-1]) <= 4 else 2  # "Gov.", "Aug.", an initial
    dashed = any(c in "–—-" for c in between) and any(c.isspace() for c in between)
    return 1 if dashed or any(c in ",()[]/…|—、，" for c in between) else 0


def _with_numbers(text: str, words: Sequence[Word], language: Vocabulary, offset: int) -> tuple[Word, ...]:
    """The words, with each number as one: `treinta y dos mil`, `26 million`."""
    joined: list[Word] = []
    position = 0
    for start, end, key in number_spans(text, language.language):
        while position < len(words) and words[position].end <= start + offset:
            joined.append(words[position])
            position += 1
        first = position
        while position < len(words) and words[position].start < end + offset:
            position += 1
        covered = words[first:position]
        # Not where a sign stands before digits, or letters after them; "a tenth man" is one of a row.
        is_whole = covered and (covered[0].start, covered[-1].end) == (start + offset, end + offset)
        after_article = len(covered) > 1 and covered[0].kind is Kind.FUNCTION
        is_place = any(word.key.startswith("ordinal=") for word in covered[: 1 + after_article])
        if is_whole and not is_place:
            whole = covered[0]._replace(end=end + offset, kind=Kind.NUMBER, key="=".join(key))
            joined.append(whole._replace(shown=text[start:end]))
        else:
            joined.extend(covered)
    return (*joined, *words[position:])


HAN_NUMERALS = "〇零一二三四五六七八九十百千万萬億亿兆两兩"
"""The letters of numbers in Chinese and Japanese."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff]"
)


def is_unspaced(text: str) -> bool:
    """Whether a text holds letters of a script that puts no spaces between words."""
    return not text.isascii() and _UNSPACED.search(text) is not None


def is_word_character(character: str) -> bool:
    """Whether a character is part of a word."""
    return character.isalnum() or character == "_" or (character > "\u02ff" and is_mark(character))


def is_ignorable(character: str) -> bool:
    """Whether a character has no width: it does not end a word."""
    return character > "\u00ac" and unicodedata.category(character) == "Cf"
