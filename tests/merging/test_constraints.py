from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import ConstraintsError
from extractor.merging import Constraints, Verdict, explain_event, explain_pair, explain_separation, merge
from extractor.merging.constraints import chain
from extractor.merging.scoring import REVIEWER, Scorer
from extractor.records import EventRecord
from tests.merging.small_schema import SCHEMA, record, records_strategy
from tests.merging.test_laws import linked_with, printed

FIRE = record("a", what="fire", who=["Ann"], when="monday")
SAME_FIRE = record("b", what="fire", who=["Ann"], when="monday")
VOTE = record("c", what="vote", who=["Bob"], when="friday")


@st.composite
def decided(draw: st.DrawFn, records: list[EventRecord]) -> Constraints:
    """Decisions on some pairs of the records that do not contradict each other; some name absent records."""
    names = [*(item.id for item in records), "absent"]
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names))
    same = Constraints.of(same=draw(st.lists(pairs, max_size=3)))
    apart = [pair for pair in draw(st.lists(pairs, max_size=3)) if len(set(pair)) > 1]
    return Constraints.of(same.same, [pair for pair in apart if not same.says_same(*pair)])


# What a decision does


def test_records_that_a_reviewer_puts_apart_are_two_events_whatever_their_points() -> None:
    constraints = Constraints.of(apart=[(SAME_FIRE.id, FIRE.id)])
    assert len(merge([FIRE, SAME_FIRE], SCHEMA)) == 1
    assert len(merge([FIRE, SAME_FIRE], SCHEMA, constraints=constraints)) == 2


def test_records_that_a_reviewer_puts_together_are_one_event_even_if_a_field_excludes_it() -> None:
    constraints = Constraints.of(same=[(VOTE.id, FIRE.id)])
    assert explain_pair(FIRE, VOTE, SCHEMA).verdict is Verdict.EXCLUDED
    (event,) = merge([FIRE, VOTE], SCHEMA, constraints=constraints)
    assert event.articles == ("a", "c")


def test_two_events_are_joined_by_saying_it_of_all_their_records() -> None:
    first = [record(name, what="fire", who=["Ann"]) for name in "abc"]
    second = [record(name, what="vote", who=["Bob"]) for name in "def"]
    constraints = Constraints.of(same=chain(item.id for item in [*first, *second]))
    assert len(merge([*first, *second], SCHEMA)) == 2
    assert len(merge([*first, *second], SCHEMA, constraints=constraints)) == 1


def test_what_is_the_same_as_the_same_is_the_same_and_what_is_apart_from_it_is_apart() -> None:
    constraints = Constraints.of(same=[("b", "a"), ("b", "absent"), ("absent", "c")], apart=[("c", "d")])
    assert constraints.says_same("a", "c")
    assert constraints.says_apart("d", "a")
    assert not constraints.says_same("a", "d")
    assert not constraints.says_apart("a", "e")
    assert not constraints.says_same("e", "e")
    assert constraints.groups(["a", "c", "d"]) == [("a", "c")]


def test_a_contradiction_names_the_records_and_the_chain_that_joins_them() -> None:
    with pytest.raises(ConstraintsError, match="undo one of these decisions") as caught:
        Constraints.of(same=[("a", "b"), ("b", "c"), ("a", "z"), ("z", "y")], apart=[("c", "a")])
    assert (caught.value.a, caught.value.b, caught.value.way) == ("a", "c", ("a", "b", "c"))
    assert "a is the same as b is the same as c" in str(caught.value)


def test_a_record_apart_from_itself_is_a_contradiction() -> None:
    with pytest.raises(ConstraintsError):
        Constraints.of(apart=[("a", "a")])


# How it is explained


