"""The process around llama.cpp, with a stand-in for llama.cpp itself; tests/live has the real one."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from extractor.backends.local import server as local
from extractor.backends.local.server import LocalServer
from extractor.backends.local.sizing import Size
from extractor.errors import ModelError, UsageError
from tests.kit.local_models import small_model, stand_in_for_llama

pytestmark = pytest.mark.usefixtures("loopback")

COMMAND = """
import sys, time
from pathlib import Path
from extractor.backends.local.server import LocalServer
from extractor.backends.local.sizing import Size
server = LocalServer(Path(sys.argv[1]), alias="small", threads=1)
try:
    with server:
        print(server.base_url, flush=True)
        time.sleep(60)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that passes for a model, served by the stand-in."""
    monkeypatch.setenv("PYTHONPATH", str(stand_in_for_llama(tmp_path)))
    return small_model(tmp_path)


def port_of(url: str) -> int:
    port = urllib.parse.urlsplit(url).port
    assert port is not None
    return port


def is_listening(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def soon(fact: Callable[[], bool]) -> bool:
    """Whether it comes true soon: within two seconds on an idle machine."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if fact():
            return True
        time.sleep(0.02)
    return False


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def ask(url: str) -> None:
    with contextlib.suppress(OSError, http.client.HTTPException):
        urllib.request.urlopen(url).close()


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


