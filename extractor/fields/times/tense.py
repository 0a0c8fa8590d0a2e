"""Which way a sentence looks from the day it was published: back, ahead, or it does not tell.

The verbs and their endings are those of the language, from the table `tense` of its `times.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from extractor.text.language_data import language_data


class Tense(StrEnum):
    """Where, seen from the publication date, the time in a sentence lies."""

    PAST = "past"
    FUTURE = "future"
    UNKNOWN = "unknown"


AT_A_WORD = r"(?=\b\w|['’])"
"""Where a word begins, or what is written to the end of one: nowhere else begins what is looked for."""
_SHORTEST_STEM = 2
"""Letters that a verb has before its ending at least."""


@dataclass(frozen=True)
class Verbs:
    """How the verbs of a language look."""

    future: re.Pattern[str]
    """Words that put what follows them after the day they are written."""
    past: re.Pattern[str]
    """Verbs of the past."""
    governed: int
    """Words after a verb of the future among which a participle belongs to it: `will not be held`."""
    new_clause: re.Pattern[str]
    """What ends that."""
    headline_ahead: re.Pattern[str]
    """A headline without a verb: `Presidents to meet on Friday`."""


@lru_cache(maxsize=32)
def verbs_of(language: str | None) -> Verbs:
    """The verbs of a language; those of English where it is unknown, none of a language without tables."""
    data = language_data(language or "en", "times")
    table = data.get("tense", {})
    is_unspaced = data.get("settings", {}).get("unspaced", False)

    def pattern(tense: Tense) -> re.Pattern[str]:
        words = table.get(tense, ())
        if is_unspaced:
            return _any([re.escape(word) for word in words])
        forms = [by_first_letter(re.escape(word) for word in words if word[0] != "*")]
        endings = [re.escape(word[1:]) for word in words if word[0] == "*"]
        if endings:
            before = "".join(rf"(?<!\b{word}\s)" for word in table.get(f"not_{tense}_behind", ()))
            forms.append(rf"{before}{_no_verb(data)}[^\W\d_]{{{_SHORTEST_STEM},}}(?:{'|'.join(endings)})")
        found = [*table.get(f"{tense}_patterns", ()), *(rf"\b(?:{form})\b" for form in forms if form)]
        return _any([f"{AT_A_WORD}(?:{'|'.join(found)})"] if found else [])

    return Verbs(
        pattern(Tense.FUTURE),
        pattern(Tense.PAST),
        table.get("governed", 0),
        _any([r"[,;:.“”\"]", rf"\b(?:{'|'.join(table.get('new_clause', ('(?!)',)))})\b"]),
        _any(table.get("headline_ahead", ())),
    )


def _no_verb(data: Mapping[str, Any]) -> str:
    """A pattern before words that only end as verbs do: those of the tables, with `*` for a beginning."""
    names = [("tense", key) for key in ("future", "past", "no_past")]
    names += [(table, key) for table in ("which", "which_after", "ordinals") for key in data.get(table, ())]
    words = {word for table, key in names for word in data[table].get(key, ())}
    forms = [by_first_letter(re.escape(word) for word in words if word[0] != "*")]
    forms += [rf"[^\W\d_]+{word[1:]}" for word in data["tense"].get("no_past", ()) if word[0] == "*"]
    return rf"(?!(?:{'|'.join(forms)})\b)"


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of these, or for nothing at all."""
    return re.compile("|".join(patterns) or "(?!)", re.VERBOSE | re.IGNORECASE)


def by_first_letter(words: Iterable[str]) -> str:
    """A pattern of these words that compares their first letters before it compares the words."""
    groups = groupby(sorted(words, key=lambda word: (word[0], -len(word), word)), key=itemgetter(0))
    return "|".join(f"{first}(?:{'|'.join(word[1:] for word in found)})" for first, found in groups)


def tense_at(sentence: str, position: int | None = None, language: str | None = "en") -> Tense:
    """The tense at a position of the sentence: of the last verb before it or, when none is, the first after.

    Without a position it is the tense of the sentence's first verb.
    """
    verbs = verbs_of(language)
    found = _found(sentence, verbs)
    before = [tense for place, tense in found if position is not None and place <= position]
    if before:
        return before[-1]
    if found:
        return found[0][1]
    return Tense.FUTURE if verbs.headline_ahead.search(sentence) else Tense.UNKNOWN


def tense_within(words: str, language: str | None = "en") -> Tense:
    """The tense of the last verb of a few words, such as `will be held on Friday`."""
    found = _found(words, verbs_of(language))
    return found[-1][1] if found else Tense.UNKNOWN


def _found(sentence: str, verbs: Verbs) -> list[tuple[int, Tense]]:
    """Where each verb stands, in order, and its tense; participles that belong to a future verb are left out.

    What was agreed or promised lies ahead, but the agreeing is reported like any other deed: "agreed on
    Friday to leave on Monday". So such a verb looks ahead only from its "to" on.
    """
    future = list(verbs.future.finditer(sentence))
    found = [(match.end(), Tense.FUTURE) for match in future]
    found += [
        (match.start(), Tense.PAST)
        for match in verbs.past.finditer(sentence)
        if not any(_governs(sentence, other, match.start(), verbs) for other in future)
    ]
    return sorted(found)


def _governs(sentence: str, future: re.Match[str], verb: int, verbs: Verbs) -> bool:
    if future.start() <= verb < future.end():
        return future.groupdict().get("act") is None
    between = sentence[future.end() : verb]
    is_near = verb >= future.end() and len(between.split()) < verbs.governed
    return is_near and not verbs.new_clause.search(between)
