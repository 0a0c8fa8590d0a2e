"""Runs articles through a plan and a client, and records how each one ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from weakref import WeakValueDictionary

from pydantic import BaseModel

from extractor.backends.attempts import ANSWERED, Attempt
from extractor.backends.cassettes.folder import Cassette
from extractor.backends.on_demand import ClientOnDemand
from extractor.backends.usage import Usage
from extractor.errors import (
    ArticleError,
    BackendError,
    BackendUnavailable,
    BatchPending,
    CassetteMiss,
    LimitReached,
)
from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import Answer, Ask, Asker, Plan
from extractor.extraction.rejections import Rejection
from extractor.records import Article, EventRecord, Origin
from extractor.runs.call_keys import call_key
from extractor.runs.endings import Ended, Failure, Tally, Watcher
from extractor.store.committer import Committer
from extractor.store.entries import (
    AttemptEntry,
    EndEntry,
    FailureEntry,
    ReplyEntry,
    StoredFailure,
    StoredReply,
)
from extractor.store.ledger import Ledger

T = TypeVar("T")

LEAST_ARTICLES_AT_ONCE = 4
"""Articles in work; else two for each call in flight, so that the next is read while a call is waited for."""


_TOO_MUCH_AT_ONCE = frozenset({"ReplyTruncated", "RequestTooLong"})
"""Errors after which a question about fewer sentences may be answered."""


_FOR_ALL = frozenset({BackendUnavailable.__name__, CassetteMiss.__name__})
"""Errors that say nothing about the question: the run stops, and the next command asks it."""


_REPORTED_AT_THE_END = frozenset({LimitReached.__name__, BatchPending.__name__})
"""Errors of questions that were not asked: they may be most of them."""


_Outcome = tuple[Answer, StoredReply] | Failure
"""Of a question, or a part of one: its answer, or why there is none."""


Settle = Callable[[Ended], Ended | None]
"""Says what stands of how an article ended; `None`: another runner is to end it, and this one forgets it."""


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
        watchers: Sequence[Watcher] = (),
        reuse: Reuse = Reuse.ALL,
    ) -> None:
        self._plan = plan
        self._source = source
        self._ledger = ledger
        self._keeper = keeper
        self.watchers = watchers
        self._reuse = reuse
        self._committer = Committer(ledger)
        self._in_flight: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._profile = source.profile
        self._origin = Origin(
            backend=source.profile.name,
            model=source.profile.model,
            plan=plan.name,
            prompt=plan.fingerprint,
        )

    async def run(
        self,
        articles: Iterable[Article | ArticleError],
        tally: Tally | None = None,
        settle: Settle = lambda ended: ended,
    ) -> Tally:
        """Ask about every article; each answer is in the ledger before it counts, whatever happens then.

        Articles are read as they are asked about, and handed to the keeper as they end, in any order: only
        what is in flight is held. With a `tally` of other articles these are added to it. `settle`
        says what stands of how an article ended.

        Raises:
            BackendUnavailable: no call can succeed.
            CassetteMiss: a replay has no answer for a question.
            RunError: the ledger cannot be used.
        """
        tally = Tally() if tally is None else tally
        calls = self._profile.concurrency
        # Questions that follow each other use the server's cache, unless another article comes between them.
        at_once = calls if self._plan.rounds is None else max(LEAST_ARTICLES_AT_ONCE, 2 * calls)
        waiting = iter(articles)
        async with self._committer:
            await _together(self._work(waiting, tally, settle) for _ in range(at_once))
        return tally

    async def _work(self, articles: Iterator[Article | ArticleError], tally: Tally, settle: Settle) -> None:
        while (item := next(articles, None)) is not None:
            if isinstance(item, ArticleError):
                failure = Failure(item.source, (), type(item).__name__, item.reason)
                await self._note_end(failure.article, "failed", failure, readable=False)
                self._keeper.add_unreadable(failure)
                tally.count_unreadable()
                for watcher in self.watchers:
                    watcher.failed(failure)
                continue
            ended = settle(await self._article(item))
            if ended is None:
                continue
            for record in ended.records:
                for watcher in self.watchers:
                    watcher.found(ended.article, record)
            first = ended.failures[0] if ended.failures else None
            await self._note_end(ended.article.id, ended.outcome, first, records=len(ended.records))
            self._keeper.add(ended)
            tally.count(ended)
            for watcher in self.watchers:
                watcher.ended(ended)

    async def _note_end(
        self, name: str, outcome: str, failure: Failure | None, *, records: int = 0, readable: bool = True
    ) -> None:
        why = (failure.error, failure.message, failure.attempts) if failure else ()
        await self._committer.commit(EndEntry(name, readable, outcome, records, *why))

    async def _article(self, article: Article) -> Ended:
        asker = _ArticleAsker(self, article)
        for watcher in self.watchers:
            watcher.started(article, self._plan.likely_questions(article))
        async with self._cassette(article.id) as cassette:
            events = await self._plan.events(article, asker)
        made = Assembler(self._plan.schema, article, self._origin).assemble(events)
        records = {item.id: item for item in made if isinstance(item, EventRecord)}
        return Ended(
            article=article,
            records=tuple(records.values()),
            rejections=tuple(item for item in made if isinstance(item, Rejection)),
            failures=tuple(asker.failures),
            questions=asker.questions,
            usage=asker.usage,
            seconds=asker.seconds,
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

    async def answers(self, article: Article, ask: Ask) -> list[_Outcome]:
        """The outcome of a question, in parts where it was too much at once."""
        answer = await self._reply(article, ask)
        if not isinstance(answer, StoredFailure):
            reply, stored = answer
            return [(Answer(ask, reply, stored.logprobs), stored)]
        if answer.error in _TOO_MUCH_AT_ONCE and (parts := self._plan.smaller(article, ask)):
            return [outcome for part in parts for outcome in await self.answers(article, part)]
        failure = Failure(article.id, ask.sentences, answer.error, answer.message, answer.attempts)
        if failure.error not in _REPORTED_AT_THE_END:
            for watcher in self.watchers:
                watcher.failed(failure)
        return [failure]

    async def _reply(self, article: Article, ask: Ask) -> tuple[BaseModel, StoredReply] | StoredFailure:
        """The reply from the ledger, else from the model; in the ledger before it is used."""
        key = call_key(self._profile, ask.messages, ask.reply_type, ask.options)
        async with self._in_flight.setdefault(key, asyncio.Lock()):  # the same question is asked once
            return self._known(key, ask) or await self._asked(key, article, ask)

    def _known(self, key: str, ask: Ask) -> tuple[BaseModel, StoredReply] | StoredFailure | None:
        if self._reuse is Reuse.NOTHING:
            return None
        if stored := self._ledger.find(key):
            return ask.reply_type.model_validate_json(stored.text, strict=False), stored
        return self._ledger.find_failure(key) if self._reuse is Reuse.ALL else None

    async def _asked(
        self, key: str, article: Article, ask: Ask
    ) -> tuple[BaseModel, StoredReply] | StoredFailure:
        attempts = _Attempts(
            self._committer, self.watchers, key, article.id, ask.sentences, self._profile.model
        )
        client = await self._source.client()
        try:
            reply = await client.ask(
                ask.messages,
                ask.reply_type,
                max_tokens=ask.max_tokens,
                options=ask.options,
                note=attempts.note,
            )
        except (BackendUnavailable, CassetteMiss):
            raise
        except LimitReached as error:
            if self._reuse is Reuse.NOTHING:
                raise  # a recording without these answers would look whole
            return StoredFailure(type(error).__name__, str(error), attempts.attempts)
        except BackendError as error:
            return StoredFailure(type(error).__name__, str(error), attempts.attempts)
        return reply.value, attempts.reply


@dataclass
class _Attempts:
    """Records the attempts at one question, and its reply with the last."""

    committer: Committer
    watchers: Sequence[Watcher]
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
            self.reply = StoredReply(
                attempt.text, attempt.usage, self.attempts, attempt.seconds, attempt.logprobs
            )
            await self.committer.commit(entry, ReplyEntry(self.key, self.article, self.reply))
        else:
            await self.committer.commit(entry, *self._failure(attempt))
        for watcher in self.watchers:
            watcher.attempted(attempt)

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


class _ArticleAsker(Asker):
    """Asks on behalf of a plan about one article, and adds up usage and failures."""

    def __init__(self, runner: Runner, article: Article) -> None:
        self._runner = runner
        self._article = article
        self.questions = 0
        self.usage = Usage()
        self.seconds = 0.0
        self.failures: list[Failure] = []

    async def ask(self, question: Ask) -> list[Answer]:
        """See `Asker`."""
        return self._counted(await self._outcomes(question))

    async def ask_all(self, questions: Sequence[Ask]) -> list[list[Answer]]:
        """See `Asker`; what failed is noted in the order of the questions, not of the answers."""
        return [self._counted(outcomes) for outcomes in await _together(map(self._outcomes, questions))]

    async def _outcomes(self, question: Ask) -> list[_Outcome]:
        self.questions += 1
        outcomes = await self._runner.answers(self._article, question)
        for watcher in self._runner.watchers:
            watcher.answered(self._article)
        return outcomes

    def _counted(self, outcomes: Sequence[_Outcome]) -> list[Answer]:
        self.failures += [outcome for outcome in outcomes if isinstance(outcome, Failure)]
        answered = [outcome for outcome in outcomes if not isinstance(outcome, Failure)]
        self.usage = sum((stored.usage for _, stored in answered), self.usage)
        self.seconds += sum(stored.seconds for _, stored in answered)
        return [answer for answer, _ in answered]
