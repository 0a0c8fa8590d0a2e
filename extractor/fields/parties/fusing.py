"""Fuses what several articles say of parties: who is one and the same, and in which role."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extractor.fields.claims import Claim, ClaimGroup, gather, merged
from extractor.fields.parties.matching import Relation, relation, same_name
from extractor.fields.parties.names import generation
from extractor.fields.parties.values import NAMED, PartyKind, PartyValue
from extractor.records import Conflict, MergedValue

Claims = Sequence[Claim[PartyValue]]


def parties_of(claims: Claims) -> list[list[Claim[PartyValue]]]:
    """Claims by party: the longest names first, and a short one joins the only party that it can be.

    So `Garcia` stays by itself among Omar Garcia Harfuch and Maria Garcia, and joins either alone. After the
    names come descriptions: `a sheriff's deputy` is the only party in its role that is called so.
    """
    forms = [_with_all_aliases(form) for form in gather(claims, _identity)]
    forms.sort(key=lambda form: (form.value.kind not in NAMED, -len(form.value.key.split())))
    parties: list[list[ClaimGroup[PartyValue]]] = []
    for form in forms:
        fitting = [party for party in parties if _belongs(form, party)]
        if len(fitting) == 1:
            fitting[0].append(form)
        else:
            parties.append([form])
    return [[claim for form in party for claim in form.claims] for party in parties]


def merged_party(
    members: Claims, order_of: Callable[[str], tuple[int, str]]
) -> list[tuple[PartyValue, MergedValue]]:
    """The values of one party: one for its main role, and one for each role that a source also gives.

    A role that only other sources give is an alternative of the main one, and so is a description of somebody
    whom others name. Equally many sources: the role
    that `order_of` puts first is the main one.
    """
    named = [claim for claim in members if claim.value.kind in NAMED]
    described = [claim for claim in members if named and claim.value.kind not in NAMED]
    said = {
        role: _group_in_role(named or members, role)
        for role in sorted({claim.value.role for claim in named or members})
    }
    roles = sorted(said, key=lambda role: (-len(said[role].sources), order_of(role)))
    main = said[roles[0]]
    further_roles = [said[role] for role in roles[1:] if said[role].sources & main.sources]
    others = [said[role] for role in roles[1:] if not said[role].sources & main.sources]
    alternatives = [(other, Conflict.DISAGREEMENT) for other in others]
    # Who does not give the name says less, and not something else.
    alternatives += [(said, Conflict.REFINEMENT) for said in gather(described, _identity)]
    return [
        (main.value, merged(main, alternatives)),
        *((group.value, merged(group, ())) for group in further_roles),
    ]


def _belongs(form: ClaimGroup[PartyValue], party: Sequence[ClaimGroup[PartyValue]]) -> bool:
    if all(_same_party(form.value, other.value) for other in party):
        return True
    return form.value.kind is PartyKind.DESCRIPTION and _describes(form, party)


def _describes(form: ClaimGroup[PartyValue], party: Sequence[ClaimGroup[PartyValue]]) -> bool:
    """Whether a description can be of this party, whom it stands for in the same roles."""
    return (
        any(
            relation(form.value, claim.value) is Relation.LIKENESS
            for other in party
            for claim in other.claims
        )
        and _roles([form]) <= _roles(party)
        and not any(_named_side_by_side(form, other) for other in party)
    )


def _roles(forms: Sequence[ClaimGroup[PartyValue]]) -> set[str]:
    return {claim.value.role for form in forms for claim in form.claims}


def _named_side_by_side(a: ClaimGroup[PartyValue], b: ClaimGroup[PartyValue]) -> bool:
    """Whether one article names both in one sentence: then they are two."""
    mine, theirs = (
        {
            (s.article, number)
            for claim in form.claims
            for s in (claim.mention.support,)
            for number in s.sentences
        }
        for form in (a, b)
    )
    return not mine.isdisjoint(theirs)


def _is_counted_group(party: PartyValue) -> bool:
    return party.kind is PartyKind.GROUP and (party.number or 0) > 1


def _group_in_role(members: Claims, role: str) -> ClaimGroup[PartyValue]:
    """All that is said of a party in one role, under its fullest form, with the aliases any source gives."""
    own = [claim for claim in members if claim.value.role == role]
    best = min(gather(own), key=_fullness).value
    aliases = sorted({alias for claim in members for alias in claim.value.aliases} - {best.name, best.full})
    return ClaimGroup(_with_aliases(best, aliases), tuple(own))


def _fullness(form: ClaimGroup[PartyValue]) -> tuple[int, int, int, str]:
    """Least for the form to show: the fullest, but of a group the one said most often, then the shortest."""
    words = len(form.value.key.split())
    sources = -len(form.sources)
    first = (sources, words) if _is_counted_group(form.value) else (-words, sources)
    return (*first, len(form.value.name), form.value.name)


def _with_all_aliases(form: ClaimGroup[PartyValue]) -> ClaimGroup[PartyValue]:
    aliases = sorted({alias for claim in form.claims for alias in claim.value.aliases})
    value = _with_aliases(form.value, aliases)
    return form if value is form.value else ClaimGroup(value, form.claims)


def _with_aliases(party: PartyValue, aliases: Sequence[str]) -> PartyValue:
    same = party.aliases == tuple(aliases)
    return party if same else party.model_copy(update={"aliases": tuple(aliases)})


def _identity(value: PartyValue) -> str:
    """Values with the same identity are the same party, whatever else is there."""
    suffix = generation(value.full or value.name) or ""
    return "|".join((value.key, value.kind, value.country or "", str(value.number), suffix))


def _same_party(a: PartyValue, b: PartyValue) -> bool:
    if a.kind in NAMED and b.kind in NAMED:
        return same_name(a, b)
    if _is_counted_group(a) and _is_counted_group(b):
        # "26 inmates", "26 cartel figures": within one event, so many in one role are the same people.
        return (a.number, a.role) == (b.number, b.role)
    return a.kind is b.kind and (a.key, a.number, a.country) == (b.key, b.number, b.country)
