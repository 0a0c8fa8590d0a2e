"""A run that is killed at ten points, each time by a real SIGKILL, and goes on each time."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from extractor.store.ledger import Ledger
from tests.end_to_end.newsroom import derived, obliging
from tests.kit.forked import start
from tests.kit.ledgers import outcomes
from tests.kit.model_server import Call, ModelServer, Step, failed

pytestmark = pytest.mark.usefixtures("loopback")

ARTICLES = 20
KILLS = 10
IN_FLIGHT = 4
"""What the profile `compatible` allows, and so the most that a kill can lose."""


def write_news(folder: Path) -> Path:
    folder.mkdir()
    lines = [
        {
            "id": f"a{n}",
            "text": f"Police in Lyon arrested Per Dahl with {n} others.",
            "published": "2025-08-12",
        }
        for n in range(ARTICLES)
    ]
    (folder / "news.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (folder / "broken.jsonl").write_text("{\n", encoding="utf-8")
    return folder


@dataclass
class Model:
    """Answers after a moment, and refuses every tenth article."""

    moments: Iterator[float] = field(default_factory=lambda: itertools.cycle((0.005, 0.03, 0.01, 0.02)))

    def __call__(self, call: Call) -> Step:
        moment = next(self.moments)
        refused = any(f"with {n}0 others" in str(call.body) for n in range(1, 3))
        step = failed(400) if refused else obliging(call)

        def later(handler: Any) -> None:
            handler.wait(moment)
            step(handler)

        return later


def in_ledger(run: Path) -> int:
    """Attempts that the ledger has, also right after a kill."""
    if not (run / "ledger.sqlite").exists():
        return 0
    with Ledger.read_only(run / "ledger.sqlite") as ledger:
        return sum(outcomes(ledger).values())


def kill_at(child: ForkServerProcess, server: ModelServer, calls: int, delay: float) -> bool:
    """Kill the process when the server has had so many calls, and a little later; whether it was alive."""
    while child.is_alive() and len(server.calls) < calls:
        time.sleep(0.001)
    time.sleep(delay)
    alive = child.is_alive()
    if alive and child.pid:
        os.kill(child.pid, signal.SIGKILL)
    child.join()
    return alive


def test_ten_kills_lose_nothing_but_what_was_in_flight_and_change_no_byte(
    tmp_path: Path, processes: ForkServerContext
) -> None:
    news, chance = write_news(tmp_path / "news"), random.Random(20)  # noqa: S311  # the same points each time
    with ModelServer(Model()) as server:
        where = ["--base-url", server.base_url, "--model", "fake", "--plan", "article"]
        whole = start(processes, ["run", str(news), "-o", str(tmp_path / "whole"), *where])
        whole.join()
        assert whole.exitcode == 3
        assert len(server.calls) == ARTICLES
        expected = derived(tmp_path / "whole")

        server.calls.clear()
        run, killed, lost = tmp_path / "run", 0, 0
        arguments = ["run", str(news), "-o", str(run), *where]
        while killed < KILLS:
            ahead = chance.randrange(3) if in_ledger(run) < ARTICLES else 0
            child = start(processes, arguments)
            killed += kill_at(child, server, len(server.calls) + ahead, chance.uniform(0.0, 0.12))
            time.sleep(0.01)  # what was on its way to the server has arrived
            lost_before, lost = lost, len(server.calls) - in_ledger(run)
            assert 0 <= lost - lost_before <= IN_FLIGHT
            files = without_leftovers(derived(run)) if run.exists() else {}
            assert files == expected or "run.json" not in files
        last = start(processes, arguments)
        last.join()
        assert last.exitcode == 3
        assert in_ledger(run) == ARTICLES  # nothing that was answered was asked again
        assert len(server.calls) == ARTICLES + lost
    assert derived(run) == expected


def without_leftovers(files: dict[str, bytes]) -> dict[str, bytes]:
    """Without what a killed command leaves next to the files and the next one removes."""
    return {name: data for name, data in files.items() if not name.startswith(".")}
