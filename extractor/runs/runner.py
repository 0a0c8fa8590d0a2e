"""Runs articles through a plan and a client, and records how each one ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from extractor.backends.on_demand import ClientOnDemand
from extractor.errors import ArticleError
from extractor.extraction.plans import Plan
from extractor.records import Article
from extractor.runs.answers import Answers, LedgerAnswers, Reuse
from extractor.runs.article_runner import ArticleRunner, together
from extractor.runs.endings import Ended, Failure, Tally, Watcher
from extractor.store.committer import Committer
from extractor.store.entries import EndEntry
from extractor.store.ledger import Ledger

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
    """Takes how each input ended: for the ledger, the keeper, the tally, and who watches."""

    def __init__(
        self,
        answers: Answers,
        keeper: Keeper,
        watchers: Sequence[Watcher] = (),
        tally: Tally | None = None,
        settle: Settle = as_it_ended,
    ) -> None:
        """What ends is added to the `tally`, if one of other articles is given."""
        self.tally = Tally() if tally is None else tally
        self._settle = settle
        self._answers = answers
        self._keeper = keeper
        self._watchers = watchers

    async def add(self, ended: Ended) -> None:
        """An article has ended; what stands of it is kept, if anything.

        Raises:
            RunError: that cannot be written.
        """
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
        """An input is no article.

        Raises:
            RunError: that cannot be written.
        """
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


class Runner:
    """Asks one model about many articles."""

    def __init__(
        self,
        plan: Plan,
        source: ClientOnDemand,
        ledger: Ledger,
        keeper: Keeper,
        watchers: Sequence[Watcher] = (),
        reuse: Reuse = Reuse.ALL,
    ) -> None:
        self._keeper = keeper
        self._watchers = watchers
        self._committer = Committer(ledger)
        self._answers = LedgerAnswers(ledger, self._committer, reuse)
        self._runner = ArticleRunner(plan, source, self._answers, watchers, asks_anew=reuse is Reuse.NOTHING)
        self._at_once = articles_at_once(plan, source.profile.concurrency)

    async def run(
        self,
        articles: Iterable[Article | ArticleError],
        tally: Tally | None = None,
        settle: Settle = as_it_ended,
    ) -> Tally:
        """Ask about every article; each answer is in the ledger before it counts, whatever happens then.

        Articles are read as they are asked about, and handed to the keeper as they end, in any order: only
        what is in flight is held. With a `tally` of other articles these are added to it. `settle` says what
        stands of how an article ended.

        Raises:
            BackendUnavailable: no call can succeed.
            CassetteMiss: a replay has no answer for a question.
            RunError: the ledger cannot be used.
        """
        waiting = iter(articles)
        results = Results(self._answers, self._keeper, self._watchers, tally, settle)
        async with self._committer:
            await together(self._work(waiting, results) for _ in range(self._at_once))
        return results.tally

    async def _work(self, articles: Iterator[Article | ArticleError], results: Results) -> None:
        while (item := next(articles, None)) is not None:
            if isinstance(item, ArticleError):
                await results.add_unreadable(item)
            else:
                await results.add(await self._runner.run(item))


def articles_at_once(plan: Plan, calls: int) -> int:
    """How many articles are in work while so many calls may be in flight."""
    # Questions that follow each other use the server's cache, unless another article comes between them.
    return calls if plan.rounds is None else max(LEAST_ARTICLES_AT_ONCE, 2 * calls)
