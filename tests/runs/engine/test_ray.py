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

from extractor import Request, extract, load_profile
from extractor.backends.limits.prices import Price
from extractor.runs.engine import EngineChoice
from extractor.runs.engine.ray_tasks import RayTasks
from extractor.runs.results import finishing
from extractor.runs.results.comparing_files import ComparedFiles, compare_files
from extractor.workers import Tasks, Workshop
from tests.end_to_end.newsroom import (
    BRIEFS,
    Answer,
    derived,
    extractor,
    obliging,
    reply_to,
    started,
    write_articles,
)
from tests.kit.model_server import Call, ModelServer, Step, answered, failed
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


def test_the_seeds_by_replay_and_merged_by_workers_give_the_same_bytes(
    cluster: Cluster,
    seeds: Path,
    seeds_run_folder: Path,
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    merged: list[Tasks] = []

    def seen(sources: Any, constraints: Any, workshop: Workshop) -> ComparedFiles:
        merged.append(workshop.tasks)
        return compare_files(sources, constraints, workshop)

    monkeypatch.setattr(finishing, "compare_files", seen)
    monkeypatch.setattr(finishing, "MANY_BYTES", 0)
    tapes, profile = repository / "cassettes" / "local", load_profile("local")
    extract(Request((str(seeds),), tmp_path / "run", profile, replay=tapes, engine=TWO_WORKERS))
    assert derived(tmp_path / "run") == derived(seeds_run_folder)
    assert [type(tasks) for tasks in merged] == [RayTasks]


def kill_a_worker(folder: Path, server: ModelServer, calls: int) -> None:
    """Kill one when the server has had so many calls."""
    until = time.monotonic() + 120
    while len(server.calls) < calls and time.monotonic() < until:
        time.sleep(0.005)
    log = (folder / "run.log").read_text(encoding="utf-8")
    os.kill(int(re.findall(r"is ready on .*, process (\d+)", log)[0]), signal.SIGKILL)


def test_a_killed_worker_is_replaced_its_articles_go_again_and_the_key_is_nowhere_but_in_its_environment(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news, folder = write_articles(tmp_path / "news", many(24)), tmp_path / "run"

    def script(call: Call) -> Step:
        if call.headers["authorization"] != f"Bearer {CANARY}":
            return failed(401)
        if "with 22 others" in call.question:  # asked long after the worker is gone
            return answered(f"I know {CANARY}")
        return later(0.1, obliging(call))

    with ModelServer(script) as server:
        profile = {"concurrency": CALLS_AT_ONCE, "key_env": "HOUSE_KEY"}
        with monkeypatch.context() as here:
            here.setenv("HOUSE_KEY", CANARY)
            extract(request_of(server, news, tmp_path / "local", profile=profile))
        asked, server.calls[:] = len(server.calls), []
        killing = threading.Thread(target=kill_a_worker, args=(folder, server, 8), daemon=True)
        killing.start()
        extract(request_of(server, news, folder, profile=profile, engine=TWO_WORKERS))
        killing.join(120)
        assert asked <= len(server.calls) <= asked + CALLS_AT_ONCE
    assert (folder / "run.log").read_text(encoding="utf-8").count("was lost (its process ended)") == 1
    assert derived(folder) == derived(tmp_path / "local")
    written = [path for top in (tmp_path, Path(cluster.session)) for path in top.rglob("*") if path.is_file()]
    assert any("worker" in path.name for path in written)
    assert [path for path in written if CANARY.encode() in path.read_bytes()] == []


def test_a_killed_driver_goes_on_from_its_ledger(
    cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    news, folder = write_articles(tmp_path / "news", many(24)), tmp_path / "run"
    with ModelServer(lambda call: later(0.1, obliging(call))) as server:
        named = ("--base-url", server.base_url, "--model", "fake", "--plan", "article")
        where = (*named, "--concurrency", str(CALLS_AT_ONCE))
        assert extractor(capsys, "run", news, "-o", tmp_path / "local", *where).code == 0
        server.calls.clear()
        command = ("run", news, "-o", folder, *where, "--engine", "ray", "--workers", "1")
        with started(*command, "--address", cluster.address) as driver:
            until = time.monotonic() + 120
            while len(server.calls) < 10 and driver.poll() is None and time.monotonic() < until:
                time.sleep(0.005)
        assert 10 <= len(server.calls) < 24
        assert extractor(capsys, *command).code == 0
        assert 24 <= len(server.calls) <= 24 + CALLS_AT_ONCE
    assert derived(folder) == derived(tmp_path / "local")


def in_a_network_of_its_own() -> list[str]:
    """What to put before a command; nothing where that needs rights that we have not."""
    alone = ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False).returncode:
        return []
    return alone


def test_a_node_that_leaves_takes_nothing_with_it(repository: Path, tmp_path: Path) -> None:
    """Neither an article and its answer, in a run, nor a part of a merge."""
    news = write_articles(tmp_path / "news", many(24))
    program = [sys.executable, "-m", "tests.runs.engine.two_nodes", str(news), str(tmp_path), "8"]
    command = [*in_a_network_of_its_own(), *program]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200, cwd=repository)
    assert answer.returncode == 0, answer.stderr[-2000:]
    calls = json.loads(answer.stdout.splitlines()[-1])["calls"]
    assert 24 <= calls <= 24 + CALLS_AT_ONCE
    assert "was lost" in (tmp_path / "run" / "run.log").read_text(encoding="utf-8")
    assert derived(tmp_path / "run") == derived(tmp_path / "local")
    assert (tmp_path / "ray.jsonl").read_bytes() == (tmp_path / "local.jsonl").read_bytes()


def test_the_limits_of_requests_a_minute_and_of_cost_hold_over_all_workers(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    minute, times = 2.0, []
    monkeypatch.setattr("extractor.backends.limits.pacing.MINUTE", minute + 1)  # as much longer as it is

    def dear(call: Call) -> Step:
        times.append(time.monotonic())
        return answered(reply_to(call), tokens=(14_000, 1000, 0))

    news = write_articles(tmp_path / "news", many(30))
    profile = {"concurrency": 16, "requests_per_minute": 8, "price": Price(input=1, output=1)}
    with ModelServer(dear) as server:
        request = request_of(
            server, news, tmp_path / "run", profile=profile, max_cost=0.2, engine=TWO_WORKERS
        )
        outcome = extract(request)
    used = 15_000 * len(times)
    assert used <= 200_000 < used + 20_000
    assert outcome.tally.not_asked == 30 - len(times)
    assert max(sum(start <= at < start + minute for at in times) for start in times) == 8
    assert times[8] - times[0] < minute + 3  # what a grant takes on its way is all that is lost


def test_what_a_worker_cannot_do_is_said_in_the_words_of_a_local_run(
    cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    news = write_articles(tmp_path / "news", BRIEFS)
    profile = '[backends.house]\nkind = "openai"\nkey_env = "NO_SUCH_KEY"\nplan = "article"\n'
    (tmp_path / "extractor.toml").write_text(profile, encoding="utf-8")
    house = ("--backend", "house", "--base-url", "http://127.0.0.1:9/v1", "--model", "fake")
    answer = extractor(capsys, "run", news, "-o", "run", *house, "--engine", "ray", "--workers", "1")
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


def test_without_the_option_nothing_of_ray_is_imported(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").touch()
    program = (
        "import sys, extractor.runs.pipeline; from extractor.cli import main; "
        "from extractor.runs.engine import EngineChoice, engine_of; engine_of(EngineChoice())\n"
        "try: main(['merge', 'in.jsonl', '-o', 'out.jsonl'])\n"
        "finally: print(*sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert {name for name in answer.stdout.split() if name == "ray" or "engine.ray" in name} == set()
    assert (tmp_path / "out.jsonl").exists()
