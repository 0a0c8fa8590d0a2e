"""Runs articles through a plan and a client, and keeps an account of how each one ended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from pydantic import BaseModel, ValidationError

from extractor.backends.attempts import ANSWERED, Attempt
from extractor.backends.client import Client
from extractor.backends.usage import Usage
from extractor.errors import ArticleError, BackendError, BackendUnavailable, CassetteMiss
from extractor.extraction.assembly import Assembler, Rejection
from extractor.extraction.plans import Ask, Plan, ToldEvent
from extractor.records import Article, EventRecord, Origin
from extractor.runs.committer import Committer
from extractor.runs.ledger import (
    AttemptEntry,
    EndEntry,
    FailureEntry,
    Ledger,
    ReplyEntry,
    StoredFailure,
    StoredReply,
    call_key,
)

T = TypeVar("T")

ARTICLES_AT_ONCE = 4
"""Articles in work: enough to keep the calls in flight without holding a corpus in memory."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be read, or a question about one that got no usable answer."""

    article: str
    sentences: tuple[int, ...]
    """The sentences the question showed; empty when the whole article failed."""
    error: str
    """The class of the error, such as `ReplyTruncated`."""
    message: str
    attempts: int = 0
    """Calls made for the question."""


@dataclass(frozen=True)
class Ended:
    """How one article ended: with records, with none, or with failures; every article ends exactly once."""

    article: Article
    records: tuple[EventRecord, ...]
    rejections: tuple[Rejection, ...]
    failures: tuple[Failure, ...]
    questions: int
    usage: Usage
    seconds: float
    unused: tuple[str, ...] = ()
    """In a replay, what was recorded for the article and not asked."""

    @property
    def outcome(self) -> str:
        """`records`, `no events` or `failed`; what failed in part has failed, and its records stand."""
        if self.failures:
            return "failed"
        return "records" if self.records else "no events"


@dataclass
class RunResult:
    """What a run gave, articles in the order of their ids."""

    ended: list[Ended] = field(default_factory=list)
    unreadable: list[Failure] = field(default_factory=list)

    def sort(self) -> None:
        """Bring everything into an order that does not depend on which answer came first."""
        self.ended.sort(key=lambda ended: ended.article.id)
        self.unreadable.sort(key=lambda failure: failure.article)

    @property
    def articles(self) -> list[Article]:
        """The articles that were read."""
        return [ended.article for ended in self.ended]

    @property
    def records(self) -> list[EventRecord]:
        """All records, by article and in reading order."""
        return [record for ended in self.ended for record in ended.records]

    @property
    def rejections(self) -> list[Rejection]:
        """All events that were kept out."""
        return [rejection for ended in self.ended for rejection in ended.rejections]

    @property
    def failures(self) -> list[Failure]:
        """All that failed, articles that could not be read first."""
        return [*self.unreadable, *(failure for ended in self.ended for failure in ended.failures)]

    @property
    def usage(self) -> Usage:
        """Tokens of all answers."""
        return sum((ended.usage for ended in self.ended), Usage())


class Watcher:
    """Is told what happens while a run goes on; override what you want to hear of."""

    def started(self, article: Article, questions: int) -> None:
        """An article is being asked about in so many questions."""

    def answered(self, article: Article) -> None:
        """A question about an article has its answer."""

    def found(self, article: Article, record: EventRecord) -> None:
        """A record was made."""

    def failed(self, failure: Failure) -> None:
        """An article could not be read, or a question got no usable answer."""

    def ended(self, ended: Ended) -> None:
        """An article is done."""


class Reuse(StrEnum):
    """What of the ledger answers a question in place of the model."""

    ALL = "all"
    """Replies and failures: nothing is asked twice."""
    REPLIES = "replies"
    """What was given up is asked again."""
    NOTHING = "nothing"
    """Everything is asked anew: a cassette must hold, or give, every answer."""


