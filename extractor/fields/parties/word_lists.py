"""The closed word lists by which parties are read and compared, from the `names.toml` of all languages.

Parties of articles in different languages are compared with each other, so the words of all languages are
used together. Only small words, which are a name or a noun in another language (`ella`, `son`, `Das`), are
asked of the article's language: `pronouns`, `determiners`, `not_names`. All words are folded.
"""

from __future__ import annotations

import re
from functools import cache

from extractor.text import language_data as data
from extractor.text.calendar import CALENDAR


@cache
def listed(table: str) -> frozenset[str]:
    """The words of a table in all languages."""
    return data.listed("names", table)


@cache
def listed_in(language: str | None, table: str) -> frozenset[str]:
    """The words of a table in one language; in English where the language is unknown."""
    return data.listed("names", table, language or "en")


@cache
def not_names(language: str | None) -> frozenset[str]:
    """Words that begin no name, as at the start of a sentence."""
    return CALENDAR | listed_in(language, "not_names")


@cache
def has_capital_nouns(language: str | None) -> bool:
    """Whether every noun has a capital, so that a word behind an article is no name."""
    return bool(data.language_data(language, "names").get("nouns_capitalised", False))


@cache
def _first_names() -> frozenset[str]:
    tables = (data.language_data(code, "given_names") for code in data.languages_with("given_names"))
    return frozenset(word for table in tables for word in table["given_names"].split())


def is_first_name(word: str) -> bool:
    """Whether a folded word is a person's first name, and hardly anything else at the beginning of a name."""
    return word in _first_names()


@cache
def either(table: str) -> str:
    """A regular expression for the words of a table, the longest first; a hyphen stands for a blank."""
    found = sorted(listed(table), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\-", r"\s") for word in found)


GENERIC_ORGANISATION_WORDS = listed("organisation_heads") | listed("generic_organisation_words")
SPELLINGS: dict[str, str] = dict(data.language_data("en", "names")["spellings"])
SHORT_FORMS = {
    name: forms.split() for name, forms in data.language_data("en", "names")["short_forms"].items()
}
