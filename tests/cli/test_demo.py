from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from extractor.backends.local.known_models import DEFAULT_MODEL
from extractor.backends.local.model_sources import Progress, no_progress
from tests.end_to_end.newsroom import derived, extractor

Capsys = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, on a machine without models."""
    monkeypatch.setenv("EXTRACTOR_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was asked to open."""
    addresses: list[str] = []
    monkeypatch.setattr("webbrowser.open", addresses.append)
    return addresses


def test_it_needs_no_model_and_gives_what_a_replay_of_the_seeds_gives(
    seeds_run_folder: Path, capsys: Capsys, opened: list[str]
) -> None:
    answer = extractor(capsys, "demo")
    assert answer.code == 0
    assert "5 articles, 172 questions" in answer.out
    assert answer.out.endswith("a browser opens: runs/demo-replay/report.html\n")
    files = derived(Path("runs/demo-replay"))
    assert {"records.jsonl", "events.jsonl", "relations.jsonl"} <= files.keys()
    assert files == derived(seeds_run_folder)  # as of every replay, to the byte
    assert opened == []  # there is no terminal


def test_again_at_a_terminal_it_changes_nothing_and_opens_the_report(
    seeds_run_folder: Path, capsys: Capsys, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Path(shutil.copytree(seeds_run_folder, "my run"))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert extractor(capsys, "demo", "-o", run).code == 0
    assert derived(run) == derived(seeds_run_folder)
    assert opened == [(run / "report.html").resolve().as_uri()]


def test_live_it_fetches_the_model_and_takes_no_recorded_answer(
    capsys: Capsys, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = []

    def lose(name: str, *, progress: Progress = no_progress) -> Path:
        fetched.append(name)
        return Path("lost.gguf")

    monkeypatch.setattr("extractor.cli.models.pull_model", lose)
    answer = extractor(capsys, "demo", "--live")
    assert fetched == [DEFAULT_MODEL]
    assert answer.code == 1
    assert f"model {DEFAULT_MODEL} is not on this machine" in answer.err
    assert Path("runs/demo").is_dir()
    assert opened == []
