"""Place names, cut into parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractor.fields._place_words import (
    AREAS,
    DIRECTIONS,
    FACILITIES,
    REGIONS,
    SHORT_CITIES,
    SHORT_STATES,
    SPELLINGS,
    STATES,
    SUFFIXES,
    TIMES,
    WATER,
)
from extractor.fields.countries import country_code, demonym_code
from extractor.text.fold import fold, word_set, words

_LONGEST = 300
_MOST_WORDS = 15
"""More characters or words than this are a statement, not a place."""
_DESCRIPTION = "a "
"""Begins the part of a key that describes a place and does not name it, as in `a bank, athens`."""

_LEAD = re.compile(
    r"(?:(?:in|at|on|near|from|to|into|onto|within|inside|outside|across|around|along|off|over|through|toward"
    r"|towards|throughout|between|by|of|just|somewhere|the|a|an|its|their|his|her|both)\s+)+",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s+(?:and|or)\s+|\s*[/&;]\s*", re.IGNORECASE)
_FROM_TO = re.compile(r"^\s*from\s+(.+?)\s+to\s+(.+)$", re.IGNORECASE)
_PARTS = re.compile(
    r"\s*[,()]+\s*|\s+(?:in|at|near|outside|inside|within|across|off|on|from|along)\s+", re.IGNORECASE
)
_OF = re.compile(r"^(.*?)\s+of\s+(.+)$", re.IGNORECASE)
# Land, water and public buildings of a country lie in it; its embassies and bases do not.
_OWN_GROUND = word_set(
    """
    airspace border capital coast court courts facilities facility jail jails mainland prison prisons shores
    soil territory waters cities city town towns state states
    """
)
_BEFORE_YEARS = word_set("early late mid about circa")


@dataclass(frozen=True)
class Place:
    """The parts of a place, from the inside out; a country's part is its code in capitals."""

    parts: tuple[str, ...]

    @staticmethod
    def of_key(key: str) -> tuple[Place, ...]:
        """The places a key stands for: more than one in `MX / US`."""
        return tuple(Place(tuple(place.split(", "))) for place in key.split(" / "))

    @property
    def key(self) -> str:
        """The parts in one string."""
        return ", ".join(self.parts)

    @property
    def named(self) -> tuple[str, ...]:
        """The parts that are names and not descriptions."""
        return tuple(part for part in self.parts if not part.startswith(_DESCRIPTION))

    @property
    def country(self) -> str | None:
        """The country's code, if a part tells it."""
        return self.parts[-1] if is_code(self.parts[-1]) else None

    @property
    def states(self) -> frozenset[str]:
        """The parts that are states or provinces."""
        return frozenset(part for part in self.parts if part in STATES)

    @property
    def kind(self) -> str:
        """What the innermost name is: `country`, `region`, `water`, `facility`, `area` or `description`."""
        if not self.named:
            return "description"
        name = self.named[0]
        head = name.split()[-1]
        if is_code(name):
            return "country"
        if name in STATES or name in REGIONS:
            return "region"
        if head in WATER or name.split()[0] in WATER:
            return "water"
        return "facility" if head in FACILITIES else "area"


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
    journey = _FROM_TO.match(text)
    pieces = journey.groups() if journey else (name,) if _known(name) else _JOINED.split(name)
    places = sorted({place.key for piece in pieces if (place := _place(piece))})
    if not places:
        return None
    countries = {Place.of_key(key)[0].country for key in places}
    country = countries.pop() if len(countries) == 1 else None
    return Found(name=" ".join(text.split()) if journey else name, country=country, key=" / ".join(places))


def place_parts(text: str) -> tuple[str, ...]:
    """A place and those that hold it, as written: `a school`, `Glendale` and `Arizona`."""
    return tuple(part for piece in _PARTS.split(text[:_LONGEST]) if (part := piece.strip()))


def specificity(key: str) -> tuple[int, int]:
    """How much a key narrows the place down: the rank of its kind, and the number of its parts."""
    rank = ("description", "country", "water", "region", "area", "facility")
    places = Place.of_key(key)
    return min((rank.index(place.kind), len(place.parts)) for place in places)


def is_code(part: str) -> bool:
    return len(part) == 2 and part.isupper()


