"""An event that two windows of an article give is one event."""

from __future__ import annotations

import pytest

from extractor.extraction.plans import ArticlePlan
from extractor.records import EventRecord, JsonObject
from extractor.schemas import Schema
from tests.kit.scripted import in_turn, made_of

from .conftest import MakeArticle

SENTENCES = (
    "Police arrested Per Dahl and two guards in Lyon on Monday.",
    "Police arrested Per Dahl and two guards in Lyon on Friday.",
    "It rained.",
)
ARREST: JsonObject = {"s": [1], "what": "Police arrested Per Dahl and two guards in Lyon"}

PAIRS = [
    ({}, {}, 1),
    ({}, {"s": [1, 3], "when": "Monday"}, 1),
    ({"when": "Monday"}, {"when": "Monday", "type": "arrest-jail"}, 1),
    ({}, {"what": "Two guards arrested by police in Lyon with Per Dahl"}, 1),
    ({}, {"what": "It rained in Lyon", "s": [1, 3]}, 2),
    ({}, {"s": [2]}, 2),
    ({"when": "Monday"}, {"s": [1, 2], "when": "Friday"}, 2),
]


@pytest.mark.parametrize(("first", "second", "events"), PAIRS)
def test_equal_headlines_of_one_sentence_are_one_event_unless_a_value_differs(
    news: Schema, make_article: MakeArticle, first: JsonObject, second: JsonObject, events: int
) -> None:
    reply = {"events": [{**ARREST, **first}, {**ARREST, **second}]}
    made = made_of(ArticlePlan(news), make_article(*SENTENCES), in_turn(reply))
    assert len([record for record in made if isinstance(record, EventRecord)]) == events


def test_what_the_second_window_adds_is_kept(news: Schema, make_article: MakeArticle) -> None:
    second = {**ARREST, "s": [1, 3], "where": "Lyon"}
    made = made_of(ArticlePlan(news), make_article(*SENTENCES), in_turn({"events": [ARREST, second]}))
    (record,) = made
    assert isinstance(record, EventRecord)
    assert record.sentences == (1, 3)
    assert [m.support.written for m in record.fields["where"]] == ["Lyon"]
