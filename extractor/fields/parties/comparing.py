"""How the parties of two records stand to each other, role by role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from extractor.fields.base import EXCLUDED, MISSING
from extractor.fields.parties.describing import Description, age_of, described_apart, sex_of
from extractor.fields.parties.kinds import may_be_person
from extractor.fields.parties.matching import FEW, Relation, cannot_be_same_person, is_telling, relation
from extractor.fields.parties.values import NAMED, AnyParty, Party, PartyKind, PartyValue

SAME_PARTIES = "same parties"
SAME_PATIENT = "same patient"
SAME_PERSON = "same person"
SAME_ORGANISATION = "same organisation"
SAME_IN_OTHER_ROLE = "same in another role"
LIKE_GROUP = "like group"
LIKE_DESCRIPTION = "like description"
SAME_GOVERNMENT = "same government"
ONLY_DESCRIBED = "only described"
NOTHING_SHARED = "nothing shared"
DESCRIBED_APART = "described apart"
DIFFERENT_PARTIES = "different parties"
DIFFERENT_PATIENT = "different patient"

P = TypeVar("P", bound=AnyParty)

_PERSONS = frozenset({PartyKind.PERSON, PartyKind.DESCRIPTION})

SINGLE_ROLES = ("patient", "victim")
"""Roles of those to whom something is done: few things are done to one."""

_LEVEL_OF = {
    Relation.PERSON: SAME_PERSON,
    Relation.ORGANISATION: SAME_ORGANISATION,
    Relation.LIKENESS: LIKE_GROUP,
    Relation.DESCRIPTION: LIKE_DESCRIPTION,
    Relation.GOVERNMENT: SAME_GOVERNMENT,
}


@dataclass(frozen=True, slots=True)
class Meeting:
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
class Parties:
    """The parties of a record, as `level` needs them."""

    by_role: tuple[tuple[str, tuple[Party, ...]], ...]
    """Those that can speak for or against anything."""
    alone: tuple[Party, ...]
    """Those that are alone in a role which one person fills."""

    @classmethod
    def of(cls, values: Sequence[PartyValue]) -> Parties:
        parties = [Party.of(value) for value in values]
        telling = [party for party in parties if is_telling(party)]
        roles = sorted({party.role for party in telling})
        singles = [own for role in SINGLE_ROLES if len(own := in_role(parties, role)) == 1]
        return cls(
            tuple((role, tuple(in_role(telling, role))) for role in roles),
            tuple(party for own in singles for party in own),
        )

    @property
    def telling(self) -> list[Party]:
        return [party for _, parties in self.by_role for party in parties]


def compared(a: Sequence[PartyValue], b: Sequence[PartyValue]) -> tuple[str, Meeting | None]:
    """The level of two records' parties, and the two that decide it."""
    level = level_of(Parties.of(a), Parties.of(b))
    return level, None if level == MISSING else _deciding(level, a, b)


def _deciding(level: str, a: Sequence[PartyValue], b: Sequence[PartyValue]) -> Meeting:
    mine, theirs = [p for p in a if is_telling(p)], [p for p in b if is_telling(p)]
    pair: tuple[AnyParty, AnyParty] | None = None
    if level == EXCLUDED:
        pair = _excluding(a, b)
    elif level == DIFFERENT_PATIENT:
        pair = _patients_apart(mine, theirs)
    elif level == DESCRIBED_APART:
        pair = _described_apart(a, b)
    if pair is not None:
        return Meeting(Relation.NOTHING, *pair)
    meetings = _by_role(mine, theirs)
    shared = [meeting for meeting in meetings if meeting.relation > Relation.NOTHING]
    apart = [meeting for meeting in meetings if meeting.relation is Relation.NOTHING]
    if level == SAME_IN_OTHER_ROLE:
        shared = [Meeting(relation(x, y), x, y) for x in mine for y in theirs]
    elif apart and level in {DIFFERENT_PARTIES, ONLY_DESCRIBED, NOTHING_SHARED}:
        persons = [m for m in apart if m.a.kind is m.b.kind is PartyKind.PERSON]
        named = [m for m in apart if m.both_named]
        return [*(persons if shared else named), *apart][0]
    return min(shared or apart, key=Meeting.order)


