"""Links that do not say which event of an article is meant.

Many events of one article share their parties and their day. A record that fits two of them equally well,
when they are not linked with each other, is no evidence for either.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from extractor.merging.arrays import Ints

Links = tuple[Ints, Ints, Ints]
"""First rows, second rows, and points, of pairs that are linked."""


def unambiguous(links: Links, articles: Ints, one_reader: Callable[[int, int], bool]) -> Links:
    """The links but those of a row with an article two of whose rows it fits best, equally well.

    `articles` are by row; `one_reader` says whether one model may have read two rows.
    """
    i, j, points = links
    row, other = np.concatenate([i, j]), np.concatenate([j, i])
    number = np.tile(np.arange(len(i)), 2)
    across = articles[row] != articles[other]
    row, other, number = row[across], other[across], number[across]
    order = np.lexsort((-points[number], articles[other], row))
    row, other, number = row[order], other[order], number[order]
    starts = np.ones(len(row), dtype=bool)
    starts[1:] = (row[1:] != row[:-1]) | (articles[other[1:]] != articles[other[:-1]])
    group = np.cumsum(starts) - 1
    firsts = np.flatnonzero(starts)
    best = points[number] == points[number[firsts[group]]]
    tied = np.flatnonzero(np.bincount(group[best], minlength=len(firsts)) > 1)
    if not len(tied):
        return links
    size = int(max(i.max(), j.max())) + 1
    linked = set((i * size + j).tolist())
    ends = np.append(firsts, len(row))
    kept = np.ones(len(i), dtype=bool)
    for own in tied.tolist():
        part = slice(ends[own], ends[own + 1])
        rows = sorted(other[part][best[part]].tolist())
        if any(
            a * size + b not in linked and one_reader(a, b) for n, a in enumerate(rows) for b in rows[n + 1 :]
        ):
            kept[number[part]] = False
    return i[kept], j[kept], points[kept]
