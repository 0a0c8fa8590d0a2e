"""Countries by their names, short forms and demonyms, as ISO 3166 codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from babel import Locale

from extractor.text.fold import fold
from extractor.text.language_data import language_data, languages_with

_LANGUAGES = ("en", "es", "pt", "fr", "de", "it", "nl", "ru", "ar", "zh", "ja")
"""Earlier languages win where one word names two countries."""

# Also a part of another country: no code can be given without guessing.
_AMBIGUOUS = frozenset({"georgia"})
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ"})


def country_code(name: str) -> str | None:
    """The code of the country that `name` is a name of (`"U.S."` gives `US`), in any language, or `None`.

    Names from Unicode CLDR through Babel, with short forms that news uses.
    """
    return _names(_LANGUAGES).get(_plain(name))


def english_code(name: str) -> str | None:
    """As `country_code`, by English names only: `Maurice` is a first name before it is a country."""
    return _names(("en",)).get(_plain(name))


def is_country_name(name: str) -> bool:
    """Whether `name` names a country, also where which one is not certain, as with `Georgia`."""
    plain = _plain(name)
    return plain in _AMBIGUOUS or plain in _names(_LANGUAGES)


def demonym_code(word: str) -> str | None:
    """The code of the country a demonym belongs to (`"Mexican"` or `"Mexicans"` gives `MX`), or `None`."""
    if not word.isascii():  # Germán is a first name
        return None
    plain = _plain(word)
    for ending in ("man", "woman", "men"):
        if plain.endswith(ending) and (code := _demonyms().get(plain.removesuffix(ending))) is not None:
            return code
    return _demonyms().get(plain) or _demonyms().get(plain.removesuffix("s"))


def demonym_code_in(language: str | None, word: str) -> str | None:
    """As `demonym_code`, for a word of another language, in any case and form: `mexicanas`, `deutsche`."""
    return _inflected_demonyms(language).get(_plain(word)) if language not in {None, "en"} else None


def seat_code(name: str) -> str | None:
    """The code of the country whose government is called by its seat (`"Kremlin"` gives `RU`), or `None`."""
    return _seats().get(_plain(name))


@lru_cache(maxsize=300)  # a page shows some of them often, and to ask the library takes long
def english_name(code: str) -> str:
    """The English name of a country, `United States` for `US`."""
    return str(Locale("en").territories.get(code, code))


def _plain(name: str) -> str:
    return fold(name).replace(".", "").replace("-", " ").removeprefix("the ").strip()


@cache
def _names(languages: tuple[str, ...]) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for code, short in _table("names"):
        names.update(dict.fromkeys(map(_plain, short), code))
    for language in languages:
        for code, name in sorted(Locale(language).territories.items()):
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
                names.setdefault(_plain(str(name)), code)
    return {name: code for name, code in names.items() if name not in _AMBIGUOUS}


@cache
def _demonyms() -> Mapping[str, str]:
    table = language_data("en", "countries")["demonyms"]
    return {_plain(word): code for code, words in table.items() for word in words.split()}


@cache
def _inflected_demonyms(language: str) -> Mapping[str, str]:
    data = language_data(language, "countries")
    endings = ("", *data.get("demonym_endings", "").split())
    written = [(word, code) for code, words in data.get("demonyms", {}).items() for word in words.split()]
    forms = {_plain(word + ending): code for ending in endings[::-1] for word, code in written}
    return forms | {_plain(word): code for word, code in written}


@cache
def _seats() -> Mapping[str, str]:
    return {_plain(name): code for code, names in _table("seats") for name in names}


def _table(name: str) -> list[tuple[str, Any]]:
    """The entries of a table in every language that has it."""
    languages = languages_with("countries")
    return [entry for each in languages for entry in language_data(each, "countries").get(name, {}).items()]
