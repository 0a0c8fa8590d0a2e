"""From scored pairs to groups of records that report one event.

Constrained average linkage. Two groups may join when (1) some pair across them reaches the threshold, (2)
no pair across them is excluded, and (3) the average over *all* pairs across them reaches `LINKAGE_PERCENT` of
the threshold. (3) is what one false link cannot pass: a bridge between two groups that otherwise have nothing
to say to each other is averaged away. It is lower than the threshold because pairs with missing parts score
low without speaking against.

A fragment is let in more easily: a group of at most `FRAGMENT_RECORDS` records often reports one detail that
only some reports of the event have. It needs (1) for each of its records, (2), and an average that is not
negative. So a false link can misplace a fragment, but not join two events.

Groups join best average first, ties broken on content, so the result is that of the set. A group only ever
meets groups it shares a link with, so what happens in one component never reaches another.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from extractor.merging.arrays import Ints

LINKAGE_PERCENT = 50
"""Share of the threshold that the average across two groups must reach."""
FRAGMENT_RECORDS = 2
"""Records up to which a group counts as a fragment of another one."""

Across = Callable[[Sequence[int], Sequence[int]], int | None]
"""The points of all pairs of a record of one group and a record of another; `None` when one is excluded."""
Links = Mapping[tuple[int, int], int]
"""The points of pairs (i, j), i < j, that reach the threshold."""


def components(i: Ints, j: Ints) -> Iterator[Ints]:
    """The links by connected component, as positions in `i` and `j`: components by their smallest record."""
    if not len(i):
        return
    label = np.arange(int(max(i.max(), j.max())) + 1)
    while True:  # the least record a link away, then the least that this one knows of, until nothing moves
        before = label.copy()
        np.minimum.at(label, i, label[j])
        np.minimum.at(label, j, label[i])
        label = label[label]
        if (label == before).all():
            break
    order = np.argsort(label[i], kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(label[i][order])) + 1)


def cluster(
    links: Links,
    across: Across,
    threshold: int,
    linkage_percent: int = LINKAGE_PERCENT,
    together: Sequence[tuple[int, int]] = (),
) -> list[list[int]]:
    """The groups of the linked records, each sorted, in order of their smallest member.

    `links` are of one component or several; `linkage_percent` is the share of the threshold that the average
    across two groups must reach. `together` are pairs in one group whatever their points, linked or not.
    Records must be numbered by content, for ties are broken by number.
    """
    agglomeration = _Agglomeration(links, across, threshold * linkage_percent, together)
    agglomeration.fix(together)
    return sorted(agglomeration.run())


class _Agglomeration:
    """Joins records, best average first.

    A group is known by its smallest member; `sums` holds, for two linked groups, the points across them,
    `None` when a pair across them is excluded.
    """

    def __init__(
        self, links: Links, across: Across, required_percent: int, together: Sequence[tuple[int, int]]
    ) -> None:
        self.across = across
        self.required_percent = required_percent
        self.sums: dict[tuple[int, int], int | None] = dict(links)
        self.sums.update({(i, j): across([i], [j]) for i, j in together if (i, j) not in links})
        self.neighbours: dict[int, set[int]] = defaultdict(set)
        for i, j in self.sums:
            self.neighbours[i].add(j)
            self.neighbours[j].add(i)
        self.members: dict[int, list[int]] = {number: [number] for number in self.neighbours}
        self.linked: dict[int, set[int]] = {n: set(near) for n, near in self.neighbours.items()}
        self.queue: list[tuple[float, int, int, int, int]] = []
        for i, j in self.sums:
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
            other: self._added(self._between(i, other, first), self._between(j, other, second))
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

    def _between(self, group: int, other: int, members: Sequence[int]) -> int | None:
        """The points across two groups, counted now if they were not linked before."""
        pair = (min(group, other), max(group, other))
        if pair in self.sums:
            return self.sums.pop(pair)
        return self.across(members, self.members[other])

    def _offer(self, i: int, j: int) -> None:
        points = self.sums[i, j]
        if points is None:
            return
        size_i, size_j = len(self.members[i]), len(self.members[j])
        pairs = size_i * size_j
        enough = points * 100 >= self.required_percent * pairs
        if enough or (points >= 0 and self._is_fragment(i, j)):
            # A quotient of whole numbers is rounded alike everywhere, so the order is that of the contents.
            heapq.heappush(self.queue, (-points / pairs, i, j, size_i, size_j))

    def _is_fragment(self, i: int, j: int) -> bool:
        """Whether one of the groups is small, and each record of it linked with the other group."""
        small, large = sorted((self.members[i], self.members[j]), key=len)
        return len(small) <= FRAGMENT_RECORDS and all(
            not self.neighbours[record].isdisjoint(large) for record in small
        )

    @staticmethod
    def _added(a: int | None, b: int | None) -> int | None:
        return None if a is None or b is None else a + b
