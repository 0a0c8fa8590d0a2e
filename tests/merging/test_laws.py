"""The laws of the merge, on random small sets of records."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.merging import Constraints, alias_table, blocking, merge
from extractor.merging.blocking import Keys, Search, reach
from extractor.merging.scoring import Scorer
from extractor.merging.table import Column
from extractor.records import Article, EventRecord, MergedEvent, Sentence, Span
from tests.merging.small_schema import SCHEMA, readers_by_id, records_strategy


def printed(events: Sequence[MergedEvent]) -> list[str]:
    return [event.model_dump_json() for event in events]


@given(records_strategy(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_no_byte(records: list[EventRecord], chance: random.Random) -> None:
    shuffled = list(records)
    chance.shuffle(shuffled)
    assert printed(merge(shuffled, SCHEMA)) == printed(merge(records, SCHEMA))


@given(records_strategy())
def test_repeated_records_change_nothing(records: list[EventRecord]) -> None:
    assert printed(merge(records + records, SCHEMA)) == printed(merge(records, SCHEMA))


@given(records_strategy())
def test_merging_the_records_of_one_merged_event_gives_that_event_again(records: list[EventRecord]) -> None:
    for event in merge(records, SCHEMA):
        own = [record for record in records if record.id in event.records]
        assert printed(merge(own, SCHEMA)) == printed([event])


@given(records_strategy())
def test_every_record_is_in_exactly_one_event_and_no_two_events_share_an_id(
    records: list[EventRecord],
) -> None:
    events = merge(records, SCHEMA)
    members = [name for event in events for name in event.records]
    assert sorted(members) == sorted({record.id for record in records})
    assert len({event.id for event in events}) == len(events)


@given(records_strategy(), records_strategy(articles="uvw", prefix="other "))
def test_unrelated_articles_move_nothing(records: list[EventRecord], others: list[EventRecord]) -> None:
    alone = printed(merge(records, SCHEMA)) + printed(merge(others, SCHEMA))
    assert sorted(printed(merge(records + others, SCHEMA))) == sorted(alone)


@given(records_strategy(most=8), records_strategy(articles="xyz", most=3))
def test_a_change_touches_only_the_components_it_links_to(
    records: list[EventRecord], added: list[EventRecord]
) -> None:
    touched = linked_with(added, records)
    before = [e for e in merge(records, SCHEMA) if touched.isdisjoint(e.records)]
    after = set(printed(merge(records + added, SCHEMA)))
    assert set(printed(before)) <= after


def linked_with(
    added: Sequence[EventRecord], records: Sequence[EventRecord], constraints: Constraints | None = None
) -> set[str]:
    """The ids of the records that a chain of links, or of decisions, connects with the added ones."""
    decisions = constraints or Constraints()
    scorer = Scorer(SCHEMA)
    readers = readers_by_id([*records, *added])
    everything = {r.id: scorer.reading(r, readers[r.id]) for r in [*records, *added]}
    reached = {record.id for record in added}
    frontier = set(reached)
    while frontier:
        found = {
            name
            for name in everything.keys() - reached
            for other in frontier
            if (scorer.score(everything[name], everything[other]) or 0) >= SCHEMA.threshold
            or decisions.says_same(name, other)
        }
        reached |= found
        frontier = found
    return reached


@given(records_strategy(), records_strategy(most=4))
def test_increments_equal_all_at_once_and_the_alias_table_accounts_for_every_name(
    first: list[EventRecord], second: list[EventRecord]
) -> None:
    before = merge(first, SCHEMA)
    after = merge(second + first, SCHEMA)
    assert printed(after) == printed(merge(first + second, SCHEMA))
    aliases = {alias.former: alias.current for alias in alias_table(before, after)}
    now = {event.id: set(event.records) for event in after}
    for event in before:
        for name in event.records:
            holders = aliases.get(event.id, (event.id,))
            assert any(name in now[holder] for holder in holders)


@given(records_strategy())
def test_no_event_holds_an_excluded_pair(records: list[EventRecord]) -> None:
    scorer = Scorer(SCHEMA)
    readers = readers_by_id(records)
    by_id = {record.id: scorer.reading(record, readers[record.id]) for record in records}
    for event in merge(records, SCHEMA):
        for a, b in combinations(event.records, 2):
            assert scorer.score(by_id[a], by_id[b]) is not None


def article_of(name: str, text: str) -> Article:
    return Article(id=name, text=text, sentences=(Sentence(number=1, span=Span(start=0, end=len(text))),))


_WIRE = "the fire of monday burnt down the old town hall of a small place by the sea and nobody was hurt"
_TEXTS = (_WIRE, f"Breaking: {_WIRE}", "a reporter of our own saw flames", "others voted for Ann on a friday")
some_articles = st.fixed_dictionaries({name: st.sampled_from(_TEXTS) for name in "abcdef"}).map(
    lambda texts: {name: article_of(name, text) for name, text in texts.items()}
)


@given(records_strategy(), some_articles, st.randoms(use_true_random=False))
def test_copies_depend_on_no_order_and_are_of_the_events_articles(
    records: list[EventRecord], articles: dict[str, Article], chance: random.Random
) -> None:
    events = merge(records, SCHEMA, articles)
    shuffled, names = [*records, *records[:2]], list(articles)
    chance.shuffle(shuffled)
    chance.shuffle(names)
    again = merge(shuffled, SCHEMA, {name: articles[name] for name in names})
    assert printed(again) == printed(events)
    for event in events:
        copied = [name for group in event.copies for name in group]
        assert set(copied) <= set(event.articles)
        assert len(copied) == len(set(copied))
        assert 1 <= event.sources <= len(event.articles)
        for first, second in combinations(event.articles, 2):
            together = any({first, second} <= set(group) for group in event.copies)
            same = _WIRE in articles[first].text and _WIRE in articles[second].text
            assert together == (same or articles[first].text == articles[second].text)


@given(records_strategy(), some_articles)
def test_an_article_that_tells_nothing_of_an_event_changes_no_copies(
    records: list[EventRecord], articles: dict[str, Article]
) -> None:
    others = {**articles, "z": article_of("z", _WIRE)}
    assert printed(merge(records, SCHEMA, others)) == printed(merge(records, SCHEMA, articles))


KEYS = st.frozensets(st.tuples(st.sampled_from("fgh"), st.sampled_from("1234")), max_size=6)
POINTS = st.fixed_dictionaries({(field, key): st.integers(0, 5) for field in "fgh" for key in "1234"})


def column(name: str, own: Sequence[frozenset[blocking.Key]], points: dict[blocking.Key, int]) -> Column:
    """A field in which each row that has a key has a value of its own; what gives no points is no key."""
    known = sorted(key for key, value in points.items() if key[0] == name and value)
    keys = [[known.index(key) for key in sorted(row) if key in known] for row in own]
    distinct = [row for row in keys if row]
    return Column(
        field=SCHEMA.fields[0],
        comparison_keys=range(len(distinct)),
        points=np.array([points[key] for key in known], dtype=np.int64),
        keys=np.array([key for row in distinct for key in row], dtype=np.int64),
        ends=np.cumsum([0, *map(len, distinct)]),
        numbers=np.array([distinct.index(row) if row else -1 for row in keys], dtype=np.int64),
    )


@given(st.lists(KEYS, max_size=14), POINTS, st.integers(1, 9), st.sampled_from([2, 3, 64]), st.integers(1, 9))
def test_blocking_finds_each_pair_that_can_reach_the_threshold(
    own: list[frozenset[blocking.Key]],
    points: dict[blocking.Key, int],
    threshold: int,
    crowded: int,
    at_once: int,
) -> None:
    indexed = Keys.of([column(name, own, points) for name in "fgh"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocking, "CROWDED", crowded)
        patch.setattr(blocking, "PAIRS_AT_ONCE", at_once)
        patch.setattr(blocking, "KEYS_AT_ONCE", at_once)
        patch.setattr(blocking, "ROWS_AT_ONCE", at_once)
        search = Search(indexed, threshold)
        found = [(part, pairs) for part in search.parts for pairs in search.pairs(part)]
        in_own_part = [
            (int(i), int(j))
            for part, pairs in found
            for i, j, most, rarest in zip(*pairs, *indexed.shared(pairs), strict=True)
            if most.sum() >= threshold and rarest in search.keys_of(part)
        ]
    assert all(i < j for _, pairs in found for i, j in zip(*pairs, strict=True))
    assert set(in_own_part) == {
        (i, j)
        for i, j in combinations(range(len(own)), 2)
        if reach([key for key in own[i] & own[j] if points[key]], points) >= threshold
    }
