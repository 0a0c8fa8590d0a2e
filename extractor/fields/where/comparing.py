"""How two places stand to each other, as far as their names tell: there is no gazetteer."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

from rapidfuzz.fuzz import ratio

from extractor.fields.base import EXCLUDED
from extractor.fields.where.place import Place
from extractor.fields.where.reading import DESCRIPTION, is_code
from extractor.fields.where.roads import road_of
from extractor.fields.where.words import states, words_of
from extractor.text.language_data import listed

SAME_SITE = "same site"
SAME = "same"
SAME_AREA = "same area"
ALIKE = "alike"
CONTAINS = "contains"
UNCLEAR = "unclear"
OTHER_SITE = "other site"
OTHER_NAME = "other name"
OTHER_ADDRESS = "other address"
OTHER_COUNTRY = "other country"
DIFFERENT = "different"

LEVELS = (
    SAME_SITE,
    SAME,
    ALIKE,
    CONTAINS,
    SAME_AREA,
    UNCLEAR,
    OTHER_COUNTRY,
    OTHER_SITE,
    OTHER_NAME,
    DIFFERENT,
    OTHER_ADDRESS,
)
"""The closest first."""

AGREEING = frozenset({SAME_SITE, SAME, SAME_AREA, ALIKE, CONTAINS})
"""The levels of places that can be one, or one of which lies in the other."""

_ALIKE_PERCENT, _ALIKE_LENGTH = 90, 7
"""How near two spellings must be (rapidfuzz ratio, per cent), and how long, to be taken for one name."""

_LARGE = ("country", "region", "water")
"""Kinds of places in which much happens."""
_ORDER = (*LEVELS, EXCLUDED)

_WIDE = listed("comparing", "wide")
"""What a site is called in which others lie."""
_OF_A_SITE = listed("comparing", "site")
"""What a site is called besides its name: `restaurant`, `national park`, `ltd`."""


@lru_cache(maxsize=8192)
def relation(a: str, b: str) -> str:
    """The level of two keys, or `EXCLUDED`: two named cities or sites of two countries."""
    if _at_one_crossing(a, b):
        return SAME_SITE
    if a == b:
        places = Place.of_key(a)
        if all(place.kind == "description" for place in places):
            return ALIKE
        if len(places) == 1:
            return _same_name(places[0], places[0])
        if all(map(is_site, places)):
            return SAME_SITE
        return SAME_AREA if any(place.kind in _LARGE for place in places) else SAME
    pairs = [(x, y) for x in Place.of_key(a) for y in Place.of_key(b)]
    level = min((_relation(x, y) for x, y in pairs), key=_ORDER.index)
    # Several places that share one are not the same as that one.
    return CONTAINS if level in (SAME_SITE, SAME, SAME_AREA, ALIKE) and len(pairs) > 1 else level


def _at_one_crossing(a: str, b: str) -> bool:
    """Whether two roads are in both: `hillsborough, 40th street`, and `40th street, hillsborough avenue`."""
    (mine, my_roads), (their, their_roads) = _road_names(a), _road_names(b)
    return len(mine & their & (my_roads | their_roads)) > 1


@lru_cache(maxsize=8192)
def _road_names(key: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names in a key, roads' without what they are called; and those that are of roads in a town."""
    names = [
        name
        for place in Place.of_key(key)
        for part in place.parts
        if (name := part.removeprefix(DESCRIPTION)) == part or name[:1].isdigit()
        if not is_code(name) and name not in states()
    ]
    roads = {road.name for name in names if (road := road_of(name)) and not road.is_long}
    return frozenset(roads.union(name for name in names if not road_of(name))), frozenset(roads)


def crossings(key: str) -> list[str]:
    """A name for each two parts of a place that may be roads which cross there."""
    return [" + ".join(two) for two in combinations(sorted(_road_names(key)[0]), 2)]


def _relation(a: Place, b: Place) -> str:
    if not a.named or not b.named:
        return ALIKE if a.parts == b.parts else UNCLEAR
    if a.country and b.country and a.country != b.country:
        return EXCLUDED if _is_specific(a) and _is_specific(b) else OTHER_COUNTRY
    if a.states and b.states and not a.states & b.states:
        return DIFFERENT
    return _relation_of_names(a, b)


def _relation_of_names(a: Place, b: Place) -> str:
    name, other = a.named[0], b.named[0]
    if name == other or comparable_name(name) == comparable_name(other):
        return _same_name(a, b)
    if any(_one_area(name, each) for each in b.named) or any(_one_area(other, each) for each in a.named):
        return CONTAINS
    if _spelled_alike(name, other):
        return ALIKE
    if _shares_site(a, b) or _in_one_area(a, b, name, other):
        return CONTAINS
    return _of_others(a, b)


def _of_others(a: Place, b: Place) -> str:
    """The level of two places whose names have nothing in common."""
    name, other = a.named[0], b.named[0]
    if is_site(a) or is_site(b):
        return _of_sites(name, other) if is_site(a) and is_site(b) else UNCLEAR
    if not _same_kind(a, b) or _share_an_end(name, other):
        return UNCLEAR
    # Without its country or state a name may be a town's or that of a part of one.
    return DIFFERENT if _is_placed(a) and _is_placed(b) else OTHER_NAME


