"""What a party can be."""

from __future__ import annotations

from enum import StrEnum


class PartyKind(StrEnum):
    """What a party is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    """A body, or any other named thing: a ship, a product."""
    GOVERNMENT = "government"
    """A state or its authorities as a whole."""
    GROUP = "group"
    """People or things by number or kind, as `26 prisoners`."""
    DESCRIPTION = "description"
    """Nobody named and nobody counted, as `the person`, `officials`, `she`."""


NAMED = frozenset({PartyKind.PERSON, PartyKind.ORGANISATION})
"""The kinds that have names of their own."""
