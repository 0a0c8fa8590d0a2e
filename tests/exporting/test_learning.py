"""What reviewers settled, as gold and as examples, on the run of the seeds."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.errors import UsageError
from extractor.evaluation.evaluating import evaluate
from extractor.evaluation.gold import read_gold
from extractor.exporting.examples import examples
from extractor.exporting.learning import Gold, SettledRun, write_few_shot, write_fine_tuning, write_gold
from extractor.exporting.settled import SettledEvent, taken_as_right
from extractor.extraction.passages import shown
from extractor.extraction.plans import load_plan
from extractor.fields import Choice
from extractor.prompts import prompt_folder
from extractor.runs.folder import StoredRun
from tests.end_to_end.newsroom import lines_of

PLANS = ("triggers", "sentence", "article")


@pytest.fixture(scope="module")
def run(seeds_run_folder: Path) -> StoredRun:
    return StoredRun.read(seeds_run_folder)


@pytest.fixture(scope="module")
def settled(run: StoredRun) -> SettledRun:
    """The run as if somebody had accepted all of it."""
    return SettledRun(run.schema, run.articles, run.records, taken_as_right(run.events))


def undecided(run: SettledRun, which: int) -> SettledRun:
    """The run with one event that nobody decided about."""
    events = [SettledEvent(one.event, decided=n != which) for n, one in enumerate(run.events)]
    return replace(run, events=events)


# Gold


def test_a_run_is_all_right_by_the_gold_that_it_is(
    run: StoredRun, settled: SettledRun, tmp_path: Path
) -> None:
    assert write_gold(settled, tmp_path / "gold.jsonl") == Gold(len(run.events), 0)
    scores = evaluate(run, read_gold(tmp_path / "gold.jsonl"))
    totals = [scores.events.f1, scores.reports.f1, scores.merging.conll, scores.merging.pairs]
    assert all(field.wrong == field.missing == 0 for field in scores.fields.values())
    assert scores.parties
    totals += [scores.parties.names.f1, scores.parties.roles]
    assert [estimate and estimate.value for estimate in totals] == [1.0] * 6


def test_what_nobody_decided_about_is_optional_in_gold(settled: SettledRun, tmp_path: Path) -> None:
    found = write_gold(undecided(settled, 3), tmp_path / "gold.jsonl")
    assert found == Gold(len(settled.events) - 1, 1)
    optional = [event.id for event in read_gold(tmp_path / "gold.jsonl") if event.optional]
    assert optional == [settled.events[3].event.id]


def test_nothing_is_written_when_nobody_accepted_anything(settled: SettledRun, tmp_path: Path) -> None:
    nothing = replace(settled, events=[SettledEvent(one.event, decided=False) for one in settled.events])
    plan = load_plan("triggers", settled.schema)
    for write in (
        lambda: write_gold(nothing, tmp_path / "x"),
        lambda: write_few_shot(nothing, plan, tmp_path / "x"),
        lambda: write_fine_tuning(nothing, plan, tmp_path / "x"),
    ):
        with pytest.raises(UsageError, match="nobody has accepted an event"):
            write()
    assert not (tmp_path / "x").exists()


# Examples


@pytest.mark.parametrize("name", PLANS)
def test_every_answer_says_only_what_the_question_shows(settled: SettledRun, name: str) -> None:
    plan = load_plan(name, settled.schema)
    kinds = [field.type for field in settled.schema.fields if isinstance(field.type, Choice)]
    options = {option.name for kind in kinds for option in kind.options}
    found = list(examples(plan, settled.events, settled.records, settled.articles.values()))
    assert found
    for example in found:
        seen = json.dumps(example.ask.values, ensure_ascii=False)
        for text in texts_of(example.reply):
            assert text in options or json.dumps(text, ensure_ascii=False)[1:-1] in seen


def texts_of(data: object) -> list[str]:
    if isinstance(data, str):
        return [data]
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for part in parts for text in texts_of(part)]


def test_an_answer_names_the_parties_of_the_record_in_the_words_of_the_article(settled: SettledRun) -> None:
    plan = load_plan("triggers", settled.schema)
    parties = {
        (record.article, said.support.span): {
            shown(mention.support.span.text_in(settled.articles[record.article].text))
            for mention in record.fields["who"]
            if mention.support.span
        }
        for record in settled.records
        for said in record.fields["type"]
    }
    named = 0
    for article in settled.articles.values():
        for example in examples(plan, settled.events, settled.records, [article]):
            if example.ask.trigger is not None and example.reply:
                named += 1
                assert set(texts_of(example.reply)) <= parties[article.id, example.ask.trigger.span]
    assert named > 20


def test_a_question_that_touches_on_what_nobody_decided_about_is_no_example(settled: SettledRun) -> None:
    plan = load_plan("triggers", settled.schema)
    one = settled.events[3].event
    articles = settled.articles.values()
    every = list(examples(plan, settled.events, settled.records, articles))
    some = list(examples(plan, undecided(settled, 3).events, settled.records, articles))
    left_out = [example for example in every if example not in some]
    assert left_out
    numbers = {n for record in settled.records if record.id in one.records for n in record.sentences}
    assert all(set(example.ask.sentences) & numbers for example in left_out)


def test_about_a_rejected_event_the_answer_is_that_there_is_none(settled: SettledRun) -> None:
    plan = load_plan("triggers", settled.schema)
    gone = next(one.event for one in settled.events if len(one.event.records) == 1)
    events = [one for one in settled.events if one.event is not gone]
    found = list(examples(plan, events, settled.records, settled.articles.values(), frozenset(gone.records)))
    before = list(examples(plan, settled.events, settled.records, settled.articles.values()))
    changed = [new for old, new in zip(before, found, strict=True) if old.reply != new.reply]
    assert changed
    (record,) = (record for record in settled.records if record.id in gone.records)
    assert all(
        example.reply == {} and set(example.ask.sentences) & set(record.sentences) for example in changed
    )


@pytest.mark.parametrize("name", PLANS)
def test_examples_are_taken_by_a_folder_of_prompts(settled: SettledRun, name: str, tmp_path: Path) -> None:
    plan = load_plan(name, settled.schema)
    folder = Path(shutil.copytree(prompt_folder(name, settled.schema), tmp_path / "prompts"))
    output = folder / f"{name}.examples.jsonl"
    count = write_few_shot(settled, plan, output, most=5)
    assert 0 < count <= 5
    assert len(lines_of(output)) == count
    asked = next(
        iter(load_plan(name, settled.schema, str(folder)).asks(next(iter(settled.articles.values()))))
    )
    assert [message.role for message in asked.messages] == ["system", *["user", "assistant"] * count, "user"]


@pytest.mark.parametrize("name", PLANS)
def test_a_chat_is_what_a_run_sends_and_what_the_model_should_answer(
    settled: SettledRun, name: str, tmp_path: Path
) -> None:
    plan = load_plan(name, settled.schema)
    count = write_fine_tuning(settled, plan, tmp_path / "chats.jsonl")
    sent = {
        tuple((message.role, message.content) for message in ask.messages)
        for article in settled.articles.values()
        for ask in plan.asks(article)
    }
    chats = lines_of(tmp_path / "chats.jsonl")
    assert len(chats) == count > 0
    for chat in chats:
        *question, answer = chat["messages"]
        assert tuple((message["role"], message["content"]) for message in question) in sent
        assert answer["role"] == "assistant"
        assert isinstance(json.loads(answer["content"]), dict)
