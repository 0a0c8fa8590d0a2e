"""Dates in other languages, where they are written out: "12 de agosto de 2025", "12. August", "12 août 2025".

Only day, month and year are read. Weekdays and "yesterday" would need the tense of the sentence, which is
judged in English alone, and a guess of the language; a wrong week is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

from extractor.fields.times.calendar_rules import day_of_unsaid_year
from extractor.fields.times.rules import Frame, Rules
from extractor.fields.times.values import Precision, TimeValue, months_from, one_day

RULES = Rules()

LANGUAGES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu",
    "id", "it", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "th", "tr", "uk",
)  # fmt: skip
"""Languages whose months are known, by their ISO 639-1 codes."""

_NAME = r"(?P<name>[^\W\d_][^\s\d.,;:()\[\]/-]{2,})"
_LINK = r"(?:de|del|di|do|d['’])"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)(?!\d)"


@RULES.add(rf"(?<![\w.,/-])(?P<day>\d\d?)[.ºª°]?\s*(?:{_LINK}\s*)?{_NAME}\.?,?\s+(?:{_LINK}\s+)?{_YEAR}")
@RULES.add(rf"(?<![\w.,/-])(?P<day>\d\d?)(?:[.ºª°]|\s+{_LINK})\s+{_NAME}\b(?P<year>)")
def _day(match: re.Match[str], frame: Frame) -> TimeValue | None:
    month, day = _month(match["name"]), int(match["day"])
    if month is None:
        return None
    if match["year"]:
        return one_day(date(int(match["year"]), month, day))
    return day_of_unsaid_year(match, frame, month, day)


@RULES.add(rf"(?<![\w.,/-]){_NAME}\s+{_LINK}?\s*{_YEAR}")
def _month_and_year(match: re.Match[str], _frame: Frame) -> TimeValue | None:
    month = _month(match["name"])
    is_a_planet = match["name"].casefold() == "mars"
    if month is None or is_a_planet:
        return None
    return months_from(date(int(match["year"]), month, 1), 1, Precision.MONTH)


_BEFORE_YEARS = frozenset(
    [
        "about",
        "after",
        "and",
        "before",
        "during",
        "early",
        "from",
        "his",
        "late",
        "mid",
        "since",
        "than",
        "the",
        "their",
        "until",
    ]
)
"""English words that stand before a year and are no month in any language: most texts need no other table."""


def _month(name: str) -> int | None:
    if name.casefold() in _BEFORE_YEARS:
        return None
    return _month_numbers().get(unicodedata.normalize("NFC", name).casefold())


@cache
def _month_numbers() -> dict[str, int]:
    """Months by their full names (Unicode CLDR), without those that differ between two languages."""
    from babel import Locale

    numbers: dict[str, set[int]] = {}
    for language in LANGUAGES:
        forms = Locale.parse(language).months
        for form in ("format", "stand-alone"):
            for number, name in forms[form]["wide"].items():
                last_word = re.split(r"[\s'’]", name.casefold())[-1]
                numbers.setdefault(unicodedata.normalize("NFC", last_word), set()).add(number)
    return {name: next(iter(found)) for name, found in numbers.items() if len(found) == 1}
