from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.end_to_end.newsroom import extractor
from tests.kit.stored_runs import HOSTILE, hostile_run, judged_run, write_run

Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a small run."""
    return write_run(tmp_path / "run", hostile_run())


def test_what_was_written_is_listed(run: Path, capsys: Capsys, tmp_path: Path) -> None:
    answer = extractor(capsys, "export", run, "-o", tmp_path / "x.csv")
    events, supports, entities = answer.out.splitlines()
    assert events == f"{len(HOSTILE)} events: {tmp_path}/x.csv"
    assert supports.endswith(f"supports: {tmp_path}/x.supports.csv")
    assert entities.endswith(f"entities: {tmp_path}/x.entities.csv")


def test_what_was_written_is_listed_as_json(run: Path, capsys: Capsys, tmp_path: Path) -> None:
    answer = extractor(capsys, "export", run, "-o", tmp_path / "out", "--format", "sqlite", "--json")
    assert [item["path"] for item in json.loads(answer.out)] == [f"{tmp_path}/out/events.sqlite"] * 3


def test_one_table_can_be_printed(run: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "export", run, "-o", "-", "--table", "events")
    assert len(list(csv.DictReader(io.StringIO(answer.out, newline="")))) == len(HOSTILE)
    lines = extractor(capsys, "export", run, "-o", "-", "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["event_id"] for line in lines]


def test_a_graph_can_be_printed(run: Path, capsys: Capsys) -> None:
    printed = extractor(capsys, "export", run, "-o", "-", "--format", "jsonld").out
    events = [node for node in json.loads(printed)["@graph"] if "Event" in node["@type"]]
    assert len(events) == len(HOSTILE)


def test_a_format_that_is_no_text_is_not_printed(run: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "export", run, "-o", "-", "--format", "xlsx")
    assert answer.code == 2
    assert "is not text: name a file with -o FILE.xlsx" in answer.complaint


def test_a_folder_without_a_run_is_an_error(capsys: Capsys, tmp_path: Path) -> None:
    answer = extractor(capsys, "export", tmp_path, "-o", tmp_path / "out" / "x.csv")
    assert answer.code == 1
    assert "no run here" in answer.complaint


def test_what_was_left_out_for_a_low_confidence_is_counted(capsys: Capsys, tmp_path: Path) -> None:
    run = write_run(tmp_path / "judged", judged_run())
    at_least = ("--min-confidence", "0.7")
    answer = extractor(capsys, "export", run, "-o", tmp_path / "x.csv", *at_least)
    assert answer.out.splitlines()[0] == f"2 events: {tmp_path}/x.csv"
    assert answer.out.splitlines()[-1] == "1 event left out: confidence below 70%"
    answer = extractor(capsys, "export", run, "-o", "-", *at_least)
    assert len(list(csv.DictReader(io.StringIO(answer.out, newline="")))) == 2
    assert answer.err == "1 event left out: confidence below 70%\n"
    answer = extractor(capsys, "export", run, "-o", tmp_path / "x.csv", "--min-confidence", "7")
    assert (answer.code, "'--min-confidence'" in answer.err) == (2, True)
