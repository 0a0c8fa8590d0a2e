"""The same runs with workers on a real Ray, which all tests share."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from extractor import Outcome, Request, extract, load_profile
from extractor.backends.limits.prices import Price
from extractor.runs.engine import EngineChoice
from tests.end_to_end.newsroom import (
    BRIEFS,
    COMMAND,
    Answer,
    derived,
    extractor,
    obliging,
    reply_to,
    write_articles,
)
from tests.kit.model_server import Call, ModelServer, Step, answered
from tests.kit.shared_ray import CANARY, Cluster
from tests.runs.engine.two_nodes import CALLS_AT_ONCE

pytest.importorskip("ray")

TWO_WORKERS = EngineChoice("ray", workers=2)


def many(number: int) -> dict[str, str]:
    return {f"a{n:03}": f"Police in Lyon arrested Per Dahl with {n} others." for n in range(number)}


def request_of(server: ModelServer, news: Path, folder: Path, **changes: Any) -> Request:
    named = {"plan": "article", **changes.pop("profile", {})}
    return Request((str(news),), folder, server.profile(**named), **changes)


def later(seconds: float, step: Step) -> Step:
    def wait(handler: Any) -> None:
        handler.wait(seconds)
        step(handler)

    return wait


def test_the_seeds_by_replay_give_the_same_bytes(
    cluster: Cluster, seeds: Path, seeds_run_folder: Path, repository: Path, tmp_path: Path
) -> None:
    tapes, profile = repository / "cassettes" / "local", load_profile("local")
    extract(Request((str(seeds),), tmp_path / "run", profile, replay=tapes, engine=TWO_WORKERS))
    assert derived(tmp_path / "run") == derived(seeds_run_folder)


def kill_workers(folder: Path, server: ModelServer, at: list[int]) -> None:
    """Kill the newest worker that is alive, each time that the server has had so many calls."""
    killed: set[int] = set()
    for calls in at:
        until = time.monotonic() + 120
        while len(server.calls) < calls and time.monotonic() < until:
            time.sleep(0.005)
        log = (folder / "run.log").read_text(encoding="utf-8")
        named = [int(pid) for pid in re.findall(r"is ready on .*, process (\d+)", log)]
        worker = next(pid for pid in reversed(named) if pid not in killed)
        killed.add(worker)
        os.kill(worker, signal.SIGKILL)


def test_a_killed_worker_is_replaced_and_its_articles_go_again_from_the_ledger(
    cluster: Cluster, tmp_path: Path
) -> None:
    news, folder, in_flight = write_articles(tmp_path / "news", many(60)), tmp_path / "run", 4
    with ModelServer(lambda call: later(0.05, obliging(call))) as server:
        extract(request_of(server, news, tmp_path / "local"))
        server.calls.clear()
        killing = threading.Thread(target=kill_workers, args=(folder, server, [8, 30]), daemon=True)
        killing.start()
        profile = {"concurrency": in_flight}
        extract(request_of(server, news, folder, profile=profile, engine=TWO_WORKERS))
        killing.join(120)
        assert 60 <= len(server.calls) <= 60 + 2 * in_flight
    assert (folder / "run.log").read_text(encoding="utf-8").count("was lost (its process ended)") == 2
    assert derived(folder) == derived(tmp_path / "local")


def test_a_killed_driver_goes_on_from_its_ledger(
    cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    news, folder = write_articles(tmp_path / "news", many(40)), tmp_path / "run"
    with ModelServer(lambda call: later(0.05, obliging(call))) as server:
        where = ("--base-url", server.base_url, "--model", "fake", "--plan", "article")
        assert extractor(capsys, "run", news, "-o", tmp_path / "local", *where).code == 0
        server.calls.clear()
        on_ray = ("--engine", "ray", "--address", cluster.address, "--workers", "2")
        command = [*COMMAND, "run", str(news), "-o", str(folder), *where, *on_ray]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            until = time.monotonic() + 120
            while len(server.calls) < 15 and child.poll() is None and time.monotonic() < until:
                time.sleep(0.005)
            child.kill()
        assert 15 <= len(server.calls) < 40
        again = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert again.returncode == 0, again.stderr
        assert "Traceback" not in again.stderr
        assert 40 <= len(server.calls) <= 44
    assert derived(folder) == derived(tmp_path / "local")


def in_a_network_of_its_own() -> list[str]:
    """What to put before a command; nothing where that needs rights that we have not."""
    alone = ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False).returncode:
        return []
    return alone


def test_a_node_that_leaves_takes_no_article_and_no_answer_with_it(repository: Path, tmp_path: Path) -> None:
    news = write_articles(tmp_path / "news", many(40))
    program = [sys.executable, "-m", "tests.runs.engine.two_nodes", str(news), str(tmp_path), "10"]
    command = [*in_a_network_of_its_own(), *program]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200, cwd=repository)
    assert answer.returncode == 0, answer.stderr[-2000:]
    calls = json.loads(answer.stdout.splitlines()[-1])["calls"]
    assert 40 <= calls <= 40 + CALLS_AT_ONCE
    assert "was lost" in (tmp_path / "run" / "run.log").read_text(encoding="utf-8")
    assert derived(tmp_path / "run") == derived(tmp_path / "local")


def test_a_limit_of_requests_a_minute_holds_over_all_workers(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    minute = 2.0
    monkeypatch.setattr("extractor.backends.limits.pacing.MINUTE", minute + 1)  # as much longer as it is
    news, times = write_articles(tmp_path / "news", many(15)), []

    def script(call: Call) -> Step:
        times.append(time.monotonic())
        return obliging(call)

    with ModelServer(script) as server:
        profile = {"concurrency": 16, "requests_per_minute": 10}
        extract(request_of(server, news, tmp_path / "run", profile=profile, engine=TWO_WORKERS))
    assert len(times) == 15
    assert max(sum(start <= at < start + minute for at in times) for start in times) == 10
    assert times[10] - times[0] < minute + 3  # what a grant takes on its way is all that is lost


def test_a_limit_of_cost_holds_over_all_workers(cluster: Cluster, tmp_path: Path) -> None:
    def dear(call: Call) -> Step:
        return answered(reply_to(call), tokens=(14_000, 1000, 0))

    news, profile = write_articles(tmp_path / "news", many(30)), {"price": Price(input=1, output=1)}
    with ModelServer(dear) as server:
        request = request_of(
            server, news, tmp_path / "run", profile=profile, max_cost=0.2, engine=TWO_WORKERS
        )
        outcome = extract(request)
        used = 15_000 * len(server.calls)
        assert used <= 200_000 < used + 20_000
    assert outcome.tally.not_asked == 30 - len(server.calls)


def test_the_key_comes_from_the_workers_environment_and_is_nowhere_else(
    cluster: Cluster, tmp_path: Path
) -> None:
    def script(call: Call) -> Step:
        assert call.headers["authorization"] == f"Bearer {CANARY}"
        return answered(f"I know {CANARY}") if "raid" in call.question else obliging(call)

    def run(name: str) -> Outcome:
        profile = {"key_env": name}
        return extract(request_of(server, news, tmp_path / "run", profile=profile, engine=TWO_WORKERS))

    assert "HOUSE_KEY" not in os.environ  # in that of the driver it need not be
    news = write_articles(tmp_path / "news", BRIEFS)
    with ModelServer(script) as server:
        assert run("HOUSE_KEY").tally.outcomes["records"] == 6
    written = [path for top in (tmp_path, Path(cluster.session)) for path in top.rglob("*") if path.is_file()]
    assert any("worker" in path.name for path in written)
    assert [path for path in written if CANARY.encode() in path.read_bytes()] == []


def test_what_a_worker_cannot_do_is_said_in_the_words_of_a_local_run(
    cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    news = write_articles(tmp_path / "news", BRIEFS)
    profile = '[backends.house]\nkind = "openai"\nkey_env = "NO_SUCH_KEY"\nplan = "article"\n'
    (tmp_path / "extractor.toml").write_text(profile, encoding="utf-8")
    house = ("--backend", "house", "--base-url", "http://127.0.0.1:9/v1", "--model", "fake")
    answer = extractor(capsys, "run", news, "-o", "run", *house, "--engine", "ray")
    assert answer.code == 1
    assert "backend house needs a key: set NO_SUCH_KEY" in answer.complaint


# What goes wrong before anything is asked


def refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, *options: str) -> Answer:
    news = write_articles(tmp_path / "news", BRIEFS)
    where = ("--base-url", "http://127.0.0.1:9/v1", "--model", "m")
    return extractor(capsys, "run", news, "-o", tmp_path / "run", *where, *options)


def test_without_ray_the_extra_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    answer = refused(capsys, tmp_path, "--engine", "ray")
    assert (answer.code, (tmp_path / "run").exists()) == (2, False)
    assert "pip install 'news-event-extractor[ray]'" in answer.complaint


@pytest.mark.usefixtures("loopback")
def test_an_address_at_which_nobody_answers_is_said_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = refused(capsys, tmp_path, "--engine", "ray", "--address", "127.0.0.1:9")
    assert answer.code == 1
    assert "no Ray answers at 127.0.0.1:9 (Connection refused)" in answer.complaint


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_what_is_no_ray_is_said_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], says: bytes
) -> None:
    def answer_once() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(100)
            connection.sendall(says)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(30)
        threading.Thread(target=answer_once, daemon=True).start()
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        answer = refused(capsys, tmp_path, "--engine", "ray", "--address", address)
    assert answer.code == 1
    assert f"what answers at {address} is no Ray" in answer.complaint


WRONG = [
    (("--workers", "2"), "--address and --workers go with --engine ray"),
    (("--engine", "ray", "--address", "somewhere"), "--address somewhere: give auto, or HOST:PORT"),
]


@pytest.mark.parametrize(("options", "says"), WRONG)
def test_what_does_not_go_together_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], says: str
) -> None:
    answer = refused(capsys, tmp_path, *options)
    assert (answer.code, (tmp_path / "run").exists()) == (2, False)
    assert says in answer.complaint


def test_the_model_in_this_process_is_none_for_workers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    news = write_articles(tmp_path / "news", BRIEFS)
    answer = extractor(capsys, "run", news, "-o", tmp_path / "run", "--engine", "ray")
    assert answer.code == 2
    assert "backend local has its model on this machine alone" in answer.complaint


def test_without_the_option_nothing_of_ray_is_imported() -> None:
    program = (
        "import sys, extractor.with_review; from extractor.runs.engine import EngineChoice, engine_of; "
        "engine_of(EngineChoice()); print(*sys.modules)"
    )
    answer = subprocess.run([COMMAND[0], "-c", program], capture_output=True, text=True, check=True)
    assert {name for name in answer.stdout.split() if name == "ray" or "engine.ray" in name} == set()
