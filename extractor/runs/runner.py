"""Records how each input of a run ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from extractor.errors import ArticleError
from extractor.extraction.plans import Plan
from extractor.runs.answers import Answers
from extractor.runs.endings import Ended, Failure, Tally, Watcher
from extractor.store.entries import EndEntry

LEAST_ARTICLES_AT_ONCE = 4
"""Articles in work; else two for each call in flight, so that the next is read while a call is waited for."""


Settle = Callable[[Ended], Ended | None]
"""Says what stands of how an article ended; `None`: another runner is to end it, and this one forgets it."""


def as_it_ended(ended: Ended) -> Ended:
    """A `Settle` that lets everything stand."""
    return ended


class Keeper(Protocol):
    """Takes what a run found, article by article."""

    def add(self, ended: Ended) -> None:
        """Keep an article and what was made of it."""

    def add_unreadable(self, failure: Failure) -> None:
        """Keep the failure of an input that is no article."""


class Results:
    """Takes how each input ended: for the ledger, the keeper, the tally, and who watches.

    Its methods raise `RunError` when that cannot be written.
    """

    def __init__(
        self,
        answers: Answers,
        keeper: Keeper,
        watchers: Sequence[Watcher],
        tally: Tally,
        settle: Settle,
    ) -> None:
        """What ends is added to the `tally`."""
        self.tally = tally
        self._settle = settle
        self._answers = answers
        self._keeper = keeper
        self._watchers = watchers

    async def add(self, ended: Ended) -> None:
        """An article has ended; what stands of it is kept, if anything."""
        settled = self._settle(ended)
        if settled is None:
            return
        ended = settled
        for record in ended.records:
            for watcher in self._watchers:
                watcher.found(ended.article, record)
        first = ended.failures[0] if ended.failures else None
        await self._note_end(ended.article.id, ended.outcome, first, records=len(ended.records))
        self._keeper.add(ended)
        self.tally.count(ended)
        for watcher in self._watchers:
            watcher.ended(ended)

    async def add_unreadable(self, error: ArticleError) -> None:
        """An input is no article."""
        failure = Failure(error.source, (), type(error).__name__, error.reason)
        await self._note_end(failure.article, "failed", failure, readable=False)
        self._keeper.add_unreadable(failure)
        self.tally.count_unreadable()
        for watcher in self._watchers:
            watcher.failed(failure)

    async def _note_end(
        self, name: str, outcome: str, failure: Failure | None, *, records: int = 0, readable: bool = True
    ) -> None:
        why = (failure.error, failure.message, failure.attempts) if failure else ()
        await self._answers.keep(EndEntry(name, readable, outcome, records, *why))


def articles_at_once(plan: Plan, calls: int) -> int:
    """How many articles are in work while so many calls may be in flight."""
    # Questions that follow each other use the server's cache, unless another article comes between them.
    return calls if plan.rounds is None else max(LEAST_ARTICLES_AT_ONCE, 2 * calls)
