"""A place in its parts, from the inside out."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.fields.where.reading import DESCRIPTION, is_code
from extractor.fields.where.words import states, words_of

_KINDS = ("description", "country", "water", "region", "area", "facility")
"""From what narrows a place down least to what does most."""


@dataclass(frozen=True)
class Place:
    """The parts of a place, from the inside out; a country's part is its code in capitals."""

    parts: tuple[str, ...]

    @staticmethod
    def of_key(key: str) -> tuple[Place, ...]:
        """The places a key stands for: more than one in `MX / US`."""
        places = (tuple(part for part in place.split(", ") if part.strip()) for place in key.split(" / "))
        return tuple(Place(parts) for parts in places if parts) or (Place((key,)),)

    @property
    def named(self) -> tuple[str, ...]:
        """The parts that are names and not descriptions."""
        return tuple(part for part in self.parts if not part.startswith(DESCRIPTION))

    @property
    def country(self) -> str | None:
        """The country's code, if a part tells it."""
        return self.parts[-1] if is_code(self.parts[-1]) else None

    @property
    def states(self) -> frozenset[str]:
        """The parts that are states or provinces."""
        return frozenset(part for part in self.parts if part in states())

    @property
    def kind(self) -> str:
        """What the innermost name is, one of `_KINDS`."""
        if not self.named:
            return "description"
        name = self.named[0]
        head = name.split()[-1]
        if is_code(name):
            return "country"
        if name in states() or name in words_of("regions"):
            return "region"
        if {head, name.split()[0]} & words_of("water"):
            return "water"
        return "facility" if head in words_of("facilities") else "area"


def specificity(key: str) -> tuple[int, int]:
    """How much a key narrows the place down: the rank of its kind, and the number of its parts."""
    return min((_KINDS.index(place.kind), len(place.parts)) for place in Place.of_key(key))
