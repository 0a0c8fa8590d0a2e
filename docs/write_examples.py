"""Fills in what documents show of the tool; after a change: python docs/write_examples.py

A block that begins with `$ extractor …` gets what that command prints of a replay of the recorded answers;
one that ends with `…` keeps its length. README.md also gets the list of dependencies.
"""

from __future__ import annotations

import io
import re
import shlex
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

from extractor.cli import main
from extractor.errors import ExtractorError

_ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (
    _ROOT / "README.md",
    _ROOT / "docs" / "guides" / "merging.md",
    _ROOT / "docs" / "guides" / "spending.md",
    _ROOT / "docs" / "guides" / "reviewing.md",
)
_RUN = "runs/demo-replay"
"""The folder of the run as the documents name it; `make demo REPLAY=1` makes it."""
_CUT = "…"


def written(text: str, run: str) -> str:
    """The text of a document with what its commands print, and with the dependencies where it lists them.

    `run` is the folder of a replay of the recorded answers.
    """

    def filled(block: re.Match[str]) -> str:
        command, shown = block.group(1), block.group(2).splitlines()
        printed = _print_of(*(run if word == _RUN else word for word in shlex.split(command)))
        lines = printed.replace(run, _RUN).splitlines()
        if shown and shown[-1] == _CUT:
            lines = [*lines[: len(shown) - 1], _CUT]
        return "\n".join(["```console", f"$ extractor {command}", *lines, "```"])

    text = re.sub(r"```console\n\$ extractor ([^\n]+)\n(.*?)```", filled, text, flags=re.DOTALL)
    pattern = re.compile(r"(<!-- dependencies -->\n).*?(<!-- /dependencies -->)", re.DOTALL)
    return pattern.sub(lambda place: f"{place.group(1)}{_dependencies()}\n{place.group(2)}", text)


def _print_of(*command: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        try:
            main(command)
        except SystemExit as stop:
            if stop.code:
                raise ExtractorError(f"extractor {' '.join(command)} ended with {stop.code}") from stop
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip()


def _dependencies() -> str:
    """A row for each of pyproject.toml's dependencies, whose comments say what it is for."""
    project = (_ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[\n(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    if block is None:
        raise ExtractorError("pyproject.toml: no dependencies: write them one a line, each with its reason")
    rows = re.findall(r'^\s*"([A-Za-z0-9_-]+)[^"]*",\s*# (.+)$', block.group(1), re.MULTILINE)
    return "\n".join(["| package | for |", "|---|---|", *(f"| {name} | {reason} |" for name, reason in rows)])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        demo = f"{folder}/demo"
        _print_of("run", str(_ROOT / "seeds"), "-o", demo, "--replay", str(_ROOT / "cassettes" / "local"))
        for document in DOCUMENTS:
            document.write_text(written(document.read_text(encoding="utf-8"), demo), encoding="utf-8")
