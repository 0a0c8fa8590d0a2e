"""The driver of a run with workers: hands out articles, keeps what comes back, replaces lost workers."""

from __future__ import annotations

import asyncio
import math
from collections import Counter, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from extractor.articles import Unread
from extractor.backends.limits.limiter import LocalLimiter
from extractor.backends.limits.pacing import Clock, pacer_of
from extractor.errors import ArticleError, RunError
from extractor.records import Article
from extractor.runs.answers import LedgerAnswers
from extractor.runs.article_runner import together
from extractor.runs.endings import Tally
from extractor.runs.engine.base import Job, WorkerLost
from extractor.runs.engine.channel import gathering_time
from extractor.runs.engine.messages import FromWorker, Greeting, Task, ToWorker
from extractor.runs.engine.session import Session, Shared
from extractor.runs.request import Request
from extractor.runs.runner import Results, articles_at_once
from extractor.runs.versions import worker_versions
from extractor.runs.workers import WorkerState
from extractor.schemas import lasting_reference
from extractor.store.committer import Committer

MOST_LOSSES = 10
"""Workers that may be lost with the same article in work, or one after the other before any article ends."""

_BETWEEN_LOOKS = 1.0
"""Seconds after which it is shown how far each worker is."""

_SPARE_ARTICLES = 4
"""That a worker has in work beyond its share of the calls, while messages are under way."""


class WorkerHandle(Protocol):
    """A worker, wherever it is; each method raises `WorkerLost` when it is there no more."""

    async def open(self, task: Task) -> Greeting:
        """See `Worker`."""

    async def exchange(self, items: Sequence[ToWorker]) -> list[FromWorker]:
        """See `Worker`."""

    def kill(self) -> None:
        """End the worker, if it is there."""


async def drive(job: Job, start: Callable[[], WorkerHandle], workers: int) -> Tally:
    """Run a job with so many workers, each of which `start` gives; raises as `Engine.run` does."""
    async with Committer(job.ledger) as committer:
        answers = LedgerAnswers(job.ledger, committer, job.request.reuse)
        limiter = LocalLimiter(job.budget, pacer_of(job.request.profile, Clock()))
        job.progress.in_flight = lambda: limiter.in_flight
        results = Results(answers, job.keeper, job.watchers, job.tally, job.settle)
        driver = _Driver(job, answers, limiter, results, start)
        await driver.run(workers)
    return job.tally


