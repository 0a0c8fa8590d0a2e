"""Where a run keeps its answers, and finds those that it has: each question is asked once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import StrEnum
from typing import Protocol
from weakref import WeakValueDictionary

from extractor.store.committer import Committer
from extractor.store.entries import Entry, StoredFailure, StoredReply
from extractor.store.ledger import Ledger


class Reuse(StrEnum):
    """What of the ledger answers a question in place of the model."""

    ALL = "all"
    """Replies and failures: nothing is asked twice."""
    REPLIES = "replies"
    """What was given up is asked again."""
    NOTHING = "nothing"
    """Everything is asked anew: a cassette must hold, or give, every answer."""


Known = StoredReply | StoredFailure | None
"""What is known of a question: its reply, how it failed, or nothing yet."""


class Answers(Protocol):
    """Keeps what is answered."""

    def question(self, key: str) -> AbstractAsyncContextManager[Known]:
        """What is known of a question. Who else has the same question waits until the block ends."""

    async def keep(self, *entries: Entry) -> None:
        """Keep the entries, all or none; they are on disk when this returns.

        Raises:
            RunError: they cannot be written.
        """


class NoAnswers:
    """Knows nothing, and keeps nothing."""

    @asynccontextmanager
    async def question(self, _key: str) -> AsyncIterator[Known]:
        """See `Answers`."""
        yield None

    async def keep(self, *_entries: Entry) -> None:
        """See `Answers`."""


class LedgerAnswers:
    """The answers in a ledger that this process holds."""

    def __init__(self, ledger: Ledger, committer: Committer, reuse: Reuse = Reuse.ALL) -> None:
        self.keep = committer.commit
        self._ledger = ledger
        self._reuse = reuse
        self._in_flight: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def question(self, key: str) -> AsyncIterator[Known]:
        """See `Answers`."""
        async with self._in_flight.setdefault(key, asyncio.Lock()):
            yield known_of(self._ledger, key, self._reuse)


def known_of(ledger: Ledger, key: str, reuse: Reuse) -> Known:
    """What a ledger knows of a question, as far as that is to be used."""
    if reuse is Reuse.NOTHING:
        return None
    return ledger.find(key) or (ledger.find_failure(key) if reuse is Reuse.ALL else None)
