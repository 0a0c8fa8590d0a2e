"""The names of months and weekdays: the English ones, and those of other languages from Unicode CLDR."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""From 0 as in `date.weekday`."""

CALENDAR = frozenset(name.lower() for name in (*MONTHS, *WEEKDAYS))
"""Every name in full, in small letters."""

LANGUAGES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu",
    "id", "it", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "th", "tr", "uk",
)  # fmt: skip
"""Languages whose months are known in a text of an unknown language, by their ISO 639-1 codes."""


@cache
def month_names(language: str, *, short: bool) -> dict[str, int]:
    """The months of a language, 1 to 12, by their names in full or by their short forms without a point."""
    return _names(language, "months", "abbreviated" if short else "wide")


@cache
def weekday_names(language: str, *, short: bool) -> dict[str, int]:
    """The weekdays of a language, 0 to 6, by their names in full or by their short forms without a point."""
    return _names(language, "days", "abbreviated" if short else "wide")


def _names(language: str, kind: str, width: str) -> dict[str, int]:
    from babel import Locale, UnknownLocaleError

    try:
        forms = getattr(Locale.parse(language), kind)
    except (UnknownLocaleError, ValueError):
        return {}
    return {
        name.rstrip(".").lower(): number
        for form in ("stand-alone", "format")
        for number, name in forms[form][width].items()
    }


@cache
def any_month_numbers() -> dict[str, int]:
    """Months by their names in full in any of `LANGUAGES`, without those that differ between two of them."""
    numbers: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for name, number in month_names(language, short=False).items():
            last_word = re.split(r"[\s'’]", name)[-1]
            numbers.setdefault(unicodedata.normalize("NFC", last_word), set()).add(number)
    return {name: next(iter(found)) for name, found in numbers.items() if len(found) == 1}
