"""A schema of a user's own, without verbs or templates, goes the whole way with the generic prompts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import Plan, load_plan
from extractor.extraction.rejection import Rejection
from extractor.records import Article, EventRecord, JsonObject, Origin
from extractor.schemas import Schema, load_schema

from .conftest import MakeArticle

RECALL = '''
from typing import Annotated
from pydantic import BaseModel, Field
from extractor.fields import (
    Choice, ChoiceValue, Count, CountValue, Line, LineValue, Option, PartyValue, Role, TimeValue, When, Who,
)


class Recall(BaseModel):
    """A product that its maker takes back."""

    product: Annotated[LineValue | None, Line()] = Field(None, description="the product")
    firms: Annotated[list[PartyValue], Who(roles=(Role("maker", "maker", "who made it"),))] = Field(
        default_factory=list, description="the firms"
    )
    units: Annotated[CountValue | None, Count()] = Field(None, description="how many are recalled")
    when: Annotated[TimeValue | None, When()] = Field(None, description="words that tell when")
    danger: Annotated[
        ChoiceValue | None, Choice((Option("fire", "it can burn"), Option("choking", "it can be swallowed")))
    ] = Field(None, description="what the danger is")
'''
SENTENCES = ("The weather was fine.", "Acme Motors recalled about 12,000 heaters on Monday over a fire risk.")
EVENT: JsonObject = {
    "product": "heaters",
    "maker": ["Acme Motors"],
    "units": "12,000 heaters",
    "when": "Monday",
    "danger": "fire",
}


@pytest.fixture(scope="module")
def recalls(tmp_path_factory: pytest.TempPathFactory) -> Schema:
    path: Path = tmp_path_factory.mktemp("schemas") / "recalls.py"
    path.write_text(RECALL, encoding="utf-8")
    return load_schema(str(path))


def results(
    plan: Plan, article: Article, replies: dict[int, JsonObject]
) -> Iterator[EventRecord | Rejection]:
    """What comes of an article; a question gets the reply of the last sentence it shows."""
    origin = Origin(backend="b", model="m", plan=plan.name, prompt=plan.fingerprint)
    for ask in plan.asks(article):
        reply = ask.reply_type.model_validate(replies.get(ask.sentences[-1], {"events": []}))
        for told in plan.told(ask, reply):
            yield from Assembler(plan, article, origin).assemble([told])


@pytest.mark.parametrize("name", ["sentence", "article", "triggers"])
def test_each_plan_makes_a_record(recalls: Schema, make_article: MakeArticle, name: str) -> None:
    plan = load_plan(name, recalls)
    event = {**EVENT, "s": [2]} if name == "article" else EVENT
    article = make_article(*SENTENCES)
    (record,) = results(plan, article, {2: {"events": [event]}})
    assert isinstance(record, EventRecord)
    shown = {f.name: [f.type.show(m.value) for m in record.fields[f.name] if m.value] for f in recalls.fields}
    assert shown == {
        "product": ["heaters"],
        "firms": ["Acme Motors"],
        "units": ["about 12,000 heaters"],
        "when": ["2025-08-11"],
        "danger": ["fire"],
    }
    assert recalls.record_from_json(record.model_dump(mode="json")) == record


def test_what_is_asked_comes_from_the_schema(recalls: Schema, make_article: MakeArticle) -> None:
    (ask,) = load_plan("article", recalls).asks(make_article(*SENTENCES))
    instructions = ask.messages[0].content
    for words in ("A product that its maker takes back.", "maker: who made it", "fire: it can burn"):
        assert words in instructions
    fields = ask.reply_type.model_json_schema()["$defs"]["Event"]["properties"]
    assert list(fields) == ["s", "product", "maker", "units", "when", "danger"]


def test_an_option_is_found_by_its_own_name(recalls: Schema, make_article: MakeArticle) -> None:
    article = make_article(*SENTENCES)
    (record,) = results(load_plan("sentence", recalls), article, {2: {"events": [EVENT]}})
    assert isinstance(record, EventRecord)
    (danger,) = record.fields["danger"]
    assert danger.support.span is not None
    assert danger.support.span.text_in(article.text) == "fire"


def test_an_option_that_no_word_names_is_marked(recalls: Schema, make_article: MakeArticle) -> None:
    plan = load_plan("sentence", recalls)
    reply = {"events": [{**EVENT, "danger": "choking"}]}
    (record,) = results(plan, make_article(*SENTENCES), {2: reply})
    assert isinstance(record, EventRecord)
    (danger,) = record.fields["danger"]
    assert danger.support.note == "no words of the sentence name this danger"
    assert danger.support.span is None


def test_an_event_of_which_nothing_is_in_the_article_is_refused(
    recalls: Schema, make_article: MakeArticle
) -> None:
    plan = load_plan("sentence", recalls)
    reply = {"events": [{"product": "toasters", "maker": ["Zeta Foods"], "units": "5"}]}
    (refused,) = results(plan, make_article(*SENTENCES), {2: reply})
    assert isinstance(refused, Rejection)
    assert refused.sentences == (2,)


def test_a_schema_of_lines_alone_has_its_events_in_lines(tmp_path: Path, make_article: MakeArticle) -> None:
    path = tmp_path / "quotes.py"
    path.write_text(
        "from typing import Annotated\nfrom pydantic import BaseModel\n"
        "from extractor.fields import Line, LineValue\n\n"
        "class Quote(BaseModel):\n    words: Annotated[LineValue | None, Line()] = None\n",
        encoding="utf-8",
    )
    plan = load_plan("sentence", load_schema(str(path)))
    article = make_article("“It was a long day,” she said.")
    (record,) = results(plan, article, {1: {"events": [{"words": "It was a long day"}]}})
    assert isinstance(record, EventRecord)
    (refused,) = results(plan, article, {1: {"events": [{"words": "It was a short night"}]}})
    assert isinstance(refused, Rejection)


WITH_VERBS = RECALL.replace(
    "danger:",
    'kind: Annotated[ChoiceValue | None, Choice((Option("recall", "it is taken'
    ' back", verbs=("recalled",)),))] = None\n    danger:',
)


def test_a_schema_with_verbs_and_no_templates_is_asked_about_by_its_verbs(
    tmp_path: Path, make_article: MakeArticle
) -> None:
    path = tmp_path / "recalls.py"
    path.write_text(WITH_VERBS, encoding="utf-8")
    schema = load_schema(str(path))
    plan = load_plan("triggers", schema)
    assert plan.name == "triggers"
    article = make_article(*SENTENCES)
    (ask,) = plan.asks(article)
    assert ask.messages[-1].content == f"{SENTENCES[1]}\n[recalled]"
    assert list(ask.reply_type.model_fields) == ["maker", "danger"]  # the rest is read from the sentence
    (record,) = results(plan, article, {2: {"maker": ["Acme Motors"], "danger": "fire"}})
    assert isinstance(record, EventRecord)
    shown = {f.name: [f.type.show(m.value) for m in record.fields[f.name] if m.value] for f in schema.fields}
    assert shown["kind"] == ["recall"]
    assert shown["danger"] == ["fire"]
    assert shown["when"] == ["2025-08-11"]
    assert shown["firms"] == ["Acme Motors"]


def test_what_a_model_leaves_out_of_an_asked_choice_is_not_filled_in(
    tmp_path: Path, make_article: MakeArticle
) -> None:
    path = tmp_path / "recalls.py"
    path.write_text(WITH_VERBS, encoding="utf-8")
    plan = load_plan("triggers", load_schema(str(path)))
    (record,) = results(plan, make_article(*SENTENCES), {2: {"maker": ["Acme Motors"]}})
    assert isinstance(record, EventRecord)
    assert record.fields["danger"] == ()


def test_a_small_model_is_asked_who_before_what_it_must_judge(news: Schema) -> None:
    keys = [question.key for question in load_plan("sentence", news).questions]
    assert keys[:3] == ["who", "whom", "to"]
    assert keys[-2:] == ["type", "status"]