def level_of(a: Parties, b: Parties) -> str:
    """The level of two records' parties."""
    if not a.by_role or not b.by_role:
        return MISSING
    if a.alone and b.alone and _excluding(a.alone, b.alone) is not None:
        return EXCLUDED
    closest = {
        role: _relation_in_role(mine, theirs)
        for role, mine in a.by_role
        for other, theirs in b.by_role
        if role == other
    }
    if against := _level_of_others(a, b, closest):
        return against
    shared = {role: found for role, found in closest.items() if found > Relation.NOTHING}
    if not shared:
        return _unshared_level(a, b, closest)
    patients = {role in SINGLE_ROLES for role, found in shared.items() if found is Relation.PERSON}
    if len(patients) == 2 and len(shared) < len(closest):  # which decides, only their names tell
        patients = {min(_by_role(a.telling, b.telling), key=Meeting.order).a.role in SINGLE_ROLES}
    return _level_of(shared.values(), apart=len(shared) < len(closest), patient=True in patients)


def _level_of_others(a: Parties, b: Parties, closest: Mapping[str, Relation]) -> str | None:
    """The level of records that tell of others, if they do; `closest` is by role."""
    unshared = any(closest.get(role) is Relation.NOTHING for role in SINGLE_ROLES)
    if unshared and _patients_apart(a.telling, b.telling) is not None:
        return DIFFERENT_PATIENT
    if Relation.PERSON not in closest.values() and _described_apart(a.alone, b.alone) is not None:
        return DESCRIBED_APART
    best = max(closest.values(), default=Relation.NOTHING)
    if Relation.NOTHING < best <= Relation.ORGANISATION and _other_persons(a, b, closest):
        return NOTHING_SHARED if best is Relation.ORGANISATION else DIFFERENT_PARTIES
    return None


def in_role(parties: Sequence[P], role: str) -> list[P]:
    return [party for party in parties if party.role == role]


def _by_role(a: Sequence[AnyParty], b: Sequence[AnyParty]) -> list[Meeting]:
    """The closest parties in each role that both fill."""
    roles = {party.role for party in a} & {party.role for party in b}
    found = []
    for role in sorted(roles):
        mine, theirs = in_role(a, role), in_role(b, role)
        closest, counted = _closest(mine, theirs), _counted(mine, theirs)
        if closest and counted and closest.relation < (as_many := _as_many(*counted)):
            closest = Meeting(as_many, *counted)
        found += [closest] if closest else []
    return found


def _closest(a: Sequence[AnyParty], b: Sequence[AnyParty]) -> Meeting | None:
    """The two parties of two records that have most in common, the same whichever record comes first."""
    meetings = [Meeting(relation(x, y), x, y) for x in a for y in b]
    return min(meetings, key=Meeting.order, default=None)


def _closest_relation(a: Sequence[AnyParty], b: Sequence[AnyParty]) -> Relation:
    return max((relation(x, y) for x in a for y in b), default=Relation.NOTHING)


def _unshared_level(a: Parties, b: Parties, roles: Collection[str]) -> str:
    """The level of records that share nobody in any of the roles that both fill."""
    if _named_in_other_role(a, b):
        return SAME_IN_OTHER_ROLE
    if not roles:
        return MISSING
    named = {party.role for party in a.telling if party.kind in NAMED}
    named &= {party.role for party in b.telling if party.kind in NAMED}
    if named:
        return DIFFERENT_PARTIES
    return ONLY_DESCRIBED if _only_described(a.telling, b.telling, roles) else NOTHING_SHARED


def _named_in_other_role(a: Parties, b: Parties) -> bool:
    """Whether somebody is named in both, by whatever name, though not in one role."""
    return any(
        relation(x, y) >= Relation.ORGANISATION
        for role, mine in a.by_role
        for other, theirs in b.by_role
        if role != other
        for x in mine
        if x.kind in NAMED
        for y in theirs
        if y.kind in NAMED
    )


def _only_described(a: Sequence[AnyParty], b: Sequence[AnyParty], roles: Collection[str]) -> bool:
    """Whether in each role one side has only descriptions of persons, or both have groups of as many."""
    return all(_described(in_role(a, role), in_role(b, role)) for role in roles)


def _described(a: Sequence[AnyParty], b: Sequence[AnyParty]) -> bool:
    if any(all(party.kind is PartyKind.DESCRIPTION for party in side) for side in (a, b)):
        return True
    return all(p.kind is PartyKind.GROUP for p in (*a, *b)) and len({p.number for p in (*a, *b)}) == 1


