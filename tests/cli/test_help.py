from __future__ import annotations

import subprocess
import sys
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


def test_help_waits_for_no_large_package() -> None:
    code = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules)); "
        "from extractor.cli import main; main()"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, "--help"], check=True, capture_output=True, text=True
    )
    loaded = {name.partition(".")[0] for name in answer.stdout.split()}
    assert "click" in loaded
    assert not loaded & {
        "pydantic",
        "openai",
        "instructor",
        "numpy",
        "rich",
        "jinja2",
        "starlette",
        "asyncio",
    }


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
