"""The benchmark that compares two sets of answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.better_answers import main
from extractor.records import JsonObject

GOOD: JsonObject = {
    "s": [1],
    "what": "Police arrested Per Dahl in Lyon",
    "type": "arrest-jail",
    "whom": ["Per Dahl"],
    "where": "Lyon",
    "status": "happened",
}
GOLD: JsonObject = {
    "id": "arrest",
    "type": "arrest-jail",
    "what": "Police arrest Per Dahl",
    "when": None,
    "where": "Lyon",
    "who": [{"name": "Per Dahl", "role": "patient"}],
    "count": None,
    "status": "happened",
    "reports": {"a": ["Police arrested Per Dahl in Lyon"]},
}


def written(folder: Path, name: str, event: JsonObject) -> Path:
    (folder / name).write_text(json.dumps({"article": "a", "events": [event]}) + "\n", encoding="utf-8")
    return folder / name


@pytest.fixture
def data(tmp_path: Path) -> Path:
    article = {"id": "a", "text": "Police arrested Per Dahl in Lyon on Monday."}
    (tmp_path / "articles.jsonl").write_text(json.dumps(article) + "\n", encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    return tmp_path


def test_better_answers_are_nowhere_behind(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = written(data, "good.jsonl", GOOD)
    bad = written(data, "bad.jsonl", {**GOOD, "type": "die", "where": "Paris", "whom": ["Jo Lind"]})
    assert main(["--data", str(data), "--better", str(good), "--weaker", str(bad)]) == 0
    assert "behind" not in capsys.readouterr().out


def test_what_is_behind_is_marked_and_what_code_changed_is_listed(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = written(data, "good.jsonl", GOOD)
    bad = written(data, "bad.jsonl", {**GOOD, "type": "die", "where": "Paris"})
    assert main(["--data", str(data), "--better", str(bad), "--weaker", str(good), "--changes"]) == 1
    printed = capsys.readouterr().out
    assert "type                    0.0    100.0  behind" in printed
    assert "refused a where: 'Paris' (name Paris is not in sentence 1)" in printed