class Runner:
    """Asks one model about many articles."""

    def __init__(
        self,
        plan: Plan,
        client: Client,
        ledger: Ledger,
        watcher: Watcher | None = None,
        reuse: Reuse = Reuse.ALL,
    ) -> None:
        self._plan = plan
        self._client = client
        self._ledger = ledger
        self._watcher = watcher or Watcher()
        self._reuse = reuse
        self._committer = Committer(ledger)
        self._in_flight: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        profile = client.profile
        self._origin = Origin(
            backend=profile.name, model=profile.model, plan=plan.name, prompt=plan.fingerprint
        )

    async def run(self, articles: Iterable[Article | ArticleError]) -> RunResult:
        """Ask about every article; each answer is in the ledger before it counts, whatever happens then.

        Raises:
            BackendUnavailable: no call can succeed.
            CassetteMiss: a replay has no answer for a question.
            RunError: the ledger cannot be used.
        """
        result = RunResult()
        waiting = iter(articles)
        async with self._committer:
            await _together(self._work(waiting, result) for _ in range(ARTICLES_AT_ONCE))
        result.sort()
        return result

    async def _work(self, waiting: Iterator[Article | ArticleError], result: RunResult) -> None:
        for item in waiting:  # shared: each worker takes the next one that nobody took
            if isinstance(item, ArticleError):
                failure = Failure(item.source, (), type(item).__name__, item.reason)
                await self._committer.commit(self._end(failure.article, "failed", failure, readable=False))
                result.unreadable.append(failure)
                self._watcher.failed(failure)
                continue
            ended = await self._article(item)
            first = ended.failures[0] if ended.failures else None
            await self._committer.commit(self._end(item.id, ended.outcome, first, records=len(ended.records)))
            result.ended.append(ended)
            self._watcher.ended(ended)

    @staticmethod
    def _end(
        name: str, outcome: str, failure: Failure | None, *, records: int = 0, readable: bool = True
    ) -> EndEntry:
        if failure is None:
            return EndEntry(name, readable, outcome, records)
        told = (failure.error, failure.message, failure.attempts)
        return EndEntry(name, readable, outcome, records, *told)

    async def _article(self, article: Article) -> Ended:
        asks = list(self._plan.asks(article))
        self._watcher.started(article, len(asks))
        async with self._client.cassette(article.id) as cassette:
            answers = await _together(self._ask(article, ask) for ask in asks)
        made = Assembler(self._plan, article, self._origin).assemble(
            told for answer in answers for told in answer.told
        )
        records = {item.id: item for item in made if isinstance(item, EventRecord)}
        for record in records.values():
            self._watcher.found(article, record)
        return Ended(
            article=article,
            records=tuple(records.values()),
            rejections=tuple(item for item in made if isinstance(item, Rejection)),
            failures=tuple(answer.failure for answer in answers if answer.failure),
            questions=len(asks),
            usage=sum((answer.usage for answer in answers), Usage()),
            seconds=sum(answer.seconds for answer in answers),
            unused=cassette.unused,
        )

    async def _ask(self, article: Article, ask: Ask) -> _Answer:
        answer = await self._reply(article, ask)
        if isinstance(answer, StoredFailure):
            failure = Failure(article.id, ask.sentences, answer.error, answer.message, answer.attempts)
            self._watcher.failed(failure)
            self._watcher.answered(article)
            return _Answer(failure=failure)
        reply, stored = answer
        self._watcher.answered(article)
        return _Answer(tuple(self._plan.told(ask, reply)), usage=stored.usage, seconds=stored.seconds)

    async def _reply(self, article: Article, ask: Ask) -> tuple[BaseModel, StoredReply] | StoredFailure:
        """The reply from the ledger, else from the model; in the ledger before it is used."""
        key = call_key(self._client.profile, ask.messages, ask.reply_type)
        async with self._in_flight.setdefault(key, asyncio.Lock()):  # the same question is asked once
            return self._known(key, ask) or await self._asked(key, article, ask)

    def _known(self, key: str, ask: Ask) -> tuple[BaseModel, StoredReply] | StoredFailure | None:
        if self._reuse is Reuse.NOTHING:
            return None
        if stored := self._ledger.find(key):
            with contextlib.suppress(ValidationError):  # kept by an earlier version with other rules
                return ask.reply_type.model_validate_json(stored.text, strict=False), stored
        return self._ledger.find_failure(key) if self._reuse is Reuse.ALL else None

    async def _asked(
        self, key: str, article: Article, ask: Ask
    ) -> tuple[BaseModel, StoredReply] | StoredFailure:
        account = _Account(self._committer, key, article.id, ask.sentences, self._client.profile.model)
        try:
            reply = await self._client.ask(
                ask.messages, ask.reply_type, max_tokens=ask.max_tokens, note=account.note
            )
        except (BackendUnavailable, CassetteMiss):
            raise
        except BackendError as error:
            failure = StoredFailure(type(error).__name__, str(error), account.attempts)
            await self._committer.commit(FailureEntry(key, article.id, failure))
            return failure
        return reply.value, account.reply


@dataclass
class _Account:
    """Keeps the attempts at one question, and its reply with the last."""

    committer: Committer
    key: str
    article: str
    sentences: tuple[int, ...]
    model: str
    attempts: int = 0
    reply: StoredReply = field(init=False)

    async def note(self, attempt: Attempt) -> None:
        """On disk when this returns."""
        self.attempts += 1
        entry = AttemptEntry(self.key, self.article, self.sentences, self.model, attempt)
        if attempt.outcome != ANSWERED:
            await self.committer.commit(entry)
            return
        self.reply = StoredReply(attempt.text, attempt.usage, self.attempts, attempt.seconds)
        await self.committer.commit(entry, ReplyEntry(self.key, self.article, self.reply))


async def _together(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """What all of them give, in order; when one fails the others are stopped and its error is raised."""
    try:
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(item) for item in work]
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None
    return [task.result() for task in running]


@dataclass(frozen=True)
class _Answer:
    told: tuple[ToldEvent, ...] = ()
    failure: Failure | None = None
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
