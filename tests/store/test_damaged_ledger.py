"""A ledger that was cut, at every byte: what was committed before is read, or the message names the file."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.backends import Usage
from extractor.errors import RunError
from extractor.store.entries import ReplyEntry, StoredReply
from extractor.store.ledger import Ledger

PAGE = 512
"""Bytes; the smallest page that SQLite has, so that every byte of one is soon tried."""

FRAME = PAGE + 24

STEP = 7
"""Bytes between two cuts."""


def reply(number: int) -> ReplyEntry:
    stored = StoredReply(f'{{"n":{number}}}', Usage(), attempts=1, seconds=0.0)
    return ReplyEntry(str(number), "article", stored)


@pytest.fixture
def open_ledger(tmp_path: Path) -> Iterator[Path]:
    """A ledger with ten replies as a crash leaves it, the tenth in the last frame of its log."""
    path = tmp_path / "whole" / "ledger.sqlite"
    path.parent.mkdir()
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA page_size = {PAGE}")
        database.execute("VACUUM")
    with Ledger(path) as ledger:
        for number in range(10):
            ledger.write([reply(number)])
        yield path


def copy(path: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("ledger.sqlite", "ledger.sqlite-wal"):
        if path.with_name(name).exists():
            shutil.copy(path.with_name(name), folder / name)
    return folder / "ledger.sqlite"


def test_a_log_that_is_cut_anywhere_in_its_last_page_keeps_all_that_was_committed_before(
    open_ledger: Path, tmp_path: Path
) -> None:
    size = open_ledger.with_name("ledger.sqlite-wal").stat().st_size
    lost = 0
    for cut in range(1, FRAME + 1, STEP):
        path = copy(open_ledger, tmp_path / "cut")
        with path.with_name("ledger.sqlite-wal").open("r+b") as log:
            log.truncate(size - cut)
        with Ledger(path) as ledger:
            assert all(ledger.find(str(number)) == reply(number).reply for number in range(9)), cut
            lost += ledger.find("9") is None
            ledger.write([reply(9)])
            assert ledger.find("9") == reply(9).reply
    assert lost == len(range(1, FRAME + 1, STEP))  # a frame that is not whole does not count


def test_a_ledger_that_is_cut_anywhere_in_its_last_page_is_named_and_left_as_it_is(
    open_ledger: Path, tmp_path: Path
) -> None:
    with Ledger.read_only(open_ledger):
        whole = copy(open_ledger, tmp_path / "closed")
    with Ledger(whole):
        pass  # closing it brings the log into the file
    assert not whole.with_name("ledger.sqlite-wal").exists()
    size = whole.stat().st_size
    for cut in range(1, PAGE + 1, STEP):
        path = copy(whole, tmp_path / "cut")
        with path.open("r+b") as file:
            file.truncate(size - cut)
        before = path.read_bytes()
        with pytest.raises(RunError, match=r"cut/ledger\.sqlite: the ledger cannot be used"), Ledger(path):
            pytest.fail(f"opened without its last {cut} bytes")
        assert path.read_bytes() == before
