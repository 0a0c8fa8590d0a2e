"""`Who`: the parties of an event, with their roles."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator

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
    Question,
    Role,
    Testimony,
    Written,
)
from extractor.fields.countries import english_name
from extractor.fields.parties.blocking import block_keys
from extractor.fields.parties.fusing import merged_party, parties_of
from extractor.fields.parties.in_article import in_article
from extractor.fields.parties.matching import Relation, cannot_be_same_person, is_telling, relation
from extractor.fields.parties.name_table import name_table
from extractor.fields.parties.phrases import party_of, split_persons
from extractor.fields.parties.values import NAMED, AnyParty, Party, PartyKind, PartyValue
from extractor.records import JsonObject, MergedValue, as_json
from extractor.text.fold import fold

__all__ = ["PartyKind", "PartyValue", "Role", "Who"]

SAME_PARTIES = "same parties"
SAME_PATIENT = "same patient"
SAME_PERSON = "same person"
SAME_ORGANISATION = "same organisation"
SAME_IN_OTHER_ROLE = "same in another role"
LIKE_GROUP = "like group"
SAME_GOVERNMENT = "same government"
NOTHING_SHARED = "nothing shared"
DIFFERENT_PARTIES = "different parties"

P = TypeVar("P", bound=AnyParty)

_SINGLE_ROLES = ("patient", "victim")

_IN_ANY_ROLE = ("name:", "government:")
"""What begins the keys of parties that are one whatever their roles."""

_LEVEL_OF = {
    Relation.PERSON: SAME_PERSON,
    Relation.ORGANISATION: SAME_ORGANISATION,
    Relation.LIKENESS: LIKE_GROUP,
    Relation.GOVERNMENT: SAME_GOVERNMENT,
}


class NamedParty(BaseModel):
    """A party as a model writes it; a bare name is one too."""

    model_config = ConfigDict(extra="ignore")

    name: str
    kind: Literal["person", "organisation", "government", "group", "thing"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_a_name(cls, given: Any) -> Any:
        return {"name": given} if isinstance(given, str) else given


@dataclass(frozen=True, slots=True)
class _Meeting:
    """Two parties of two records, and what they have in common."""

    relation: Relation
    a: AnyParty
    b: AnyParty

    @property
    def both_named(self) -> bool:
        return self.a.kind in NAMED and self.b.kind in NAMED

    def order(self) -> tuple[int, bool, list[tuple[str, str, str]]]:
        """The closest first; among equals two named parties, then by content."""
        parties = sorted((party.key, party.role, party.name) for party in (self.a, self.b))
        return (-self.relation, not self.both_named, parties)


@dataclass(frozen=True, slots=True)
class _Parties:
    """The parties of a record, as `level` needs them."""

    by_role: tuple[tuple[str, tuple[Party, ...]], ...]
    """Those that can speak for or against anything."""
    alone: tuple[Party, ...]
    """Those that are alone in a role which one person fills."""

    @classmethod
    def of(cls, values: Sequence[PartyValue]) -> _Parties:
        parties = [Party.of(value) for value in values]
        telling = [party for party in parties if is_telling(party)]
        roles = sorted({party.role for party in telling})
        singles = [own for role in _SINGLE_ROLES if len(own := _in_role(parties, role)) == 1]
        return cls(
            tuple((role, tuple(_in_role(telling, role))) for role in roles),
            tuple(party for own in singles for party in own),
        )

    @property
    def telling(self) -> list[Party]:
        return [party for _, parties in self.by_role for party in parties]


class Who(FieldType[PartyValue]):
    """The parties of an event by role."""

    value_type = PartyValue
    aspect = Aspect.WHO
    levels: ClassVar[tuple[str, ...]] = (
        SAME_PARTIES,
        SAME_PATIENT,
        SAME_PERSON,
        LIKE_GROUP,
        SAME_ORGANISATION,
        SAME_IN_OTHER_ROLE,
        SAME_GOVERNMENT,
        NOTHING_SHARED,
        DIFFERENT_PARTIES,
    )
    """What the records share:

    - `same parties`: in two roles or more one and the same party, and in none that both fill different ones;
    - `same patient`: the person it was done to: one person does many things in the news, few are done to one;
    - `same person`, `like group`, `same organisation`, `same government`: one of these in the same role.
      Governments share half of all news: when the parties of another role differ, nothing is shared;
    - `same in another role`: a person or organisation, but not in the same role;
    - `nothing shared`: both say somebody in a role, and it can be the same or not;
    - `different parties`: both name persons or organisations in a role, and not the same ones.
    """

    def __init__(self, roles: Sequence[Role]) -> None:
        self.roles = tuple(roles)

    def ask(self, name: str, description: str) -> tuple[Question, ...]:  # noqa: ARG002
        """A key for each role, with the name of each party and its kind."""
        return tuple(
            Question(role.key, list[NamedParty] | None, role.description, plain=list[str], seldom=role.seldom)
            for role in self.roles
        )

    def written(self, name: str, reply: Mapping[str, Any]) -> tuple[Written, ...]:  # noqa: ARG002
        found: dict[tuple[str, str], Written] = {}
        for role in self.roles:
            given = reply.get(role.key)
            for item in given if isinstance(given, list) else [given]:
                text, kind = (item.get("name"), item.get("kind")) if isinstance(item, dict) else (item, None)
                for part, of_kind in _parted(text, kind) if isinstance(text, str) else ():
                    found.setdefault((part, role.name), Written(part, role.name, of_kind))
        return tuple(found.values())

    def reply(self, name: str, values: Sequence[Written]) -> JsonObject:  # noqa: ARG002
        """The parties in each role that has any."""
        found: dict[str, dict[str, JsonObject]] = {}
        for role in self.roles:
            for value in values:
                if value.role == role.name:
                    party = {"name": value.text, **({"kind": value.kind} if value.kind else {})}
                    found.setdefault(role.key, {})[value.text] = party
        return {key: list(parties.values()) for key, parties in found.items()}

    def read(self, written: Written, context: Context) -> PartyValue | None:
        """The party that the words name, in its fullest form in the article; `None` when there is no word."""
        party = party_of(written.text, written.kind)
        if party is None:
            return None
        return in_article(party, written.role or self.roles[0].name, name_table(context.article))

    def compare(self, a: Sequence[PartyValue], b: Sequence[PartyValue]) -> Comparison:
        mine, theirs = [p for p in a if is_telling(p)], [p for p in b if is_telling(p)]
        if not mine or not theirs:
            return Comparison(MISSING)
        excluding = _excluding(a, b)
        if excluding is not None:
            return Comparison(EXCLUDED, self._detail(_Meeting(Relation.NOTHING, *excluding)))
        by_role = _by_role(mine, theirs)
        if any(meeting.relation > Relation.NOTHING for meeting in by_role):
            level, meeting = _shared_level(by_role)
            return Comparison(level, self._detail(meeting))
        return self._unshared(by_role, _closest(mine, theirs))

    def gist(self, values: Sequence[PartyValue]) -> _Parties:
        """The parties that can speak for or against anything, by role."""
        return _Parties.of(values)

    def level(self, a: _Parties, b: _Parties) -> str:
        """As `compare`, without looking for the parties to show."""
        if not a.by_role or not b.by_role:
            return MISSING
        if _excluding(a.alone, b.alone) is not None:
            return EXCLUDED
        closest = {
            role: _closest_relation(mine, theirs)
            for role, mine in a.by_role
            for other, theirs in b.by_role
            if role == other
        }
        shared = {role: found for role, found in closest.items() if found > Relation.NOTHING}
        if not shared:
            return _unshared_level(a, b, closest)
        patients = {role in _SINGLE_ROLES for role, found in shared.items() if found is Relation.PERSON}
        if len(patients) == 2 and len(shared) < len(closest):  # which decides, only their names tell
            return _shared_level(_by_role(a.telling, b.telling))[0]
        return _level_of(shared.values(), apart=len(shared) < len(closest), patient=True in patients)

    def _unshared(self, by_role: Sequence[_Meeting], across: _Meeting | None) -> Comparison:
        """How records stand to each other that share nobody in any role; `across` is closest of all."""
        if across is not None and across.relation >= Relation.ORGANISATION:
            return Comparison(SAME_IN_OTHER_ROLE, self._detail(across))
        if not by_role:
            return Comparison(MISSING)
        apart = [meeting for meeting in by_role if meeting.both_named]
        level = DIFFERENT_PARTIES if apart else NOTHING_SHARED
        return Comparison(level, self._detail((apart or by_role)[0]))

    def fuse(self, testimonies: Sequence[Testimony[PartyValue]]) -> tuple[MergedValue, ...]:
        """A value for every party and role: by role, then by number of witnesses, then by name."""
        ordered: list[tuple[tuple[Any, ...], MergedValue]] = []
        for members in parties_of(testimonies):
            for value in merged_party(members, self._role_order):
                party = PartyValue.model_validate(value.value.model_dump())
                witnesses = {t.witness for t in members if t.value.role == party.role}
                shown = fold(self.show(party))
                order = (self._role_order(party.role), -len(witnesses), shown, as_json(value))
                ordered.append((order, value))
        return tuple(value for _, value in sorted(ordered, key=lambda item: item[0]))

    def block(self, values: Sequence[PartyValue]) -> frozenset[str]:
        """The keys of each party (`name:`, `group:`, `number:`, `government:`), and of each two of them.

        What a party can give depends on its role and on what else is shared, so a group has its keys by role,
        a person that something is done to has them by role too, and `same parties` has keys of two.
        """
        by_role: dict[str, set[str]] = {}
        for value in values:
            if is_telling(value):
                by_role.setdefault(value.role, set()).update(block_keys(value))
        keys: set[str] = set()
        for role, own in by_role.items():
            keys.update(key if key.startswith(_IN_ANY_ROLE) else f"{role} {key}" for key in own)
            if role in _SINGLE_ROLES:
                keys.update(f"{role} {key}" for key in own if key.startswith("name:"))
        for first, second in combinations(sorted(by_role), 2):
            keys.update(
                f"{first} {a} & {second} {b}"
                for a, b in product(by_role[first], by_role[second])
                if not (a.startswith("government:") and b.startswith("government:"))
            )
        return frozenset(keys)

    def allows(self, key: str) -> Sequence[str]:
        """Two parties in their roles can be the same; one can be what its kind and its role make it."""
        if " & " in key:
            return self.levels
        if key.startswith("government:"):
            return (SAME_GOVERNMENT,)
        if key.startswith("name:"):
            return (SAME_PERSON, SAME_ORGANISATION, SAME_IN_OTHER_ROLE)
        return (SAME_PATIENT,) if " name:" in key else (LIKE_GROUP,)

    def show(self, value: PartyValue) -> str:
        return _shown(value)

    def columns(self) -> tuple[Column, ...]:
        """All parties, and those of each role."""
        by_role = (Column(role.name, CellKind.TEXTS, role.description) for role in self.roles)
        return (Column("", CellKind.TEXTS, "every party, each name once"), *by_role)

    def cells(self, values: Sequence[PartyValue]) -> tuple[Cell, ...]:
        """The parties as they are shown, in the order given."""
        every = tuple(dict.fromkeys(self.show(value) for value in values))
        by_role = (tuple(self.show(value) for value in _in_role(values, role.name)) for role in self.roles)
        return (every, *by_role)

    def _detail(self, meeting: _Meeting) -> str:
        first, second = sorted((_shown(meeting.a), _shown(meeting.b)))
        roles = " / ".join(sorted({meeting.a.role, meeting.b.role}, key=self._role_order))
        return f"{first} ({roles})" if first == second else f"{first} ~ {second} ({roles})"

    def _role_order(self, role: str) -> tuple[int, str]:
        names = [r.name for r in self.roles]
        return (names.index(role) if role in names else len(names), role)


def _parted(text: str, kind: str | None) -> list[tuple[str, str | None]]:
    """The persons of a list, each with its kind; what is judged to be another thing stays in one piece."""
    parts = split_persons(text) if kind in {None, "person", "group"} else [text.strip()]
    if len(parts) > 1 and kind == "group":
        kind = "person"
    return [(part, kind) for part in parts if part]


def _shown(party: AnyParty) -> str:
    if party.kind is PartyKind.GOVERNMENT and party.country is not None:
        return english_name(party.country)
    return party.full or party.name


def _in_role(parties: Sequence[P], role: str) -> list[P]:
    return [party for party in parties if party.role == role]


def _by_role(a: Sequence[AnyParty], b: Sequence[AnyParty]) -> list[_Meeting]:
    """The closest parties in each role that both fill."""
    roles = {party.role for party in a} & {party.role for party in b}
    return [m for role in sorted(roles) if (m := _closest(_in_role(a, role), _in_role(b, role)))]


def _closest(a: Sequence[AnyParty], b: Sequence[AnyParty]) -> _Meeting | None:
    """The two parties of two records that have most in common, the same whichever record comes first."""
    meetings = [_Meeting(relation(x, y), x, y) for x in a for y in b]
    return min(meetings, key=_Meeting.order, default=None)


def _closest_relation(a: Sequence[Party], b: Sequence[Party]) -> Relation:
    return max((relation(x, y) for x in a for y in b), default=Relation.NOTHING)


def _unshared_level(a: _Parties, b: _Parties, roles: Collection[str]) -> str:
    """The level of records that share nobody in any of the roles that both fill."""
    if _closest_relation(a.telling, b.telling) >= Relation.ORGANISATION:
        return SAME_IN_OTHER_ROLE
    if not roles:
        return MISSING
    named = {party.role for party in a.telling if party.kind in NAMED}
    named &= {party.role for party in b.telling if party.kind in NAMED}
    return DIFFERENT_PARTIES if named else NOTHING_SHARED


def _level_of(shared: Collection[Relation], *, apart: bool, patient: bool) -> str:
    """The level of records that share these in some roles; `apart`: in another they differ."""
    best = max(shared)
    if best is Relation.GOVERNMENT:
        return NOTHING_SHARED if apart else SAME_GOVERNMENT
    if len(shared) > 1 and not apart:
        return SAME_PARTIES
    return SAME_PATIENT if best is Relation.PERSON and patient else _LEVEL_OF[best]


def _shared_level(by_role: Sequence[_Meeting]) -> tuple[str, _Meeting]:
    """The level of records that share a party in a role, and the parties that decide it."""
    shared = sorted((m for m in by_role if m.relation > Relation.NOTHING), key=_Meeting.order)
    apart = [m for m in by_role if m.relation is Relation.NOTHING]
    best = shared[0]
    if best.relation is Relation.GOVERNMENT:
        return (NOTHING_SHARED, apart[0]) if apart else (SAME_GOVERNMENT, best)
    if len(shared) > 1 and not apart:
        return SAME_PARTIES, best
    if best.relation is Relation.PERSON and best.a.role in _SINGLE_ROLES:
        return SAME_PATIENT, best
    return _LEVEL_OF[best.relation], best


def _excluding(a: Sequence[P], b: Sequence[P]) -> tuple[P, P] | None:
    """The two persons that make a match impossible: each alone in a role that one person fills."""
    for role in _SINGLE_ROLES:
        mine, theirs = _in_role(a, role), _in_role(b, role)
        if len(mine) == len(theirs) == 1:
            x, y = mine[0], theirs[0]
            if x.kind is y.kind is PartyKind.PERSON and cannot_be_same_person(x, y):
                return x, y
    return None