class _Driver:
    def __init__(
        self,
        job: Job,
        answers: LedgerAnswers,
        limiter: LocalLimiter,
        results: Results,
        start: Callable[[], WorkerHandle],
    ) -> None:
        self._job = job
        self._start = start
        self._results = results
        self._shared = Shared(job, answers, limiter, results, self._article_ended)
        self._ready: dict[int, tuple[Greeting, Session]] = {}
        """By number, the workers that are there."""
        self._again: deque[Article | Unread] = deque()
        """Articles that lost workers had in work."""
        self._in_work = 0
        self._all_read = False
        self._done = asyncio.Event()
        self._losses = 0
        """In a row, before any article ended."""
        self._strikes: Counter[str] = Counter()
        """By article, the workers that were lost while it was in work."""

    async def run(self, workers: int) -> None:
        """Return when every article has ended."""
        at_once = articles_at_once(self._job.plan, self._job.request.profile.concurrency)
        self._share = math.ceil(at_once / workers) + _SPARE_ARTICLES
        done = asyncio.create_task(self._done.wait())
        self._job.progress.workers = lambda: len(self._ready)
        serving = [asyncio.create_task(self._serve(number)) for number in range(1, workers + 1)]
        showing = asyncio.create_task(self._show())
        try:
            finished, _ = await asyncio.wait((done, *serving, showing), return_when=asyncio.FIRST_COMPLETED)
            for state in self._states():
                self._job.say(str(state))
        finally:
            for task in (done, *serving, showing):
                task.cancel()
            await asyncio.gather(done, *serving, showing, return_exceptions=True)
        for task in finished:
            task.result()  # raises what made a worker's task end

    async def _show(self) -> None:
        while True:
            self._job.show_workers(self._states())
            await asyncio.sleep(_BETWEEN_LOOKS)

    def _states(self) -> list[WorkerState]:
        return [
            WorkerState(number, at.host, at.pid, session.done, len(session.articles), session.in_flight)
            for number, (at, session) in sorted(self._ready.items())
        ]

    async def _serve(self, number: int) -> None:
        """Keep one worker at work; it is replaced when it is lost."""
        while True:
            session, worker = Session(self._shared), self._start()
            loss = ""
            try:
                await self._work_with(number, worker, session)
            except WorkerLost as lost:
                loss = str(lost)
            finally:
                self._ready.pop(number, None)
                worker.kill()
                articles = await session.close()
            if session.failed.done():
                session.failed.result()  # raises what made the run fail
            self._job.say(f"worker {number} was lost ({loss}); its {len(articles)} articles go again")
            self._take_back(articles)

    async def _work_with(self, number: int, worker: WorkerHandle, session: Session) -> None:
        greeting = await worker.open(task_of(self._job.request))
        check_greeting(greeting, self._job.plan.fingerprint)
        self._job.say(f"worker {number} is ready on {greeting}")
        self._ready[number] = greeting, session
        await self._fill(session)

        async def fail() -> None:
            await asyncio.wait([session.failed])  # which stays as it is when this is cancelled
            session.failed.result()

        await together([self._converse(worker, session), fail()])

    async def _converse(self, worker: WorkerHandle, session: Session) -> None:
        """Exchange messages for ever; what comes up during an exchange goes with another, which ends it."""
        exchanges: deque[asyncio.Task[list[FromWorker]]] = deque()
        mail = asyncio.create_task(session.has_mail.wait())
        try:
            while True:
                if mail.done() or not exchanges:
                    await asyncio.sleep(gathering_time(len(session.articles)))
                    exchanges.append(asyncio.create_task(worker.exchange(session.take_mail())))
                    if mail.done():
                        mail = asyncio.create_task(session.has_mail.wait())
                await asyncio.wait((exchanges[0], mail), return_when=asyncio.FIRST_COMPLETED)
                while exchanges and exchanges[0].done():
                    session.handle(exchanges.popleft().result())
                    await self._fill(session)
        finally:
            for task in (mail, *exchanges):
                task.cancel()
            await asyncio.gather(mail, *exchanges, return_exceptions=True)

    async def _fill(self, session: Session) -> None:
        """Hand out articles, as many as the worker can have in work."""
        while len(session.articles) < self._share:
            article = await self._next_article()
            if article is None:
                return
            session.hand(article)

    async def _next_article(self) -> Article | Unread | None:
        if self._again:
            return self._again.popleft()
        for item in self._job.articles:
            self._in_work += 1
            if not isinstance(item, ArticleError):
                return item
            await self._results.add_unreadable(item)
            self._in_work -= 1
        self._all_read = True
        self._check_done()
        return None

    def _article_ended(self) -> None:
        self._in_work -= 1
        self._losses = 0
        self._check_done()

    def _check_done(self) -> None:
        if self._all_read and not self._in_work:
            self._done.set()

    def _take_back(self, articles: Sequence[Article | Unread]) -> None:
        """Hand the articles of a lost worker out again, first of all.

        Raises:
            RunError: that has not helped so far.
        """
        self._again.extend(articles)
        self._losses += 1
        self._strikes.update(article.id for article in articles)
        worst = max(articles, key=lambda article: self._strikes[article.id], default=None)
        if worst is not None and self._strikes[worst.id] >= MOST_LOSSES:
            raise RunError(
                f"{MOST_LOSSES} workers were lost while article {worst.id} was in work, as when memory runs "
                "out: look at the machines; the same command goes on"
            )
        if self._losses >= MOST_LOSSES:
            raise RunError(
                f"{MOST_LOSSES} workers were lost one after the other before an article ended: look at the "
                "machines; the same command goes on"
            )


def task_of(request: Request) -> Task:
    """What workers need to know of a run; names of files hold in every working directory."""
    return Task(
        request.profile,
        lasting_reference(request.schema),
        None if request.prompt is None else str(Path(request.prompt).absolute()),
        request.record and request.record.absolute(),
        request.replay and request.replay.absolute(),
        request.allow_live,
    )


def check_greeting(greeting: Greeting, fingerprint: str) -> None:
    """Refuse a worker that would give other results.

    Raises:
        RunError: what it has otherwise.
    """
    for name, here in worker_versions().items():
        there = greeting.versions.get(name, "none")
        if there != here:
            raise RunError(
                f"a worker ({greeting}) has {name} {there}, and this process {here}: install the same "
                "versions on every machine"
            )
    if greeting.fingerprint != fingerprint:
        raise RunError(
            f"a worker ({greeting}) has another schema or prompt than this process: put the same files on "
            "every machine"
        )
