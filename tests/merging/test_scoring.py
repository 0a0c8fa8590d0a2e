from __future__ import annotations

from extractor.merging import Cost, merge
from tests.merging.small_schema import SCHEMA, record


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
