"""From scored pairs to groups of records that report one event.

Constrained average linkage. Two groups may join when (1) some pair across them reaches the threshold, (2)
no pair across them is excluded, and (3) the average over *all* pairs across them reaches `LINKAGE_PERCENT` of
the threshold. (3) is what one false link cannot pass: a bridge between two groups that otherwise have nothing
to say to each other is averaged away. It is lower than the threshold because pairs with missing parts score
low without speaking against.

A fragment is let in more easily: a group of at most `FRAGMENT_RECORDS` records often tells one detail that
only some reports of the event have. It needs (1) for each of its records, (2), and an average that is not
negative. So a false link can misplace a fragment, but not join two events.

Groups join best average first, ties broken on content, so the result is that of the set. A group only ever
meets groups it shares a link with, so what happens in one component never reaches another.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import chain, pairwise

LINKAGE_PERCENT = 50
"""Share of the threshold that the average across two groups must reach."""
FRAGMENT_RECORDS = 2
"""Records up to which a group counts as a fragment of another one."""

Score = Callable[[int, int], int | None]
"""The points of a pair of records; `None` when it is excluded."""


def cluster(
    count: int,
    links: Iterable[tuple[int, int]],
    score: Score,
    threshold: int,
    linkage_percent: int = LINKAGE_PERCENT,
    together: Iterable[Sequence[int]] = (),
) -> list[list[int]]:
    """Groups of the records 0 to `count` - 1, each sorted, in order of their smallest member.

    `links` are the pairs that reach the threshold; `linkage_percent` is the share of it that the average
    across two groups must reach. `together` are records that are in one group whatever their points.
    Records must be numbered by content, for ties are broken by number.
    """
    required = Fraction(threshold * linkage_percent, 100)
    neighbours: dict[int, set[int]] = defaultdict(set)
    fixed = dict(pair for members in together for pair in pairwise(sorted(members)))
    for i, j in chain(links, fixed.items()):
        neighbours[i].add(j)
        neighbours[j].add(i)
    groups: list[list[int]] = []
    for component in _components(count, neighbours):
        agglomeration = _Agglomeration(component, neighbours, score, required)
        agglomeration.fix((i, fixed[i]) for i in component if i in fixed)
        groups.extend(agglomeration.run())
    return sorted(groups)


def _components(count: int, neighbours: dict[int, set[int]]) -> list[list[int]]:
    seen: set[int] = set()
    components = []
    for start in range(count):
        if start in seen:
            continue
        seen.add(start)
        stack, component = [start], []
        while stack:
            here = stack.pop()
            component.append(here)
            fresh = neighbours.get(here, set()) - seen
            seen |= fresh
            stack.extend(fresh)
        components.append(sorted(component))
    return components


class _Agglomeration:
    """Joins the records of one component, best average first.

    A group is known by its smallest member; `sums` holds, for two linked groups, the points across them,
    `None` when a pair across them is excluded.
    """

    def __init__(
        self, component: Sequence[int], neighbours: dict[int, set[int]], score: Score, required: Fraction
    ) -> None:
        self.neighbours = neighbours
        self.score = score
        self.required = required
        self.members: dict[int, list[int]] = {number: [number] for number in component}
        self.linked: dict[int, set[int]] = {n: set(neighbours.get(n, ())) for n in component}
        self.sums: dict[tuple[int, int], int | None] = {}
        self.queue: list[tuple[int | Fraction, int, int, int, int]] = []
        for i in component:
            for j in sorted(self.linked[i]):
                if i < j:
                    self.sums[i, j] = score(i, j)
                    self._offer(i, j)

    def fix(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Join the groups of these pairs whatever their points."""
        group_of = {number: number for number in self.members}
        for i, j in pairs:
            first, second = sorted((group_of[i], group_of[j]))
            if first != second:
                self._join(first, second)
                group_of.update(dict.fromkeys(self.members[first], first))

    def run(self) -> list[list[int]]:
        while self.queue:
            _, i, j, size_i, size_j = heapq.heappop(self.queue)
            current = (len(self.members.get(i, ())), len(self.members.get(j, ())))
            if current == (size_i, size_j):  # otherwise the offer is older than a join
                self._join(i, j)
        return [sorted(group) for group in self.members.values()]

    def _join(self, i: int, j: int) -> None:
        first, second = self.members[i], self.members.pop(j)
        around = (self.linked[i] | self.linked.pop(j)) - {i, j}
        sums = {
            other: self._added(self._across(i, other, first), self._across(j, other, second))
            for other in sorted(around)
        }
        first.extend(second)
        self.sums.pop((i, j), None)
        self.linked[i] = around
        for other, points in sums.items():
            self.linked[other].discard(j)
            self.linked[other].add(i)
            self.sums[min(i, other), max(i, other)] = points
            self._offer(min(i, other), max(i, other))

    def _across(self, group: int, other: int, members: Sequence[int]) -> int | None:
        """The points across two groups, counted now if they were not linked before."""
        pair = (min(group, other), max(group, other))
        if pair in self.sums:
            return self.sums.pop(pair)
        points = 0
        for a in members:
            for b in self.members[other]:
                more = self.score(a, b)
                if more is None:
                    return None
                points += more
        return points

    def _offer(self, i: int, j: int) -> None:
        points = self.sums[i, j]
        if points is None:
            return
        size_i, size_j = len(self.members[i]), len(self.members[j])
        pairs = size_i * size_j
        average = points if pairs == 1 else Fraction(points, pairs)
        if average >= self.required or (average >= 0 and self._is_fragment(i, j)):
            heapq.heappush(self.queue, (-average, i, j, size_i, size_j))

    def _is_fragment(self, i: int, j: int) -> bool:
        """Whether one of the groups is small, and each record of it linked with the other group."""
        small, large = sorted((self.members[i], self.members[j]), key=len)
        return len(small) <= FRAGMENT_RECORDS and all(
            not self.neighbours[record].isdisjoint(large) for record in small
        )

    @staticmethod
    def _added(a: int | None, b: int | None) -> int | None:
        return None if a is None or b is None else a + b
