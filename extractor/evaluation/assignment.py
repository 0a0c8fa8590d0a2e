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
    width = max(len(columns), len(weights))
    cost = [[-row.get(j, 0.0) for j in columns] + [0.0] * (width - len(columns)) for row in weights]
    taken_by = [-1] * (width + 1)
    row_potential, column_potential = [0.0] * len(weights), [0.0] * (width + 1)
    for row in range(len(weights)):
        _add_row(row, cost, taken_by, row_potential, column_potential)
    taken = ((taken_by[place], column) for place, column in enumerate(columns) if taken_by[place] >= 0)
    return {row: column for row, column in taken if column in weights[row]}


def _add_row(
    row: int,
    cost: Sequence[Sequence[float]],
    taken_by: list[int],
    row_potential: list[float],
    column_potential: list[float],
) -> None:
    """Gives `row` a column along the cheapest chain of rows that move to another column."""
    width = len(taken_by) - 1
    cheapest = [float("inf")] * width
    came_from = [width] * width
    used = [False] * (width + 1)
    taken_by[width] = row
    here = width
    while taken_by[here] != -1:
        used[here] = True
        holder = taken_by[here]
        for j in range(width):
            if not used[j]:
                reduced = cost[holder][j] - row_potential[holder] - column_potential[j]
                if reduced < cheapest[j]:
                    cheapest[j], came_from[j] = reduced, here
        step, following = min((cheapest[j], j) for j in range(width) if not used[j])
        for j in range(width + 1):
            if used[j]:
                row_potential[taken_by[j]] += step
                column_potential[j] -= step
            elif j < width:
                cheapest[j] -= step
        here = following
    while here != width:
        taken_by[here] = taken_by[came_from[here]]
        here = came_from[here]
    taken_by[width] = -1
