from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end_to_end.newsroom import ARTICLES, extractor, lines_of, obliging, write_articles
from tests.kit.model_server import ModelServer

Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def runs(tmp_path: Path, capsys: Capsys, loopback: None) -> list[Path]:
    """Two runs, of the first article and of the other two."""
    parts = {"a": ["first"], "b": ["second", "third"]}
    folders = []
    with ModelServer(obliging) as server:
        where = ("--base-url", server.base_url, "--model", "m", "--plan", "article")
        for name, articles in parts.items():
            news = write_articles(tmp_path / f"news-{name}", {each: ARTICLES[each] for each in articles})
            assert extractor(capsys, "run", news, "-o", tmp_path / name, *where).code == 0
            folders.append(tmp_path / name)
    return folders


def test_runs_and_files_of_records_are_merged_alike(runs: list[Path], tmp_path: Path, capsys: Capsys) -> None:
    ways = {
        "folders": runs,
        "files": [run / "records.jsonl" for run in runs],
        "both": [runs[1], runs[0] / "records.jsonl"],
        "twice": [*runs, *runs],
    }
    for name, paths in ways.items():
        assert extractor(capsys, "merge", *paths, "-o", tmp_path / f"{name}.jsonl").code == 0
    results = {(tmp_path / f"{name}.jsonl").read_bytes() for name in ways}
    assert len(results) == 1
    events = lines_of(tmp_path / "folders.jsonl")
    assert ["first", "second"] in [event["articles"] for event in events]


def test_the_counts_come_as_json(runs: list[Path], tmp_path: Path, capsys: Capsys) -> None:
    counts = json.loads(extractor(capsys, "merge", *runs, "-o", tmp_path / "out.jsonl", "--json").out)
    assert counts["records"] == sum(len(lines_of(run / "records.jsonl")) for run in runs)
    assert counts["events"] == len(lines_of(tmp_path / "out.jsonl"))
    assert counts["output"] == str(tmp_path / "out.jsonl")
    assert 0 < counts["linked"] <= counts["compared"] < counts["records"] ** 2 / 2
    text = extractor(capsys, "merge", *runs, "-o", tmp_path / "out.jsonl").out
    assert f"{counts['compared']} pairs compared, {counts['linked']} linked" in text


def test_what_is_no_file_of_records_is_named(runs: list[Path], tmp_path: Path, capsys: Capsys) -> None:
    cases = {
        tmp_path / "nothing": "nothing: no such file or run folder",
        tmp_path: "no run here",
        runs[0] / "articles.jsonl": "a line of articles.jsonl, and not a record; give the records.jsonl",
        runs[0] / "events.jsonl": "a line of events.jsonl, and not a record; give the records.jsonl",
    }
    for path, says in cases.items():
        answer = extractor(capsys, "merge", path, "-o", tmp_path / "out.jsonl")
        assert answer.code == 1
        assert says in answer.complaint
    assert not (tmp_path / "out.jsonl").exists()


def test_an_output_that_cannot_be_written_is_named(runs: list[Path], tmp_path: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "merge", *runs, "-o", runs[0] / "run.json" / "out.jsonl")
    assert answer.code == 1
    assert "out.jsonl: cannot be written: " in answer.complaint


def test_a_merge_that_is_interrupted_says_so_and_writes_nothing(
    runs: list[Path], tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("extractor.cli.merge.merge_files", interrupted)
    answer = extractor(capsys, "merge", *runs, "-o", tmp_path / "out.jsonl")
    assert (answer.code, answer.complaint) == (130, "extractor: interrupted")
    assert not (tmp_path / "out.jsonl").exists()
