"""The words in which an article speaks of an earlier event like the one it reports.

They are those of the article's language, from its `relations.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from extractor.text.fold import fold
from extractor.text.language_data import language_data

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_WORDS_TO_NOUN = 3
"""Words behind the ordinal among which the noun must stand: "the second such mass transfer"."""
_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}
_FEW = {"day": 31, "week": 62, "month": 366, "year": 3660}
"""Days that "in days", "in weeks" and so on can span at most."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of a sentence that speak of an earlier event like the one they are about."""

    start: int
    """Position in the sentence, as `end`."""
    end: int
    most: int
    """How many earlier events there can be."""
    noun: str | None
    """The folded noun that says what kind they are; `None` for one that names an event whatever its kind."""
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The time before an event in which the earlier ones lie."""

    days: int | None = None
    """How long it is."""
    same: str | None = None
    """`week`, `month` or `year`, where it is the one of the event."""
    since: int | None = None
    """The year in which it begins."""


@dataclass(frozen=True)
class EarlierWords:
    """How a language speaks of earlier events, from its `relations.toml`."""

    numbers: Mapping[str, int]
    counted: re.Pattern[str]
    """`The second …`"""
    earlier: re.Pattern[str]
    """`A similar …`"""
    of_its_kind: re.Pattern[str]
    period: re.Pattern[str]
    such: frozenset[str]
    general: frozenset[str]
    """Nouns that name an event whatever its kind."""
    small: frozenset[str]
    """Words that end a noun phrase."""
    amounts: Mapping[str, int]
    units: Mapping[str, str]


@lru_cache(maxsize=16)
def words_of(language: str | None) -> EarlierWords | None:
    data = language_data(language or "en", "relations")
    if not data:
        return None

    def lookup(table: str) -> dict[str, Any]:
        return {word: key for key, listed in data[table].items() for word in listed.split()}

    def pattern(text: str) -> re.Pattern[str]:
        for name in ("determiners", "ordinals", "earlier", "units"):
            listed = lookup(name) if isinstance(data[name], Mapping) else data[name].split()
            text = text.replace(f"{{{name}}}", "|".join(sorted(listed, key=len, reverse=True)))
        return re.compile(text, re.IGNORECASE)

    return EarlierWords(
        numbers={word: int(number) for word, number in lookup("ordinals").items()},
        counted=pattern(r"\b(?:{determiners})\s+(?P<ordinal>{ordinals})\s+(?P<after>[^.;:!?\n]*)"),
        earlier=pattern(r"\b(?:{determiners})\s+(?:{earlier})\s+(?P<after>[^.;:!?\n]*)"),
        of_its_kind=pattern(data["of_its_kind"]),
        period=pattern("|".join(data["periods"])),
        such=frozenset(map(fold, data["such"].split())),
        general=frozenset(map(fold, data["general"].split())),
        small=frozenset(map(fold, data["small"].split())),
        amounts={word: int(number) for word, number in lookup("amounts").items()},
        units=lookup("units"),
    )


def wordings(sentence: str, words: EarlierWords) -> Iterator[Wording]:
    """The wordings of a sentence that need no more than an event to be about."""
    for match in words.counted.finditer(sentence):
        noun, is_such = _noun_behind(match["after"], words)
        if noun is None:
            continue
        behind = match.start("after") + noun.end()
        kind = words.of_its_kind.search(sentence, behind, match.end())
        period = words.period.search(sentence, behind, match.end())
        if is_such or kind or period:
            end = max([behind, *(found.end() for found in (kind, period) if found)])
            number = words.numbers[match["ordinal"].casefold()]
            within = _period(period, number, words) if period else None
            yield Wording(match.start(), end, number - 1, _named(noun, words), within)
    for match in words.earlier.finditer(sentence):
        noun, _ = _noun_behind(match["after"], words)
        if noun is not None and _named(noun, words) is not None:
            yield Wording(match.start(), match.start("after") + noun.end(), 1, _named(noun, words))


def _named(noun: re.Match[str], words: EarlierWords) -> str | None:
    folded = fold(noun[0])
    return None if folded in words.general else folded


def _noun_behind(after: str, words: EarlierWords) -> tuple[re.Match[str] | None, bool]:
    """The last word of the noun phrase behind an ordinal, and whether `such` stands before it.

    Where the phrase ends is not known, so it is a general noun among the first words, or else the first word
    that a small word or the end follows.
    """
    found = list(_WORD.finditer(after))[: _WORDS_TO_NOUN + 2]
    is_such = bool(found) and fold(found[0][0]) in words.such
    phrase = found[1:] if is_such else found
    for number, word in enumerate(phrase[:_WORDS_TO_NOUN]):
        following = phrase[number + 1] if number + 1 < len(phrase) else None
        gap = after[word.end() : following.start()] if following else ""
        ends = following is None or fold(following[0]) in words.small or gap.strip()
        if ends or fold(word[0]) in words.general:
            return word, is_such
    return None, is_such


def _period(match: re.Match[str], number: int, words: EarlierWords) -> Period:
    """What a period of the language says; `number`: the how-manieth the event is."""
    found = match.groupdict()
    if since := found.get("since"):
        return Period(since=int(since))
    if this := found.get("this"):
        return Period(same=words.units[this.casefold()])
    unit, amount = words.units[found["unit"].casefold()], (found.get("amount") or "").casefold()
    if found.get("as_many"):
        return Period(days=number * _DAYS[unit])
    counted = int(amount) if amount.isdecimal() else words.amounts.get(amount)
    return Period(days=_FEW[unit] if counted is None else counted * _DAYS[unit])
