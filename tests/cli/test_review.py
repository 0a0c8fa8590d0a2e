from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import re
import shutil
import signal
import socket
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from extractor.decisions import read_decisions
from extractor.store.folder import StoredRun
from tests.end_to_end.newsroom import extractor, started
from tests.kit.forked import forked

Capsys = pytest.CaptureFixture[str]


def test_it_prints_its_address_serves_there_and_ends_with_ctrl_c(
    seeds_run_folder: Path, loopback: None
) -> None:
    with started("review", seeds_run_folder, "--port", "0", "--as", "ada") as process:
        assert process.stdout
        assert process.stderr
        line = process.stdout.readline()
        address = line.split(" at ")[1].split()[0]
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address) as answer:
            assert b"reviewing as</span> ada" in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stdout.read().startswith("0 decisions in force in ")
        assert process.stderr.read() == ""


def answered_until_killed(run: Path, delay: float) -> int:
    """Reject one event after the other, with a SIGKILL so long after the first; how many were answered."""
    events = [event.id for event in StoredRun.read(run).events]
    done = 0
    with forked("review", run, "--port", "0", "--as", "ada") as process:
        address = process.stdout.readline().split(" at ")[1].split()[0].rstrip("/")
        with urllib.request.urlopen(address) as page:
            token = re.findall(r'name="token" content="([^"]+)"', page.read().decode())[0]
        headers = {"Content-Type": "application/json", "X-Token": token, "Origin": address}
        with contextlib.suppress(OSError, http.client.HTTPException):
            for name in itertools.cycle(events):
                body = json.dumps({"act": "reject-event", "event": name}).encode()
                with urllib.request.urlopen(
                    urllib.request.Request(f"{address}/decide", body, headers)
                ) as answer:
                    answer.read()
                done += 1
                if done == 1:
                    threading.Timer(delay, process.kill).start()
        process.wait(60)
    return done


@pytest.mark.parametrize("delay", [0.0, 0.05])
def test_killed_at_any_moment_it_has_kept_every_decision_that_it_answered(
    seeds_run_folder: Path, tmp_path: Path, loopback: None, delay: float
) -> None:
    run = Path(shutil.copytree(seeds_run_folder, tmp_path / "run"))
    answered = answered_until_killed(run, delay)
    assert answered <= len(read_decisions(run / "decisions.jsonl")) <= answered + 1


def test_another_address_needs_a_password(
    seeds_run_folder: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EXTRACTOR_REVIEW_PASSWORD", raising=False)
    answer = extractor(capsys, "review", seeds_run_folder, "--host", "0.0.0.0")  # noqa: S104
    assert answer.code == 2
    assert "set a password in EXTRACTOR_REVIEW_PASSWORD" in answer.complaint


def test_a_password_is_asked_for(
    seeds_run_folder: Path, loopback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXTRACTOR_REVIEW_PASSWORD", "open sesame")
    with forked("review", seeds_run_folder, "--port", "0") as process:
        address = process.stdout.readline().split(" at ")[1].split()[0]
        with pytest.raises(urllib.error.HTTPError, match="401") as refused:
            urllib.request.urlopen(address)
        refused.value.close()


def test_a_port_that_is_taken_is_reported_with_the_next_step(
    seeds_run_folder: Path, capsys: Capsys, loopback: None
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = extractor(capsys, "review", seeds_run_folder, "--port", str(port))
    assert answer.code == 2
    assert "choose another with --port" in answer.complaint


def test_without_a_run_or_with_damaged_decisions_it_says_so(
    seeds_run_folder: Path, tmp_path: Path, capsys: Capsys
) -> None:
    answer = extractor(capsys, "review", tmp_path)
    assert answer.code == 1
    assert "no run here" in answer.complaint
    for file in seeds_run_folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "decisions.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    answer = extractor(capsys, "review", tmp_path)
    assert answer.code == 1
    assert "decisions.jsonl:1: not a decision" in answer.complaint
