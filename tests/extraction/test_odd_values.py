"""One odd value in a reply costs that value, and not the reply."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from extractor.extraction.replies import entry_reply, event_questions, events_reply
from extractor.schemas import load_schema

QUESTIONS = event_questions(load_schema("news_event"))
EVENTS = events_reply(QUESTIONS)


def events(*written: Any) -> list[dict[str, Any]]:
    reply = EVENTS.model_validate_json(json.dumps({"events": list(written)}))
    return list(reply.model_dump(exclude_none=True, warnings=False)["events"])


@pytest.mark.parametrize(
    ("key", "written", "read"),
    [
        ("count", 14, "14"),
        ("count", 2.5, "2.5"),
        ("count", ["14 miners"], "14 miners"),
        ("where", {"name": "Lund"}, "Lund"),
        ("where", {"city": "Lund", "since": None}, "Lund"),
        ("where", {"city": "Lund", "country": "Sweden"}, ""),
        ("when", [None], ""),
        ("when", ["Monday", "Tuesday"], "Monday, Tuesday"),
        ("count", True, ""),
        ("who", "A ferry", [{"name": "A ferry"}]),
        ("who", ["A ferry", None, 7], [{"name": "A ferry"}, {"name": "7"}]),
        ("who", {"name": "A ferry", "kind": "ship"}, [{"name": "A ferry"}]),
        ("who", [{"name": "A ferry", "kind": 3}], [{"name": "A ferry"}]),
        ("type", "Flood of the century", "Flood of the century"),
        ("s", "2", [2]),
        ("s", 2, [2]),
        ("s", ["[2]", "S3"], [2, 3]),
        ("s", "sentences 2 and 3", [2, 3]),
        ("s", None, []),
    ],
)
def test_a_value_of_another_kind_is_read_as_what_it_means(key: str, written: Any, read: Any) -> None:
    (event,) = events({"s": [2], "what": "sank", key: written})
    assert event == {"s": [2], "what": "sank", key: read}


def test_an_odd_event_costs_that_one_alone_and_no_other_changes_its_place() -> None:
    assert events("none", {"s": [1], "what": "sank"}, None, {"what": "fell"}) == [
        {"s": []},
        {"s": [1], "what": "sank"},
        {"s": []},
        {"s": [], "what": "fell"},
    ]


def test_one_event_stands_for_a_list_of_one_and_null_for_none() -> None:
    one = EVENTS.model_validate({"events": {"s": [1], "what": "sank"}})
    assert len(one.model_dump()["events"]) == 1
    assert EVENTS.model_validate({"events": None}).model_dump() == {"events": []}


@pytest.mark.parametrize(
    "reply", [{}, {"event": {"s": [1]}}, {"events": "none"}, {"events": [{"event": {"what": "sank"}}]}]
)
def test_a_reply_that_says_nothing_of_what_was_asked_is_refused(reply: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EVENTS.model_validate(reply)


def test_a_text_that_is_too_long_costs_no_other_value() -> None:
    entry = entry_reply(QUESTIONS)
    long = "a ferry with a very long name " * 9
    reply = entry.model_validate({"what": "sank", "when": long, "who": [long, "B", "C", "D", "E"]})
    said = reply.model_dump(warnings=False)
    assert said["when"] == long
    assert said["who"] == ["B", "C", "D", "E"]


def test_what_a_small_model_leaves_out_is_empty_unless_it_leaves_out_all() -> None:
    entry = entry_reply(QUESTIONS)
    said = entry.model_validate({"what": "sank"}).model_dump()
    assert (said["what"], said["who"], said["when"]) == ("sank", [], "")
    with pytest.raises(ValidationError):
        entry.model_validate({"event": {"what": "sank"}})


def test_the_schema_that_a_server_enforces_has_nothing_of_this() -> None:
    schema = EVENTS.model_json_schema()["$defs"]["Event"]["properties"]
    assert schema["s"]["items"] == {"type": "integer"}
    assert schema["when"]["anyOf"] == [{"type": "string"}, {"type": "null"}]
