"""The words of time of one language, from its data file and from Unicode CLDR, by the first word of each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from extractor.fields.times.words.numerals import ordinals
from extractor.text.calendar import any_month_numbers, month_names, weekday_names
from extractor.text.fold import fold
from extractor.text.language_data import language_data

_TOKEN = re.compile(
    r"\d+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af々〇]|[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|\S"
)
"""Digits, a letter of a script that is written without spaces, a run of other letters, or a sign."""

Word = tuple[str, Any]
"""A category of the grammar, and the value of a word in it."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign, folded, and where it stands."""

    start: int
    end: int
    text: str
    raw: str

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.raw[0].isalpha()


def tokens(text: str) -> list[Token]:
    """The tokens of a text."""
    return [Token(m.start(), m.end(), fold(m[0]) or m[0], m[0]) for m in _TOKEN.finditer(text)]


@dataclass(frozen=True)
class Lexicon:
    """The words of one language."""

    language: str | None
    is_known: bool
    """Whether there is a data file for the language."""
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Word], ...]]
    """By the first token: all tokens, and what they are."""
    order: str = "dmy"
    """The order of day, month and year in digits; empty where both are usual."""
    ordinal_point: bool = False
    """Whether a point makes a number an ordinal, as in "3. März"."""
    twelve_hours: bool = False
    """Whether "am" behind a number makes it an hour."""
    counted: frozenset[str] = field(default_factory=frozenset)
    """Words that make a number of four digits before them a count and no year."""
    no_day: frozenset[str] = field(default_factory=frozenset)
    """Words that make a weekday behind them a name, as in "Black Monday"."""
    no_holiday: frozenset[str] = field(default_factory=frozenset)
    """Words that make a holiday before them no day, as in "Christmas shopping"."""
    capitals: frozenset[str] = field(default_factory=frozenset)
    """Words that are words of time with a capital letter only."""
    is_spaced: bool = True
    """Whether words are parted by spaces."""


@lru_cache(maxsize=64)
def lexicon(language: str | None) -> Lexicon:
    """The words of a language; of an unknown one, the months of all languages that agree on them."""
    data = language_data(language, "times")
    found: dict[str, list[tuple[tuple[str, ...], Word]]] = defaultdict(list)
    for written, word in _words(language, data):
        parts = tuple(token.text for token in tokens(written))
        if parts and (parts, word) not in found[parts[0]]:
            found[parts[0]].append((parts, word))
    settings = data.get("settings", {})
    return Lexicon(
        language=language,
        is_known=bool(data),
        phrases={first: tuple(entries) for first, entries in found.items()},
        order=settings.get("order", "dmy"),
        ordinal_point=settings.get("ordinal_point", not data),
        twelve_hours=settings.get("twelve_hours", False),
        counted=_folded(settings.get("counted", ())),
        no_day=_folded(settings.get("no_day_after", ())),
        no_holiday=_folded(settings.get("no_holiday_before", ())),
        capitals=_folded(settings.get("capitals", ())),
        is_spaced=not settings.get("unspaced", False),
    )


_HIGHEST = 100
"""Of higher ordinals there is no day, week or quarter, and no century."""


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _words(language: str | None, data: Mapping[str, Any]) -> Iterator[tuple[str, Word]]:
    yield from _names(language, data)
    yield from _SIGNS
    for sign in _ZONES.split():
        yield sign, ("ZONE", sign)
    for category, table in data.items():
        make = _TABLES.get(category)
        if make is None:
            continue
        for key, words in table.items():
            for word in words:
                yield word, make(key)
    if not data:
        yield from ((link, ("OF", None)) for link in ("de", "del", "di", "do", "d'", "of"))
    yield from _compounds(language, data)
    if plural := data.get("settings", {}).get("weekday_plural"):
        names = weekday_names(language or "", short=False)
        yield from ((name + plural, ("WDAYS", number)) for name, number in names.items())
    yield from ((word, ("ORD", number)) for word, number in ordinals(language).items() if number <= _HIGHEST)


