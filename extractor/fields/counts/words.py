"""The words around a number: those that bound it, those that say it is no count, and what is counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from extractor.fields.countries import demonym_code
from extractor.text.fold import fold, words
from extractor.text.language_data import language_data, languages_with
from extractor.text.numbers.pieces import pieces
from extractor.text.numbers.words import DEFAULT_LANGUAGE, number_words
from extractor.text.stems import stem

CURRENCY_SIGNS: Mapping[str, str] = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB"}
"""ISO 4217 codes by sign; a bare dollar is that of the United States, as in most news in English."""
DOLLARS: Mapping[str, str] = {"us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "hk": "HKD"}
"""Codes by the letters that touch a dollar sign."""
_CODES = ("USD", "EUR", "GBP", "JPY", "CNY", "INR", "RUB", "CAD", "AUD", "MXN", "CHF")
_BEFORE = {"~": "about", "≈": "about", ">": "at least", "≥": "at least", "> =": "at least", "<": "at most",
           "≤": "at most", "< =": "at most"}  # fmt: skip
_AFTER = {"+": "at least", "- plus": "at least", "- odd": "about"}
_BOUNDS = {"about": "about", "at_least": "at least", "at_most": "at most"}
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, eq=False)
class CountWords:
    """The words around numbers in a language, in the form that the tokens of a text have."""

    head: str = "named"
    """How the head of a noun phrase is known: `plural`, `first`, `capital`, `counter` or `named`."""
    before: Mapping[str, str] = field(default_factory=lambda: _BEFORE)
    """Bounds by the words that stand before a number."""
    after: Mapping[str, str] = field(default_factory=lambda: _AFTER)
    """Bounds by the words that follow a number."""
    range_words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    money: Mapping[str, str] = field(default_factory=dict)
    """ISO 4217 codes by the word or code after or before an amount."""
    states: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    sets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    age_or_hour: re.Pattern[str] = _NEVER
    ordinal_point: bool = False
    """Whether a full stop after digits makes them an ordinal."""
    counters: tuple[str, ...] = ()
    """Words between a number and what it counts, the longest first."""

    def __getitem__(self, name: str) -> frozenset[str]:
        """The words of a list, as in `labels`."""
        return self.sets.get(name, frozenset())

    def is_person(self, word: str) -> bool:
        """Whether a folded word is a word for persons, English demonyms such as `mexicans` included."""
        return word in self.people or (self.head == "plural" and _is_demonym(word))


@lru_cache(maxsize=64)
def count_words(language: str | None) -> CountWords:
    """The words around numbers in a language; of English where the language is unknown."""
    code = language or DEFAULT_LANGUAGE
    data = language_data(code, "counts")
    if not data:
        return CountWords(money=_codes({}))
    around = data["words"]
    english = language_data(DEFAULT_LANGUAGE, "counts")["words"]["age_or_hour"]
    lists = {name: _normal(code, value) for name, value in around.items() if isinstance(value, list)}
    return CountWords(
        head=data["noun"]["head"],
        before=_BEFORE | _bounds(code, data["before"]),
        after=_AFTER | _bounds(code, data.get("after", {})),
        range_words={name: _normal(code, value) for name, value in data["range"].items()},
        money=_codes({_joined(code, word): currency for word, currency in data["money"].items()}),
        states=frozenset(fold(word) for listed in data["states"].values() for word in listed),
        people=frozenset(map(fold, data["units"]["people"])),
        sets=lists,
        age_or_hour=re.compile("|".join(dict.fromkeys([english, around.get("age_or_hour", english)]))),
        ordinal_point=around.get("ordinal_point", False),
        counters=tuple(sorted(lists.get("counters", ()), key=len, reverse=True)),
    )


def _bounds(code: str, table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {phrase: _BOUNDS[name] for name, listed in table.items() for phrase in _normal(code, listed)}


def _normal(code: str, listed: Iterable[str]) -> frozenset[str]:
    return frozenset(_joined(code, phrase) for phrase in listed)


def _joined(code: str, phrase: str) -> str:
    """A phrase as the texts of its tokens, with spaces between where the language has spaces."""
    language = number_words(code)
    return fold(phrase) if language.unspaced else " ".join(p.text for p in pieces(phrase, language))


def _codes(table: Mapping[str, str]) -> Mapping[str, str]:
    return {**table, **{code.lower(): code for code in _CODES}}


# Kinds of units


@cache
def _kinds() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """States by word, words for persons, and what a story counts again, in all languages."""
    states: dict[str, str] = {}
    people: set[str] = set()
    tolls: set[str] = set()
    for code in languages_with("counts"):
        data: Mapping[str, Any] = language_data(code, "counts")
        for name, listed in data["states"].items():
            states.update((fold(word), f"people {name}") for word in listed)
            if name != "held":
                tolls.update(map(fold, listed))
        people.update(map(fold, data["units"]["people"]))
        tolls.update(map(fold, data["units"].get("tolls", ())))
    return states, frozenset(people), frozenset(tolls)


def is_toll(unit: str | None) -> bool:
    """Whether a unit is counted again and again while a story grows."""
    states, _, tolls = _kinds()
    plain = words(unit or "")
    return any(word in tolls for word in plain) or any(
        state.removeprefix("people ") != "held" for word in plain for state in _within(word, states)
    )


@cache
def _measures() -> frozenset[str]:
    tables = (language_data(code, "counts")["units"].get("measures", ()) for code in languages_with("counts"))
    return frozenset(stem(fold(word)) for listed in tables for word in listed)


def is_measure(kind: str) -> bool:
    """Whether counts of a kind are lengths, weights and the like, of which one event has several."""
    return kind in _measures()


def is_person(word: str) -> bool:
    """Whether a folded word of any language is a word for persons, English demonyms included."""
    return word in _kinds()[1] or _is_demonym(word)


def _is_demonym(word: str) -> bool:
    return word.endswith("s") and len(word) > 4 and demonym_code(word) is not None


@lru_cache(maxsize=4096)
def kind_of(unit: str | None) -> str:
    """The class of a unit: `people`, `people dead`, …, `USD`, `percent`, the stem of a noun, or nothing."""
    plain = words(unit or "")
    if unit is None or not plain:
        return ""
    if unit == "percent" or (len(unit) == 3 and unit.isascii() and unit.isupper()):
        return unit
    states = [state for word in plain for state in _within(word, _kinds()[0])]
    if states:
        return states[-1]
    return "people" if is_person(plain[-1]) or is_person(plain[0]) else stem(plain[-1])


def _within(word: str, table: Mapping[str, str]) -> list[str]:
    """What a table says of a word; of any of its parts where no spaces part words."""
    if word in table:
        return [table[word]]
    if word.isascii() or not _UNSPACED.search(word):
        return []
    return [value for part, value in table.items() if part in word]


_UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def comparable(kind: str, other: str) -> bool:
    """Whether counts of two kinds can be of one thing; an unknown kind can be any but money and shares."""
    if kind == other:
        return True
    if not kind or not other:
        return not (kind or other).isupper() and "percent" not in (kind, other)
    return "people" in (kind, other) and kind.startswith("people") and other.startswith("people")
