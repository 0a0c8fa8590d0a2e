"""The best one-to-one assignment between two sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from extractor.merging.clustering import components


def best_assignment(weights: Sequence[Mapping[int, float]]) -> dict[int, int]:
    """For each row that gets one its column, so that the sum of the weights is the greatest.

    `weights` gives, for each row, the positive weights of the columns it may take. No two rows take the same
    column. The Hungarian method with potentials (Kuhn 1955, Munkres 1957), row by row, in
    O(rows² x columns) for each group of rows that have columns in common; the same weights in the same order
    always give the same answer.
    """
    chosen: dict[int, int] = {}
    for rows in _linked_rows(weights):
        inside = _assigned([weights[row] for row in rows])
        chosen.update((rows[place], column) for place, column in inside.items())
    return dict(sorted(chosen.items()))


def _linked_rows(weights: Sequence[Mapping[int, float]]) -> Iterator[list[int]]:
    """The rows in groups that share no column, so that each group can be assigned by itself."""
    entries = [(row, len(weights) + column) for row, columns in enumerate(weights) for column in columns]
    if entries:
        rows, columns = np.array(entries).T
        for places in components(rows, columns):
            yield sorted(set(rows[places].tolist()))


def _assigned(weights: Sequence[Mapping[int, float]]) -> dict[int, int]:
    columns = sorted({column for row in weights for column in row})
    width = len(columns) + len(weights)  # a row may stay without a column
    cost = np.array([[-row.get(j, 0.0) for j in columns] + [0.0] * len(weights) for row in weights])
    # Of each column, and of a last one in which each row begins, the row that has it, and its potential.
    rows, reduced = np.full(width + 1, -1), np.zeros(width + 1)
    potential = np.zeros(len(weights))
    for row in range(len(weights)):
        rows[width], here = row, width
        cheapest, came_from = np.full(width, np.inf), np.full(width, width)
        used = np.zeros(width + 1, dtype=bool)
        while rows[here] != -1:  # along the cheapest chain of rows that move to another column
            used[here] = True
            free = ~used[:width]
            costs = cost[rows[here]] - potential[rows[here]] - reduced[:width]
            better = free & (costs < cheapest)
            cheapest[better], came_from[better] = costs[better], here
            following = int(np.where(free, cheapest, np.inf).argmin())
            step = cheapest[following]
            potential[rows[used]] += step
            reduced[used] -= step
            cheapest[free] -= step
            here = following
        while here != width:
            rows[here], here = rows[came_from[here]], came_from[here]
    taken = ((int(rows[place]), column) for place, column in enumerate(columns) if rows[place] >= 0)
    return {row: column for row, column in taken if column in weights[row]}
