"""Which pairs of records are worth scoring.

The law: whether a pair is looked at depends on the two records alone. So another article, however common its
words, can neither add nor take away a pair. We get there by proof instead of by caps. A field gives points
only to records that share one of its keys, and at most its best weight; so a pair that reaches the threshold
shares keys in fields whose best weights add up to it. Every such pair is found, and no other is.

How often a key occurs decides only *how* they are found. Of each record, the most common keys are left out of
the index as long as the fields they belong to cannot reach the threshold together (the prefix filter of
set-similarity joins: Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007); and a crowded key is divided
by the keys of other fields before pairs are formed, again only while that can lose nothing. What is left
crowded then are records that agree in enough fields to be one event: there the pairs are really needed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

Key = tuple[str, str]
"""A field's name and one of the keys its type gives."""
Keys = frozenset[Key]

CROWDED = 64
"""Records under one key from which dividing it is cheaper than forming all its pairs."""


def candidate_pairs(
    keys: Sequence[Keys], best_points: Mapping[str, int], threshold: int
) -> Iterator[tuple[int, int]]:
    """Every pair `(i, j)`, i < j, whose shared keys could carry it to the threshold; each pair once.

    `keys` are the keys of each record, `best_points` the most points a field can give. A field without
    best points takes no part. The order of the pairs is that of the keys, from rare to common.
    """
    useful = [frozenset(key for key in own if best_points.get(key[0], 0) > 0) for own in keys]
    rank = _rarest_first(useful)
    index: dict[Key, list[int]] = defaultdict(list)
    for number, own in enumerate(useful):
        for key in _needed(own, rank, best_points, threshold):
            index[key].append(number)
    for key in sorted(index, key=rank.__getitem__):
        for i, j in _pairs_under(index[key], {key[0]}, useful, best_points, threshold):
            shared = useful[i] & useful[j]
            # Under several keys, a pair is given at its rarest one only: no memory of all pairs is needed.
            if min(shared, key=rank.__getitem__) == key and reach(shared, best_points) >= threshold:
                yield i, j


def reach(keys: Keys, best_points: Mapping[str, int]) -> int:
    """The most points that sharing these keys can give."""
    return sum(best_points[field] for field in {field for field, _ in keys})


def _rarest_first(keys: Sequence[Keys]) -> dict[Key, int]:
    counts = Counter(key for own in keys for key in own)
    return {key: rank for rank, key in enumerate(sorted(counts, key=lambda key: (counts[key], key)))}


def _needed(own: Keys, rank: Mapping[Key, int], best_points: Mapping[str, int], threshold: int) -> list[Key]:
    """The keys by rarity, without the common tail that cannot reach the threshold by itself."""
    ordered = sorted(own, key=rank.__getitem__)
    tail_fields: set[str] = set()
    while ordered:
        tail_fields.add(ordered[-1][0])
        if sum(best_points[field] for field in tail_fields) >= threshold:
            break
        ordered.pop()
    return ordered


def _pairs_under(
    members: Sequence[int],
    fields: set[str],
    keys: Sequence[Keys],
    best_points: Mapping[str, int],
    threshold: int,
) -> Iterator[tuple[int, int]]:
    """Pairs of records that share a key in all of `fields`; if crowded, only those that share enough."""
    so_far = sum(best_points[field] for field in fields)
    if len(members) < CROWDED or so_far >= threshold:
        yield from combinations(members, 2)
        return
    parts: dict[Key, list[int]] = defaultdict(list)
    for number in members:
        for key in keys[number]:
            if key[0] not in fields:
                parts[key].append(number)
    seen: set[tuple[int, int]] = set()
    for key in sorted(parts):
        for pair in _pairs_under(parts[key], fields | {key[0]}, keys, best_points, threshold):
            if pair not in seen:
                seen.add(pair)
                yield pair
