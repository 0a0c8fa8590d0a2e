"""Links that do not say which event of an article is meant.

Many events of one article share their parties and their day. A record that fits two of them equally well,
when they are not linked with each other, is no evidence for either.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np

from extractor.merging.arrays import Ints

Links = tuple[Ints, Ints, Ints]
"""First rows, second rows, and points, of pairs that are linked."""


def unambiguous(links: Links, articles: Ints, one_reader: Callable[[int, int], bool]) -> Links:
    """The links but those of a row with an article two of whose rows it fits best, equally well.

    The links are sorted, each first row smaller than the second. `articles` are by row; `one_reader` says
    whether one model may have read two rows.
    """
    i, j, points = links
    row = np.concatenate([i, j], dtype=np.int32, casting="same_kind")
    of = articles.astype(np.int32)[np.concatenate([j, i], dtype=np.int32, casting="same_kind")]
    order = np.lexsort((np.tile(-points, 2), of, row)).astype(np.int32)
    row, of = row[order], of[order]
    number = order % max(1, len(i))
    starts = np.ones(len(row), dtype=bool)
    starts[1:] = (row[1:] != row[:-1]) | (of[1:] != of[:-1])
    firsts = np.flatnonzero(starts)
    group = np.cumsum(starts, dtype=np.int32) - 1
    best = points[number] == points[number[firsts]][group]
    tied = np.flatnonzero(np.bincount(group[best], minlength=len(firsts)) > 1)
    tied = tied[of[firsts[tied]] != articles[row[firsts[tied]]]]
    if not len(tied):
        return links
    size = int(j.max()) + 1
    codes = i * size + j
    ends = np.append(firsts, len(row))
    kept = np.ones(len(i), dtype=bool)
    for own in tied.tolist():
        part = slice(ends[own], ends[own + 1])
        at = number[part][best[part]]
        rows = sorted(np.where(i[at] == row[ends[own]], j[at], i[at]).tolist())
        if any(one_reader(a, b) and not _has(codes, a * size + b) for a, b in combinations(rows, 2)):
            kept[number[part]] = False
    return i[kept], j[kept], points[kept]


def _has(codes: Ints, code: int) -> bool:
    at = int(np.searchsorted(codes, code))
    return at < len(codes) and int(codes[at]) == code
