"""Run by test_failing_disk with the shim loaded: a run over and over, each time with another call that fails.

Prints one JSON object: how many calls of each kind failed in turn, and what was wrong afterwards.
"""

from __future__ import annotations

import ctypes
import errno
import itertools
import json
import os
import shutil
import sys
from pathlib import Path

from extractor.backends import Usage
from extractor.errors import RunError
from extractor.extraction.rejections import Rejection
from extractor.records import Article
from extractor.runs.endings import Ended, Failure
from extractor.runs.results.spool import Spool
from extractor.store.entries import EndEntry, ReplyEntry, StoredReply
from extractor.store.folder import RunFolder
from extractor.store.ledger import Ledger
from extractor.store.staging import Staging

KINDS = {"write": 1, "fsync": 2, "rename": 4}
SHIM = ctypes.CDLL(None)


def reply(name: str) -> StoredReply:
    return StoredReply(json.dumps({"n": name * 300}), Usage(1, 1), attempts=1, seconds=0.0)


def write_run(path: Path, name: str) -> None:
    """What a run writes, with this reply: ledger, scratch file, derived files."""
    folder = RunFolder(path)
    with Ledger(folder.ledger) as ledger, Spool(folder.spool) as spool:
        ledger.begin(1.0, "{}")
        ledger.write([ReplyEntry(name, "article", reply(name))])
        ledger.write([EndEntry("article", True, "no events", 0)])
        article = Article(id="article", text=name * 2000, sentences=())
        failure = Failure("article", (), "ReplyInvalid", name)
        rejections = (Rejection("article", (), name, name),)
        ended = Ended(article, (), rejections, (failure,), 1, Usage(), 0.0)
        spool.add(ended)
        with Staging(folder.run) as staging:
            staging.write(folder.articles, spool.lines("articles"))
            staging.write(folder.rejections, spool.lines("rejections"))
            staging.write(folder.failures, spool.lines("unreadable", "failures"))
            staging.write(folder.run, [name])
            staging.swap(gone=[folder.aliases])
        ledger.finish(2.0)


def derived(path: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in path.iterdir() if not p.name.startswith(("ledger.", ".spool"))}


def arm(path: Path, kind: int, number: int, code: int, stays: bool) -> None:
    SHIM.failing_disk_arm(str(path).encode(), kind, number, code, int(stays))


def check(path: Path, before: dict[str, bytes], after: dict[str, bytes], error: RunError | None) -> list[str]:
    """What is not as it should be after a failure; the shim is disarmed."""
    wrong = []
    if error is not None and str(path) not in str(error):
        wrong.append(f"the message does not name the folder: {error}")
    now = derived(path)
    if now not in (before, after):
        wrong.append(f"the derived files are neither those of before nor the new ones: {sorted(now)}")
    if error is None and now != after:
        wrong.append("all seemed well, and the derived files are not the new ones")
    with Ledger.read_only(path / "ledger.sqlite") as ledger:
        if ledger.find("old") != reply("old"):
            wrong.append("the ledger has lost the reply of before")
        if error is None and ledger.find("new") != reply("new"):
            wrong.append("all seemed well, and the ledger has not the new reply")
    write_run(path, "new")  # the same again goes through
    if derived(path) != after:
        wrong.append("the run after it gives something else")
    return wrong


def main(folder: Path) -> None:
    start, path = folder / "start", folder / "run"
    start.mkdir()
    write_run(start, "old")
    before = derived(start)
    shutil.copytree(start, path)
    write_run(path, "new")
    after = derived(path)
    counts: dict[str, int] = {}
    wrong: list[str] = []
    every = itertools.product(KINDS.items(), (errno.ENOSPC, errno.EIO), (False, True))
    for (name, kind), code, stays in every:
        if stays and name != "rename":
            continue  # the same error again and again
        number = 0
        while True:
            number += 1
            shutil.rmtree(path)
            shutil.copytree(start, path)
            error = None
            arm(path, kind, number, code, stays)
            try:
                write_run(path, "new")
            except RunError as caught:
                error = caught
            finally:
                reached = SHIM.failing_disk_seen() >= number
                arm(path, 0, 0, 0, False)
            said = check(path, before, after, error)
            wrong += [
                f"{name} {number} {os.strerror(code)}{' and all after' * stays}: {what}" for what in said
            ]
            if not reached:
                break
            counts[name] = number
    sys.stdout.write(json.dumps({"counts": counts, "wrong": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
