from __future__ import annotations

import re
from pathlib import Path

import pytest

from extractor.store.folder import StoredRun
from tests.end_to_end.newsroom import extractor, obliging, write_articles
from tests.kit.model_server import ModelServer
from tests.kit.stored_runs import judged_run, write_run

Capsys = pytest.CaptureFixture[str]


def test_it_tells_what_it_wrote_and_how_large_it_is(
    seeds_run_folder: Path, capsys: Capsys, tmp_path: Path
) -> None:
    total = len(StoredRun.read(seeds_run_folder).events)
    output = tmp_path / "some" / "page.html"
    answer = extractor(capsys, "report", seeds_run_folder, "-o", output, "--most", "3")
    assert answer.code == 0
    assert re.fullmatch(
        rf"3 of {total} events, \d articles, \d\.\d MB: {re.escape(str(output))}\n"
        rf"Datasheet, of all events: {re.escape(str(output.with_name('page.datasheet.md')))}\n",
        answer.out,
    )
    assert output.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_folder_without_a_run_is_reported_in_one_line(capsys: Capsys, tmp_path: Path) -> None:
    answer = extractor(capsys, "report", tmp_path)
    assert answer.code == 1
    assert "no run here" in answer.complaint


def test_a_run_names_its_report_and_says_what_is_not_in_it(
    loopback: None, capsys: Capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractor.reporting.choosing.MOST_BYTES", 1)
    news, run = write_articles(tmp_path / "news"), tmp_path / "run"
    with ModelServer(obliging) as server:
        where = ("--base-url", server.base_url, "--model", "fake", "--plan", "article")
        answer = extractor(capsys, "run", news, "-o", run, *where)
    total = len(StoredRun.read(run).events)
    line = f"All of it on a page that a browser opens: {run / 'report.html'}\n"
    assert line in answer.out
    assert answer.out.endswith(
        f"It has 1 of {total} events, those that most sources report; a larger one:"
        f" extractor report {run} --most {total}\n"
    )


def test_it_says_how_many_events_were_left_out_for_a_low_confidence(capsys: Capsys, tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", judged_run())
    answer = extractor(capsys, "report", run, "-o", tmp_path / "page.html", "--min-confidence", "0.7")
    first, second, _ = answer.out.splitlines()
    assert first.startswith("2 events, 2 articles")
    assert second == "1 event left out: confidence below 70%"
