"""Reads place names: cut into parts from the inside out, each with a key under which it is known again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from extractor.fields.countries import country_code, demonym_code
from extractor.fields.where.roads import road_of
from extractor.fields.where.words import mapping, one_of, short_states, states, words_of
from extractor.text.fold import fold, joined_letters, words

DESCRIPTION = "a "
"""Begins the part of a key that describes a place and does not name it, as in `a bank, athens`."""

_LONGEST = 300
_MOST_WORDS = 15
"""More characters or words than this are a statement, not a place."""


_ROAD = r"[A-ZÀ-Þ\d]\S*(?:\s+[A-ZÀ-Þ\d]\S*){0,3}"
"""What can be the name of a road."""


@dataclass(frozen=True)
class Found:
    """A place read from words."""

    name: str
    country: str | None
    key: str


@lru_cache(maxsize=8192)
def place_key(text: str) -> Found | None:
    """The place that `text` names or describes, or `None` when it is none."""
    name = _trim(text) if len(text) <= _LONGEST else ""
    if not name or len(name.split()) > _MOST_WORDS:
        return None
    journey = _pattern("journey").match(text)
    whole = [name] if _known(name) else _pattern("joined").split(_with_crossings(text, name))
    pieces = [journey["from"], journey["to"]] if journey else whole
    places = sorted({key for piece in pieces if (key := _key(piece))})
    if not places:
        return None
    countries = {key[-2:] if is_code(key.rpartition(", ")[2]) else None for key in places}
    country = countries.pop() if len(countries) == 1 else None
    return Found(name=" ".join(text.split()) if journey else name, country=country, key=" / ".join(places))


def place_parts(text: str) -> tuple[str, ...]:
    """A place and those that hold it, as written: `a school`, `Glendale` and `Arizona`."""
    return tuple(part for piece in _pattern("parts").split(text[:_LONGEST]) if (part := piece.strip()))


def is_code(part: str) -> bool:
    """Whether a part of a key is a country's code."""
    return len(part) == 2 and part.isupper()


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """The regular expressions, made of the words of all languages when they are first needed."""
    expression = {
        "leads": rf"(?:(?:(?i:{one_of('leads')})|{one_of('small_leads')})\s+)+(?=\S)",
        "joined": rf"\s+(?:{one_of('joining')})\s+|\s*[/&;]\s*",
        "parts": rf"\s*[,()]+\s*|\s+(?:{one_of('inside')})\s+",
        "of": rf"^(?P<inner>[^A-ZÀ-Þ]*?)\s+(?:{one_of('of')})\s+(?P<outer>.+)$",
        "crossing": (
            rf"^(?P<before>(?:.*\s)?(?:{one_of('crossing')})\s+)?(?P<one>{_ROAD})"
            rf"\s+(?:{one_of('joining')}|&)\s+(?P<other>{_ROAD})(?P<both>\s+(?:{one_of('of_both')}))?$"
        ),
        "journey": rf"^\s*(?i:{one_of('from')})\s+(?P<from>.+?)\s+(?i:{one_of('to')})\s+(?P<to>.+)$",
    }[name]
    return re.compile(expression)


def _with_crossings(text: str, name: str) -> str:
    """The name with two roads that cross one behind the other: `Elm, Oak` for `near Elm and Oak`.

    `text` still has the word before the first.
    """
    first, *others = name.split(",")
    led = text.strip().partition(",")[0]
    return ",".join((_in_a_row(led, first), *(_in_a_row(part.strip(), part) for part in others)))


def _in_a_row(part: str, otherwise: str) -> str:
    match = _pattern("crossing").match(part)
    if not match or _known(match["one"]) or _known(match["other"]):
        return otherwise
    one, other = match["one"], match["other"]
    if match["before"] is None and match["both"] is None and not (_is_road(one) or _is_road(other)):
        return otherwise
    place = " ".join((match["before"] or "").split()[:-1])
    return ", ".join(filter(None, (place, one, other)))


def _is_road(name: str) -> bool:
    return road_of(" ".join(words(name))) is not None


def _trim(text: str) -> str:
    """The text without quotes, articles and prepositions around it."""
    bare = " ".join(text.split()).strip("\"'“”‘’").strip(" ,;:")
    return _pattern("leads").sub("", bare, count=1) if _pattern("leads").match(bare) else bare


def _known(name: str) -> str | None:
    """The key of a country, state, region or short form, or `None`."""
    plain = " ".join(joined_letters(words(name.replace("&", " and "))))
    if name.strip() == "us" or not plain:
        return None
    if plain in mapping("cities") and not name.islower():
        return mapping("cities")[plain]
    if plain in states() and plain != "georgia":
        return f"{plain}, {states()[plain]}"
    if plain in words_of("regions"):
        return plain
    return country_code(" ".join(words(name))) or country_code(plain)


def _key(piece: str) -> str | None:
    """The parts of one place in one string, its country last."""
    parts: list[str] = []
    for part in _pattern("parts").split(_trim(piece)):
        for inner in _of_parts(_trim(part)):
            key = (_state_after_city(inner) if parts else None) or _part_key(inner)
            parts += key.split(", ") if key else []
    names = list(dict.fromkeys(part for part in parts if not is_code(part)))
    codes = [part for part in parts if is_code(part)][-1:]
    return ", ".join((*names, *codes)) or None


def _of_parts(part: str) -> list[str]:
    """`coast of Sicily` in two parts, `city of Troy` in one, `Gulf of Aden` whole."""
    match = _pattern("of").match(part)
    if not match or _known(part):
        return [part]
    inner, outer = match["inner"], _trim(match["outer"])
    head = words(inner)[-1:]
    same_place = bool(head) and head[0] in words_of("holding") - words_of("apart")
    return [outer] if same_place else [inner, *_of_parts(outer)]


def _state_after_city(part: str) -> str | None:
    """The key of a state written short, which is only understood after a city: `Fla.`, `N . J`, `TX`."""
    plain = "".join(joined_letters(words(part)))
    written_short = len(plain) > 2 or "." in part or part.isupper()
    if plain in short_states() and part[:1].isupper() and written_short:
        return f"{short_states()[plain]}, US"
    return None


def _part_key(part: str) -> str | None:
    """The key of one part, of a name or a description, or `None` when it has no letters."""
    if known := _known(part):
        return known
    if not any(character.isalpha() for character in part):
        return None
    plain = [mapping("spellings").get(word, word) for word in joined_letters(words(part))]
    return _description(plain) if part.islower() else _with_outer(part, plain)


def _description(plain: list[str]) -> str:
    single = plain[-1].removesuffix("s")
    return DESCRIPTION + " ".join([*plain[:-1], single if single in words_of("facilities") else plain[-1]])


def _with_outer(part: str, plain: list[str]) -> str:
    """The key with the place it is a part of: Iran for `southern Iran`, `a prison, US` for `U.S. prisons`."""
    own, _, name = part.partition(" ")
    if name and fold(own) in words_of("directions"):
        whole = _known(name) or (" ".join(plain[1:]) if own.islower() else "")
        return " ".join(plain) + (f", {whole}" if whole else "")
    if name and plain[-1] in words_of("own_ground"):
        owner, _, ground = part.rpartition(" ")
        country = country_code(" ".join(words(owner))) or demonym_code(owner.removesuffix("'s"))
        if country:
            return f"{_description(list(words(ground)))}, {country}"
    return " ".join(plain)
