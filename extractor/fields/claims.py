"""What articles say in one field, as evidence in a merge: gathered by value, put together in one order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from extractor.records import Alternative, Conflict, Mention, MergedValue, Support, Value, as_json

T = TypeVar("T")
V = TypeVar("V", bound=Value)


class Claim(NamedTuple, Generic[V]):
    """A mention as evidence in a merge: who says it, and when that was published."""

    mention: Mention
    value: V
    """The mention's value, never `None`: what could not be read does not take part."""
    published: date | None
    source: str
    """The same for near-identical copies of one text, so that a wire story counts once."""


@dataclass(frozen=True)
class ClaimGroup(Generic[V]):
    """One value and all the claims that say it."""

    value: V
    claims: tuple[Claim[V], ...]

    @cached_property
    def sources(self) -> frozenset[str]:
        """Who says it; copies of one text are one source."""
        return frozenset(claim.source for claim in self.claims)

    @property
    def supports(self) -> tuple[Support, ...]:
        """The supports of all claims, in an order that depends on their content only."""
        if len(self.claims) == 1:
            return (self.claims[0].mention.support,)
        supports = [claim.mention.support for claim in self.claims]
        return tuple(sorted_by(supports, _place, as_json))

    def became(self, later: ClaimGroup[V]) -> bool:
        """Whether this was said first and `later` after it, by publication dates that are all known."""
        before = [claim.published for claim in self.claims]
        after = [claim.published for claim in later.claims]
        known_before = [day for day in before if day is not None]
        known_after = [day for day in after if day is not None]
        if not before or not after or len(known_before) < len(before) or len(known_after) < len(after):
            return False
        return max(known_before) <= min(known_after) and min(known_before) < max(known_after)

    @property
    def latest(self) -> date:
        """The day of the last claim; the first day there is when none is dated."""
        return max(
            (claim.published for claim in self.claims if claim.published is not None), default=date.min
        )


def sorted_by(
    items: Sequence[T], key: Callable[[T], tuple[Any, ...]], content: Callable[[T], str]
) -> list[T]:
    """Sorted by the key, and by content where keys are equal, which is costly and seldom needed."""
    keyed = sorted(((key(item), item) for item in items), key=itemgetter(0))
    if any(a == b for (a, _), (b, _) in pairwise(keyed)):
        keyed.sort(key=lambda pair: (*pair[0], content(pair[1])))
    return [item for _, item in keyed]


def gather(
    claims: Iterable[Claim[V]],
    key: Callable[[V], str] = as_json,
    form: Callable[[V], tuple[int, ...]] = lambda _: (),
) -> list[ClaimGroup[V]]:
    """Claims whose values have the same key, together, sorted by key; by default those of equal values.

    The value of a group is the form that most sources use; among equals the one for which `form` is least,
    and then the first in JSON order.
    """
    given = tuple(claims)
    if len(given) < 2 or all(claim.value == given[0].value for claim in given):
        return [ClaimGroup(given[0].value, given)] if given else []
    groups: dict[str, list[Claim[V]]] = {}
    for claim in given:
        groups.setdefault(key(claim.value), []).append(claim)
    return [ClaimGroup(_usual_form(group, form), tuple(group)) for _, group in sorted(groups.items())]


def merged(stands: ClaimGroup[V], others: Sequence[tuple[ClaimGroup[V], Conflict]]) -> MergedValue:
    """The merged value: what stands, and the others in order of gravity, sources and content."""
    if not others:
        return MergedValue(value=stands.value, supports=stands.supports)
    gravity = (Conflict.DISAGREEMENT, Conflict.UPDATE, Conflict.REFINEMENT)
    ordered = sorted(
        others,
        key=lambda pair: (gravity.index(pair[1]), -len(pair[0].sources), pair[0].value.model_dump_json()),
    )
    return MergedValue(
        value=stands.value,
        supports=stands.supports,
        alternatives=tuple(
            Alternative(value=other.value, supports=other.supports, conflict=conflict)
            for other, conflict in ordered
        ),
    )


def _usual_form(group: Sequence[Claim[V]], form: Callable[[V], tuple[int, ...]]) -> V:
    first = group[0].value
    if all(claim.value == first for claim in group):
        return first
    forms: dict[str, tuple[V, set[str]]] = {}
    for claim in group:
        _, said_by = forms.setdefault(claim.value.model_dump_json(), (claim.value, set()))
        said_by.add(claim.source)
    ranked = ((-len(said_by), form(value), json) for json, (value, said_by) in forms.items())
    return forms[min(ranked)[2]][0]


def _place(support: Support) -> tuple[str, int]:
    return (support.article, support.span.start if support.span else -1)
