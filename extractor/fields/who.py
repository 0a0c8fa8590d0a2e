"""`Who`: the parties of an event, with their roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from operator import itemgetter
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from extractor.fields.base import (
    Aspect,
    Cell,
    CellKind,
    Column,
    Comparison,
    Context,
    FieldType,
    Question,
    Role,
    Written,
)
from extractor.fields.claims import Claim, sorted_by
from extractor.fields.countries import english_name
from extractor.fields.parties.blocking import block_keys
from extractor.fields.parties.comparing import (
    DESCRIBED_APART,
    DIFFERENT_PARTIES,
    DIFFERENT_PATIENT,
    LIKE_DESCRIPTION,
    LIKE_GROUP,
    NOTHING_SHARED,
    ONLY_DESCRIBED,
    SAME_GOVERNMENT,
    SAME_IN_OTHER_ROLE,
    SAME_ORGANISATION,
    SAME_PARTIES,
    SAME_PATIENT,
    SAME_PERSON,
    SINGLE_ROLES,
    Meeting,
    Parties,
    compared,
    in_role,
    level_of,
    persons_by_role,
)
from extractor.fields.parties.fusing import merged_party, parties_of
from extractor.fields.parties.in_article import in_article
from extractor.fields.parties.lists import split_persons
from extractor.fields.parties.matching import is_telling
from extractor.fields.parties.phrases import party_of
from extractor.fields.parties.values import AnyParty, PartyKind, PartyValue
from extractor.records import JsonObject, MergedValue, as_json
from extractor.text.fold import fold

__all__ = ["PartyKind", "PartyValue", "Role", "Who"]

_IN_ANY_ROLE = ("name:", "government:")
"""What begins the keys of parties that are one whatever their roles."""


class NamedParty(BaseModel):
    """A party as a model writes it; a bare name is one too."""

    model_config = ConfigDict(extra="ignore")

    name: str
    kind: Literal["person", "organisation", "government", "group", "thing"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_a_name(cls, given: Any) -> Any:
        return {"name": given} if isinstance(given, str) else given


class Who(FieldType[PartyValue]):
    """The parties of an event by role."""

    value_type = PartyValue
    aspect = Aspect.WHO
    points: ClassVar[Mapping[str, int]] = {
        SAME_PARTIES: 34,
        SAME_PATIENT: 34,
        LIKE_GROUP: 20,
        SAME_PERSON: 10,
        SAME_ORGANISATION: 10,
        SAME_IN_OTHER_ROLE: 10,
        LIKE_DESCRIPTION: 10,
        SAME_GOVERNMENT: 4,
        ONLY_DESCRIBED: 0,
        NOTHING_SHARED: -8,
        DESCRIBED_APART: -40,
        DIFFERENT_PARTIES: -24,
        DIFFERENT_PATIENT: -40,
    }
    levels = tuple(points)
    """What the records share:

    - `same parties`: in two roles or more one and the same party, and in none that both fill different ones;
      one of them is named, counted or of one age;
    - `same patient`: the person it was done to: one person does many things in the news, few are done to one;
    - `same person`, `like group`, `same organisation`, `like description`, `same government`: one of these in
      the same role. Groups are alike in number, descriptions in words alone.
      Governments share half of all news: when the parties of another role differ, nothing is shared, and
      when both name other persons in one, no organisation is;
    - `same in another role`: a person or organisation, but not in the same role;
    - `only described`: in each role that both fill, one of them describes a person and no more;
    - `nothing shared`: both say somebody in a role, and it can be the same or not;
    - `described apart`: it was done to one person each, and these differ in age or sex;
    - `different parties`: both name persons or organisations in a role, and not the same ones;
    - `different patient`: it was done to others, whom both name, whoever did it.
    """

    def __init__(self, roles: Sequence[Role]) -> None:
        self.roles = tuple(roles)

    def ask(self, name: str, description: str) -> tuple[Question, ...]:  # noqa: ARG002
        """A key for each role, with the name of each party and its kind."""
        return tuple(
            Question(role.key, list[NamedParty] | None, role.description, plain=list[str], seldom=role.seldom)
            for role in self.roles
        )

    def written(
        self,
        name: str,  # noqa: ARG002
        reply: Mapping[str, Any],
        language: str | None = None,  # noqa: ARG002
    ) -> tuple[Written, ...]:
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
        party = party_of(written.text, written.kind, context.article.language)
        if party is None:
            return None
        return in_article(party, written.role or self.roles[0].name, context.article)

    def compare(self, a: Sequence[PartyValue], b: Sequence[PartyValue]) -> Comparison:
        level, meeting = compared(a, b)
        return Comparison(level, self._detail(meeting) if meeting else "")

    def comparison_key(self, values: Sequence[PartyValue]) -> Parties:
        """The parties that can speak for or against anything, by role."""
        return Parties.of(values)

    def level(self, a: Parties, b: Parties) -> str:
        """As `compare`, without looking for the parties to show."""
        return level_of(a, b)

    def fuse(self, claims: Sequence[Claim[PartyValue]]) -> tuple[MergedValue, ...]:
        """A value for every party and role: by role, then by number of sources, then by name."""
        ordered: list[tuple[tuple[Any, ...], MergedValue]] = []
        for members in parties_of(claims):
            for party, value in merged_party(members, self._role_order):
                sources = {claim.source for claim in members if claim.value.role == party.role}
                order = (self._role_order(party.role), -len(sources), fold(self.show(party)))
                ordered.append((order, value))
        return tuple(value for _, value in sorted_by(ordered, itemgetter(0), lambda item: as_json(item[1])))

    def block(self, values: Sequence[PartyValue]) -> frozenset[str]:
        """The keys of each party (`name:`, `group:`, `number:`, `government:`), and of each two of them.

        What a party can give depends on its role and on what else is shared, so a group has its keys by role,
        a person that something is done to has them by role too, and `same parties` has keys of two.
        """
        by_role: dict[str, set[str]] = {}
        for value in values:
            if is_telling(value):
                by_role.setdefault(value.role, set()).update(block_keys(value))
        keys = {f"{role} number:{count}" for role, count in persons_by_role(values) if count > 1}
        for role, own in by_role.items():
            keys.update(key if key.startswith(_IN_ANY_ROLE) else f"{role} {key}" for key in own)
            if role in SINGLE_ROLES:
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
        return (SAME_PATIENT,) if " name:" in key else (LIKE_GROUP, LIKE_DESCRIPTION)

    def show(self, value: PartyValue) -> str:
        return _shown(value)

    def columns(self) -> tuple[Column, ...]:
        """All parties, and those of each role."""
        by_role = (Column(role.name, CellKind.TEXTS, role.description) for role in self.roles)
        return (Column("", CellKind.TEXTS, "every party, each name once"), *by_role)

    def cells(self, values: Sequence[PartyValue]) -> tuple[Cell, ...]:
        """The parties as they are shown, in the order given."""
        every = tuple(dict.fromkeys(self.show(value) for value in values))
        by_role = (tuple(self.show(value) for value in in_role(values, role.name)) for role in self.roles)
        return (every, *by_role)

    def _detail(self, meeting: Meeting) -> str:
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
