from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from extractor.backends import Usage
from extractor.errors import RunError
from extractor.store.committer import Committer
from extractor.store.entries import Entry, ReplyEntry, StoredReply
from extractor.store.ledger import Ledger


def reply(key: str, tokens: int = 1) -> ReplyEntry:
    return ReplyEntry(key, "article", StoredReply("{}", Usage(tokens, 0), attempts=1, seconds=0.0))


class Groups(Ledger):
    """Notes how many entries each transaction had."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.sizes: list[int] = []

    def write(self, entries: list[Entry]) -> None:  # type: ignore[override]  # what the committer gives
        super().write(entries)
        self.sizes.append(len(entries))


def test_what_arrives_together_is_written_together_and_is_there_when_commit_returns(tmp_path: Path) -> None:
    async def keep(ledger: Ledger) -> None:
        async def one(committer: Committer, key: str) -> None:
            await committer.commit(reply(key))
            assert ledger.find(key) is not None

        async with Committer(ledger) as committer:
            await asyncio.gather(*(one(committer, str(number)) for number in range(64)))

    with Groups(tmp_path / "ledger.sqlite") as ledger:
        asyncio.run(keep(ledger))
        assert sum(ledger.sizes) == 64
        assert len(ledger.sizes) <= 3


def test_what_a_cancelled_task_handed_in_is_written(tmp_path: Path) -> None:
    async def cancelled(ledger: Ledger) -> None:
        async with Committer(ledger) as committer:
            task = asyncio.create_task(committer.commit(reply("key")))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        asyncio.run(cancelled(ledger))
        assert ledger.find("key") is not None


def test_what_cannot_be_written_is_an_error_for_those_who_wait_for_it(tmp_path: Path) -> None:
    async def too_many(ledger: Ledger) -> None:
        async with Committer(ledger) as committer:
            with pytest.raises(RunError, match="the ledger cannot be used"):
                await committer.commit(reply("a", 2**64))
            await committer.commit(reply("b"))

    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        asyncio.run(too_many(ledger))
        assert ledger.find("a") is None
        assert ledger.find("b") is not None
