from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from extractor.errors import RunError
from extractor.runs.endings import Failure
from extractor.runs.progress import Progress
from extractor.runs.run_log import RunLog
from tests.end_to_end.newsroom import by_sentence, except_for, extractor, write_articles
from tests.kit.model_server import ModelServer, failed

STAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ")


def log_lines(path: Path) -> list[str]:
    """The lines of a log, without their stamps, which each has."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all(STAMP.match(line) for line in lines)
    return [STAMP.sub("", line) for line in lines]


def test_a_log_tells_start_failures_progress_and_end(tmp_path: Path) -> None:
    progress = Progress(12)
    with RunLog(tmp_path / "run.log", progress, "fake", every=0.01) as log:
        log.failed(Failure("a", (3,), "ReplyInvalid", "two\nlines"))
        until = time.monotonic() + 30  # at once, unless the machine is busy
        while len(log_lines(tmp_path / "run.log")) < 3 and time.monotonic() < until:
            time.sleep(0.01)
    first, failure, *often, last = log_lines(tmp_path / "run.log")
    assert first.startswith("started: 12 articles · fake · process ")
    assert failure == "failed: a sentence 3: ReplyInvalid: two lines"
    assert often
    assert all(line.startswith("0 of 12 articles · 0 records") for line in often)
    assert last.startswith("finished after 0 s: 0 of 12 articles")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (KeyboardInterrupt(), "interrupted after "),
        (RunError("the disk is full"), "stopped by RunError (the disk is full) after "),
    ],
)
def test_a_log_tells_how_a_run_was_stopped(tmp_path: Path, error: BaseException, says: str) -> None:
    with pytest.raises(type(error)), RunLog(tmp_path / "run.log", Progress(), "fake"):
        raise error
    assert log_lines(tmp_path / "run.log")[-1].startswith(says)


def test_a_log_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "run.log").mkdir()
    with pytest.raises(RunError, match=r"run\.log: cannot be written: "):
        RunLog(tmp_path / "run.log", Progress(), "fake").__enter__()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is Linux's")
def test_a_log_that_cannot_be_written_lets_the_run_go_on_and_is_reported_at_the_end() -> None:
    went_on = False
    with (
        pytest.raises(RunError, match="/dev/full: cannot be written: No space left"),
        RunLog(Path("/dev/full"), Progress(), "fake"),
    ):
        went_on = True
    assert went_on


@pytest.mark.usefixtures("loopback")
def test_every_command_on_a_folder_adds_to_its_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    by_sentence(monkeypatch)
    news, run = write_articles(tmp_path / "news"), tmp_path / "run"
    (news / "binary.txt").write_bytes(b"\0\1")
    with ModelServer(except_for("raid", failed(400, "too hot"))) as server:
        where = ["--base-url", server.base_url, "--model", "fake", "--plan", "article"]
        assert extractor(capsys, "run", news, "-o", run, *where).code == 3
        assert extractor(capsys, "run", news, "-o", run, *where).code == 3
    lines = log_lines(run / "run.log")
    assert [re.split(r"[:;] | after ", line)[0] for line in lines] == 2 * [
        "started",
        "failed",
        "failed",
        "all articles have ended",
        "finished",
    ]
    assert lines[0].startswith("started: 4 articles · compatible · fake · plan article · schema news_event")
    assert any("third sentence 3" in line and "too hot" in line for line in lines)
    assert "4 of 4 articles · 6 records · 2 failures · 90 tokens" in lines[4]
    assert "4 of 4 articles · 6 records · 2 failures · 0 tokens" in lines[9]
