from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from extractor.review import Review
from extractor.review.reviewer import Reviewer
from tests.end_to_end.newsroom import extractor, lines_of

Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def run(seeds_run_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seeds_run_folder, tmp_path / "run"))


@pytest.fixture
def reviewed(run: Path) -> Path:
    """The run with three events accepted and one rejected."""
    review = Review.open(run)
    ada = Reviewer(review, "ada")
    names = list(review.events)
    for name in names[:3]:
        ada.accept_event(name)
    ada.reject_event(names[3])
    return run


def test_gold_from_a_review_scores_runs(reviewed: Path, capsys: Capsys, tmp_path: Path) -> None:
    total = len(Review.open(reviewed).events)
    gold = tmp_path / "out" / "gold.jsonl"
    answer = extractor(capsys, "gold", reviewed, "-o", gold)
    assert answer.code == 0
    summary, step = answer.out.splitlines()
    assert summary == f"3 events, and {total - 4} that nobody decided about: {gold}"
    scored = extractor(capsys, *step.partition(": extractor ")[2].split())
    assert scored.code == 0
    assert "3 of 3 in gold" in scored.out


def test_without_a_review_it_says_what_to_do(run: Path, capsys: Capsys, tmp_path: Path) -> None:
    answer = extractor(capsys, "gold", run, "-o", tmp_path / "gold.jsonl")
    assert answer.code == 2
    assert (
        "review it with `extractor review`, or take all of it as right with --unreviewed" in answer.complaint
    )
    answer = extractor(capsys, "gold", run, "-o", tmp_path / "gold.jsonl", "--unreviewed")
    assert answer.code == 0
    assert answer.out.startswith(f"{len(Review.open(run).events)} events, and 0 that nobody decided about")


@pytest.fixture
def accepted(run: Path) -> Path:
    """The run with all its events accepted."""
    review = Review.open(run)
    ada = Reviewer(review, "ada")
    for name in list(review.events):
        ada.accept_event(name)
    return run


def test_an_article_with_events_that_nobody_decided_about_is_no_example(
    reviewed: Path, capsys: Capsys, tmp_path: Path
) -> None:
    answer = extractor(capsys, "gold", reviewed, "-o", tmp_path / "few.jsonl", "--format", "examples")
    assert answer.code == 0
    assert answer.out.startswith("0 examples")


def test_examples_ask_about_whole_articles(accepted: Path, capsys: Capsys, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    answer = extractor(capsys, "gold", accepted, "-o", few, "--format", "examples", "--most", "2")
    assert answer.code == 0
    assert "as article.examples.jsonl" in answer.out
    assert [set(line["input"]) for line in lines_of(few)] == [{"sentences", "title", "published"}] * 2


def test_chats_for_fine_tuning_are_written(accepted: Path, capsys: Capsys, tmp_path: Path) -> None:
    chats = tmp_path / "chats.jsonl"
    answer = extractor(capsys, "gold", accepted, "-o", chats, "--format", "finetune")
    assert answer.out == f"{len(lines_of(chats))} chats: {chats}\n"
    assert {message["role"] for line in lines_of(chats) for message in line["messages"]} == {
        "system",
        "user",
        "assistant",
    }


def test_the_files_of_a_run_are_not_written_over(reviewed: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "gold", reviewed, "-o", reviewed / "events.jsonl")
    assert answer.code == 2
    assert "stands in the run folder" in answer.complaint
