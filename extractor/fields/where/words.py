"""Words by which places are read and compared, from the `places.toml` of all languages together.

A place is compared with those of articles in other languages, so that the words of one language alone would
not do. States and provinces are there because an address names its country by them; cities are not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import chain
from typing import Any

from extractor.text.fold import fold
from extractor.text.language_data import language_data, languages_with, listed


@cache
def words_of(table: str) -> frozenset[str]:
    """The words of a table, folded, names of several words with blanks."""
    return frozenset(word.replace("-", " ") for word in listed("places", table))


@cache
def one_of(table: str) -> str:
    """A regular expression for the words of a table as they are written, the longest first."""
    written = {word.replace("-", " ") for data in _tables() for word in data.get(table, "").split()}
    return "|".join(map(re.escape, sorted(written, key=lambda word: (-len(word), word))))


@cache
def mapping(table: str) -> Mapping[str, str]:
    """A table of words that stand for others."""
    entries = chain(*(data.get(table, {}).items() for data in _tables()))
    return {_name(key): value for key, value in entries}


@cache
def states() -> Mapping[str, str]:
    """The country of a state or province.

    `georgia` is also a country: a caller must not take it for a state without another sign of it.
    """
    tables = chain(*(data.get("states", {}).items() for data in _tables()))
    return {_name(name): country for country, names in tables for name in names.split()}


@cache
def short_states() -> Mapping[str, str]:
    """The name of a state by its abbreviations."""
    return {short: name for name, forms in mapping("short_states").items() for short in forms.split()}


def _tables() -> list[Mapping[str, Any]]:
    return [language_data(language, "places") for language in languages_with("places")]


def _name(written: str) -> str:
    return fold(written).replace("-", " ")
