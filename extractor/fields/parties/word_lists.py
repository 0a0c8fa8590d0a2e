"""The closed word lists by which parties are read and compared, from the `names.toml` of all languages.

Parties of articles in different languages are compared with each other, so the words of all languages are
used together. Only small words, which are a name or a noun in another language (`ella`, `son`, `Das`), are
asked of the article's language: `pronouns`, `determiners`, `not_names`. All words are folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from extractor.text.calendar import CALENDAR
from extractor.text.fold import fold
from extractor.text.language_data import language_data, languages_with

_LANGUAGES = ("en", *(language for language in languages_with("names") if language != "en"))


def _words(table: str, languages: Iterable[str] = _LANGUAGES) -> frozenset[str]:
    texts = (language_data(language, "names").get(table, "") for language in languages)
    return frozenset(fold(word) for text in texts for word in text.split())


@cache
def pronouns(language: str | None) -> frozenset[str]:
    """Words that stand for a party named elsewhere; those of English where the language is unknown."""
    return _words("pronouns", (language or "en",))


@cache
def determiners(language: str | None) -> frozenset[str]:
    """Words before a noun that say nothing of who it is; those of English where the language is unknown."""
    return _words("determiners", (language or "en",))


@cache
def not_names(language: str | None) -> frozenset[str]:
    """Words that begin no name, as at the start of a sentence; those of English where it is unknown."""
    return CALENDAR | _words("not_names", (language or "en",))


@cache
def articles_of_things(language: str | None) -> frozenset[str]:
    """Articles that stand before names of things, and not of persons."""
    return _words("articles_of_things", (language or "en",))


@cache
def has_capital_nouns(language: str | None) -> bool:
    """Whether every noun has a capital, so that a word behind an article is no name."""
    return bool(language_data(language, "names").get("nouns_capitalised", False))


@cache
def _first_names() -> frozenset[str]:
    texts = (
        language_data(language, "given_names")["given_names"] for language in languages_with("given_names")
    )
    return frozenset(word for text in texts for word in text.split())


def is_first_name(word: str) -> bool:
    """Whether a folded word is a person's first name, and hardly anything else at the beginning of a name."""
    return word in _first_names()


def _either(table: str) -> str:
    """A regular expression for the words of a table, the longest first."""
    found = sorted(_words(table), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\-", r"\s") for word in found)


TITLES = _words("titles")
KEPT_TITLES = _words("kept_titles")
OF_OFFICE = _words("of_office")
OFFICE_LINKS = _words("office_links")
SUFFIXES = _words("suffixes")
GENERATIONS = _words("generations")
PARTICLES = _words("particles")
ALIAS_WORDS = _either("alias_words")
JOINING = _either("joining")
ORGANISATION_HEADS = _words("organisation_heads")
ORGANISATION_WORDS = _words("organisation_words")
SHIP_PREFIXES = _words("ship_prefixes")
THING_NOUNS = _words("thing_nouns")
FAMILY_NAMES_FIRST = _words("family_names_first")
PERSON_PARTICLES = _words("person_particles")
ORGANISATION_LINKS = _words("organisation_links")
ORGANISATION_OF = _words("organisation_of")
GENERIC_ORGANISATION_WORDS = ORGANISATION_HEADS | _words("generic_organisation_words")
LEGAL_FORMS = _words("legal_forms")
LEGAL_PHRASES = _either("legal_phrases")
HEDGED = _either("hedged")
GOVERNMENT_HEADS = _words("government_heads")
GOVERNMENT_OF = _words("government_of")
VAGUE = _words("vague")
COLLECTIVES = _words("collectives")
PRONOUNS = _words("pronouns")
DETERMINERS = _words("determiners")
SINGULAR_DETERMINERS = _words("singular_determiners", ("en",))
SEVERAL = COLLECTIVES | _words("several")
HEDGES = _words("hedges")
BEFORE_NUMBERS = HEDGES | _words("before_numbers")
ABBREVIATIONS = _words("abbreviations")
STOPS = _words("stops")
LINKING = _words("linking")
PLURALS = _words("plurals")
SINGULARS = _words("singulars")
PEOPLE = _words("people")
SPELLINGS: dict[str, str] = dict(language_data("en", "names")["spellings"])
SHORT_FORMS = {name: forms.split() for name, forms in language_data("en", "names")["short_forms"].items()}
