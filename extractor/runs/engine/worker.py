"""A worker of a run: asks about the articles that the driver hands it, many at once.

It has neither ledger nor limits: what is answered, and when a call may start, it asks the driver. Nothing
here knows how the two are connected.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from extractor.articles import Unread, read_article
from extractor.articles.drafts import Document
from extractor.backends.client import ClientOnDemand
from extractor.backends.limits.limiter import Report
from extractor.backends.limits.pacing import Clock
from extractor.backends.limits.server_waits import waits
from extractor.backends.usage import Usage
from extractor.errors import ArticleError, ExtractorError, RunError
from extractor.extraction.plans import load_plan
from extractor.records import Article, as_json
from extractor.runs.answers import Known
from extractor.runs.article_runner import ArticleRunner
from extractor.runs.endings import Watcher
from extractor.runs.engine.channel import Channel
from extractor.runs.engine.messages import (
    ArticleEnded,
    ArticleRead,
    ArticleStarted,
    ArticleUnreadable,
    CallEnded,
    Find,
    FromWorker,
    Greeting,
    Keep,
    MayStart,
    QuestionAnswered,
    Release,
    Responded,
    Stopped,
    Task,
    ToWorker,
    Work,
)
from extractor.runs.versions import worker_versions
from extractor.schemas import load_schema
from extractor.store.entries import Entry


class Worker:
    """Asks about articles on behalf of a driver."""

    def __init__(self) -> None:
        self._open = AsyncExitStack()
        self._working: set[asyncio.Task[None]] = set()
        self._reading = asyncio.Lock()

    async def open(self, task: Task) -> Greeting:
        """Get ready for articles.

        Raises:
            UsageError: what the task names is not here.
        """
        self._channel = Channel()
        plan = load_plan(task.profile.plan, load_schema(task.schema), task.prompt)
        limiter = _DriversLimiter(self._channel)
        source = ClientOnDemand(
            task.profile,
            record=task.record,
            replay=task.replay,
            allow_live=task.allow_live,
            limiter=limiter,
        )
        await self._open.enter_async_context(source)
        self._runner = ArticleRunner(
            plan,
            source,
            _DriversAnswers(self._channel),
            [_Reporter(self._channel)],
            asks_anew=bool(task.record or task.replay),
        )
        return Greeting(socket.gethostname(), os.getpid(), worker_versions(), plan.fingerprint)

    async def exchange(self, items: Sequence[ToWorker], longest: float) -> list[FromWorker]:
        """Take articles, and answers to what was asked of the driver; what there is to say to it.

        That is nothing when there is nothing for so many seconds, or when another exchange begins.
        """
        for item in items:
            if isinstance(item, Work):
                working = asyncio.create_task(self._work(item.article))
                self._working.add(working)
                working.add_done_callback(self._working.discard)
            else:
                self._channel.answer(item)
        return await self._channel.collect(longest, len(self._working))

    async def close(self) -> None:
        """Drop what is in work, and close the connections to the model."""
        for working in list(self._working):
            working.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)
        await self._open.aclose()

    async def _work(self, item: Article | Unread) -> None:
        try:
            article = item if isinstance(item, Article) else await self._read(item)
            self._channel.send(ArticleEnded.of(await self._runner.run(article)))
        except ArticleError as error:
            self._channel.send(ArticleUnreadable(item.id, error.source, error.reason))
        except ExtractorError as error:
            self._channel.send(Stopped(error))
        except Exception as error:
            logging.getLogger("extractor.runs").exception("article %s", item.id)
            here = f"{socket.gethostname()}, process {os.getpid()}"
            problem = f"a worker ({here}) failed at article {item.id}: {type(error).__name__}: {error}"
            self._channel.send(Stopped(RunError(problem)))

    async def _read(self, unread: Unread) -> Article:
        if isinstance(unread, Document):  # a large one takes seconds, in which the driver is to be answered
            async with self._reading:
                article, warnings = await asyncio.to_thread(read_article, unread)
        else:
            article, warnings = read_article(unread)
        self._channel.send(ArticleRead(article.id, as_json(article), warnings))
        return article


class _DriversAnswers:
    """The answers of the run, which the driver has."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    @asynccontextmanager
    async def question(self, key: str) -> AsyncIterator[Known]:
        """See `Answers`."""
        number, known = await self._channel.request(lambda number: Find(number, key))
        try:
            yield known
        finally:
            self._channel.send(Release(number))

    async def keep(self, *entries: Entry) -> None:
        """See `Answers`; the driver holds the place of the call until they are on disk."""
        self._channel.send(Keep(entries))


class _DriversLimiter:
    """The limits of the run, which the driver holds."""

    def __init__(self, channel: Channel) -> None:
        self.clock = Clock()
        self.in_flight = 0
        self._channel = channel

    @asynccontextmanager
    async def may_start(self, most: Usage) -> AsyncIterator[Report]:
        """See `Limiter`."""
        number, _ = await self._channel.request(lambda number: MayStart(number, most))
        ended, started = CallEnded(number, is_reported=False), self.clock.now()

        def report(usage: Usage | None, status: int | None) -> None:
            nonlocal ended
            seconds = self.clock.now() - started
            ended = CallEnded(number, is_reported=True, seconds=seconds, usage=usage, status=status)

        self.in_flight += 1
        try:
            yield report
        finally:
            self.in_flight -= 1
            self._channel.send(ended)

    def on_response(self, status: int, headers: Mapping[str, str]) -> None:
        """See `Limiter`; the driver learns what makes it wait."""
        if status == 429 or waits(headers):
            self._channel.send(Responded(status, {name.lower(): text for name, text in headers.items()}))


class _Reporter(Watcher):
    """Tells the driver how far an article is; the driver itself knows of attempts, records and failures."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def started(self, article: Article, questions: int) -> None:
        self._channel.send(ArticleStarted(article.id, questions))

    def answered(self, article: Article) -> None:
        self._channel.send(QuestionAnswered(article.id))
