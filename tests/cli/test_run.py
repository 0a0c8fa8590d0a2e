"""What `extractor run` says when it cannot run: one line with the next step, and its exit code."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from extractor.store.ledger import Ledger
from tests.end_to_end.newsroom import derived, extractor, obliging, write_articles
from tests.kit.model_server import ModelServer, answered
from tests.kit.patience import hurry

Capsys = pytest.CaptureFixture[str]


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with articles in `news`, and other things that are no articles."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EXTRACTOR_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    write_articles(tmp_path / "news")
    (tmp_path / "empty").mkdir()
    (tmp_path / "prompts").mkdir()
    (tmp_path / "binary.txt").write_bytes(b"\0\1\2\3")
    (tmp_path / "blank.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "schema.py").write_text("x = 1 / 0", encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    return tmp_path


WRONG_USE = [
    # arguments, and what the line says
    ("missing.txt", "missing.txt: does not exist"),
    ("empty", "no article found"),
    ("*.none", "no article found"),
    ("binary.txt", "no article can be read: binary.txt: "),
    ("binary.txt blank.txt", "blank.txt: "),
    ("news --schema nothing", "no schema 'nothing': give a path to a .py file, or one of: court_step,"),
    ("news --schema schema.py", "schema.py: cannot be run: ZeroDivisionError"),
    ("news --prompt prompts", "prompts: no files outline.*; copy them from"),
    ("news --plan other", "--plan: "),
    ("news --backend other", "no backend 'other': choose one of anthropic, azure, bedrock"),
    ("news --backend compatible --model m", "base_url is missing: give --base-url"),
    ("news --base-url ftp://x --model m", "give an address that starts with http:// or https://"),
    ("news --replay nowhere", "nowhere: no folder of cassettes to replay; record one with --record"),
    ("news --replay empty --record empty", "record and replay do not go together"),
]


@pytest.mark.parametrize(("arguments", "says"), WRONG_USE, ids=[arguments for arguments, _ in WRONG_USE])
def test_wrong_use_is_one_line_and_exit_code_2(
    in_folder: Path, capsys: Capsys, arguments: str, says: str
) -> None:
    answer = extractor(capsys, "run", *arguments.split(), "-o", "run")
    assert (answer.code, answer.out) == (2, "")
    assert answer.complaint.startswith("extractor: ")
    assert says in answer.complaint


def test_a_file_in_place_of_the_run_folder_is_wrong_use(in_folder: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "run", "news", "-o", "file")
    assert answer.code == 2
    assert "'file' is a file" in answer.err


CANNOT_RUN = [
    ("news", "model qwen2.5-coder-1.5b is not on this machine: extractor models pull qwen2.5-coder-1.5b"),
    ("news --model nothing.gguf", "no model 'nothing.gguf': choose one of qwen2.5-coder-1.5b"),
    ("news --backend openai", "backend openai needs a key: set OPENAI_API_KEY or choose --backend local"),
    ("news --replay empty", "nothing is recorded for this article: record it with --record"),
]


@pytest.mark.parametrize(("arguments", "says"), CANNOT_RUN, ids=[arguments for arguments, _ in CANNOT_RUN])
def test_what_is_missing_is_one_line_and_exit_code_1(
    in_folder: Path, capsys: Capsys, arguments: str, says: str
) -> None:
    answer = extractor(capsys, "run", *arguments.split(), "-o", "run")
    assert answer.code == 1
    assert says in answer.complaint


@pytest.mark.parametrize("folder", ["news", "news/run", "news/../news/a/b"])
def test_a_run_folder_among_the_articles_is_wrong_use(in_folder: Path, capsys: Capsys, folder: str) -> None:
    answer = extractor(capsys, "run", "news", "-o", folder)
    assert answer.code == 2
    assert "lies in news, which is read: choose another folder with -o" in answer.complaint


def test_wrong_use_leaves_no_folder_behind(in_folder: Path, capsys: Capsys) -> None:
    extractor(capsys, "run", "empty", "-o", "run")
    assert not (in_folder / "run").exists()


@pytest.mark.usefixtures("loopback")
def test_no_server_is_one_line_that_names_the_address(
    in_folder: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        answer = extractor(capsys, "run", "news", "-o", "run", "--base-url", address, "--model", "m")
    assert answer.code == 1
    assert f"no server answers at {address}" in answer.complaint


# The disk


@pytest.mark.usefixtures("loopback")
def test_a_full_disk_is_one_line_that_names_the_file_and_leaves_no_part_of_it(
    in_folder: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    with ModelServer(obliging) as server:
        where = ("--base-url", server.base_url, "--model", "m", "--plan", "article")
        answer = extractor(capsys, "run", "news", "-o", "run", *where)
    assert answer.code == 1
    assert "run/articles.jsonl: cannot be written: No space left on device" in answer.complaint
    assert derived(in_folder / "run") == {}


@pytest.mark.usefixtures("loopback")
def test_a_ledger_that_cannot_grow_is_one_line(
    in_folder: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(Ledger):
        def __init__(self, path: Path) -> None:
            super().__init__(path)
            self._writer.execute("PRAGMA max_page_count = 1")

    monkeypatch.setattr("extractor.runs.pipeline.Ledger", Full)
    with ModelServer(lambda _call: answered({"events": [{"s": [1], "what": "a" * 5000}]})) as server:
        where = ("--base-url", server.base_url, "--model", "m", "--plan", "article")
        answer = extractor(capsys, "run", "news", "-o", "run", *where)
    assert answer.code == 1
    assert "the ledger cannot be used (database or disk is full); check the disk" in answer.complaint


def test_a_folder_that_cannot_be_made_is_one_line(in_folder: Path, capsys: Capsys) -> None:
    answer = extractor(capsys, "run", "news", "-o", "file/run")
    assert answer.code == 1
    assert "file/run: cannot make the run folder: Not a directory" in answer.complaint


def test_a_file_that_is_no_ledger_is_left_alone(in_folder: Path, capsys: Capsys) -> None:
    (in_folder / "run").mkdir()
    (in_folder / "run" / "ledger.sqlite").write_text("my own notes " * 100, encoding="utf-8")
    answer = extractor(capsys, "run", "news", "-o", "run")
    assert answer.code == 1
    assert "the ledger cannot be used (file is not a database)" in answer.complaint
    assert "my own notes" in (in_folder / "run" / "ledger.sqlite").read_text(encoding="utf-8")
