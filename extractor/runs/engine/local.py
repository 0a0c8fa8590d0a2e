"""All of a run in this process: one event loop, many calls in flight."""

from __future__ import annotations

import asyncio

from extractor.articles import read_each
from extractor.backends.client import ClientOnDemand
from extractor.errors import ArticleError
from extractor.runs.answers import LedgerAnswers, Reuse
from extractor.runs.article_runner import ArticleRunner, together
from extractor.runs.endings import Tally
from extractor.runs.engine.base import Job
from extractor.runs.runner import Results, articles_at_once
from extractor.store.committer import Committer


class LocalEngine:
    """Runs a job in this process.

    Articles are read as they are asked about, and handed to the keeper as they end, in any order: only what
    is in flight is held.
    """

    def run(self, job: Job) -> Tally:
        """See `Engine`."""
        return asyncio.run(_run(job))


async def _run(job: Job) -> Tally:
    request = job.request
    source = ClientOnDemand(
        request.profile,
        record=request.record,
        replay=request.replay,
        allow_live=request.allow_live,
        budget=job.budget,
        batches=job.batches,
    )
    async with source, Committer(job.ledger) as committer:
        job.progress.in_flight = lambda: source.in_flight
        answers = LedgerAnswers(job.ledger, committer, request.reuse)
        asks_anew = request.reuse is Reuse.NOTHING
        runner = ArticleRunner(job.plan, source, answers, job.watchers, asks_anew=asks_anew)
        results = Results(answers, job.keeper, job.watchers, job.tally, job.settle)
        waiting = read_each(job.articles, job.warn)

        async def work() -> None:
            while (item := next(waiting, None)) is not None:
                if isinstance(item, ArticleError):
                    await results.add_unreadable(item)
                else:
                    await results.add(await runner.run(item))

        await together(work() for _ in range(articles_at_once(job.plan, request.profile.concurrency)))
    return job.tally
