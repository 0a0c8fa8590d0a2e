from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.merging import sums
from extractor.merging.scoring import Reading, Scorer
from extractor.merging.sums import Sums
from extractor.merging.table import Table, table_of
from extractor.records import EventRecord
from tests.merging.small_schema import SCHEMA, record, records_strategy


def table(records: list[EventRecord]) -> Table:
    return table_of(records, SCHEMA, records.__getitem__)


def read(rows: Table, records: list[EventRecord]) -> list[Reading]:
    scorer = Scorer(SCHEMA)
    given = zip(rows.positions, rows.readers, strict=True)
    return [scorer.reading(records[position], readers) for position, readers in given]


@given(
    records_strategy(), st.sampled_from([0, 1500]), st.sampled_from([0, 250]), st.sampled_from([1, 500_000])
)
def test_many_pairs_at_once_have_the_points_of_one_after_the_other(
    records: list[EventRecord], few: int, most_levels: int, remembered: int
) -> None:
    rows = table(records)
    scorer = Scorer(SCHEMA)
    readings = read(rows, records)
    pairs = list(combinations(range(len(rows)), 2))
    expected = {
        pair: points
        for pair in pairs
        if (points := scorer.score(*(readings[row] for row in pair))) is not None
        and points >= SCHEMA.threshold
    }
    i, j = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "_FEW", few)
        patch.setattr(sums, "_MOST_LEVELS", most_levels)
        patch.setattr(sums, "_REMEMBERED", remembered)
        many = Sums(rows, SCHEMA)
        found: dict[tuple[int, int], int] = {}
        for links in (many.links((i, j), np.full((len(i), 3), 100)), many.links_read_alike()):
            first, second, sums_of = (each.tolist() for each in links)
            found.update(zip(zip(first, second, strict=True), sums_of, strict=True))
    assert found == expected


@given(records_strategy(), st.integers(0, 10), st.sampled_from([0, 24]))
def test_the_points_across_two_groups_are_those_of_all_pairs_or_none_when_one_is_excluded(
    records: list[EventRecord], cut: int, bulk: int
) -> None:
    rows = table(records)
    scorer = Scorer(SCHEMA)
    readings = read(rows, records)
    a, b = list(range(len(rows)))[:cut], list(range(len(rows)))[cut:]
    points = [scorer.score(readings[i], readings[j]) for i in a for j in b]
    expected = None if None in points else sum(each for each in points if each is not None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "_IN_BULK", bulk)
        assert Sums(rows, SCHEMA).across(a, b) == expected


def test_a_field_counts_for_no_more_than_its_shared_keys_allow() -> None:
    rows = table([record("a", what="fire", who=["Ann"]), record("b", what="fire", who=["Ann"])])
    pair = (np.array([0]), np.array([1]))
    assert len(Sums(rows, SCHEMA).links(pair, np.array([[4, 4, 0]]))[0]) == 1
    assert len(Sums(rows, SCHEMA).links(pair, np.array([[4, 1, 0]]))[0]) == 0
