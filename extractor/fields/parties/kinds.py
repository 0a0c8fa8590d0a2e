"""What a party can be."""

from __future__ import annotations

from enum import StrEnum


class PartyKind(StrEnum):
    """What a party is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    """A body, or any other named thing: a ship, a product."""
    UNKNOWN = "unknown"
    """A name that may be a person's or a thing's: not the model, the article nor the name says which."""
    GOVERNMENT = "government"
    """A state or its authorities as a whole."""
    GROUP = "group"
    """People or things by number or kind, as `26 prisoners`."""
    DESCRIPTION = "description"
    """Nobody named and nobody counted, as `the person`, `officials`, `she`."""


NAMED = frozenset({PartyKind.PERSON, PartyKind.ORGANISATION, PartyKind.UNKNOWN})
"""The kinds that have names of their own."""


def may_be_person(kind: PartyKind, name: str) -> bool:
    """Whether a name is a person's, or one of several words that may be."""
    return kind is PartyKind.PERSON or (kind is PartyKind.UNKNOWN and " " in name)