def _trim(text: str) -> str:
    """The text without quotes, articles and prepositions around it."""
    bare = " ".join(text.split()).strip("\"'“”‘’").strip(" ,;:")
    return _LEAD.sub("", bare, count=1) if _LEAD.match(bare) else bare


def _known(name: str) -> str | None:
    """The key of a country, state, region or short form, or `None`."""
    plain = " ".join(_join_letters(words(name.replace("&", " and "))))
    if name.strip() == "us" or not plain:
        return None
    if plain in SHORT_CITIES and not name.islower():
        return SHORT_CITIES[plain]
    if plain in STATES and plain != "georgia":
        return f"{plain}, {STATES[plain]}"
    if plain in REGIONS:
        return plain
    return country_code(" ".join(words(name))) or country_code(plain)


def _place(piece: str) -> Place | None:
    parts: list[str] = []
    for part in _PARTS.split(_trim(piece)):
        for inner in _of_parts(_trim(part)):
            key = (_state_after_city(inner) if parts else None) or _part_key(inner)
            parts += key.split(", ") if key else []
    names = list(dict.fromkeys(part for part in parts if not is_code(part)))
    codes = [part for part in parts if is_code(part)][-1:]
    return Place((*names, *codes)) if parts else None


def _of_parts(part: str) -> list[str]:
    """`coast of Sicily` in two parts, `city of Troy` in one, `Gulf of Aden` whole."""
    match = _OF.match(part)
    if not match or not match[1].islower() or _known(part):
        return [part]
    inner, outer = match[1], _trim(match[2])
    same_place = words(inner)[-1:] and words(inner)[-1] in SUFFIXES - {"area", "outskirts", "suburbs"}
    return [outer] if same_place else [inner, *_of_parts(outer)]


def _state_after_city(part: str) -> str | None:
    """The key of a state written short, which is only understood after a city: `Fla.`, `N . J`, `TX`."""
    plain = "".join(_join_letters(words(part)))
    written_short = len(plain) > 2 or "." in part or part.isupper()
    if plain in SHORT_STATES and part[:1].isupper() and written_short:
        return f"{SHORT_STATES[plain]}, US"
    return None


def _part_key(part: str) -> str | None:
    """The key of one part, of a name or a description, or `None` when it is no place."""
    known = _known(part)
    if known:
        return known
    if not _may_be_place(part):
        return None
    plain = [SPELLINGS.get(word, word) for word in _join_letters(words(part))]
    if part[:2].isupper() and plain[0] == "la":
        plain[:1] = ["los", "angeles"]
    if part.islower():
        return _description(plain)
    return _with_outer(part, plain)


def _description(plain: list[str]) -> str:
    head = plain[-1].removesuffix("s") if plain[-1].removesuffix("s") in FACILITIES | AREAS else plain[-1]
    return _DESCRIPTION + " ".join([*plain[:-1], head])


def _with_outer(part: str, plain: list[str]) -> str:
    """The key with the place it is a part of: Iran for `southern Iran`, `a prison, US` for `U.S. prisons`."""
    own, _, name = part.partition(" ")
    if name and fold(own) in DIRECTIONS:
        whole = _known(name) or (" ".join(plain[1:]) if own.islower() else "")
        return " ".join(plain) + (f", {whole}" if whole else "")
    if name and plain[-1] in _OWN_GROUND:
        whole, _, ground = part.rpartition(" ")
        country = country_code(" ".join(words(whole))) or demonym_code(whole.removesuffix("'s"))
        if country:
            return f"{_description(list(words(ground)))}, {country}"
    return " ".join(plain)


def _may_be_place(part: str) -> bool:
    """Whether words can be a place: all but numbers, times and what has no letters."""
    plain = words(part)
    if not plain or not any(character.isalpha() for character in part):
        return False
    return plain[-1] not in TIMES and not all(w.isdigit() or w in TIMES | _BEFORE_YEARS for w in plain)


def _join_letters(plain: tuple[str, ...]) -> list[str]:
    """Words with single letters in a row joined, so that `N . J .` is `nj`."""
    joined: list[str] = []
    single = False
    for word in plain:
        if len(word) == 1 and word.isalpha() and single:
            joined[-1] += word
        else:
            joined.append(word)
        single = len(word) == 1 and word.isalpha()
    return joined
