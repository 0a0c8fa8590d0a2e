from __future__ import annotations

import pytest

from extractor.errors import RecordsError
from extractor.evaluation.alignment import Alignment, align
from extractor.evaluation.gold import GoldEvent
from extractor.records import EventRecord, MergedEvent
from tests.evaluation.hand_made import (
    ARREST,
    ARRESTED_A,
    ARRESTED_B,
    FALL,
    FELL_A,
    FELL_B,
    TEARS,
    TEXTS,
    WEPT_A,
    article,
    event,
    gold,
    record,
)


def aligned(
    given: list[GoldEvent], records: list[EventRecord], events: list[MergedEvent] | None = None
) -> Alignment:
    articles = {name: article(name) for name in TEXTS}
    return align(given, records, events or [event([one]) for one in records], articles)


def test_a_record_reports_the_event_in_whose_words_it_stands() -> None:
    arrested, fell = record("a", ARRESTED_A), record("a", FELL_A, "disaster")
    found = aligned([ARREST, FALL], [arrested, fell])
    assert found.reports == {arrested.id: "arrest", fell.id: "fall"}


@pytest.mark.parametrize(
    ("words", "type_", "reports"),
    [
        ("arrested", "arrest-jail", True),
        ("Police arrested two men in Lima on Friday", "arrest-jail", True),
        ("in Lima on Friday", "arrest-jail", False),  # not where gold has it
        ("arrested two men", "meet", True),  # the same words, another type
        ("men", "meet", False),  # few of its words, and another type
        ("A bridge fell", "arrest-jail", False),
    ],
)
def test_how_much_must_be_shared_depends_on_the_type(words: str, type_: str, reports: bool) -> None:
    given = record("a", words, type_)
    assert bool(aligned([ARREST], [given]).reports) is reports


def test_a_right_type_decides_between_events_of_the_same_words() -> None:
    same = {"a": [ARRESTED_A]}
    given = record("a", ARRESTED_A, "meet")
    found = aligned([gold("x", same), gold("y", same, type=["meet", "other"])], [given])
    assert found.reports == {given.id: "y"}


def test_one_merged_event_is_one_gold_event_and_the_rest_are_parts() -> None:
    first, second = record("a", ARRESTED_A), record("b", ARRESTED_B)
    apart = [event([first]), event([second])]
    found = aligned([ARREST], [first, second], apart)
    assert len(found.found) == 1
    assert [part for _, part in found.surplus] == ["arrest"]


def test_two_gold_events_in_one_merged_event_are_found_once() -> None:
    records = [record("a", ARRESTED_A), record("b", ARRESTED_B), record("a", FELL_A, "disaster")]
    joined = event(records)
    found = aligned([FALL, ARREST], records, [joined])
    assert found.found == {"arrest": joined}
    assert found.surplus == ()


def test_what_gold_does_not_have_is_surplus() -> None:
    strange = record("a", WEPT_A, "other")
    assert [part for _, part in aligned([ARREST], [strange]).surplus] == [None]


def test_an_optional_event_is_set_aside_with_all_its_parts() -> None:
    tears, again = record("a", WEPT_A, "other"), record("a", "The mayor wept", "other")
    found = aligned([ARREST, TEARS], [tears, again])
    assert found.surplus == ()
    assert len(found.set_aside) == 2


def test_an_optional_event_excuses_no_other_type() -> None:
    found = aligned([TEARS], [record("a", "The mayor wept", "meet")])
    assert len(found.surplus) == 1
    assert found.set_aside == ()


def test_gold_and_events_in_another_order_are_aligned_alike() -> None:
    records = [record("a", ARRESTED_A), record("b", ARRESTED_B), record("b", FELL_B, "disaster")]
    events = [event(records[:2]), event(records[2:])]
    one, other = (
        aligned([ARREST, FALL], records, events),
        aligned([FALL, ARREST], records[::-1], events[::-1]),
    )
    assert dict(one.found) == dict(other.found)
    assert dict(one.reports) == dict(other.reports)


def test_an_article_that_the_run_does_not_have_is_an_error() -> None:
    with pytest.raises(RecordsError, match="gold event x: the run has no article 'c'"):
        aligned([gold("x", {"c": ["anything"]})], [])
