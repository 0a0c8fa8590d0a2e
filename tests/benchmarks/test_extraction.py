"""The benchmark of stored answers: what becomes of them behind the model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.extraction import assembled, main

ARTICLES = [
    {
        "id": "a",
        "text": "Police arrested two men in Lima on Friday. A bridge fell near Cusco.",
        "published": "2025-08-12",
    },
    {"id": "b", "text": "Two men were arrested in Lima. The mayor wept.", "published": "2025-08-12"},
]
ANSWERS = [
    {
        "article": "a",
        "events": [
            {
                "s": [1, 7],
                "type": "arrest-jail",
                "what": "Police arrested two men in Lima",
                "where": "Lima",
                "colour": "red",
            },
            {"s": [2], "type": "disaster", "what": "A bridge fell near Cusco", "where": "Lima"},
        ],
    }
]
GOLD = [
    {
        "id": "arrest",
        "what": "Police arrest two men in Lima",
        "type": "arrest-jail",
        "where": "Lima",
        "reports": {"a": ["arrested two men"], "b": ["Two men were arrested"]},
    },
    {"id": "fall", "what": "A bridge falls", "type": "disaster", "reports": {"a": ["A bridge fell"]}},
    {"id": "tears", "what": "The mayor weeps", "reports": {"b": ["The mayor wept"]}},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, lines in (("articles", ARTICLES), ("strong_answers", ANSWERS), ("gold", GOLD)):
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return tmp_path


def test_answers_become_records_and_events(folder: Path) -> None:
    run = assembled(folder / "articles.jsonl", folder / "strong_answers.jsonl")
    assert sorted(run.articles) == ["a", "b"]
    assert [(record.article, record.sentences) for record in run.records] == [("a", (1,)), ("a", (2,))]
    assert len(run.events) == 2


def test_the_events_are_scored(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(folder), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["precision"], printed["recall"], printed["type"]) == (100.0, 66.7, 100.0)
    assert printed["articles_covered"] == 50.0


def test_people_get_a_line_for_each_figure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(folder)]) == 0
    assert "  main recall        -\n" in capsys.readouterr().out


def test_a_folder_that_lacks_a_file_is_skipped(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(folder), "--answers", "none.jsonl"]) == 0
    assert "skipped: no file" in capsys.readouterr().err
