"""A schema of a user's own, without templates, goes the whole way with the generic prompts."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.extraction.plans import Ask, load_plan
from extractor.extraction.rejections import Rejection
from extractor.fields import ChoiceValue
from extractor.records import EventRecord, Grounding, JsonObject
from extractor.schemas import Schema, load_schema
from tests.kit.scripted import in_turn, made_of

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
    when: Annotated[TimeValue | None, When()] = Field(None, description="words that say when")
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


def test_a_schema_of_ones_own_makes_a_record(recalls: Schema, make_article: MakeArticle) -> None:
    reply = {"events": [{**EVENT, "s": [2]}]}
    (record,) = made_of(load_plan("article", recalls), make_article(*SENTENCES), in_turn(reply))
    assert isinstance(record, EventRecord)
    shown = {f.name: [f.type.show(m.value) for m in record.fields[f.name] if m.value] for f in recalls.fields}
    assert shown == {
        "product": ["heaters"],
        "firms": ["Acme Motors"],
        "units": ["about 12,000 heaters"],
        "when": ["2025-08-11"],
        "danger": ["fire"],
    }
    assert record.headline == "heaters"
    assert recalls.record_from_json(record.model_dump(mode="json")) == record


def test_what_is_asked_comes_from_the_schema(recalls: Schema, make_article: MakeArticle) -> None:
    (ask,) = load_plan("article", recalls).opening(make_article(*SENTENCES))
    instructions = ask.messages[0].content
    for words in ("A product that its maker takes back.", "maker: who made it", "fire: it can burn"):
        assert words in instructions
    assert instructions.count("\nmaker: ") == 1  # the firms have one role, whose key is asked for once
    assert "\nEach maker with its kind: person" in instructions
    fields = ask.reply_type.model_json_schema()["$defs"]["Event"]["properties"]
    assert list(fields) == ["s", "product", "maker", "units", "when", "danger"]


def test_what_is_judged_needs_no_words_of_the_article(recalls: Schema, make_article: MakeArticle) -> None:
    reply = {"events": [{**EVENT, "s": [2], "danger": "choking"}]}
    (record,) = made_of(load_plan("article", recalls), make_article(*SENTENCES), in_turn(reply))
    assert isinstance(record, EventRecord)
    (danger,) = record.fields["danger"]
    assert (danger.support.grounding, danger.support.note) == (Grounding.JUDGED, None)


def test_an_event_of_which_nothing_is_in_the_article_is_refused(
    recalls: Schema, make_article: MakeArticle
) -> None:
    reply = {"events": [{"s": [2], "product": "toasters", "maker": ["Zeta Foods"], "units": "5"}]}
    (refused,) = made_of(load_plan("article", recalls), make_article(*SENTENCES), in_turn(reply))
    assert isinstance(refused, Rejection)
    assert refused.sentences == (2,)


def test_a_small_model_decides_a_choice_by_the_probabilities_of_its_options(
    recalls: Schema, make_article: MakeArticle
) -> None:
    def answering(ask: Ask) -> JsonObject:
        if set(ask.options) == {"fire", "choking"}:
            return {"probabilities": {"fire": 0.25, "choking": 0.75}}
        if ask.options:
            return {"probabilities": dict.fromkeys(ask.options, 1 / len(ask.options))}
        return {key: value for key, value in EVENT.items() if key != "danger"}

    (record, *_) = made_of(load_plan("outline", recalls), make_article(*SENTENCES), answering)
    assert isinstance(record, EventRecord)
    (danger,) = record.fields["danger"]
    assert danger.value == ChoiceValue(name="choking")
    assert (danger.support.grounding, danger.support.confidence) == (Grounding.JUDGED, 0.75)


def loaded(folder: Path, fields: str) -> Schema:
    path = folder / "own.py"
    path.write_text(
        "from typing import Annotated\nfrom pydantic import BaseModel\n"
        "from extractor.fields import Choice, ChoiceValue, Line, LineValue, Option\n\n"
        f"class Own(BaseModel):\n    {fields}\n",
        encoding="utf-8",
    )
    return load_schema(str(path))


def test_a_schema_of_lines_alone_has_its_events_in_lines(tmp_path: Path, make_article: MakeArticle) -> None:
    plan = load_plan("article", loaded(tmp_path, "words: Annotated[LineValue | None, Line()] = None"))
    article = make_article("“It was a long day,” she said.")
    (record,) = made_of(plan, article, in_turn({"events": [{"s": [1], "words": "It was a long day"}]}))
    assert isinstance(record, EventRecord)
    (refused,) = made_of(plan, article, in_turn({"events": [{"s": [1], "words": "It was a short night"}]}))
    assert isinstance(refused, Rejection)


def test_a_schema_of_judgements_alone_asks_for_no_words(tmp_path: Path, make_article: MakeArticle) -> None:
    field = 'tone: Annotated[ChoiceValue | None, Choice((Option("calm", "it is calm"),))] = None'
    plan = load_plan("article", loaded(tmp_path, field))
    reply = {"events": [{"s": [1], "tone": "calm"}]}
    (record,) = made_of(plan, make_article("It rained."), in_turn(reply))
    assert isinstance(record, EventRecord)
