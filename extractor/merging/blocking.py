"""Which pairs of records are worth scoring.

The law: whether a pair is looked at depends on the two records alone. So another article, however common
its words, can neither add nor take away a pair. We get there by proof instead of by caps. A field gives
points only to records that share one of its keys, and to each key belongs the most that sharing it can give
(two records that share but a government cannot be of the same parties); so a pair that reaches the threshold
shares keys whose points add up to it. Every such pair is found, and no other is.

How often a key occurs decides only *how* they are found. Of each record, the most common keys are left out
of the index as long as they cannot reach the threshold together (the prefix filter of set-similarity joins:
Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007); and a crowded key is divided by further keys
before pairs are formed, again only while that can lose nothing. What is left crowded then are records that
share enough to be one event: there the pairs are really needed.

A field may also give points without a shared key, as for a time that nobody dated. They count in the sum, but
a pair that needs them to get there is not looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

Key = tuple[str, str]
"""A field's name and one of the keys its type gives."""
Keys = frozenset[Key]

CROWDED = 64
"""Records under one key from which dividing it is cheaper than forming all its pairs."""


def candidate_pairs(
    keys: Sequence[Keys], points: Mapping[Key, int], threshold: int
) -> Iterator[tuple[int, int]]:
    """Every pair `(i, j)`, i < j, whose shared keys could carry it to the threshold; each pair once.

    `keys` are the keys of each record; `points` says of each key the most points that sharing it can give its
    field. A key without points takes no part. The order of the pairs is that of the keys, rare ones first.
    """
    yield from _Search(keys, points, threshold).pairs()


def reach(keys: Iterable[Key], points: Mapping[Key, int]) -> int:
    """The most points that sharing these keys can give: in each field those of its best key."""
    best: dict[str, int] = {}
    for key in keys:
        best[key[0]] = max(best.get(key[0], 0), points[key])
    return sum(best.values())


class _Search:
    """Finds the pairs; a key is known by its rank, 0 for the rarest."""

    def __init__(self, keys: Sequence[Keys], points: Mapping[Key, int], threshold: int) -> None:
        counts = Counter(key for own in keys for key in own if points.get(key, 0) > 0)
        ranked = sorted(counts, key=lambda key: (counts[key], key))
        rank = {key: number for number, key in enumerate(ranked)}
        self.field = [field for field, _ in ranked]
        self.points = [points[key] for key in ranked]
        self.keys = [frozenset(rank[key] for key in own if key in rank) for own in keys]
        self.threshold = threshold

    def pairs(self) -> Iterator[tuple[int, int]]:
        """All pairs that share enough, each once."""
        index: dict[int, list[int]] = defaultdict(list)
        for number, own in enumerate(self.keys):
            for key in self._needed(own):
                index[key].append(number)
        for key in sorted(index):
            for i, j in self._pairs_under(key, index[key]):
                shared = self.keys[i] & self.keys[j]
                # A pair under several keys is given at its rarest: no memory of all pairs is needed.
                if min(shared) == key and self._reach(shared) >= self.threshold:
                    yield i, j

    def _best(self, keys: Iterable[int]) -> dict[str, int]:
        """The most points that sharing these keys can give, by field."""
        best: dict[str, int] = {}
        for key in keys:
            field, points = self.field[key], self.points[key]
            if points > best.get(field, 0):
                best[field] = points
        return best

    def _reach(self, keys: Iterable[int]) -> int:
        return sum(self._best(keys).values())

    def _needed(self, own: frozenset[int]) -> list[int]:
        """The keys by rarity, without the common tail that cannot reach the threshold by itself."""
        ordered = sorted(own)
        tail: list[int] = []
        while ordered:
            tail.append(ordered[-1])
            if self._reach(tail) >= self.threshold:
                break
            ordered.pop()
        return ordered

    def _pairs_under(self, key: int, members: Sequence[int]) -> Iterator[tuple[int, int]]:
        """All pairs of the records under a key, each once; if they are crowded, those that share enough."""
        if len(members) < CROWDED:
            yield from combinations(members, 2)
            return
        seen: set[tuple[int, int]] = set()
        for pair in self._divided(members, (key,)):
            if pair not in seen:
                seen.add(pair)
                yield pair

    def _divided(self, members: Sequence[int], path: tuple[int, ...]) -> Iterator[tuple[int, int]]:
        """Pairs that share the keys of `path`.

        The keys that a pair shares, in order of rank and without those that add no points, are such a path
        to the threshold; so it is enough to go on with commoner keys that add points.
        """
        so_far = self._best(path)
        if len(members) < CROWDED or sum(so_far.values()) >= self.threshold:
            yield from combinations(members, 2)
            return
        parts: dict[int, list[int]] = defaultdict(list)
        for number in members:
            for key in self.keys[number]:
                if key > path[-1] and self.points[key] > so_far.get(self.field[key], 0):
                    parts[key].append(number)
        for key in sorted(parts):
            yield from self._divided(parts[key], (*path, key))
