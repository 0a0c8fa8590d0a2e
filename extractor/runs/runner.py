"""Runs articles through a plan and a client, and keeps an account of how each one ended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import repeat
from typing import Any, Protocol, TypeVar
from weakref import WeakValueDictionary

from pydantic import BaseModel, ValidationError

from extractor.backends.attempts import ANSWERED, Attempt
from extractor.backends.cassettes import Cassette
from extractor.backends.on_demand import ClientOnDemand
from extractor.backends.usage import Usage
from extractor.errors import (
    AnswerAwaited,
    ArticleError,
    BackendError,
    BackendUnavailable,
    CassetteMiss,
    LimitReached,
)
from extractor.extraction.plans import Ask, Plan, ToldEvent
from extractor.runs.call_keys import CallKeys
from extractor.runs.committer import Committer
from extractor.runs.endings import Ended, Failure, Tally, Watcher
from extractor.runs.kept import KeptArticle
from extractor.runs.ledger import (
    AttemptEntry,
    EndEntry,
    FailureEntry,
    Ledger,
    ReplyEntry,
    StoredFailure,
    StoredReply,
)
from extractor.runs.preparing import Prepared, Preparer

T = TypeVar("T")

LEAST_ARTICLES_AT_ONCE = 4
"""Articles in work; else two for each call in flight, so that the next is read while a call is waited for."""


_TOO_MUCH_AT_ONCE = frozenset({"ReplyTruncated", "RequestTooLong"})
"""Errors after which a question about fewer sentences may be answered."""


_FOR_ALL = frozenset({BackendUnavailable.__name__, CassetteMiss.__name__})
"""Errors that say nothing about the question: the run stops, and the next command asks it."""


_TOLD_AT_THE_END = frozenset({LimitReached.__name__, AnswerAwaited.__name__})
"""Errors of questions that were not asked: they may be most of them."""


class Keeper(Protocol):
    """Takes what a run found, article by article."""

    def add(self, ended: Ended) -> None:
        """Keep an article and what was made of it."""

    def add_unreadable(self, failure: Failure) -> None:
        """Keep the failure of an input that is no article."""


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
        source: ClientOnDemand,
        ledger: Ledger,
        keeper: Keeper,
        watcher: Watcher | None = None,
        reuse: Reuse = Reuse.ALL,
    ) -> None:
        self._plan = plan
        self._source = source
        self._ledger = ledger
        self._keeper = keeper
        self._watcher = watcher or Watcher()
        self._reuse = reuse
        self._committer = Committer(ledger)
        self._in_flight: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._profile = source.profile
        self._keys = CallKeys(source.profile)

    async def run(self, preparer: Preparer) -> Tally:
        """Ask about every article; each answer is in the ledger before it counts, whatever happens then.

        Articles are prepared as they are asked about and handed to the keeper as they end, in any order: of a
        long run only what is in flight is held.

        Raises:
            BackendUnavailable: no call can succeed.
            CassetteMiss: a replay has no answer for a question.
            RunError: the ledger cannot be used.
        """
        tally = Tally()
        at_once = max(LEAST_ARTICLES_AT_ONCE, 2 * self._profile.concurrency)
        async with self._committer:
            await _together(self._work(preparer, tally) for _ in range(at_once))
        return tally

    async def _work(self, preparer: Preparer, tally: Tally) -> None:
        while (item := await preparer.next()) is not None:
            if isinstance(item, ArticleError):
                failure = Failure(item.source, (), type(item).__name__, item.reason)
                await self._committer.commit(self._end(failure.article, "failed", failure, readable=False))
                self._keeper.add_unreadable(failure)
                tally.count_unreadable()
                self._watcher.failed(failure)
                continue
            ended = await self._article(item, preparer)
            first = ended.failures[0] if ended.failures else None
            end = self._end(ended.article.id, ended.outcome, first, records=len(ended.records))
            await self._committer.commit(end)
            self._keeper.add(ended)
            tally.count(ended)
            self._watcher.ended(ended)

    @staticmethod
    def _end(
        name: str, outcome: str, failure: Failure | None, *, records: int = 0, readable: bool = True
    ) -> EndEntry:
        if failure is None:
            return EndEntry(name, readable, outcome, records)
        told = (failure.error, failure.message, failure.attempts)
        return EndEntry(name, readable, outcome, records, *told)

    async def _article(self, prepared: Prepared, preparer: Preparer) -> Ended:
        article, asks = prepared.article, prepared.asks
        self._watcher.started(article, len(asks))
        async with self._cassette(article.id) as cassette:
            answers = await _together(map(self._ask, repeat(article), asks, prepared.keys))
        made = await preparer.assemble(article, [told for answer in answers for told in answer.told])
        for record in made.records:
            self._watcher.found(article, record)
        return Ended(
            article=article,
            records=made.records,
            rejections=made.rejections,
            failures=tuple(failure for answer in answers for failure in answer.failures),
            questions=len(asks),
            usage=sum((answer.usage for answer in answers), Usage()),
            seconds=sum(answer.seconds for answer in answers),
            unused=cassette.unused,
        )

    @asynccontextmanager
    async def _cassette(self, name: str) -> AsyncIterator[Cassette]:
        if self._reuse is not Reuse.NOTHING:
            yield Cassette(name)
            return
        client = await self._source.client()
        async with client.cassette(name) as cassette:
            yield cassette

    async def _ask(self, article: KeptArticle, ask: Ask, key: str) -> _Answer:
        answer = await self._answer(article, ask, key)
        for failure in answer.failures:
            if failure.error not in _TOLD_AT_THE_END:
                self._watcher.failed(failure)
        self._watcher.answered(article)
        return answer

    async def _answer(self, article: KeptArticle, ask: Ask, key: str) -> _Answer:
        answer = await self._reply(article, ask, key)
        if not isinstance(answer, StoredFailure):
            reply, stored = answer
            return _Answer(tuple(self._plan.told(ask, reply)), usage=stored.usage, seconds=stored.seconds)
        if answer.error in _TOO_MUCH_AT_ONCE and (parts := self._plan.smaller(article.item, ask)):
            keys = [self._keys.key(part.messages, part.reply_type) for part in parts]
            return _Answer.of([await self._answer(article, *part) for part in zip(parts, keys, strict=True)])
        failure = Failure(article.id, ask.sentences, answer.error, answer.message, answer.attempts)
        return _Answer(failures=(failure,))

    async def _reply(
        self, article: KeptArticle, ask: Ask, key: str
    ) -> tuple[BaseModel, StoredReply] | StoredFailure:
        """The reply from the ledger, else from the model; in the ledger before it is used."""
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
        self, key: str, article: KeptArticle, ask: Ask
    ) -> tuple[BaseModel, StoredReply] | StoredFailure:
        account = _Account(
            self._committer, self._watcher, key, article.id, ask.sentences, self._profile.model
        )
        client = await self._source.client()
        try:
            reply = await client.ask(
                ask.messages, ask.reply_type, max_tokens=ask.max_tokens, note=account.note
            )
        except (BackendUnavailable, CassetteMiss):
            raise
        except LimitReached as error:
            if self._reuse is Reuse.NOTHING:
                raise  # a recording without these answers would look whole
            return StoredFailure(type(error).__name__, str(error), account.attempts)
        except BackendError as error:
            return StoredFailure(type(error).__name__, str(error), account.attempts)
        return reply.value, account.reply


@dataclass
class _Account:
    """Keeps the attempts at one question, and its reply with the last."""

    committer: Committer
    watcher: Watcher
    key: str
    article: str
    sentences: tuple[int, ...]
    model: str
    attempts: int = 0
    reply: StoredReply = field(init=False)

    async def note(self, attempt: Attempt) -> None:
        """On disk when this returns."""
        self.attempts += 1
        entry = AttemptEntry(self.key, self.article, self.sentences, self.model, attempt, attempt.batch)
        if attempt.outcome == ANSWERED:
            self.reply = StoredReply(attempt.text, attempt.usage, self.attempts, attempt.seconds)
            await self.committer.commit(entry, ReplyEntry(self.key, self.article, self.reply))
        else:
            await self.committer.commit(entry, *self._failure(attempt))
        self.watcher.attempted(attempt)

    def _failure(self, attempt: Attempt) -> list[FailureEntry]:
        """What is kept of a question that is given up; nothing when the next command asks it."""
        if not attempt.gave_up or attempt.gave_up in _FOR_ALL:
            return []
        failure = StoredFailure(attempt.gave_up, attempt.message, self.attempts)
        return [FailureEntry(self.key, self.article, failure)]


async def _together(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """What all of them give, in order; when one fails the others are stopped and its error is raised."""
    every = list(work)
    if len(every) == 1:  # no task is needed
        return [await every[0]]
    try:
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(item) for item in every]
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None
    return [task.result() for task in running]


@dataclass(frozen=True)
class _Answer:
    told: tuple[ToldEvent, ...] = ()
    failures: tuple[Failure, ...] = ()
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0

    @classmethod
    def of(cls, parts: Sequence[_Answer]) -> _Answer:
        """The answer to a question that was asked in parts."""
        return cls(
            told=tuple(told for part in parts for told in part.told),
            failures=tuple(failure for part in parts for failure in part.failures),
            usage=sum((part.usage for part in parts), Usage()),
            seconds=sum(part.seconds for part in parts),
        )
