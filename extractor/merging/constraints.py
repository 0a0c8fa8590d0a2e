"""What reviewers decided of pairs of records: that they are one event, or that they are not.

A decision outweighs every field. Records said to be the same stand in one group before anything else is
joined, and records said to be apart never meet in one. Both follow on: when a is the same as b, and b the
same as c or apart from it, then so is a, even when b is not among the records of this merge.

A decision holds for the records it names. To join two events, say it of all their records (`chain`), for with
only one of each side joined the others stay where the points are better. In the same way, a part that is to
be split off is apart from each record that it leaves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.errors import ConstraintsError

RecordPair = tuple[str, str]
"""The ids of two records, in order."""


@dataclass(frozen=True)
class Constraints:
    """Which records a reviewer said are the same event, and which are not; each pair sorted.

    Ids that a merge does not have are no error.

    Raises:
        ConstraintsError: two records are both the same, directly or through others, and apart.
    """

    same: frozenset[RecordPair] = frozenset()
    apart: frozenset[RecordPair] = frozenset()
    _group_of: dict[str, str] = field(init=False, repr=False, compare=False)
    _groups_apart: frozenset[RecordPair] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_group_of", _groups(self.same))
        for a, b in sorted(self.apart):
            if self._group(a) == self._group(b):
                raise ConstraintsError(a, b, _way(self.same, a, b))
        apart = frozenset(sorted_pair(self._group(a), self._group(b)) for a, b in self.apart)
        object.__setattr__(self, "_groups_apart", apart)

    @classmethod
    def of(cls, same: Iterable[RecordPair] = (), apart: Iterable[RecordPair] = ()) -> Constraints:
        """Constraints from pairs in any order.

        Raises:
            ConstraintsError: two records are both the same, directly or through others, and apart.
        """
        return cls(
            frozenset(sorted_pair(a, b) for a, b in same if a != b),
            frozenset(sorted_pair(a, b) for a, b in apart),
        )

    def says_same(self, a: str, b: str) -> bool:
        """Whether a reviewer said that these two are one event, directly or through others."""
        return a != b and a in self._group_of and self._group(a) == self._group(b)

    def says_apart(self, a: str, b: str) -> bool:
        """Whether a reviewer said that these two, or records the same as them, are not one event."""
        return bool(self._groups_apart) and sorted_pair(self._group(a), self._group(b)) in self._groups_apart

    def groups(self, records: Iterable[str]) -> list[tuple[str, ...]]:
        """Of the records given, those that a reviewer put together: groups of two or more, sorted."""
        members: dict[str, set[str]] = defaultdict(set)
        for name in records:
            if name in self._group_of:
                members[self._group_of[name]].add(name)
        return sorted(tuple(sorted(group)) for group in members.values() if len(group) > 1)

    def _group(self, name: str) -> str:
        return self._group_of.get(name, name)


def chain(records: Iterable[str]) -> list[RecordPair]:
    """Pairs that say of all these records that they are one event: one fewer than there are records."""
    return list(pairwise(sorted(set(records))))


def sorted_pair(a: str, b: str) -> RecordPair:
    """The two in order."""
    return (a, b) if a <= b else (b, a)


def _groups(same: Iterable[RecordPair]) -> dict[str, str]:
    """For each record that is named, the smallest id among those it is the same as."""
    around = _neighbours(same)
    group_of: dict[str, str] = {}
    for start in sorted(around):
        waiting = [] if start in group_of else [start]
        while waiting:
            here = waiting.pop()
            group_of[here] = start
            waiting.extend(around[here] - group_of.keys())
    return group_of


def _way(same: Iterable[RecordPair], a: str, b: str) -> tuple[str, ...]:
    """A shortest chain of records from one to another, each said to be the same as the next."""
    around = _neighbours(same)
    came_from = {a: a}
    waiting = [a]
    for here in waiting:
        for there in sorted(around[here] - came_from.keys()):
            came_from[there] = here
            waiting.append(there)
    way = [b]
    while way[-1] != a:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def _neighbours(same: Iterable[RecordPair]) -> defaultdict[str, set[str]]:
    around: defaultdict[str, set[str]] = defaultdict(set)
    for a, b in same:
        around[a].add(b)
        around[b].add(a)
    return around