def _same_name(a: Place, b: Place) -> str:
    descriptions = [place.parts[: place.parts.index(place.named[0])] for place in (a, b)]
    if _held_apart(a, b):
        return OTHER_ADDRESS
    road = road_of(a.named[0])
    if a.kind in _LARGE or (road is not None and road.is_long):
        return SAME_AREA
    if descriptions[0] != descriptions[1] and all(descriptions):
        return UNCLEAR
    if is_site(a) and is_site(b):
        return SAME_SITE
    if descriptions[0] != descriptions[1]:
        return CONTAINS
    return SAME_SITE if holders(a) & holders(b) else SAME


def _of_sites(name: str, other: str) -> str:
    """The level of two sites with different names: one may be in the other, unless they are of one kind."""
    roads = road_of(name), road_of(other)
    if any(roads):
        return OTHER_ADDRESS if all(roads) else OTHER_SITE
    if any(not _WIDE.isdisjoint(each.split()) for each in (name, other)):
        return UNCLEAR
    kind = name.rsplit(maxsplit=1)[-1]
    return (
        OTHER_ADDRESS if kind == other.rsplit(maxsplit=1)[-1] and " " in name and " " in other else OTHER_SITE
    )


def _held_apart(a: Place, b: Place) -> bool:
    """Whether two places of one name lie at two roads or in two towns: `Mart, Troy`, `Mart, Rome`."""
    for kind in (lambda name: road_of(name) is not None, lambda name: not is_site(Place((name,)))):
        mine, theirs = (list(filter(kind, holders(place))) for place in (a, b))
        if mine and theirs and not any(_one_holder(x, y) for x in mine for y in theirs):
            return True
    return False


def _one_holder(a: str, b: str) -> bool:
    """Whether two names are of one town or road, or one is a part of the other: `south jackson`."""
    if _one_area(a, b) or _spelled_alike(a, b):
        return True
    return road_of(a) is not None and road_of(a) == road_of(b)


def _one_area(a: str, b: str) -> bool:
    return a == b or _extends(a, b) or _extends(b, a) or _is_part(a, b) or _is_part(b, a)


def _is_part(part: str, whole: str) -> bool:
    """Whether a name is that of the whole with words of a part: `south jackson`, `akron west side`."""
    rest = part.removesuffix(f" {whole}")
    if rest == part:
        rest = part.removeprefix(f"{whole} ")
    return rest != part and (words_of("directions") | words_of("sides")).issuperset(rest.split())


def holders(place: Place) -> frozenset[str]:
    """The names of roads and towns behind the innermost: no states, countries or counties."""
    return frozenset(
        name
        for name in place.named[1:]
        if not is_code(name)
        and name not in states()
        and name not in words_of("regions")
        and (road_of(name) or name.rsplit(maxsplit=1)[-1] not in words_of("holding"))
    )


def _in_one_area(a: Place, b: Place, name: str, other: str) -> bool:
    """Whether one name has the words of the other and more, in one town: `olsen mill`, `olsen paper mill`."""
    mine, theirs = set(name.split()), set(other.split())
    return (mine < theirs or theirs < mine) and bool(holders(a) & holders(b))


@lru_cache(maxsize=8192)
def comparable_name(name: str) -> str:
    """A name without what it is called besides, and without blanks: `tallgrassdistribution`."""
    if road := road_of(name):
        return f"{road.name.replace(' ', '')} {road.called}"
    words = name.split()
    kept = [word for word in words if word not in _OF_A_SITE]
    return "".join(kept or words)


def is_site(place: Place) -> bool:
    """Whether a place is one of which there are many in a town: a building, a road, an address, a shop."""
    words = place.named[0].split() if place.named else []
    listed = any(word in words_of("facilities") or word in _OF_A_SITE or word.isdigit() for word in words)
    return listed or bool(words and road_of(place.named[0]))


def _shares_site(a: Place, b: Place) -> bool:
    """Whether the innermost name of one is the name of a part of the other but for what it is called."""
    return comparable_name(a.named[0]) in map(comparable_name, b.named) or comparable_name(b.named[0]) in map(
        comparable_name, a.named
    )


def _is_specific(place: Place) -> bool:
    return place.kind in ("area", "facility")


def _is_placed(place: Place) -> bool:
    return place.kind != "area" or bool(place.country or place.states)


def _same_kind(a: Place, b: Place) -> bool:
    if a.kind == b.kind:
        return True
    # A city that names its state or country does not lie in another region that it does not name.
    return {a.kind, b.kind} == {"area", "region"} and bool(a.states and b.states)


def _share_an_end(a: str, b: str) -> bool:
    """Whether two names end in one name, as `North Weston` and `cerca de Weston`, or begin with one."""
    last = a.rsplit(maxsplit=1)[-1]
    ends = last == b.rsplit(maxsplit=1)[-1] and last not in words_of("holding") | words_of("water")
    return ends or a.startswith(f"{b} ") or b.startswith(f"{a} ")


def _extends(longer: str, shorter: str) -> bool:
    """Whether `longer` is `shorter` with a word of area before or after it, as in `los angeles county`."""
    rest = longer.removeprefix(shorter)
    return rest != longer and rest.startswith(" ") and words_of("holding").issuperset(rest.split())


def _spelled_alike(a: str, b: str) -> bool:
    names = not (is_code(a) or is_code(b) or {a, b} & states().keys())
    long = min(len(a), len(b)) >= _ALIKE_LENGTH
    return names and long and a[0] == b[0] and ratio(a, b) >= _ALIKE_PERCENT
