"""`extractor status` before, during and after a run."""

from __future__ import annotations

import json
import re
import signal
import time
from pathlib import Path

import pytest

from extractor.store.folder import RunFolder
from tests.end_to_end.newsroom import (
    BRIEFS,
    QUESTIONS,
    Gate,
    by_sentence,
    except_for,
    extractor,
    write_articles,
)
from tests.kit.forked import forked
from tests.kit.model_server import ModelServer, failed

pytestmark = pytest.mark.usefixtures("loopback")

Capsys = pytest.CaptureFixture[str]


def at(server: ModelServer) -> list[str]:
    return ["--base-url", server.base_url, "--model", "fake", "--plan", "article"]


def test_a_run_is_shown_while_it_goes_on_after_a_kill_and_when_it_is_done(
    tmp_path: Path, capsys: Capsys
) -> None:
    news, run, gate = write_articles(tmp_path / "news", BRIEFS), tmp_path / "run", Gate(free=3)
    with ModelServer(gate) as server, forked("run", news, "-o", run, *at(server)) as child:
        for _ in range(3000):  # a minute
            if gate.kept == 4:
                break
            time.sleep(0.02)
        assert gate.kept == 4
        answer = extractor(capsys, "status", run)
        assert (answer.code, answer.err) == (0, "")
        first, articles, spent = answer.out.splitlines()
        assert first.startswith(f"running: process {child.pid} on ")
        done = re.match(
            r"articles: (\d) of 7 done \(\d records, \d no events, 0 failed\); (\d) pending", articles
        )
        assert done is not None
        assert int(done[1]) + int(done[2]) == 7
        assert spent == "spent: 3 calls of fake, 30 tokens read (0 from the cache), 15 written"
        assert json.loads(extractor(capsys, "status", run, "--json").out)["pid"] == child.pid
        state = {"number": 1, "host": "node", "pid": 7, "done": 3, "in_work": 2, "in_flight": 1}
        there = {"driver": child.pid, "workers": [state]}
        RunFolder(run).workers.write_text(json.dumps(there), encoding="utf-8")
        said = "worker 1 on node, process 7: 3 articles done, 2 in work, 1 calls in flight"
        assert extractor(capsys, "status", run).out.splitlines()[2] == said
        assert json.loads(extractor(capsys, "status", run, "--json").out)["workers"] == [state]

        child.send_signal(signal.SIGKILL)
        child.communicate()
        found = json.loads(extractor(capsys, "status", run, "--json").out)
        assert (found["state"], found["pid"], found["finished"]) == ("interrupted", None, None)
        assert found["workers"] == []
        said = extractor(capsys, "status", run).out
        assert said.startswith("interrupted: the same `extractor run` command goes on from here\n")

        gate.opened.set()
        assert extractor(capsys, "run", news, "-o", run, *at(server)).code == 0
    found = json.loads(extractor(capsys, "status", run, "--json").out)
    assert (found["state"], found["expected"], found["done"], found["pending"]) == ("finished", 7, 7, 0)
    assert found["inputs"] == {"records": 6, "no events": 1, "failed": 0}
    assert found["failed"] == {}
    assert found["spent"] == [
        {
            "model": "fake",
            "batched": False,
            "calls": QUESTIONS,
            "prompt_tokens": 10 * QUESTIONS,
            "cached_tokens": 0,
            "completion_tokens": 5 * QUESTIONS,
        }
    ]


def test_what_failed_is_counted_by_class(
    tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_sentence(monkeypatch)
    news, run = write_articles(tmp_path / "news"), tmp_path / "run"
    (news / "binary.txt").write_bytes(b"\0\1")
    with ModelServer(except_for("raid", failed(400))) as server:
        assert extractor(capsys, "run", news, "-o", run, *at(server)).code == 3
    lines = extractor(capsys, "status", run).out.splitlines()
    assert re.match(r"finished: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", lines[0])
    assert lines[1:3] == [
        "articles: 4 done (2 records, 0 no events, 2 failed); 0 pending",
        "failed: 1 ArticleError, 1 BackendError",
    ]


def test_a_folder_without_a_run_is_an_error(tmp_path: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "status", tmp_path)
    assert answer.code == 1
    assert answer.complaint.endswith(f"no run here; make one with: extractor run ARTICLES -o {tmp_path}")


def test_a_file_of_a_run_in_place_of_its_folder_is_named(tmp_path: Path, capsys: Capsys) -> None:
    (tmp_path / "ledger.sqlite").touch()
    (tmp_path / "records.jsonl").touch()
    answer = extractor(capsys, "status", tmp_path / "records.jsonl")
    assert answer.code == 1
    assert answer.complaint.endswith(f"records.jsonl: a file; give the folder of a run: {tmp_path}")
