from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from extractor.evaluation.assignment import best_assignment

Weights = list[dict[int, float]]

weights = st.lists(st.dictionaries(st.integers(0, 4), st.integers(1, 9).map(float), max_size=5), max_size=4)


def best_by_trying_all(table: Weights) -> float:
    columns = [*range(5), *[None] * len(table)]
    return max(
        sum(row.get(column, 0.0) for row, column in zip(table, chosen, strict=True) if column is not None)
        for chosen in permutations(columns, len(table))
    )


@given(weights)
def test_no_other_assignment_weighs_more(table: Weights) -> None:
    found = best_assignment(table)
    assert sum(table[row][column] for row, column in found.items()) == best_by_trying_all(table)


@given(weights)
def test_no_column_is_given_twice_and_none_that_has_no_weight(table: Weights) -> None:
    found = best_assignment(table)
    assert len(set(found.values())) == len(found)
    assert all(column in table[row] for row, column in found.items())


def test_the_greedy_choice_is_not_always_the_best() -> None:
    assert best_assignment([{0: 9.0, 1: 8.0}, {0: 8.0}]) == {0: 1, 1: 0}


def test_nothing_is_assigned_to_nothing() -> None:
    assert best_assignment([]) == {}
    assert best_assignment([{}, {}]) == {}