@contextlib.contextmanager
def command(model: Path) -> Iterator[subprocess.Popen[str]]:
    """A command of ours that serves the model, in a process that can be killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(COMMAND), str(model)], stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_the_server_gets_what_was_asked_for_and_listens_on_loopback_only(model: Path) -> None:
    with LocalServer(model, alias="small", context=1000, slots=3, threads=2) as server:
        with urllib.request.urlopen(server.base_url) as answer:
            parameters = json.load(answer)
        assert server.base_url.startswith("http://127.0.0.1:")
        assert server.base_url.endswith("/v1")
    assert parameters["hostnames"] == ["127.0.0.1"]
    assert parameters["model_alias"] == ["small"]
    assert parameters["cors_origins"] == "http://127.0.0.1"
    assert parameters["n_ctx"] == 3000
    assert parameters["n_parallel"] == 3
    assert parameters["cpuparams"] == parameters["cpuparams_batch"] == {"n_threads": 2}


def test_it_is_gone_soon_even_with_a_request_open(model: Path) -> None:
    with LocalServer(model, alias="small", threads=1) as server:
        port = port_of(server.base_url)
        waiting = threading.Thread(target=ask, args=[f"http://127.0.0.1:{port}/slow"])
        waiting.start()
        begin = time.monotonic()
    assert time.monotonic() - begin < 20  # two on an idle machine, and the request lasts longer
    assert not is_listening(port)
    waiting.join(5)
    assert not waiting.is_alive()


def test_it_is_gone_after_an_error_inside(model: Path) -> None:
    server = LocalServer(model, alias="small", threads=1)
    with pytest.raises(ZeroDivisionError), server:
        port = port_of(server.base_url)
        _ = 1 // 0
    assert not is_listening(port)
    assert server.base_url == ""


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_listening_when_the_command_is_killed(model: Path, kill: signal.Signals) -> None:
    with command(model) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        (server,) = psutil.Process(process.pid).children()
        assert is_listening(port_of(url))
        process.send_signal(kill)
        process.wait()
        assert soon(lambda: is_gone(server.pid))
        assert soon(lambda: not is_listening(port_of(url)))
        assert process.stdout.read() == ("interrupted\n" if kill == signal.SIGINT else "")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it goes only when the model is loaded")
def test_nothing_is_left_when_the_command_is_killed_while_the_model_loads(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_LLAMA", "loading")
    with command(model) as process:
        end = time.monotonic() + 60
        while not (server := psutil.Process(process.pid).children()) and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.3)  # let it reach the loading
        process.kill()
        process.wait()
        assert soon(lambda: is_gone(server[0].pid))


def test_ctrl_c_while_the_model_loads_is_heard_at_once(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_LLAMA", "loading")
    with command(model) as process:
        end = time.monotonic() + 60
        while not psutil.Process(process.pid).children() and time.monotonic() < end:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20)[0] == "interrupted\n"


def test_a_cancelled_start_leaves_no_process(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_LLAMA", "loading")
    before = children()

    async def start_and_cancel() -> None:
        server = LocalServer(model, alias="small", threads=1)
        starting = asyncio.create_task(server.__aenter__())
        while children() == before and not starting.done():
            await asyncio.sleep(0.02)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting

    asyncio.run(start_and_cancel())
    assert children() <= before


def test_it_serves_inside_async_code_too(model: Path) -> None:
    async def serve() -> int:
        async with LocalServer(model, alias="small", threads=1) as server:
            return port_of(server.base_url)

    assert not is_listening(asyncio.run(serve()))


@pytest.mark.parametrize(("mode", "reason"), [("broken", "tensor is missing"), ("abort", "ended with -6")])
def test_a_model_that_cannot_be_loaded_is_one_line_and_no_crash(
    model: Path, monkeypatch: pytest.MonkeyPatch, mode: str, reason: str
) -> None:
    monkeypatch.setenv("FAKE_LLAMA", mode)
    before = children()
    with (
        pytest.raises(ModelError, match=reason) as caught,
        LocalServer(model, alias="small", threads=1),
    ):
        pass
    assert str(caught.value).startswith(f"{model}: cannot be loaded")
    assert "\n" not in str(caught.value)
    assert children() <= before


def test_a_model_that_does_not_fit_into_memory_is_not_started(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "available_memory", lambda: 1 << 28)
    with (
        pytest.raises(ModelError, match=r"model small needs 0\.4 GiB .* 0\.2 GiB is free"),
        LocalServer(model, alias="small", threads=1),
    ):
        pass


def test_a_longer_context_needs_more_memory(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "available_memory", lambda: 700 << 20)
    with LocalServer(model, alias="small", context=4096, threads=1) as server:
        assert server.base_url
    with (
        pytest.raises(ModelError, match="needs"),
        LocalServer(model, alias="small", context=10_000_000, threads=1),
    ):
        pass


def test_the_environment_sets_the_threads(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_THREADS", "7")
    with LocalServer(model, alias="small") as server:
        assert server.threads == 7


@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5"])
def test_a_wrong_number_of_threads_is_named(model: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("EXTRACTOR_THREADS", value)
    with pytest.raises(UsageError, match="EXTRACTOR_THREADS"), LocalServer(model, alias="small"):
        pass


def test_without_a_choice_the_idle_cores_are_used(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXTRACTOR_THREADS", raising=False)
    monkeypatch.setattr(local, "free_cores", lambda: 3)
    with LocalServer(model, alias="small") as server:
        assert server.threads == 3
    assert os.environ.get("EXTRACTOR_THREADS") is None


def test_what_is_left_open_is_sized_to_memory(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "available_memory", lambda: 420 << 20)
    with LocalServer(model, alias="small", context=None, slots=None, most_slots=4, threads=1) as server:
        assert server.size == Size(4096, 4, 0)


def test_a_chosen_port_that_somebody_has_is_refused_and_not_shared(model: Path) -> None:
    with LocalServer(model, alias="small", threads=1) as first:
        port = port_of(first.base_url)
        second = LocalServer(model, alias="small", threads=1, port=port)
        with pytest.raises(UsageError, match=rf"127\.0\.0\.1:{port}: cannot listen there"), second:
            pass
    with LocalServer(model, alias="small", threads=1, port=port) as third:
        assert port_of(third.base_url) == port


def test_who_waits_for_it_hears_when_it_dies(model: Path) -> None:
    with LocalServer(model, alias="small", threads=1) as server:
        ask(server.base_url.replace("/v1", "/abort"))
        with pytest.raises(ModelError, match="the server of small ended with -6"):
            server.wait()
