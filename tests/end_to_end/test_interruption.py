"""What is answered is never asked again: an interrupted run, and two at once."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.newsroom import (
    BRIEFS,
    QUESTIONS,
    Gate,
    derived,
    extractor,
    obliging,
    started,
    write_articles,
)
from tests.kit.forked import forked
from tests.kit.model_server import ModelServer

pytestmark = pytest.mark.usefixtures("loopback")

Capsys = pytest.CaptureFixture[str]


def at(server: ModelServer) -> list[str]:
    return ["--base-url", server.base_url, "--model", "fake", "--plan", "article"]


IN_FLIGHT = 4
"""Calls at once: what the profile `compatible` allows."""


def until_waiting(gate: Gate) -> None:
    """Wait until the model keeps as many waiting as may ask at once."""
    for _ in range(6000):  # two minutes
        if gate.kept == IN_FLIGHT:
            return
        time.sleep(0.02)
    pytest.fail(f"only {gate.kept} calls are waiting")


def in_ledger(run: Path) -> int:
    with contextlib.closing(sqlite3.connect(run / "ledger.sqlite")) as ledger:
        count: int = ledger.execute("SELECT count(*) FROM replies").fetchone()[0]
    return count


@pytest.fixture
def uninterrupted(tmp_path: Path, capsys: Capsys) -> dict[str, bytes]:
    """What a run gives that nothing stops."""
    news = write_articles(tmp_path / "news", BRIEFS)
    with ModelServer(obliging) as server:
        extractor(capsys, "run", news, "-o", tmp_path / "whole", *at(server))
    return derived(tmp_path / "whole")


def without_address(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name != "run.json"}


@pytest.mark.parametrize(
    ("number", "start"),
    [(signal.SIGINT, started), (signal.SIGTERM, forked)],  # a new interpreter takes seconds, and one tells
)
def test_an_interrupted_run_ends_at_once_says_so_and_goes_on_later(
    tmp_path: Path, capsys: Capsys, uninterrupted: dict[str, bytes], number: signal.Signals, start: Any
) -> None:
    run, gate = tmp_path / "run", Gate(free=2)
    arguments: list[str | Path] = ["run", tmp_path / "news", "-o", run]
    with ModelServer(gate) as server, start(*arguments, *at(server)) as child:
        until_waiting(gate)
        child.send_signal(number)
        _, complaints = child.communicate(timeout=120)  # two seconds on an idle machine
        assert child.returncode == 130
        assert complaints.strip() == "extractor: interrupted; the same command again goes on from here"
        assert in_ledger(run) == 2
        assert derived(run) == {}
        gate.opened.set()
        assert extractor(capsys, *arguments, *at(server)).code == 0
        assert len(server.calls) == QUESTIONS + IN_FLIGHT
    assert without_address(derived(run)) == without_address(uninterrupted)


def test_a_second_run_on_one_folder_stops_and_the_first_goes_on(tmp_path: Path, capsys: Capsys) -> None:
    news, run, gate = write_articles(tmp_path / "news", BRIEFS), tmp_path / "run", Gate(free=1)
    with ModelServer(gate) as server, forked("run", news, "-o", run, *at(server)) as child:
        until_waiting(gate)
        second = extractor(capsys, "run", news, "-o", run, *at(server))
        assert second.code == 1
        assert f"another run is writing this folder (process {child.pid} on " in second.complaint
        assert len(server.calls) == 1 + IN_FLIGHT
        gate.opened.set()
        child.communicate(timeout=120)
        assert child.returncode == 0
        assert len(server.calls) == QUESTIONS
