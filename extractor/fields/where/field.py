"""The field type `Where`: the place of an event, and its country where the words themselves tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from extractor.fields.base import (
    EXCLUDED,
    MISSING,
    Aspect,
    Cell,
    CellKind,
    Column,
    Comparison,
    Context,
    FieldType,
    Written,
)
from extractor.fields.claims import Claim, ClaimGroup, gather, merged
from extractor.fields.where.comparing import (
    AGREEING,
    ALIKE,
    CONTAINS,
    DIFFERENT,
    LEVELS,
    OTHER_ADDRESS,
    OTHER_COUNTRY,
    OTHER_NAME,
    OTHER_SITE,
    SAME,
    SAME_AREA,
    SAME_SITE,
    UNCLEAR,
    comparable_name,
    crossings,
    holders,
    is_site,
    relation,
)
from extractor.fields.where.place import Place, specificity
from extractor.fields.where.reading import place_key, place_parts
from extractor.records import Conflict, MergedValue, Value
from extractor.text.fold import fold

_SITE, _CROSSING = "site: ", "crossing: "


class PlaceValue(Value):
    """A place: its name as written, and its country."""

    name: str
    """As written, without the preposition and article before it."""
    country: str | None
    """ISO 3166-1 alpha-2 (`XK` for Kosovo), or `None` where it is not known without guessing."""

    @property
    def key(self) -> str:
        """Folded parts from the inside out, as in `troy, michigan, US`; ` / ` stands between places."""
        found = place_key(self.name)
        return found.key if found else fold(self.name)


class Where(FieldType[PlaceValue]):
    """Where it happened. There is no gazetteer: a bare `Paris` has no country."""

    value_type = PlaceValue
    aspect = Aspect.WHERE
    sets_apart = True
    levels = LEVELS
    points: ClassVar[Mapping[str, int]] = {
        SAME_SITE: 18,
        SAME: 10,
        ALIKE: 7,
        CONTAINS: 5,
        SAME_AREA: 4,
        UNCLEAR: 0,
        OTHER_COUNTRY: -12,
        OTHER_SITE: -25,
        OTHER_NAME: -35,
        DIFFERENT: -35,
        OTHER_ADDRESS: -45,
    }

    conflicts = frozenset({OTHER_COUNTRY, DIFFERENT})

    def read(self, written: Written, context: Context) -> PlaceValue | None:  # noqa: ARG002 - the words say it all
        """The place, or `None` for what has no letters."""
        found = place_key(written.text)
        return None if found is None else PlaceValue(name=found.name, country=found.country)

    def parts(self, text: str, language: str | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """The place and those that hold it."""
        return place_parts(text)

    def compare(self, a: Sequence[PlaceValue], b: Sequence[PlaceValue]) -> Comparison:
        """The closest of all pairs.

        `same site`: a building, a shop, an address, of which a town has many,
        or a crossing of two roads. `same area`: a country, a
        state, a sea or a long road. `alike`: spelled or described nearly the same. `contains`: one lies in
        the other. `unclear`: one may lie in the other, as far as the names tell. `other site`: two sites, of
        which one may yet be in the other. `other address`: two roads, two sites of one kind, or two of one
        name in two towns. `other name`: two names, each of a town or of a
        part of one. `different`: two states, or two names with them.

        Excluded: two named cities or sites whose countries are known and differ. Two countries alone are only
        an `other country`, since a transfer happens in both.
        """
        if not a or not b:
            return Comparison(MISSING)
        level, first, second = min(
            ((relation(x.key, y.key), *sorted((x.name, y.name))) for x in a for y in b),
            key=lambda found: (_ORDER.index(found[0]), found[1:]),
        )
        return Comparison(level, f"{first} / {second}")

    def comparison_key(self, values: Sequence[PlaceValue]) -> tuple[str, ...]:
        """The keys of the places."""
        return tuple(sorted({value.key for value in values}))

    def level(self, a: Sequence[str], b: Sequence[str]) -> str:
        """The closest of all pairs."""
        return min((relation(x, y) for x in a for y in b), key=_ORDER.index, default=MISSING)

    def fuse(self, claims: Sequence[Claim[PlaceValue]]) -> tuple[MergedValue, ...]:
        """One place: the most specific of those that most sources agree with.

        Places that hold it, or may, are refinements; the rest are disagreements.
        """
        places = gather(claims, lambda value: value.key)
        if not places:
            return ()
        stands = min(places, key=lambda place: self._rank(place, places))
        others = [(place, self._conflict(stands, place)) for place in places if place is not stands]
        return (merged(stands, others),)

    def keys(self, value: PlaceValue) -> list[str]:
        """The name of every part of every place, countries included, and those of sites by themselves."""
        places = Place.of_key(value.key)
        names = [comparable_name(part) for place in places for part in place.named]
        sites = [
            _SITE + comparable_name(place.named[0]) for place in places if is_site(place) or holders(place)
        ]
        return [*names, *sites, *(_CROSSING + each for each in crossings(value.key))]

    def allows(self, key: str) -> Sequence[str]:
        """Only the name of a site makes two places one site."""
        return (SAME_SITE,) if key.startswith((_SITE, _CROSSING)) else (SAME, ALIKE, CONTAINS, SAME_AREA)

    def show(self, value: PlaceValue) -> str:
        """The name, with the country's code where the name alone does not tell it."""
        return value.name

    def columns(self) -> tuple[Column, ...]:
        """The name and the country."""
        return (
            Column("", CellKind.TEXT, "the name as written"),
            Column("country", CellKind.TEXT, "its country, ISO 3166-1 alpha-2, where the words tell it"),
        )

    def cells(self, values: Sequence[PlaceValue]) -> tuple[Cell, ...]:
        """The first place; a merge leaves one."""
        return (values[0].name, values[0].country) if values else (None, None)

    def _rank(
        self, place: ClaimGroup[PlaceValue], places: Sequence[ClaimGroup[PlaceValue]]
    ) -> tuple[int, tuple[int, int], int, str]:
        agreeing = [p for p in places if relation(place.value.key, p.value.key) in AGREEING]
        sources = frozenset[str]().union(*(p.sources for p in agreeing))
        depth, parts = specificity(place.value.key)
        return (-len(sources), (-depth, -parts), -len(place.sources), place.value.key)

    def _conflict(self, stands: ClaimGroup[PlaceValue], other: ClaimGroup[PlaceValue]) -> Conflict:
        level = relation(stands.value.key, other.value.key)
        apart = level in (OTHER_SITE, OTHER_NAME, OTHER_ADDRESS, OTHER_COUNTRY, DIFFERENT, EXCLUDED)
        return Conflict.DISAGREEMENT if apart else Conflict.REFINEMENT


_ORDER = (*Where.levels, EXCLUDED)
