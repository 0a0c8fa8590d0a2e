"""The normalised value of a party."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import Field

from extractor.fields.parties.kinds import NAMED, PartyKind
from extractor.fields.parties.phrases import government_key, key_of
from extractor.records import Value

__all__ = ["NAMED", "AnyParty", "Party", "PartyKind", "PartyValue"]


class PartyValue(Value):
    """A party of an event: who it is, as far as its article says, and its role."""

    name: str
    """As written, without titles, articles and possessive."""
    kind: PartyKind
    role: str
    full: str | None = None
    """The longer form that the article gives elsewhere, when `name` is a short one."""
    title: str | None = None
    """What a person is called before the name, as written: `DEA agent`."""
    aliases: tuple[str, ...] = ()
    """Other names that the article gives: aliases, nicknames, acronyms."""
    country: str | None = None
    """ISO 3166 code of a government's country, or of the country named before anything else."""
    number: int | None = None
    """How many, where a group is counted."""
    age: int | None = Field(None, exclude_if=lambda age: age is None)
    """How old a named person is, where the article says it next to the name; left out where it does not."""

    @property
    def key(self) -> str:
        """For matching: the fullest form in the article, folded, without what spellings differ in."""
        if self.kind is PartyKind.GOVERNMENT and self.country is not None:
            return government_key(self.country)
        return key_of(self.full or self.name, self.kind)


class Party(NamedTuple):
    """A party as comparing sees it: a `PartyValue` in a fifth of the memory, for merges of many records."""

    name: str
    key: str
    kind: PartyKind
    role: str
    full: str | None
    title: str | None
    aliases: tuple[str, ...]
    country: str | None
    number: int | None
    age: int | None

    @classmethod
    def of(cls, value: PartyValue) -> Party:
        """The same party."""
        return cls(key=value.key, **vars(value))


AnyParty = PartyValue | Party
