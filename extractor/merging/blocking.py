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
from dataclasses import dataclass
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
    useful = [frozenset(key for key in own if points.get(key, 0) > 0) for own in keys]
    rank = _rarest_first(useful)
    index: dict[Key, list[int]] = defaultdict(list)
    for number, own in enumerate(useful):
        for key in _needed(own, rank, points, threshold):
            index[key].append(number)
    division = _Division(useful, rank, points, threshold)
    for key in sorted(index, key=rank.__getitem__):
        for i, j in division.pairs(index[key], key):
            shared = useful[i] & useful[j]
            # Under several keys, a pair is given at its rarest one only: no memory of all pairs is needed.
            if min(shared, key=rank.__getitem__) == key and reach(shared, points) >= threshold:
                yield i, j


def reach(keys: Iterable[Key], points: Mapping[Key, int]) -> int:
    """The most points that sharing these keys can give: in each field those of its best key."""
    return sum(_by_field(keys, points).values())


def _by_field(keys: Iterable[Key], points: Mapping[Key, int]) -> dict[str, int]:
    best: dict[str, int] = {}
    for key in keys:
        best[key[0]] = max(best.get(key[0], 0), points[key])
    return best


def _rarest_first(keys: Sequence[Keys]) -> dict[Key, int]:
    counts = Counter(key for own in keys for key in own)
    return {key: rank for rank, key in enumerate(sorted(counts, key=lambda key: (counts[key], key)))}


def _needed(own: Keys, rank: Mapping[Key, int], points: Mapping[Key, int], threshold: int) -> list[Key]:
    """The keys by rarity, without the common tail that cannot reach the threshold by itself."""
    ordered = sorted(own, key=rank.__getitem__)
    tail: list[Key] = []
    while ordered:
        tail.append(ordered[-1])
        if reach(tail, points) >= threshold:
            break
        ordered.pop()
    return ordered


@dataclass(frozen=True)
class _Division:
    """Finds pairs under one key, dividing its records by commoner keys while they are many."""

    keys: Sequence[Keys]
    rank: Mapping[Key, int]
    points: Mapping[Key, int]
    threshold: int

    def pairs(self, members: Sequence[int], key: Key) -> Iterator[tuple[int, int]]:
        """All pairs of the records under a key, each once; if they are crowded, those that share enough."""
        if len(members) < CROWDED:
            yield from combinations(members, 2)
            return
        seen: set[tuple[int, int]] = set()
        for pair in self._divided(members, (key,)):
            if pair not in seen:
                seen.add(pair)
                yield pair

    def _divided(self, members: Sequence[int], path: tuple[Key, ...]) -> Iterator[tuple[int, int]]:
        """Pairs that share the keys of `path`.

        The keys that a pair shares, in order of rank and without those that add no points, are such a path
        to the threshold; so it is enough to go on with commoner keys that add points.
        """
        so_far = _by_field(path, self.points)
        if len(members) < CROWDED or sum(so_far.values()) >= self.threshold:
            yield from combinations(members, 2)
            return
        last = self.rank[path[-1]]
        parts: dict[Key, list[int]] = defaultdict(list)
        for number in members:
            for key in self.keys[number]:
                if self.rank[key] > last and self.points[key] > so_far.get(key[0], 0):
                    parts[key].append(number)
        for key in sorted(parts):
            yield from self._divided(parts[key], (*path, key))
