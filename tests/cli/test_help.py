from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from docs.reference.write_cli import cli_reference
from tests.end_to_end.newsroom import COMMAND, extractor


def test_the_reference_shows_what_help_prints(repository: Path) -> None:
    written = (repository / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert written == cli_reference(), "write it anew with: python docs/reference/write_cli.py"


def test_every_exit_code_is_in_the_reference(repository: Path) -> None:
    import extractor.cli as command_line

    text = (repository / "docs" / "reference" / "run-folder.md").read_text(encoding="utf-8")
    codes = {code for name, code in vars(command_line).items() if name.startswith("EXIT_")}
    assert codes == {1, 2, 3, 4, 130}
    assert all(f"| {code} |" in text for code in codes)


def test_help_comes_at_once() -> None:
    def seconds() -> float:
        started = time.perf_counter()
        subprocess.run([*COMMAND, "--help"], check=True, capture_output=True)
        return time.perf_counter() - started

    def bare() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import click, signal, importlib"], check=True)
        return time.perf_counter() - started

    # 0.3 s on an idle machine; on a busy one, little more than what the parser of the command line takes.
    assert min(seconds() for _ in range(3)) < max(0.3, 2 * min(bare() for _ in range(3)))


def test_an_unknown_command_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    answer = extractor(capsys, "rum")
    assert answer.code == 2
    assert "No such command 'rum'" in answer.err


def test_a_reader_that_has_gone_is_no_traceback(repository: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        child.stdout.close()
        assert child.stderr is not None
        assert child.stderr.read() == ""
        assert child.wait() == 1
