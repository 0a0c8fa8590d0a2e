"""`Who`: the parties of an event, with their roles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from extractor.fields import _party_words as tables
from extractor.fields._countries import english_name
from extractor.fields._name_table import NameTable, name_table
from extractor.fields._names import name_key, tokens_of
from extractor.fields._parties import Party, PartyKind, organisation_key, party_of
from extractor.fields._party_matching import (
    Relation,
    cannot_be_same_person,
    head_noun,
    initials,
    is_telling,
    relation,
    same_name,
    stem,
)
from extractor.fields._text import fold
from extractor.fields.base import (
    EXCLUDED,
    MISSING,
    Comparison,
    Context,
    FieldType,
    Question,
    Testimony,
    Written,
)
from extractor.records import Alternative, Conflict, MergedValue, Support, Value

SAME_PARTIES = "same parties"
SAME_PERSON = "same person"
SAME_ORGANISATION = "same organisation"
SAME_IN_OTHER_ROLE = "same in another role"
LIKE_GROUP = "like group"
SAME_GOVERNMENT = "same government"
NOTHING_SHARED = "nothing shared"
DIFFERENT_PARTIES = "different parties"

_LEVEL_OF = {
    Relation.PERSON: SAME_PERSON,
    Relation.ORGANISATION: SAME_ORGANISATION,
    Relation.LIKENESS: LIKE_GROUP,
    Relation.GOVERNMENT: SAME_GOVERNMENT,
}
_NAMED = frozenset({PartyKind.PERSON, PartyKind.ORGANISATION})


@dataclass(frozen=True, slots=True)
class Role:
    """What parties can be in an event."""

    name: str
    """The field's standard term: `agent`, `patient`, `recipient`.

    In the roles `patient` and `victim`, one named person each and not the same one excludes a match.
    """
    key: str
    """The plain word the model writes: `by`, `whom`, `to`."""
    description: str
    """One line that tells the model whom to name: `who did it`."""


class PartyValue(Value):
    """A party of an event: who it is, as far as its article says, and its role."""

    name: str
    """As written, without titles, articles and possessive."""
    key: str
    """For matching: the fullest form in the article, folded, without what spellings differ in."""
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


class Who(FieldType[PartyValue]):
    """The parties of an event by role."""

    value_type = PartyValue
    levels: ClassVar[tuple[str, ...]] = (
        SAME_PARTIES,
        SAME_PERSON,
        SAME_ORGANISATION,
        SAME_IN_OTHER_ROLE,
        LIKE_GROUP,
        SAME_GOVERNMENT,
        NOTHING_SHARED,
        DIFFERENT_PARTIES,
    )
    """What the records share:

    - `same parties`: in two roles or more the same ones, in none different ones;
    - `same person`, `same organisation`, `like group`, `same government`: one of these in the same role;
    - `same in another role`: a person or organisation, but not in the same role;
    - `nothing shared`: both say somebody in a role, and it can be the same or not;
    - `different parties`: both name persons or organisations in a role, and not the same ones.
    """

    def __init__(self, roles: Sequence[Role]) -> None:
        self.roles = tuple(roles)

    def ask(self, name: str, description: str) -> tuple[Question, ...]:  # noqa: ARG002
        return tuple(Question(role.key, list[str] | None, role.description) for role in self.roles)

    def written(self, name: str, reply: Mapping[str, Any]) -> tuple[Written, ...]:  # noqa: ARG002
        found: dict[Written, None] = {}
        for role in self.roles:
            given = reply.get(role.key)
            for item in [given] if isinstance(given, str) else given if isinstance(given, list) else []:
                if isinstance(item, str) and item.strip():
                    found.setdefault(Written(item.strip(), role=role.name))
        return tuple(found)

    def read(self, written: Written, context: Context) -> PartyValue | None:
        """The party that the words name, in its fullest form in the article; `None` when there is no word."""
        party = party_of(written.text)
        if party is None:
            return None
        return _in_article(party, written.role or self.roles[0].name, name_table(context.article))

    def compare(self, a: Sequence[PartyValue], b: Sequence[PartyValue]) -> Comparison:
        mine, theirs = [p for p in a if is_telling(p)], [p for p in b if is_telling(p)]
        if not mine or not theirs:
            return Comparison(MISSING)
        excluded = _excluding_pair(a, b)
        if excluded is not None:
            return Comparison(EXCLUDED, self._detail(*excluded))
        by_role = _by_role(mine, theirs)
        across = _closest((x, y) for x in mine for y in theirs if x.role != y.role)
        if not by_role and across[0] < Relation.ORGANISATION:
            return Comparison(MISSING)
        level, pair = _level(by_role, across)
        return Comparison(level, self._detail(*pair) if pair else "")

    def fuse(self, testimonies: Sequence[Testimony[PartyValue]]) -> tuple[MergedValue, ...]:
        merged = [item for members in _parties(testimonies) for item in self._merged(members)]
        return tuple(value for _, value in sorted(merged, key=lambda item: item[0]))

    def block(self, values: Sequence[PartyValue]) -> frozenset[str]:
        """Keys `name:` (persons and organisations), `group:` and `number:`; `government:` is a weak one.

        Every government is in half of all records: a merger should use that key only with another.
        """
        return frozenset(key for value in values if is_telling(value) for key in _block_keys(value))

    def show(self, value: PartyValue) -> str:
        if value.kind is PartyKind.GOVERNMENT and value.country is not None:
            return english_name(value.country)
        return value.full or value.name

    def _detail(self, a: PartyValue, b: PartyValue) -> str:
        first, second = sorted((self.show(a), self.show(b)))
        roles = " / ".join(sorted({a.role, b.role}, key=self._role_order))
        return f"{first} ({roles})" if first == second else f"{first} ~ {second} ({roles})"

    def _role_order(self, role: str) -> tuple[int, str]:
        names = [r.name for r in self.roles]
        return (names.index(role) if role in names else len(names), role)

    def _merged(self, members: Sequence[Testimony[PartyValue]]) -> list[tuple[Any, MergedValue]]:
        """The values of one party, each with its sort key: one for its main role and one for each other role
        that the same source gives beside it.
        """
        witnesses: dict[str, set[str]] = {}
        for testimony in members:
            witnesses.setdefault(testimony.value.role, set()).add(testimony.witness)
        roles = sorted(witnesses, key=lambda r: (-len(witnesses[r]), self._role_order(r)))
        standing = [r for r in roles if r == roles[0] or witnesses[r] & witnesses[roles[0]]]
        values = {role: _sourced([t for t in members if t.value.role == role], members) for role in roles}
        others = tuple(
            Alternative(value=values[r][0], supports=values[r][1], conflict=Conflict.DISAGREEMENT)
            for r in roles
            if r not in standing
        )
        merged = []
        for role in standing:
            value, supports = values[role]
            alternatives = others if role == roles[0] else ()
            order = (
                self._role_order(role),
                -len(witnesses[role]),
                fold(self.show(value)),
                value.model_dump_json(),
            )
            merged.append((order, MergedValue(value=value, supports=supports, alternatives=alternatives)))
        return merged


def _in_article(party: Party, role: str, table: NameTable) -> PartyValue:
    kind, key, full, title, aliases = party.kind, party.key, None, party.title, party.aliases
    person = _person_meant(party, table)
    if person is not None:
        kind, key, title = PartyKind.PERSON, person.key, title or person.title
        full = person.name if person.key != party.key else None
        aliases = (*aliases, *table.aliases.get(person.key, ()))
    elif not party.sure and key in table.titled:
        kind = PartyKind.PERSON
    elif kind in _NAMED:
        long = table.long_form(party.name)
        if long is not None:
            read = party_of(long)
            kind, full, aliases = PartyKind.ORGANISATION, long, (*aliases, party.name)
            key = organisation_key(tokens_of(long)) if read is None or read.kind in _NAMED else key
        else:
            acronyms = table.acronyms_of(fold(party.name))
            kind = PartyKind.ORGANISATION if acronyms else kind
            aliases = (*aliases, *acronyms)
    own = {key, fold(full or party.name)}
    return PartyValue(
        name=party.name,
        key=key,
        kind=kind,
        role=role,
        full=full,
        title=title,
        aliases=tuple(dict.fromkeys(a for a in aliases if fold(a) not in own)),
        country=None if kind is PartyKind.PERSON else party.country,
        number=party.number,
    )


def _person_meant(party: Party, table: NameTable) -> Party | None:
    """The person of the article that the words can only mean."""
    if party.kind is PartyKind.PERSON or (party.kind is PartyKind.ORGANISATION and not party.sure):
        return table.person(party.key) or (None if " " in party.key else table.person(fold(party.name)))
    if party.kind is PartyKind.GOVERNMENT and " " not in party.name:  # Michael Jordan, Denzel Washington
        found = table.person(name_key([party.name]))
        return found if found is not None and found.key.split()[-1] == name_key([party.name]) else None
    return None


def _by_role(
    a: Sequence[PartyValue], b: Sequence[PartyValue]
) -> dict[str, tuple[Relation, tuple[PartyValue, PartyValue]]]:
    """For each role that both fill, the closest pair of parties and what they have in common."""
    roles = sorted({p.role for p in a} & {p.role for p in b})
    return {r: _closest((x, y) for x in a for y in b if x.role == y.role == r) for r in roles}


def _closest(pairs: Any) -> tuple[Relation, Any]:
    best: tuple[Relation, Any] = (Relation.NOTHING, None)
    for x, y in pairs:
        found = relation(x, y)
        if found > best[0] or best[1] is None:
            best = (found, (x, y))
    return best


def _level(by_role: Mapping[str, Any], across: tuple[Relation, Any]) -> tuple[str, Any]:
    shared = [(rel, pair) for rel, pair in by_role.values() if rel > Relation.NOTHING]
    apart = [pair for rel, pair in by_role.values() if rel is Relation.NOTHING and _both_named(pair)]
    if shared:
        best, pair = max(shared, key=lambda item: item[0])
        if len(shared) > 1 and not apart and best > Relation.GOVERNMENT:
            return SAME_PARTIES, pair
        return _LEVEL_OF[best], pair
    if across[0] >= Relation.ORGANISATION:
        return SAME_IN_OTHER_ROLE, across[1]
    if apart:
        return DIFFERENT_PARTIES, apart[0]
    return NOTHING_SHARED, None


def _both_named(pair: tuple[PartyValue, PartyValue]) -> bool:
    return all(party.kind in _NAMED for party in pair)


def _excluding_pair(a: Sequence[PartyValue], b: Sequence[PartyValue]) -> tuple[PartyValue, PartyValue] | None:
    """The two persons that make a match impossible: each alone in a role that one person fills."""
    for role in ("patient", "victim"):
        mine, theirs = [p for p in a if p.role == role], [p for p in b if p.role == role]
        if len(mine) == len(theirs) == 1:
            x, y = mine[0], theirs[0]
            if x.kind is y.kind is PartyKind.PERSON and cannot_be_same_person(x, y):
                return x, y
    return None


def _block_keys(value: PartyValue) -> list[str]:
    if value.kind is PartyKind.GOVERNMENT:
        return [f"government:{value.country or value.key.removesuffix(' government')}"]
    if value.kind in _NAMED:
        return _name_keys(value)
    keys = [f"group:{stem(head_noun(value.key))}"]
    return [*keys, f"number:{value.number}"] if value.number is not None and value.number > 2 else keys


def _name_keys(value: PartyValue) -> list[str]:
    """The words of a name that can stand for it alone: not a first name, not `department`."""
    parts = value.key.split()
    if value.kind is PartyKind.PERSON:
        telling = parts if len(parts) == 1 or len(parts[0]) <= 3 else parts[1:]
        telling = [part for part in telling if len(part) > 1] or [value.key]
    else:
        telling = [p for p in parts if p not in tables.GENERIC_ORGANISATION_WORDS] or [
            " ".join(sorted(parts))
        ]
        telling += [spelt] if (spelt := initials(value.key)) else []
    return [f"name:{word}" for word in (*telling, *map(fold, value.aliases))]


def _parties(testimonies: Sequence[Testimony[PartyValue]]) -> list[list[Testimony[PartyValue]]]:
    """Testimonies by party: the longest names first, a short one joins the only party it can be."""
    groups: dict[str, list[Testimony[PartyValue]]] = {}
    for testimony in testimonies:
        groups.setdefault(_identity(testimony.value), []).append(testimony)
    parties: list[list[str]] = []
    for identity in sorted(groups, key=lambda i: (-len(groups[i][0].value.key.split()), i)):
        value = groups[identity][0].value
        fitting = [p for p in parties if all(_same_party(value, groups[i][0].value) for i in p)]
        if len(fitting) == 1:
            fitting[0].append(identity)
        else:
            parties.append([identity])
    return [[t for identity in party for t in groups[identity]] for party in parties]


def _identity(value: PartyValue) -> str:
    return value.model_dump_json(exclude={"role", "title"})


def _same_party(a: PartyValue, b: PartyValue) -> bool:
    if a.kind in _NAMED and b.kind in _NAMED:
        return same_name(a, b)
    return a.kind is b.kind and a.key == b.key and a.number == b.number and a.country == b.country


def _sourced(
    own: Sequence[Testimony[PartyValue]], everything: Sequence[Testimony[PartyValue]]
) -> tuple[PartyValue, tuple[Support, ...]]:
    """The fullest form of a party in one role, with all aliases, and the supports of that role."""
    forms = Counter[str]()
    for testimony in {(t.value.model_dump_json(), t.witness): t for t in own}.values():
        forms[testimony.value.model_dump_json()] += 1
    best = min(
        (t.value for t in own),
        key=lambda v: (-len(v.key.split()), -forms[v.model_dump_json()], v.model_dump_json()),
    )
    aliases = sorted({a for t in everything for a in t.value.aliases} - {best.name, best.full})
    supports = {t.mention.support.model_dump_json(): t.mention.support for t in own}
    ordered = sorted(supports, key=lambda s: (supports[s].article, supports[s].sentences, s))
    value = best.model_copy(update={"aliases": tuple(aliases)})
    return value, tuple(supports[s] for s in ordered)
