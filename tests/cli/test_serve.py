from __future__ import annotations

import json
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from extractor.backends.local import server as local
from tests.end_to_end.newsroom import extractor, started
from tests.kit.local_models import small_model, stand_in_for_llama

Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that passes for a model, served by a stand-in for llama.cpp."""
    monkeypatch.setenv("PYTHONPATH", str(stand_in_for_llama(tmp_path)))
    return small_model(tmp_path, context_length=2048)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def is_listening(address: str) -> bool:
    port = int(address.rpartition(":")[2].partition("/")[0])
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.usefixtures("loopback")
def test_it_says_where_it_is_and_how_to_use_it_and_leaves_nothing(model: Path, end: signal.Signals) -> None:
    with started("serve", "--model", model, "--port", "0", "--threads", "1") as process:
        line = first_line(process)
        assert line.startswith("small at http://127.0.0.1:")
        address = line.split(" at ")[1].split()[0]
        assert first_line(process) == "2 slots of 2,048 tokens, 1 thread, 1024 MiB for earlier prompts\n"
        use = f"--backend compatible --base-url {address} --model small --plan outline\n"
        assert first_line(process).endswith(use)
        assert is_listening(address)
        process.send_signal(end)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (0, "", "")
        assert not is_listening(address)


@pytest.mark.usefixtures("loopback")
def test_sizes_are_as_asked_and_printed_for_programs(model: Path) -> None:
    sizes = ("--context", "512", "--slots", "3", "--threads", "2")
    with started("serve", "--model", model, "--port", "0", *sizes, "--json") as process:
        served = json.loads(first_line(process))
        with urllib.request.urlopen(served["base_url"]) as answer:
            parameters = json.load(answer)
        process.send_signal(signal.SIGINT)
        process.wait(60)
    served.pop("base_url")
    assert served == {"model": "small", "context": 512, "slots": 3, "threads": 2, "prompt_cache_mib": 1024}
    assert parameters["n_ctx"] == 1536
    assert parameters["cache_ram_mib"] == 1024


@pytest.mark.usefixtures("loopback")
def test_a_server_that_dies_is_an_error(model: Path) -> None:
    with started("serve", "--model", model, "--port", "0", "--threads", "1", "--json") as process:
        address = json.loads(first_line(process))["base_url"].replace("/v1", "/abort")
        with pytest.raises(OSError, match="closed"):
            urllib.request.urlopen(address)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 1
        assert err == "extractor: the server of small ended with -6: start it again\n"


def test_a_port_that_is_taken_is_reported_with_the_next_step(
    model: Path, capsys: Capsys, loopback: None
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = extractor(capsys, "serve", "--model", model, "--port", str(port), "--threads", "1")
    assert answer.code == 2
    assert "choose another with --port" in answer.complaint


def test_a_machine_that_is_too_small_is_refused_with_what_is_needed(
    model: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "available_memory", lambda: 1 << 28)
    answer = extractor(capsys, "serve", "--model", model)
    assert answer.code == 1
    assert "model small needs 0.4 GiB of memory for 1,024 tokens, and 0.2 GiB is free" in answer.complaint


def test_a_model_that_is_not_here_comes_with_the_way_to_fetch_it(
    capsys: Capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXTRACTOR_MODELS_DIR", str(tmp_path))
    answer = extractor(capsys, "serve")
    assert answer.code == 1
    assert "extractor models pull qwen2.5-coder-1.5b" in answer.complaint
    answer = extractor(capsys, "serve", "--model", "nope.gguf")
    assert answer.code == 1
    assert "or the path of a .gguf file" in answer.complaint
