from __future__ import annotations

import json
import socket
import tomllib
from pathlib import Path

import pytest

from extractor.backends import load_profile
from tests.end_to_end.newsroom import extractor, obliging, write_articles
from tests.kit.endpoints import Endpoint, hello
from tests.kit.model_server import ModelServer, in_turn

Capsys = pytest.CaptureFixture[str]
KEY = "sk-canary-0123456789"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loopback: None) -> Path:
    """The path of the project's profile file, in an empty folder; there are no keys and no models."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EXTRACTOR_MODELS_DIR", str(tmp_path / "models"))
    for name in ("OPENAI_API_KEY", "GROQ_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "extractor.toml"


def states(capsys: Capsys) -> dict[str, tuple[bool, str]]:
    lines = map(json.loads, extractor(capsys, "backends", "list", "--json").out.splitlines())
    return {line["name"]: (line["usable"], line["state"]) for line in lines}


def test_the_list_says_what_each_backend_lacks(
    project: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROQ_API_KEY", KEY)
    found = states(capsys)
    assert found["groq"] == (True, "ready")
    assert found["openai"] == (False, "set OPENAI_API_KEY or choose --backend local")
    assert found["local"] == (False, "model not fetched: extractor models pull qwen2.5-coder-1.5b")
    assert found["azure"] == (False, "model is missing: give --model, or model in extractor.toml")
    assert KEY not in extractor(capsys, "backends", "list").out


def test_the_list_finds_the_servers_that_run_here(project: Path, capsys: Capsys) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        free = nobody.getsockname()[1]
    with ModelServer(in_turn(), models=("llama3.2:3b", "qwen3:4b")) as server:
        project.write_text(
            f'[backends.ollama]\nbase_url = "{server.base_url}"\n'
            f'[backends.vllm]\nbase_url = "http://127.0.0.1:{free}/v1"\n'
            f'[backends.mine]\nkind = "openai"\nbase_url = "{server.base_url}"\nmodel = "qwen3:4b"\n',
            encoding="utf-8",
        )
        found = states(capsys)
    assert found["ollama"] == (False, "runs here with llama3.2:3b, qwen3:4b: choose with --model")
    assert found["mine"] == (True, "ready")
    assert found["vllm"] == (False, f"no server at http://127.0.0.1:{free}/v1")


def test_a_server_that_runs_here_with_one_model_needs_no_name_of_it(
    project: Path, tmp_path: Path, capsys: Capsys
) -> None:
    articles = write_articles(tmp_path / "articles")
    with ModelServer(obliging, models=("llama3.2:3b",)) as server:
        project.write_text(
            f'[backends.ollama]\nbase_url = "{server.base_url}"\nplan = "article"\n', encoding="utf-8"
        )
        assert states(capsys)["ollama"] == (True, "ready: it runs here with this model")
        for options in (("--backend", "ollama"), ("--base-url", server.base_url, "--plan", "article")):
            run = extractor(capsys, "run", articles, "-o", tmp_path / options[0].strip("-"), *options)
            assert run.code == 0
            assert server.calls[-1].body["model"] == "llama3.2:3b"
    answer = extractor(capsys, "run", articles, "-o", tmp_path / "gone", "--backend", "ollama")
    assert (answer.code, "is missing: give --model" in answer.complaint) == (2, True)


def test_of_several_models_one_must_be_chosen(project: Path, tmp_path: Path, capsys: Capsys) -> None:
    with ModelServer(in_turn(), models=("a", "b")) as server:
        answer = extractor(capsys, "run", tmp_path, "-o", tmp_path / "run", "--base-url", server.base_url)
        assert (answer.code, "offers a, b: choose one with --model" in answer.complaint) == (2, True)
        assert not server.calls


def test_a_profile_is_shown_as_the_block_that_gives_it(project: Path, capsys: Capsys) -> None:
    for name in ("local", "openai", "llama.cpp", "openrouter"):
        shown = extractor(capsys, "backends", "show", name, "--model", "some-model").out
        project.write_text(shown, encoding="utf-8")
        assert name in tomllib.loads(shown)["backends"]
        assert load_profile(name) == load_profile(name, model="some-model")
        project.unlink()


def test_a_shown_profile_names_its_key_and_says_whether_it_is_set(
    capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'key_env = "OPENAI_API_KEY" # not set' in extractor(capsys, "backends", "show", "openai").out
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    shown = extractor(capsys, "backends", "show", "openai").out
    assert 'key_env = "OPENAI_API_KEY" # set' in shown
    assert KEY not in shown
    assert json.loads(extractor(capsys, "backends", "show", "openai", "--json").out)["mode"] == "strict"


def test_an_unknown_backend_comes_with_the_known_ones(capsys: Capsys) -> None:
    answer = extractor(capsys, "backends", "show", "nope")
    assert (answer.code, "choose one of anthropic, azure" in answer.complaint) == (2, True)


def test_a_probe_says_what_it_found_and_writes_it_into_the_project(project: Path, capsys: Capsys) -> None:
    with ModelServer(Endpoint(hello, schema="ignores", json_mode="honours", logprobs=True)) as server:
        project.write_text(
            "# ours\n[backends.house] # the one in the cellar\n"
            f'kind = "openai"\nbase_url = "{server.base_url}"\nmodel = "fake"\n',
            encoding="utf-8",
        )
        asked = extractor(capsys, "backends", "probe", "house")
        assert "--write puts it into extractor.toml" in asked.out
        assert load_profile("house").mode == "json_schema"
        written = extractor(capsys, "backends", "probe", "house", "--write")
        again = extractor(capsys, "backends", "probe", "house", "--json")
    lines = [line.split()[:3] for line in written.out.splitlines()]
    assert ["schema", "ignored", "it"] in lines
    assert "mode json: it ignores a schema" in written.out
    assert (load_profile("house").mode, load_profile("house").logprobs) == ("json", True)
    assert ["logprobs", "honoured", "given"] in lines
    assert "logprobs = true" in asked.out
    assert "# the one in the cellar" in project.read_text(encoding="utf-8")
    assert json.loads(again.out)["mode"] == "json"


def test_a_probe_of_a_server_that_is_not_there_says_how_to_go_on(project: Path, capsys: Capsys) -> None:
    answer = extractor(
        capsys, "backends", "probe", "ollama", "--model", "m", "--base-url", "http://127.0.0.1:9/v1"
    )
    assert (answer.code, "start it, or check base_url" in answer.complaint) == (1, True)
