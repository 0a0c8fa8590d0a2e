"""The benchmark of triggers counts what meets an annotated mention, and what does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.extraction import main, measure

DOCUMENT = {
    "doc_id": "1_1",
    "topic": "1",
    "split": "train",
    "text": "Police arrested a man , officials said .\nIt was a pear .\nThe mayor resigned on Monday .",
    "events": [
        {"sent": 0, "tok": [1], "type": "ACTION_OCCURRENCE"},
        {"sent": 0, "tok": [6], "type": "ACTION_REPORTING"},
        {"sent": 1, "tok": [1, 3], "type": "ACTION_OCCURRENCE"},
    ],
}


def test_mentions_are_covered_by_questions_about_their_words() -> None:
    coverage = measure([DOCUMENT])
    assert (coverage.sentences, coverage.questions, coverage.right) == (2, 1, 1)
    assert coverage.mentions == {"occurrence": 2, "set apart": 1}
    assert coverage.covered == {"occurrence": 1}
    assert coverage.missed_words == {"was a pear": 1}


def test_a_question_about_a_word_that_is_no_occurrence_is_wrong() -> None:
    coverage = measure([{**DOCUMENT, "events": [{"sent": 0, "tok": [6], "type": "ACTION_REPORTING"}]}])
    assert (coverage.questions, coverage.right) == (1, 0)
    assert coverage.wrong_words == {"arrested": 1}


def test_articles_are_dealt_out_by_topic_and_split(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "articles.jsonl"
    documents = [{**DOCUMENT, "doc_id": f"1_{n}"} for n in range(3)] + [{**DOCUMENT, "split": "val"}]
    path.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
    assert main(["--data", str(path), "--split", "train", "--skip", "1", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["articles"], printed["covered"], printed["precision"]) == (2, 50.0, 100.0)


def test_an_absent_file_is_skipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path / "none.jsonl")]) == 0
    assert "skipped: no file" in capsys.readouterr().err
