from __future__ import annotations

from extractor.merging import explain_separation, merge
from tests.merging.small_schema import SCHEMA, record

WHOLE = record("y", what="fire", who=["Ann"], when="monday")
NO_DAY = record("x", what="fire", who=["Ann"], sentences=(1,))
NO_NAME = record("x", what="fire", when="monday", sentences=(2,))


def articles(*records: object) -> list[tuple[str, ...]]:
    return sorted(event.articles for event in merge(records, SCHEMA))  # type: ignore[arg-type]


def test_a_record_joins_the_only_event_of_an_article_that_it_fits() -> None:
    assert articles(WHOLE, NO_DAY) == articles(WHOLE, NO_NAME) == [("x", "y")]


def test_a_record_that_fits_two_events_of_an_article_equally_well_joins_neither() -> None:
    assert articles(WHOLE, NO_DAY, NO_NAME) == [("x",), ("x",), ("y",)]


def test_it_joins_the_one_that_it_fits_better() -> None:
    better = record("x", what="fire", who=["Ann"], when="monday", sentences=(3,))
    events = merge([WHOLE, NO_DAY, better], SCHEMA)
    assert any({WHOLE.id, better.id} <= set(event.records) for event in events)


def test_two_records_of_an_article_that_are_linked_themselves_are_one_event() -> None:
    again = record("x", what="fire", who=["Ann"], sentences=(4,))
    assert articles(WHOLE, NO_DAY, again) == [("x", "y")]


def test_what_two_models_made_of_one_article_are_not_two_events() -> None:
    one = record("x", what="fire", who=["Ann"], sentences=(1,), model="m")
    other = record("x", what="fire", when="monday", sentences=(2,), model="n")
    assert articles(WHOLE, one, other) == [("x", "y")]


def test_the_rival_is_named_where_the_two_are_kept_apart() -> None:
    records = [WHOLE, NO_DAY, NO_NAME]
    event_of = {event.records[0]: event for event in merge(records, SCHEMA)}
    between = explain_separation(event_of[WHOLE.id], event_of[NO_DAY.id], records, SCHEMA)
    assert (between.linked, between.fits_as_well) == (1, NO_NAME.id)
