"""A batch command killed by a real SIGKILL, wherever it is: nothing is handed in twice, and nothing lost."""

from __future__ import annotations

import json
import random
import threading
import time
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.newsroom import (
    BRIEFS,
    QUESTIONS,
    derived,
    extractor,
    reply_to,
    write_articles,
)
from tests.kit.batch_server import BatchServer
from tests.kit.forked import start
from tests.kit.model_server import Call, Step, completion
from tests.kit.patience import hurry_batches

pytestmark = pytest.mark.usefixtures("loopback")

Capsys = pytest.CaptureFixture[str]


def obliging(body: Any) -> Any:
    return 200, completion(reply_to(Call("", {}, json.dumps(body).encode())))


def at(server: BatchServer) -> list[str]:
    return ["--base-url", server.base_url, "--model", "m", "--plan", "article"]


class Hold:
    """A step that never answers, and tells when it was reached."""

    def __init__(self) -> None:
        self.reached = threading.Event()

    def __call__(self, handler: Any) -> None:
        self.reached.set()
        handler.wait(None)


def killed_at(hold: Hold, processes: ForkServerContext, *arguments: str | Path) -> None:
    """Kill the command by SIGKILL where it is held."""
    child = start(processes, arguments)
    try:
        assert hold.reached.wait(120)  # a moment on an idle machine
    finally:
        child.kill()
        child.join()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_articles(tmp_path / "news", BRIEFS)
    return tmp_path / "run"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where the server has had the request before the kill: then nothing is on its way any more."""
    hurry_batches(monkeypatch)


PLACES = [
    # where the command is when it is killed, and the command after it
    ("before", "POST files", "submit"),
    ("after", "POST files", "collect"),
    ("before", "POST batches", "collect"),
    ("after", "POST batches", "submit"),
]


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(("when", "what", "follower"), PLACES, ids=[f"{p[0]} {p[1]}" for p in PLACES])
def test_a_kill_between_upload_and_batch_hands_nothing_in_twice(
    run: Path, capsys: Capsys, processes: ForkServerContext, when: str, what: str, follower: str
) -> None:
    hold = Hold()
    with BatchServer(obliging) as server:
        troubles: dict[str, Step] = getattr(server.troubles, when)
        troubles[what] = hold
        killed_at(hold, processes, "batch", "submit", run, "news", *at(server))
        assert extractor(capsys, "batch", follower, run).code == 0
        assert len(server.batches) == 1
        server.work_off()
        assert extractor(capsys, "batch", "collect", run).code == 0
        assert (len(server.asked), server.live) == (QUESTIONS, [])
        assert (run / "events.jsonl").exists()


@pytest.mark.parametrize(
    ("when", "what"), [("before", "GET batch"), ("before", "GET content"), ("after", "GET content")]
)
def test_a_kill_while_answers_are_fetched_loses_none(
    run: Path, capsys: Capsys, processes: ForkServerContext, when: str, what: str
) -> None:
    hold = Hold()
    with BatchServer(obliging) as server:
        assert extractor(capsys, "batch", "submit", run, "news", *at(server)).code == 0
        server.work_off()
        getattr(server.troubles, when)[what] = hold
        killed_at(hold, processes, "batch", "collect", run)
        assert "events.jsonl" not in derived(run)
        assert extractor(capsys, "batch", "collect", run).code == 0
        assert (len(server.asked), len(server.batches), server.live) == (QUESTIONS, 1, [])


@pytest.mark.usefixtures("hurried")
def test_a_kill_while_a_second_batch_is_made_neither_loses_nor_repeats_it(
    run: Path, capsys: Capsys, processes: ForkServerContext
) -> None:
    hold, wrong = Hold(), [(200, completion({"events": "none in a list"}))]

    def answer(body: Any) -> Any:
        status, made = obliging(body)
        if wrong and "Ana Brandt" in made["choices"][0]["message"]["content"]:
            return wrong.pop()
        return status, made

    with BatchServer(answer) as server:
        assert extractor(capsys, "batch", "submit", run, "news", *at(server)).code == 0
        server.work_off()
        server.troubles.after["POST batches"] = hold
        killed_at(hold, processes, "batch", "collect", run)
        assert extractor(capsys, "batch", "collect", run).code == 0
        server.work_off()
        assert extractor(capsys, "batch", "collect", run).code == 0
        assert (len(server.asked), len(server.batches), server.live) == (QUESTIONS + 1, 2, [])


def test_a_batch_that_arrives_after_the_kill_is_not_made_again(
    run: Path, capsys: Capsys, processes: ForkServerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request is on its way when its sender dies, and the provider lists the batch a moment later."""
    hold = Hold()
    with BatchServer(obliging) as server:
        server.troubles.after["POST batches"] = hold
        killed_at(hold, processes, "batch", "submit", run, "news", *at(server))
        late = dict(server.batches)
        server.batches.clear()

        async def arrives(_seconds: float) -> None:
            server.batches.update(late)

        monkeypatch.setattr("extractor.runs.batches.uploader.asyncio.sleep", arrives)
        assert extractor(capsys, "batch", "submit", run).code == 0
        assert list(server.batches) == list(late)


KILLS = 5


def seconds_of(child: ForkServerProcess) -> float:
    """How long a command takes that nothing stops."""
    began = time.monotonic()
    child.join()
    assert child.exitcode == 0
    return time.monotonic() - began


def test_five_kills_at_random_moments_hand_in_every_question_once_and_change_no_byte(
    run: Path, capsys: Capsys, processes: ForkServerContext
) -> None:
    """Slow, for it starts and kills several processes."""
    chance = random.Random(5)  # noqa: S311  # the same moments each time, as far as a machine's pace allows
    with BatchServer(obliging) as server:
        longest = seconds_of(start(processes, ["batch", "submit", "whole", "news", *at(server)]))
        server.work_off()
        longest = max(longest, seconds_of(start(processes, ["batch", "collect", "whole"])))
        server.asked.clear()
        server.batches.clear()
        killed = 0
        for _ in range(20 * KILLS):
            command = "submit" if chance.random() < 0.5 else "collect"
            known = (run / "ledger.sqlite").exists() and bool(server.batches)
            arguments = [command, "run"] if known else ["submit", "run", "news", *at(server)]
            child = start(processes, ["batch", *arguments])
            child.join(chance.uniform(0.0, longest) if killed < KILLS else None)
            if child.is_alive():
                child.kill()
                killed += 1
            child.join()
            time.sleep(0.05)  # what was on its way to the server has arrived
            if chance.random() < 0.3 or killed == KILLS:
                server.work_off()
            if killed == KILLS and (run / "run.json").exists():
                break
        assert killed == KILLS
        assert extractor(capsys, "batch", "collect", run).code == 0  # removes what the last kill left behind
        assert (len(server.asked), server.live) == (QUESTIONS, [])
    assert derived(run) == derived(run.parent / "whole")
