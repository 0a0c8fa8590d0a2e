"""All of a run in this process: one event loop, many calls in flight."""

from __future__ import annotations

import asyncio

from extractor.articles import read_each
from extractor.backends.on_demand import ClientOnDemand
from extractor.runs.endings import Tally
from extractor.runs.engine.base import Job
from extractor.runs.runner import Runner


class LocalEngine:
    """Runs a job in this process."""

    def run(self, job: Job) -> Tally:
        """See `Engine`."""
        return asyncio.run(_run(job))


async def _run(job: Job) -> Tally:
    async with ClientOnDemand(
        job.profile,
        record=job.record,
        replay=job.replay,
        allow_live=job.allow_live,
        budget=job.budget,
        batches=job.batches,
    ) as source:
        job.progress.in_flight = lambda: source.in_flight
        runner = Runner(job.plan, source, job.ledger, job.keeper, job.watchers, job.reuse)
        return await runner.run(read_each(job.articles, job.warn), job.tally, job.settle)
