"""The driver's end of its connection with one worker: does for it what is there once in a run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

from extractor.backends.limits.limiter import LocalLimiter
from extractor.errors import LimitReached
from extractor.records import Article
from extractor.runs.answers import Answers
from extractor.runs.article_runner import REPORTED_AT_THE_END
from extractor.runs.endings import Ended
from extractor.runs.engine.base import Job
from extractor.runs.engine.messages import (
    ArticleEnded,
    ArticleStarted,
    CallEnded,
    Find,
    FromWorker,
    Granted,
    Keep,
    MayStart,
    QuestionAnswered,
    Refused,
    Release,
    Responded,
    Stopped,
    ToWorker,
    Work,
)
from extractor.runs.runner import Results
from extractor.store.entries import AttemptEntry


@dataclass(frozen=True)
class Shared:
    """What all sessions of a run use."""

    job: Job
    answers: Answers
    limiter: LocalLimiter
    results: Results
    on_end: Callable[[], None]
    """Called with each article that has ended."""


class Session:
    """Serves one worker; what the worker holds is free again when the session is closed.

    An error that ends the run is kept in `failed`, a future that is never done otherwise.
    """

    def __init__(self, shared: Shared) -> None:
        self.articles: dict[str, Article] = {}
        """By id, what the worker has in work."""
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._shared = shared
        self._outbox: list[ToWorker] = []
        self.has_mail = asyncio.Event()
        """Whether there is something to deliver."""
        self._holding: set[asyncio.Task[None]] = set()
        """What the worker waits for, or has and must give back."""
        self._keeping: set[asyncio.Task[None]] = set()
        """What is on its way to the disk, whatever becomes of the worker."""
        self._ends: dict[int, asyncio.Future[Any]] = {}
        """By the number of a request, the end of what it holds."""

    def hand(self, article: Article) -> None:
        """Give the worker an article."""
        self.articles[article.id] = article
        self._send(Work(article))

    def take_mail(self) -> list[ToWorker]:
        """What is to be delivered now."""
        mail, self._outbox = self._outbox, []
        self.has_mail.clear()
        return mail

    def handle(self, messages: Iterable[FromWorker]) -> None:
        """Do what the worker's messages ask for, in their order.

        Raises:
            ExtractorError: the run cannot go on.
        """
        for message in messages:
            self._handle(message)

    async def close(self) -> list[Article]:
        """Free what the worker holds; the articles that it had in work.

        What its calls in flight used is unknown, so the most is taken for used.
        """
        # What was answered must be found when the article goes again.
        await asyncio.gather(*self._keeping, return_exceptions=True)
        for task in list(self._holding):
            task.cancel()
        await asyncio.gather(*self._holding, return_exceptions=True)
        return list(self.articles.values())

    def _handle(self, message: FromWorker) -> None:  # noqa: C901  # one case a kind of message
        watchers = self._shared.job.watchers
        match message:
            case Find():
                self._serve(self._find(message), self._holding)
            case MayStart():
                self._serve(self._may_start(message), self._holding)
            case Keep():
                self._serve(self._keep(message), self._keeping)
            case Release() | CallEnded():
                end = self._ends.pop(message.number, None)
                if end is not None and not end.done():
                    end.set_result(message)
            case Responded():
                self._shared.limiter.on_response(message.status, message.headers)
            case ArticleStarted():
                for watcher in watchers:
                    watcher.started(self.articles[message.article], message.questions)
            case QuestionAnswered():
                for watcher in watchers:
                    watcher.answered(self.articles[message.article])
            case ArticleEnded():
                article = self.articles.pop(message.article)
                self._serve(self._end(article, message), self._keeping)
            case Stopped():
                raise message.error

    async def _find(self, request: Find) -> None:
        end = self._end_of(request.number)
        async with self._shared.answers.question(request.key) as known:
            self._send(Granted(request.number, known))
            await end

    async def _may_start(self, request: MayStart) -> None:
        end = self._end_of(request.number)
        try:
            async with self._shared.limiter.may_start(request.most, request.tokens) as report:
                self._send(Granted(request.number))
                try:
                    outcome = await end
                except asyncio.CancelledError:
                    report(None, None)  # the worker was lost: the call may have been charged
                    raise
                if outcome.is_reported:
                    report(outcome.usage, outcome.status)
        except LimitReached as error:
            self._send(Refused(request.number, error))

    async def _keep(self, request: Keep) -> None:
        await self._shared.answers.keep(*request.entries)
        for entry in request.entries:
            if isinstance(entry, AttemptEntry):
                for watcher in self._shared.job.watchers:
                    watcher.attempted(entry.attempt)
        self._send(Granted(request.number))

    async def _end(self, article: Article, message: ArticleEnded) -> None:
        job = self._shared.job
        lines = (line.encode("utf-8", "backslashreplace") for line in message.records)
        records = tuple(map(job.plan.schema.record_from_line, lines))
        for watcher in job.watchers:
            for failure in message.failures:
                if failure.error not in REPORTED_AT_THE_END:
                    watcher.failed(failure)
        ended = Ended(
            article,
            records,
            message.rejections,
            message.failures,
            message.questions,
            message.usage,
            message.seconds,
            message.unused,
        )
        await self._shared.results.add(ended)
        self._shared.on_end()

    def _end_of(self, number: int) -> asyncio.Future[Any]:
        end: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._ends[number] = end
        return end

    def _send(self, item: ToWorker) -> None:
        self._outbox.append(item)
        self.has_mail.set()

    def _serve(self, work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        task.add_done_callback(self._note_failure)

    def _note_failure(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not self.failed.done():
            self.failed.set_exception(error)
