from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractor.review.naming import address_name, event_named


def test_the_ids_of_our_own_runs_are_their_names() -> None:
    assert address_name("event-r121b2a5683b6450a") == "event-r121b2a5683b6450a"


@given(st.lists(st.text(st.characters(exclude_categories=())), unique=True))
def test_every_event_is_found_by_its_name_which_is_plain(events: list[str]) -> None:
    for event in events:
        name = address_name(event)
        assert name.isascii()
        assert not set(name) & set("/\\?#%&<>\"' ")
        assert not name.startswith(".")
        assert event_named(name, events) == event
