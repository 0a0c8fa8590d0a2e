"""The driver's end of its connection with one worker: does for it what is there once in a run."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from extractor.articles import Unread
from extractor.backends.limits.limiter import LocalLimiter
from extractor.errors import ArticleError, LimitReached
from extractor.records import Article
from extractor.runs.answers import Answers
from extractor.runs.article_runner import REPORTED_AT_THE_END
from extractor.runs.engine.base import Job
from extractor.runs.engine.messages import (
    ArticleEnded,
    ArticleRead,
    ArticleStarted,
    ArticleUnreadable,
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
        self.articles: dict[str, Article | Unread] = {}
        """By id, what the worker has in work, as far as it is known to be read."""
        self.done = 0
        """Articles that it has ended."""
        self.in_flight = 0
        """Calls that it may make now."""
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
        self._last_kept: asyncio.Task[None] | None = None
        """Done when all that the worker has said so far is on disk."""

    def hand(self, article: Article | Unread) -> None:
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

    async def close(self) -> list[Article | Unread]:
        """Free what the worker holds; the articles that it had in work.

        What its calls in flight used is unknown, so the most is taken for used.
        """
        # What was answered must be found when the article goes again.
        await asyncio.gather(*self._keeping, return_exceptions=True)
        for task in list(self._holding):
            task.cancel()
        await asyncio.gather(*self._holding, return_exceptions=True)
        return list(self.articles.values())

    def _handle(self, message: FromWorker) -> None:  # noqa: C901, PLR0912  # a case a kind of message
        watchers = self._shared.job.watchers
        match message:
            case Find():
                self._serve(self._find(message), self._holding)
            case MayStart():
                self._serve(self._may_start(message), self._holding)
            case Keep():
                self._last_kept = self._serve(self._keep(message), self._keeping)
            case Release() | CallEnded():
                if message.number in self._ends:
                    self._finish_when_kept(self._ends.pop(message.number), message)
            case Responded():
                self._shared.limiter.on_response(message.status, message.headers)
            case ArticleRead():
                self.articles[message.article] = _article(message.line)
                self._shared.job.warn(message.warnings)
            case ArticleUnreadable():
                del self.articles[message.article]
                self._serve(self._end_unread(message), self._keeping)
            case ArticleStarted():
                for watcher in watchers:
                    watcher.started(self._article(message.article), message.questions)
            case QuestionAnswered():
                for watcher in watchers:
                    watcher.answered(self._article(message.article))
            case ArticleEnded():
                article = self._article(message.article)
                del self.articles[message.article]
                self._serve(self._end(article, message), self._keeping)
            case Stopped():
                raise message.error

    def _article(self, name: str) -> Article:
        article = self.articles[name]
        if not isinstance(article, Article):
            raise TypeError(f"{name} is asked about and was not read")
        return article

    async def _find(self, request: Find) -> None:
        end = self._end_of(request.number)
        async with self._shared.answers.question(request.key) as known:
            self._send(Granted(request.number, known))
            await end

    async def _may_start(self, request: MayStart) -> None:
        end = self._end_of(request.number)
        try:
            async with self._shared.limiter.may_start(request.most, starts_now=False) as report:
                self._send(Granted(request.number))
                self.in_flight += 1
                try:
                    outcome = await end
                except asyncio.CancelledError:
                    report(None, None)  # the worker was lost: the call may have been charged
                    raise
                finally:
                    self.in_flight -= 1
                if outcome.is_reported:
                    report(outcome.usage, outcome.status, outcome.seconds)
        except LimitReached as error:
            self._send(Refused(request.number, error))

    async def _keep(self, request: Keep) -> None:
        await self._shared.answers.keep(*request.entries)
        for entry in request.entries:
            if isinstance(entry, AttemptEntry):
                for watcher in self._shared.job.watchers:
                    watcher.attempted(entry.attempt)

    async def _end(self, article: Article, message: ArticleEnded) -> None:
        job = self._shared.job
        lines = (line.encode("utf-8", "backslashreplace") for line in message.records)
        records = tuple(map(job.plan.schema.record_from_line, lines))
        for watcher in job.watchers:
            for failure in message.ended.failures:
                if failure.error not in REPORTED_AT_THE_END:
                    watcher.failed(failure)
        await self._shared.results.add(replace(message.ended, article=article, records=records))
        self.done += 1
        self._shared.on_end()

    async def _end_unread(self, message: ArticleUnreadable) -> None:
        await self._shared.results.add_unreadable(ArticleError(message.source, message.reason))
        self.done += 1
        self._shared.on_end()

    def _end_of(self, number: int) -> asyncio.Future[Any]:
        end: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._ends[number] = end
        return end

    def _send(self, item: ToWorker) -> None:
        self._outbox.append(item)
        self.has_mail.set()

    def _serve(self, work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        task.add_done_callback(self._note_failure)
        return task

    def _finish_when_kept(self, future: asyncio.Future[Any], result: object) -> None:
        if self._last_kept is None or self._last_kept.done():
            _finish(future, result)
        else:
            self._last_kept.add_done_callback(lambda _: _finish(future, result))

    def _note_failure(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not self.failed.done():
            self.failed.set_exception(error)


def _finish(future: asyncio.Future[Any], result: object = None) -> None:
    if not future.done():
        future.set_result(result)


def _article(line: str) -> Article:
    written = line.encode("utf-8", "backslashreplace")
    try:
        return Article.model_validate_json(written)
    except ValidationError:  # half of a surrogate pair, as in a strange file name
        return Article.model_validate(json.loads(written))
