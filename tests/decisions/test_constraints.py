from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from extractor.decisions import Decision, Kind, RecordRef
from extractor.decisions.constraints import constraints_of
from extractor.records import EventRecord
from tests.decisions.made import decision, undo

NAMES = tuple("abcdef")


def record(name: str) -> EventRecord:
    return EventRecord(
        id=name,
        article=name,
        published=None,
        source=None,
        schema_name="s",
        sentences=(),
        fields={},
    )


RECORDS = [record(name) for name in NAMES]


def refs(names: Sequence[str]) -> tuple[RecordRef, ...]:
    return tuple(RecordRef(id=name, article=name, places=(name,)) for name in names)


def grouping(name: str, kind: Kind, records: str, others: str) -> Decision:
    return decision(name, kind, records=refs(records), others=refs(others))


def test_without_decisions_nothing_is_asked_of_the_merger() -> None:
    found = constraints_of([decision("d1")], RECORDS, {})
    assert (found.same, found.apart) == (frozenset(), frozenset())


def test_a_split_keeps_every_pair_apart() -> None:
    found = constraints_of([grouping("d1", Kind.SPLIT, "ab", "cd")], RECORDS, {})
    assert found.apart == {("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")}
    assert not found.same


def test_a_join_makes_all_the_same() -> None:
    found = constraints_of([grouping("d1", Kind.JOIN, "ab", "cd")], RECORDS, {})
    assert found.groups("abcdef") == [("a", "b", "c", "d")]


def test_an_undone_decision_asks_nothing() -> None:
    found = constraints_of([grouping("d1", Kind.SPLIT, "a", "b"), undo("u", "d1")], RECORDS, {})
    assert not found.apart


def test_records_that_are_gone_bind_nothing() -> None:
    found = constraints_of([grouping("d1", Kind.SPLIT, "az", "by")], RECORDS, {})
    assert found.apart == {("a", "b")}


def test_of_two_that_contradict_the_later_counts() -> None:
    split, join = grouping("d1", Kind.SPLIT, "ab", "c"), grouping("d2", Kind.JOIN, "a", "c")
    found = constraints_of([split, join], RECORDS, {})
    assert found.says_same("a", "c")
    assert found.says_apart("b", "c")
    found = constraints_of([join, split], RECORDS, {})
    assert found.says_apart("a", "c")
    assert not found.same


def test_what_was_joined_and_then_split_off_leaves_the_rest_joined() -> None:
    join, split = grouping("d1", Kind.JOIN, "ab", "cd"), grouping("d2", Kind.SPLIT, "b", "acd")
    found = constraints_of([join, split], RECORDS, {})
    assert found.groups("abcdef") == [("a", "c", "d")]
    assert found.says_apart("a", "b")


@given(
    st.lists(
        st.tuples(
            st.sampled_from([Kind.SPLIT, Kind.JOIN]),
            st.sets(st.sampled_from(NAMES), min_size=1),
            st.sets(st.sampled_from(NAMES), min_size=1),
        ),
        max_size=8,
    )
)
def test_any_decisions_give_constraints_that_can_be_met(
    given_decisions: list[tuple[Kind, set[str], set[str]]],
) -> None:
    decisions = [
        grouping(f"d{number}", kind, "".join(sorted(some)), "".join(sorted(others)))
        for number, (kind, some, others) in enumerate(given_decisions)
    ]
    found = constraints_of(decisions, RECORDS, {})
    if decisions and decisions[-1].kind is Kind.SPLIT:
        some, others = (given_decisions[-1][1], given_decisions[-1][2])
        assert all(
            found.says_apart(a, b) for a in some for b in others if a != b and not found.says_same(a, b)
        )
    if decisions and decisions[-1].kind is Kind.JOIN:
        names = sorted(given_decisions[-1][1] | given_decisions[-1][2])
        assert all(found.says_same(names[0], name) for name in names[1:])
