"""Run by test_failing_disk with the shim loaded: `extractor run` with another failing call each time.

Prints one JSON object: how many calls of each kind failed in turn, and what was wrong afterwards.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import io
import json
import shutil
import sys
from pathlib import Path

from extractor.cli import main as command
from extractor.store.ledger import Ledger
from tests.end_to_end.newsroom import derived, obliging, write_articles
from tests.kit.ledgers import outcomes
from tests.kit.model_server import ModelServer
from tests.runs.failing_disk_run import KINDS

STEPS = {"write": 9, "fsync": 1, "rename": 1}
"""Each fsync and rename fails in its turn, and every ninth write: `failing_disk_run` has them all."""

SHIM = ctypes.CDLL(None)
TEXTS = {"first": "Police in Lyon arrested Per Dahl."}


def run(server: ModelServer, news: Path, folder: Path) -> tuple[int, str]:
    """The command in this process: its exit code, and what it complains of."""
    where = ["--base-url", server.base_url, "--model", "fake", "--plan", "article", "--json"]
    said = io.StringIO()
    code = 0
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            command(["run", str(news), "-o", str(folder), *where])
        except SystemExit as stop:
            code = int(stop.code or 0)
    return code, said.getvalue()


def check(folder: Path, code: int, said: str, states: list[dict[str, bytes]]) -> list[str]:
    """What is not as it should be after a failure; the shim is disarmed. `states` are before and after."""
    wrong = []
    if code and (str(folder) not in said or len(said.strip().splitlines()) != 1):
        wrong.append(f"no line that names the folder: {said!r}")
    if derived(folder) not in states:
        wrong.append(f"the files are neither those of before nor the new ones: {sorted(derived(folder))}")
    with Ledger.read_only(folder / "ledger.sqlite") as ledger:
        replies = sum(outcomes(ledger).values())
    if replies < 1:
        wrong.append("the ledger has lost the reply of before")
    if code == 0 and (derived(folder) != states[1] or replies != 2):  # as when SQLite tidies up at the end
        wrong.append("all seemed well, and something is missing")
    return wrong


def main(scratch: Path) -> None:
    start, folder, news = scratch / "start", scratch / "run", write_articles(scratch / "news", TEXTS)
    counts: dict[str, int] = {}
    wrong: list[str] = []
    with ModelServer(obliging) as server:
        assert run(server, news, start)[0] == 0
        before = derived(start)
        (news / "more.txt").write_text(
            "Two officers were wounded in Turin, officials said.", encoding="utf-8"
        )
        shutil.copytree(start, folder)
        assert run(server, news, folder)[0] == 0
        states = [before, derived(folder)]
        for name, kind in KINDS.items():
            number, reached = 1, True
            while reached:
                shutil.rmtree(folder)
                shutil.copytree(start, folder)
                code = (errno.ENOSPC, errno.EIO)[number % 2]
                SHIM.failing_disk_arm(str(folder).encode(), kind, number, code, 0)
                try:
                    ended, said = run(server, news, folder)
                finally:
                    reached = SHIM.failing_disk_seen() >= number
                    SHIM.failing_disk_arm(b"", 0, 0, 0, 0)
                found = check(folder, ended, said, states)
                wrong += [f"{name} {number} {errno.errorcode[code]}: {what}" for what in found]
                counts[name] = number
                number += STEPS[name]
    sys.stdout.write(json.dumps({"counts": counts, "wrong": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
