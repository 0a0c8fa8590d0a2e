"""Fills in what the commands in merging.md print; after a change: python docs/guides/write_merging.py

A block that begins with `$ extractor …` gets what that command prints of a replay of the seeds.
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

GUIDE = Path(__file__).with_name("merging.md")
_ROOT = GUIDE.parent.parent.parent
_RUN = "runs/demo-replay"
"""The folder of the run as the guide names it; `make demo REPLAY=1` makes it."""


def guide(text: str) -> str:
    """The text of merging.md with what its commands print."""
    with tempfile.TemporaryDirectory() as folder:
        run = f"{folder}/demo"
        _print_of("run", str(_ROOT / "seeds"), "-o", run, "--replay", str(_ROOT / "cassettes" / "local"))

        def filled(block: re.Match[str]) -> str:
            command = block.group(1)
            printed = _print_of(*(run if word == _RUN else word for word in shlex.split(command)))
            return f"```console\n$ extractor {command}\n{printed.replace(run, _RUN)}\n```"

        return re.sub(r"```console\n\$ extractor ([^\n]+)\n.*?```", filled, text, flags=re.DOTALL)


def _print_of(*command: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        try:
            main(command)
        except SystemExit as stop:
            if stop.code:
                raise ExtractorError(f"extractor {' '.join(command)} ended with {stop.code}") from stop
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip()


if __name__ == "__main__":
    GUIDE.write_text(guide(GUIDE.read_text(encoding="utf-8")), encoding="utf-8")
