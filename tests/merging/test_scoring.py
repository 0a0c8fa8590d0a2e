from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from extractor.merging import Cost, merge
from extractor.merging.scoring import Scorer
from extractor.records import EventRecord
from tests.merging.small_schema import SCHEMA, record, records_strategy


@given(records_strategy(), st.integers(-4, 13))
def test_ending_early_finds_the_same_pairs_as_adding_up_all_fields(
    records: list[EventRecord], threshold: int
) -> None:
    scorer = Scorer(SCHEMA)
    readings = [scorer.reading(item) for item in records]
    for a, b in combinations(readings, 2):
        whole = scorer.score(a, b)
        expected = whole if whole is not None and whole >= threshold else None
        assert scorer.reaches(a, b, threshold) == scorer.reaches(b, a, threshold) == expected


def test_a_merge_tells_what_it_cost() -> None:
    cost = Cost()
    records = [
        record("a", what="fire", who=["Ann"]),
        record("b", what="fire", who=["Ann"]),
        record("c", what="vote", who=["Bob"]),
        record("d", who=["Ann"], when="friday"),
        record("e", who=["Ann"], when="friday"),
    ]
    merge(records, SCHEMA, cost=cost)
    assert (cost.scored, cost.linked) == (2, 2)