def test_a_decision_stands_last_in_the_sum_and_outweighs_it() -> None:
    same = explain_pair(FIRE, VOTE, SCHEMA, Constraints.of(same=[(FIRE.id, VOTE.id)]))
    assert (same.evidence[-1].field, same.evidence[-1].level, same.verdict) == (
        REVIEWER,
        "same",
        Verdict.SAME,
    )
    apart = explain_pair(FIRE, SAME_FIRE, SCHEMA, Constraints.of(apart=[(FIRE.id, SAME_FIRE.id)]))
    assert (apart.excluding[-1].field, apart.verdict) == (REVIEWER, Verdict.EXCLUDED)
    assert apart.excluding[-1].detail == "a reviewer said that they are not one event"


def test_a_decision_is_among_the_links_that_hold_an_event_and_is_no_doubt() -> None:
    constraints = Constraints.of(same=[(FIRE.id, VOTE.id)])
    records = [FIRE, SAME_FIRE, VOTE]
    events = merge(records, SCHEMA, constraints=constraints)
    event = next(event for event in events if VOTE.id in event.records)
    explained = explain_event(event, records, SCHEMA, constraints)
    assert [link.explanation.evidence[-1].field for link in explained.links] == [REVIEWER]
    assert explained.doubts == ()


def test_two_events_that_a_reviewer_keeps_apart_say_so() -> None:
    constraints = Constraints.of(apart=[(FIRE.id, SAME_FIRE.id)])
    records = [FIRE, SAME_FIRE]
    first, second = merge(records, SCHEMA, constraints=constraints)
    between = explain_separation(first, second, records, SCHEMA, constraints)
    assert between.excluding is not None
    assert [item.field for item in between.excluding.excluding] == [REVIEWER]


# The laws of the merge, with decisions


@given(st.data(), records_strategy(), st.randoms(use_true_random=False))
def test_order_and_repetition_change_no_byte(
    data: st.DataObject, records: list[EventRecord], chance: random.Random
) -> None:
    constraints = data.draw(decided(records))
    shuffled = records + records
    chance.shuffle(shuffled)
    expected = printed(merge(records, SCHEMA, constraints=constraints))
    assert printed(merge(shuffled, SCHEMA, constraints=constraints)) == expected


@given(st.data(), records_strategy())
def test_every_decision_is_obeyed_and_no_other_excluded_pair_is_joined(
    data: st.DataObject, records: list[EventRecord]
) -> None:
    constraints = data.draw(decided(records))
    events = merge(records, SCHEMA, constraints=constraints)
    event_of = {name: event.id for event in events for name in event.records}
    scorer = Scorer(SCHEMA)
    unique = {item.id: item for item in records}.values()
    for a, b in combinations(unique, 2):
        together = event_of[a.id] == event_of[b.id]
        if constraints.says_same(a.id, b.id):
            assert together
        elif constraints.says_apart(a.id, b.id):
            assert not together
        elif together:
            assert scorer.score(scorer.reading(a), scorer.reading(b)) is not None


@given(st.data(), records_strategy(most=8), records_strategy(articles="xyz", most=3))
def test_a_change_touches_only_what_links_and_decisions_connect_it_to(
    data: st.DataObject, records: list[EventRecord], added: list[EventRecord]
) -> None:
    constraints = data.draw(decided(records + added))
    touched = linked_with(added, records, constraints)
    before = merge(records, SCHEMA, constraints=constraints)
    untouched = [event for event in before if touched.isdisjoint(event.records)]
    assert set(printed(untouched)) <= set(printed(merge(records + added, SCHEMA, constraints=constraints)))


@given(st.data(), records_strategy())
def test_a_decision_moves_nothing_that_is_not_connected_with_its_records(
    data: st.DataObject, records: list[EventRecord]
) -> None:
    constraints = data.draw(decided(records))
    named = {name for pair in constraints.same | constraints.apart for name in pair}
    touched = linked_with([item for item in records if item.id in named], records, constraints)
    untouched = [event for event in merge(records, SCHEMA) if touched.isdisjoint(event.records)]
    assert set(printed(untouched)) <= set(printed(merge(records, SCHEMA, constraints=constraints)))
