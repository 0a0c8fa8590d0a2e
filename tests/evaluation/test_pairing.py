from __future__ import annotations

import pytest

from extractor.evaluation.gold import GoldEvent
from extractor.evaluation.pairing import Pairing, pair
from extractor.records import EventRecord, MergedEvent, Support
from tests.evaluation.hand_made import (
    ARREST,
    ARRESTED_A,
    ARRESTED_B,
    FALL,
    FELL_A,
    FELL_B,
    SCHEMA,
    TEARS,
    TEXTS,
    WEPT_A,
    article,
    event,
    gold,
    record,
    spread,
)


def paired(
    given: list[GoldEvent], records: list[EventRecord], events: list[MergedEvent] | None = None
) -> Pairing:
    articles = {name: article(name) for name in TEXTS}
    return pair(given, records, events or [event([one]) for one in records], SCHEMA, articles)


def test_a_record_reports_the_event_in_whose_words_it_stands() -> None:
    arrested, fell = record("a", ARRESTED_A), record("a", FELL_A, "disaster")
    found = paired([ARREST, FALL], [arrested, fell])
    assert found.reported == {arrested.id: "arrest", fell.id: "fall"}


@pytest.mark.parametrize(
    ("said", "reports"),
    [
        ("arrested", True),  # the place is enough
        ("Police arrested two men in Lima on Friday", True),
        ("in Lima on Friday", False),  # not where gold has it
        ("A bridge fell", False),
        (spread("a", 1, "Police hold two men"), True),  # two words of gold's three, in one sentence
        (spread("a", 1, "Police hold somebody"), False),
        (spread("a", 2, "Police hold two men"), False),  # in another sentence that is too little
        (spread("a", 2, "Police arrested two men"), True),
    ],
)
def test_words_must_share_a_place_or_a_sentence_or_be_nearly_all_the_same(
    said: str | Support, reports: bool
) -> None:
    assert bool(paired([ARREST], [record("a", said)]).reported) is reports


def test_words_that_only_hold_others_together_do_not_count() -> None:
    friday = gold("friday", {"a": ["in Lima on Friday"]})
    assert paired([friday], [record("a", spread("a", 1, "in Cusco on a Monday"))]).found == {}
    assert list(paired([friday], [record("a", spread("a", 1, "a Friday for Lima"))]).found) == ["friday"]


def test_the_headline_of_gold_counts_too() -> None:
    given = record("a", spread("a", 1, "Two bandits are caught"))
    caught = gold("arrest", {"a": ["Police arrested"]}, what="Police catch bandits: two caught in Lima")
    assert paired([gold("arrest", {"a": ["Police arrested"]})], [given]).found == {}
    assert list(paired([caught], [given]).found) == ["arrest"]


def test_words_of_the_title_are_reports_too() -> None:
    articles = {"a": article("a").model_copy(update={"title": "Bandits caught after long chase"})}
    given = record("a", spread("a", 3, "Bandits caught after a long chase"))
    caught = gold("arrest", {"a": ["Bandits caught after long chase", "Police arrested"]})
    assert list(pair([caught], [given], [event([given])], SCHEMA, articles).found) == ["arrest"]


def test_the_type_is_no_matter() -> None:
    assert list(paired([ARREST], [record("a", ARRESTED_A, "meet")]).found) == ["arrest"]


def test_of_two_that_stand_in_one_fragment_the_one_with_more_of_its_words_is_taken() -> None:
    caught = gold("caught", {"a": [TEXTS["a"][:41]]}, what="Police arrested two men")
    lesser, better = record("a", "two men in Lima on Friday"), record("a", "Police arrested two men in Lima")
    for records in ([lesser, better], [better, lesser]):
        found = paired([caught], records)
        assert found.found["caught"].records == (better.id,)
        assert [part for _, part in found.surplus] == ["caught"]


def test_one_merged_event_is_one_gold_event_and_the_rest_are_parts() -> None:
    first, second = record("a", ARRESTED_A), record("b", ARRESTED_B)
    apart = [event([first]), event([second])]
    found = paired([ARREST], [first, second], apart)
    assert len(found.found) == 1
    assert [part for _, part in found.surplus] == ["arrest"]


def test_an_event_that_fits_in_two_articles_goes_before_one_that_fits_in_one() -> None:
    first, second, third = record("a", "arrested"), record("b", ARRESTED_B), record("a", ARRESTED_A)
    both = event([first, second])
    assert paired([ARREST], [first, second, third], [event([third]), both]).found == {"arrest": both}


def test_two_gold_events_in_one_merged_event_are_found_once() -> None:
    records = [record("a", ARRESTED_A), record("b", ARRESTED_B), record("a", FELL_A, "disaster")]
    joined = event(records)
    found = paired([FALL, ARREST], records, [joined])
    assert found.found == {"arrest": joined}
    assert found.surplus == ()


def test_what_gold_does_not_have_is_surplus() -> None:
    strange = record("a", WEPT_A, "other")
    assert [part for _, part in paired([ARREST], [strange]).surplus] == [None]


def test_what_could_only_be_an_optional_event_is_neutral() -> None:
    tears, again = record("a", WEPT_A, "other"), record("a", "The mayor wept", "other")
    found = paired([ARREST, TEARS], [tears, again])
    assert found.surplus == ()
    assert len(found.neutral) == 2


def test_gold_and_events_in_another_order_are_paired_alike() -> None:
    records = [record("a", ARRESTED_A), record("b", ARRESTED_B), record("b", FELL_B, "disaster")]
    events = [event(records[:2]), event(records[2:])]
    one, other = (
        paired([ARREST, FALL], records, events),
        paired([FALL, ARREST], records[::-1], events[::-1]),
    )
    assert dict(one.found) == dict(other.found)
    assert dict(one.reported) == dict(other.reported)
