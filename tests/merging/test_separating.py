from __future__ import annotations

from extractor.merging import Verdict, explain_event, explain_separation, merge, nearest_events
from extractor.records import EventRecord, MergedEvent
from tests.merging.small_schema import SCHEMA, record


def merged(*records: EventRecord) -> list[MergedEvent]:
    return merge(records, SCHEMA)


def test_an_exclusion_across_two_events_is_named() -> None:
    records = [record("a", who=["Ann"], when="monday"), record("b", who=["Ann"], when="friday")]
    first, second = merged(*records)
    between = explain_separation(first, second, records, SCHEMA)
    assert (between.pairs, between.excluded, between.linked) == (1, 1, 0)
    assert between.excluding is not None
    assert [item.field for item in between.excluding.excluding] == ["when"]


def test_two_groups_with_a_link_between_them_stay_apart_when_the_average_is_low() -> None:
    left = [record(name, what="fire", who=["Ann"]) for name in "abc"]
    right = [record(name, what="vote", who=["Bob"]) for name in "def"]
    bridges = [record("g", what="fire", who=["Ann", "Cy"], when="friday")]
    bridges.append(record("h", what="vote", who=["Bob", "Cy"], when="friday"))
    records = [*left, *right, *bridges]
    first, second = merged(*records)
    between = explain_separation(first, second, records, SCHEMA)
    assert (between.pairs, between.excluded, between.linked) == (16, 0, 1)
    assert between.average < 0 < between.required
    assert {between.nearest.a, between.nearest.b} == {item.id for item in bridges}


def test_the_nearest_pair_is_the_one_with_most_points() -> None:
    records = [
        record("a", what="fire", who=["Ann"]),
        record("b", what="fire"),
        record("c", what="vote", who=["Ann"], when="friday"),
    ]
    by_article = {event.articles: event for event in merged(*records)}
    first, third = by_article[("a",)], by_article[("c",)]
    between = explain_separation(first, third, records, SCHEMA)
    assert between.nearest.total == 3
    assert between.nearest.verdict is Verdict.OPEN
    assert [item.b for item in nearest_events(first, merged(*records), records, SCHEMA)] == [
        by_article[("b",)].id,
        third.id,
    ]


def test_events_that_share_nothing_are_not_near() -> None:
    records = [record("a", who=["Ann"]), record("b", who=["Bob"])]
    events = merged(*records)
    assert nearest_events(events[0], events, records, SCHEMA) == ()


def test_the_way_between_two_records_goes_over_links() -> None:
    records = [
        record("a", what="fire", who=["Ann"]),
        record("b", what="fire", who=["Ann", "Bob"]),
        record("c", what="fire", who=["Bob"]),
    ]
    (event,) = merged(*records)
    found = explain_event(event, records, SCHEMA)
    way = found.way(records[0].id, records[2].id)
    assert len(way) == 2
    assert all(link.verdict is Verdict.SAME for link in way)
    assert {link.a for link in way} | {link.b for link in way} == {item.id for item in records}
    assert found.way(records[1].id, records[1].id) == ()
