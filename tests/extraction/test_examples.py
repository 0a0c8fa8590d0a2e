"""What a model repeats from the examples in its prompt does not become a fact of the article."""

from __future__ import annotations

import json

import pytest

from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import ToldEvent, load_plan
from extractor.records import EventRecord, Grounding, JsonObject, Origin
from extractor.resources import shipped
from extractor.schemas import Schema

from .conftest import MakeArticle

ORIGIN = Origin(backend="local", model="m", plan="triggers", prompt="p")
EXAMPLES: list[JsonObject] = [
    json.loads(line)
    for line in (shipped("prompts") / "news_event" / "triggers.examples.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


def test_there_are_examples() -> None:
    assert len([example for example in EXAMPLES if example["reply"]]) > 3


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["input"]["trigger"])
def test_a_reply_copied_from_an_example_is_unsupported_or_rejected(
    news: Schema, make_article: MakeArticle, example: JsonObject
) -> None:
    plan = load_plan("triggers", news)
    article = make_article("Mexico sent 26 prisoners to the United States on Tuesday.")
    told = [
        ToldEvent(reply.model_dump(exclude_none=True), ask.sentences, ask.trigger)
        for ask in plan.asks(article)
        for reply in [ask.reply_type.model_validate_json(json.dumps(example["reply"]), strict=False)]
    ]
    copied = {
        text for value in example["reply"].values() for text in ([value] if isinstance(value, str) else value)
    }
    for item in Assembler(plan, article, ORIGIN).assemble(told):
        if isinstance(item, EventRecord):
            supports = [m.support for mentions in item.fields.values() for m in mentions]
            assert all(s.grounding is Grounding.UNSUPPORTED for s in supports if s.written in copied)