def _names(language: str | None, data: Mapping[str, Any]) -> Iterator[tuple[str, Word]]:
    """Months and weekdays by their names; short forms and names that are words too need company."""
    weak = _folded(data.get("settings", {}).get("weak", ()))
    if not data:
        yield from ((name, ("MONTH", number)) for name, number in any_month_numbers().items())
    if language is None:
        return
    for name, number in month_names(language, short=False).items():
        yield name, ("WMONTH" if fold(name) in weak else "MONTH", number)
    if data.get("settings", {}).get("unspaced"):
        yield from ((name, ("MONTH", number)) for name, number in month_names(language, short=True).items())
        yield from ((name, ("WDAY", number)) for name, number in weekday_names(language, short=False).items())
        return  # one character is a short form there, and many other words
    for name, number in month_names(language, short=True).items():
        yield name, ("WMONTH", number)
    for name, number in weekday_names(language, short=False).items():
        yield name, ("WDAY", number)
    for name, number in weekday_names(language, short=True).items():
        yield name, ("WWDAY", number)


def _compounds(language: str | None, data: Mapping[str, Any]) -> Iterator[tuple[str, Word]]:
    """Weekdays grown together with a part of the day, as German "Dienstagabend"."""
    for part in data.get("settings", {}).get("glued_parts_of_day", ()):
        for name, number in weekday_names(language or "en", short=False).items():
            yield name + part, ("WDAY", number)


def _number(key: str) -> Any:
    return int(key) if key.lstrip("-").isdigit() else key


def _unit_and_step(key: str) -> tuple[str, int]:
    unit, sign, step = re.split(r"([+-])", key)
    return unit, int(sign + step)


_TABLES: Mapping[str, Any] = {
    "months": lambda key: ("MONTH", int(key)),
    "short_months": lambda key: ("WMONTH", int(key)),
    "weekdays": lambda key: ("WDAY", int(key)),
    "short_weekdays": lambda key: ("WWDAY", int(key)),
    "weekday_sets": lambda key: ("SET", key),
    "days": lambda key: ("RDAY", int(key)),
    "units": lambda key: ("UNIT", (key, False)),
    "plural_units": lambda key: ("UNIT", (key, True)),
    "relative_units": lambda key: ("RELUNIT", _unit_and_step(key)),
    "which": lambda key: ("WHICH", key),
    "which_after": lambda key: ("WHICHA", key),
    "counted": lambda key: (key.rstrip("?").upper(), key),
    "phases": lambda key: ("PHASE", _number(key)),
    "phases_after": lambda key: ("PHASEA", _number(key)),
    "bounds": lambda key: ("BOUND", key),
    "bounds_after": lambda key: ("BOUNDA", key),
    "ranges": lambda key: (key.upper(), key),
    "small": lambda key: (key.upper(), None),
    "parts_of_day": lambda key: ("PART", key),
    "clock": lambda key: (key.upper(), None),
    "seasons": lambda key: ("SEASON" if not key.startswith("?") else "WSEASON", int(key.lstrip("?"))),
    "half_parts": lambda key: ("HALFPART", int(key)),
    "weeks": lambda key: ("WEEKOF", int(key)),
    "halves": lambda key: ("HALF", int(key)),
    "holidays": lambda key: ("HOLIDAY", key),
    "cardinals": lambda key: ("NUM", int(key)),
    "ordinals": lambda key: ("ORD", int(key)),
    "vague": lambda key: ("FEW" if key == "few" else "NUM", None if key == "few" else int(key)),
    "eras": lambda key: ("DECADE" if key == "decade" else key.upper(), _number(key)),
    "eras_of_years": lambda key: ("ERA", int(key)),
    "fixed_days": lambda key: ("FIXEDDAY", key),
    "parts_of_units": lambda key: ("UNITPART", tuple(key.split("/"))),
    "letters": lambda key: ("LETTER", key),
}
"""What a word is in the grammar, by the table of the data file that it is in."""

_SIGNS: tuple[tuple[str, Word], ...] = (
    (",", ("COMMA", None)), ("，", ("COMMA", None)), ("、", ("COMMA", None)), ("،", ("COMMA", None)),
    ("-", ("DASH", "to")), ("~", ("DASH", "to")), ("〜", ("DASH", "to")), ("～", ("DASH", "to")),
    ("/", ("SLASH", None)), ("(", ("LPAR", None)), (")", ("RPAR", None)), ("（", ("LPAR", None)),
    ("）", ("RPAR", None)), ("'", ("APOS", None)), ("&", ("AND", "and")),
)  # fmt: skip

_ZONES = """GMT UTC EST EDT CST CDT MST MDT PST PDT ET CET CEST BST IST JST AEST AEDT MSK WIB SAST HKT"""
