from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks._made_run import made_run, write_made_run
from benchmarks.review_speed import main
from extractor.store.folder import StoredRun


def test_a_made_run_has_as_many_events_and_articles_as_are_asked_for(tmp_path: Path) -> None:
    run = made_run(30, 20)
    assert (len(run.events), len(run.articles)) == (30, 20)
    written = StoredRun.read(write_made_run(tmp_path / "run", run))
    assert (written.articles, written.records, written.events) == (run.articles, run.records, run.events)
    assert made_run(30, 20).events == run.events != made_run(30, 20, seed=1).events


def test_every_value_of_a_made_run_lies_where_it_says() -> None:
    run = made_run(30, 20)
    for record in run.records:
        article = run.articles[record.article]
        for mentions in record.fields.values():
            for mention in mentions:
                assert mention.support.span
                assert mention.support.span.text_in(article.text) == mention.support.written
                assert mention.support.written in article.sentence_text(record.sentences[0])


def test_every_act_is_measured(capsys: pytest.CaptureFixture[str], loopback: None) -> None:
    assert main(["--events", "160", "--articles", "40", "--rounds", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    for act in ("first screen", "next event", "accept value", "edit value", "split", "join", "undo"):
        middle, worst, _ = found["times_ms"][f"server: {act}"]
        assert 0 < middle <= worst
    assert found["report"]["report: megabytes"] > 0.5
