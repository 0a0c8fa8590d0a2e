"""What a run is asked to read, and what its inputs warn of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end_to_end.newsroom import extractor, obliging
from tests.kit.model_server import ModelServer

Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    row = {
        "headline": "Climbers found",
        "story": "Two climbers were found alive on Monday.",
        "out": "13 Aug 2025",
    }
    path = tmp_path / "wire.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return path


def run(capsys: Capsys, server: ModelServer, *options: str) -> str:
    address = ("--base-url", server.base_url, "--model", "fake", "--plan", "article")
    answer = extractor(capsys, "run", "wire.jsonl", "-o", "run", *address, *options)
    return answer.out + answer.err


def test_keys_that_the_user_names_are_read_and_kept(wire: Path, capsys: Capsys, loopback: None) -> None:
    with ModelServer(obliging) as server:
        run(capsys, server, "--map", "text=story", "--map", "published=out")
    article = json.loads(Path("run/articles.jsonl").read_text(encoding="utf-8"))
    assert (article["published"], article["title"]) == ("2025-08-13", "Climbers found")
    assert json.loads(Path("run/run.json").read_text(encoding="utf-8"))["keys"] == {
        "text": "story",
        "published": "out",
    }


def test_what_seems_to_be_lost_is_shown_and_logged(wire: Path, capsys: Capsys, loopback: None) -> None:
    with ModelServer(obliging) as server:
        shown = run(capsys, server, "--map", "text=story")
    says = "warning: wire.jsonl: the key `out` looks like a date; if of publication: --map published=out"
    assert says in shown
    assert says in Path("run/run.log").read_text(encoding="utf-8")


def test_a_field_that_is_not_read_is_wrong_use(wire: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "run", "wire.jsonl", "-o", "run", "--map", "author=by")
    assert answer.code == 2
    assert "--map author=by: write FIELD=KEY, with a field of id, text, title" in answer.complaint