def persons_by_role(parties: Iterable[AnyParty]) -> list[tuple[str, int]]:
    """How many persons are named in each role: as many as a group may count."""
    return sorted(Counter(p.role for p in parties if p.kind is PartyKind.PERSON).items())


def _relation_in_role(a: Sequence[Party], b: Sequence[Party]) -> Relation:
    counted = _counted(a, b)
    return max(_closest_relation(a, b), _as_many(*counted) if counted else Relation.NOTHING)


def _as_many(a: AnyParty, b: AnyParty) -> Relation:
    """What a group and as many persons by name have in common."""
    return Relation.LIKENESS if max(a.number or 0, b.number or 0) > FEW else Relation.DESCRIPTION


def _counted(a: Sequence[P], b: Sequence[P]) -> tuple[P, P] | None:
    """A group, and the first of as many persons on the other side: `two deputies`, and both by name."""
    for groups, others in ((a, b), (b, a)):
        persons = [party for party in others if party.kind is PartyKind.PERSON]
        for group in groups:
            if group.kind is PartyKind.GROUP and group.number == len(persons) > 1:
                return group, persons[0]
    return None


def _patients_apart(a: Sequence[P], b: Sequence[P]) -> tuple[P, P] | None:
    """Two parties, named as those it was done to, of whom neither is anywhere in the other record."""
    for role in SINGLE_ROLES:
        mine, theirs = in_role(a, role), in_role(b, role)
        named, others = _comparable(mine, theirs)
        if (
            named
            and others
            and _closest_relation(mine, theirs) is Relation.NOTHING
            and _counted(mine, theirs) is None
            and _closest_relation(named, b) is Relation.NOTHING
            and _closest_relation(a, others) is Relation.NOTHING
        ):
            return min(named, key=_content), min(others, key=_content)
    return None


def _comparable(a: Sequence[P], b: Sequence[P]) -> tuple[list[P], list[P]]:
    """What is named on both sides, and next to persons only what may be one: a shop is no other victim."""
    sides = [[party for party in side if party.kind in NAMED] for side in (a, b)]
    if any(party.kind is PartyKind.PERSON for side in sides for party in side):
        sides = [[party for party in side if may_be_person(party.kind, party.key)] for side in sides]
    return sides[0], sides[1]


def _other_persons(a: Parties, b: Parties, closest: Mapping[str, Relation]) -> bool:
    """Whether in a role both name persons, and not the same ones."""
    apart = {role for role, found in closest.items() if found is Relation.NOTHING}
    sides = (a.by_role, b.by_role)
    named = [{role for role, own in side if any(p.kind is PartyKind.PERSON for p in own)} for side in sides]
    return bool(apart & named[0] & named[1])


def _described_apart(a: Sequence[P], b: Sequence[P]) -> tuple[P, P] | None:
    """The two persons to whom something was done, one in each record, if they differ in age or sex."""
    for role in SINGLE_ROLES:
        mine, theirs = in_role(a, role), in_role(b, role)
        if len(mine) == len(theirs) == 1:
            x, y = mine[0], theirs[0]
            kinds = {x.kind, y.kind}
            if PartyKind.DESCRIPTION in kinds <= _PERSONS and described_apart(_seen(x), _seen(y)):
                return x, y
    return None


def _seen(party: AnyParty) -> Description:
    """What is said of a person."""
    if party.kind is PartyKind.PERSON:
        return Description(party.age, None)
    return Description(age_of(party.key), sex_of(party.key))


def _level_of(shared: Collection[Relation], *, apart: bool, patient: bool) -> str:
    """The level of records that share these in some roles; `apart`: in another they differ."""
    best = max(shared)
    if best is Relation.GOVERNMENT:
        return NOTHING_SHARED if apart else SAME_GOVERNMENT
    if len(shared) > 1 and not apart and best >= Relation.LIKENESS:
        return SAME_PARTIES
    return SAME_PATIENT if best is Relation.PERSON and patient else _LEVEL_OF[best]


def _excluding(a: Sequence[P], b: Sequence[P]) -> tuple[P, P] | None:
    """The two persons that make a match impossible: each alone in a role that one person fills."""
    for role in SINGLE_ROLES:
        mine, theirs = in_role(a, role), in_role(b, role)
        if len(mine) == len(theirs) == 1:
            x, y = mine[0], theirs[0]
            if x.kind is y.kind is PartyKind.PERSON and cannot_be_same_person(x, y):
                return x, y
    return None


def _content(party: AnyParty) -> tuple[str, str]:
    return party.key, party.name
