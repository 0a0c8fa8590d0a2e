"""Fills in what README.md shows of a run and of the dependencies; after a change: python docs/write_readme.py

The tables come from a replay of the recorded answers, so that the README shows what the tool really prints.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

from extractor.cli import main
from extractor.errors import ExtractorError

ROOT = Path(__file__).resolve().parent.parent
_EVIDENCE_LINES = 34


def readme(text: str) -> str:
    """The text of README.md with its generated parts made anew."""
    with tempfile.TemporaryDirectory() as folder:
        run = f"{folder}/demo"
        _print_of("run", str(ROOT / "seeds"), "-o", run, "--replay", str(ROOT / "cassettes" / "local"))
        table = _print_of("show", run).replace(run, "runs/demo")
        identity = table.splitlines()[2].split()[0]
        evidence = _print_of("show", run, identity).splitlines()
    text = _filled(text, "table", f"```text\n{table}\n```")
    shortened = "\n".join([*evidence[:_EVIDENCE_LINES], "…"])
    text = _filled(text, "evidence", f"```text\n{shortened}\n```")
    return _filled(text, "dependencies", _dependencies())


def _print_of(*command: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        try:
            main(command)
        except SystemExit as stop:
            if stop.code:
                raise ExtractorError(f"extractor {' '.join(command)} ended with {stop.code}") from stop
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    return "\n".join(lines).strip()


def _dependencies() -> str:
    """A line for each of pyproject.toml's dependencies, whose comments say what it is for."""
    block = re.search(
        r"^dependencies = \[\n(.*?)^\]",
        (ROOT / "pyproject.toml").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    if block is None:
        raise ExtractorError("pyproject.toml: no dependencies: write them one a line, each with its reason")
    rows = re.findall(r'^\s*"([A-Za-z0-9_-]+)[^"]*",\s*# (.+)$', block.group(1), re.MULTILINE)
    return "\n".join(["| package | for |", "|---|---|", *(f"| {name} | {reason} |" for name, reason in rows)])


def _filled(text: str, name: str, content: str) -> str:
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    return pattern.sub(lambda match: f"{match.group(1)}{content}\n{match.group(2)}", text)


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(readme(path.read_text(encoding="utf-8")), encoding="utf-8")
    sys.exit(0)
