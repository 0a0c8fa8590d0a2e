"""What reviewers settled, as gold and as examples, on a run of invented articles."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.errors import UsageError
from extractor.evaluation.evaluating import evaluate
from extractor.evaluation.gold import read_gold
from extractor.exporting.checked import Checked, SettledRun
from extractor.exporting.examples import examples
from extractor.exporting.learning import Gold, write_few_shot, write_fine_tuning, write_gold
from extractor.extraction.plans import ArticlePlan
from extractor.fields import Choice
from extractor.prompts import prompt_folder
from extractor.store.folder import StoredRun
from tests.end_to_end.newsroom import lines_of
from tests.kit.stored_runs import judged_run


@pytest.fixture(scope="module")
def run() -> StoredRun:
    return judged_run()


@pytest.fixture(scope="module")
def plan(run: StoredRun) -> ArticlePlan:
    return ArticlePlan(run.schema)


@pytest.fixture(scope="module")
def settled(run: StoredRun) -> SettledRun:
    """The run as if somebody had accepted all of it."""
    events = [Checked(event, decided=False) for event in run.events]
    return SettledRun(run.schema, run.articles, run.records, events).taken_as_right()


def undecided(run: SettledRun, which: int) -> SettledRun:
    """The run with one event that nobody decided about."""
    events = [Checked(one.event, decided=n != which) for n, one in enumerate(run.events)]
    return replace(run, events=events)


# Gold


def test_a_run_is_all_right_by_the_gold_that_it_is(
    run: StoredRun, settled: SettledRun, tmp_path: Path
) -> None:
    assert write_gold(settled, tmp_path / "gold.jsonl") == Gold(len(run.events), 0)
    scores = evaluate(run, read_gold(tmp_path / "gold.jsonl"))
    totals = [scores.events.f1, scores.reports.f1, scores.merging.conll, scores.merging.pairs]
    assert all(field.wrong == field.missing == 0 for field in scores.fields.values())
    assert {"type", "killed", "injured", "when", "where", "status"} <= scores.fields.keys()
    assert [estimate and estimate.value for estimate in totals] == [1.0] * 4


def test_gold_has_each_field_of_the_schema_and_salience_by_article(
    settled: SettledRun, tmp_path: Path
) -> None:
    write_gold(settled, tmp_path / "gold.jsonl")
    (crane,) = (line for line in lines_of(tmp_path / "gold.jsonl") if line["what"].startswith("Crane"))
    assert crane["type"] == ["disaster"]
    assert (crane["killed"], crane["injured"]) == ([2], [4])
    assert crane["when"] == ["2026-03-02"]
    assert crane["salience"] == {"gazette": "main", "harbour": "main"}


def test_what_nobody_decided_about_is_optional_in_gold(settled: SettledRun, tmp_path: Path) -> None:
    found = write_gold(undecided(settled, 1), tmp_path / "gold.jsonl")
    assert found == Gold(len(settled.events) - 1, 1)
    optional = [event.id for event in read_gold(tmp_path / "gold.jsonl") if event.optional]
    assert optional == [settled.events[1].event.id]


def test_nothing_is_written_when_nobody_accepted_anything(
    settled: SettledRun, plan: ArticlePlan, tmp_path: Path
) -> None:
    nothing = replace(settled, events=[Checked(one.event, decided=False) for one in settled.events])
    for write in (
        lambda: write_gold(nothing, tmp_path / "x"),
        lambda: write_few_shot(nothing, plan, tmp_path / "x"),
        lambda: write_fine_tuning(nothing, plan, tmp_path / "x"),
    ):
        with pytest.raises(UsageError, match="nobody has accepted an event"):
            write()
    assert not (tmp_path / "x").exists()


# Examples


def test_an_answer_has_the_article_s_words_and_the_judgements(settled: SettledRun, plan: ArticlePlan) -> None:
    kinds = [field.type for field in settled.schema.fields if isinstance(field.type, Choice)]
    options = {option.name for kind in kinds for option in kind.options}
    headlines = {record.headline for record in settled.records}
    found = list(examples(plan, settled))
    assert len(found) == 2
    for example in found:
        seen = json.dumps(example.ask.values, ensure_ascii=False)
        for event in example.reply["events"]:
            assert event["s"]
            assert {"type", "what", "status", "salience"} <= event.keys()
            for text in texts_of({key: value for key, value in event.items() if key != "who"}):
                assert text in options | headlines or text in seen


def texts_of(data: object) -> list[str]:
    """All texts but the kinds of parties, which are no words of the article."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [text for key, part in data.items() if key != "kind" for text in texts_of(part)]
    return [text for part in data for text in texts_of(part)] if isinstance(data, list) else []


def test_what_no_article_says_is_in_no_answer(settled: SettledRun, plan: ArticlePlan) -> None:
    found = examples(plan, settled)
    assert "Blue Line" not in json.dumps([example.reply for example in found])


def test_a_question_that_touches_on_what_nobody_decided_about_is_no_example(
    settled: SettledRun, plan: ArticlePlan
) -> None:
    one = settled.events[0].event
    assert one.articles == ("harbour",)
    found = list(examples(plan, undecided(settled, 0)))
    assert [[event["s"] for event in example.reply["events"]] for example in found] == [[[1]]]  # the gazette


def test_a_rejected_event_is_not_in_the_answer(settled: SettledRun, plan: ArticlePlan) -> None:
    gone = next(one.event for one in settled.events if len(one.event.records) == 1)
    events = [one for one in settled.events if one.event is not gone]
    found = list(examples(plan, replace(settled, events=events, rejected=frozenset(gone.records))))
    headlines = [event["what"] for example in found for event in example.reply["events"]]
    assert gone.headline not in headlines
    assert len(headlines) == len(settled.records) - 1


def test_examples_are_taken_by_a_folder_of_prompts(
    settled: SettledRun, plan: ArticlePlan, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(prompt_folder("article", settled.schema), tmp_path / "prompts"))
    count = write_few_shot(settled, plan, folder / "article.examples.jsonl", most=5)
    assert count == len(lines_of(folder / "article.examples.jsonl")) == 2
    (asked, *_) = ArticlePlan(settled.schema, str(folder)).opening(next(iter(settled.articles.values())))
    assert [message.role for message in asked.messages] == ["system", *["user", "assistant"] * count, "user"]


def test_a_chat_is_what_a_run_sends_and_what_the_model_should_answer(
    settled: SettledRun, plan: ArticlePlan, tmp_path: Path
) -> None:
    count = write_fine_tuning(settled, plan, tmp_path / "chats.jsonl")
    sent = {
        tuple((message.role, message.content) for message in ask.messages)
        for article in settled.articles.values()
        for ask in plan.opening(article)
    }
    chats = lines_of(tmp_path / "chats.jsonl")
    assert len(chats) == count > 0
    for chat in chats:
        *question, answer = chat["messages"]
        assert tuple((message["role"], message["content"]) for message in question) in sent
        assert answer["role"] == "assistant"
        assert isinstance(json.loads(answer["content"]), dict)
