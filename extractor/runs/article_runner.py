"""Asks about one article, and makes records of the answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from pydantic import BaseModel

from extractor.backends.attempts import ANSWERED, Attempt
from extractor.backends.cassettes.folder import Cassette
from extractor.backends.client import ClientOnDemand
from extractor.backends.usage import Usage
from extractor.errors import BackendError, BackendUnavailable, BatchPending, CassetteMiss, LimitReached
from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import Answer, Ask, Asker, Plan
from extractor.extraction.rejections import Rejection
from extractor.records import Article, EventRecord, Origin
from extractor.runs.answers import Answers
from extractor.runs.call_keys import call_key
from extractor.runs.endings import Ended, Failure, Watcher
from extractor.store.entries import AttemptEntry, Entry, FailureEntry, ReplyEntry, StoredFailure, StoredReply

T = TypeVar("T")

_TOO_MUCH_AT_ONCE = frozenset({"ReplyTruncated", "RequestTooLong"})
"""Errors after which a question about fewer sentences may be answered."""


_FOR_ALL = frozenset({BackendUnavailable.__name__, CassetteMiss.__name__})
"""Errors that say nothing about the question: the run stops, and the next command asks it."""


REPORTED_AT_THE_END = frozenset({LimitReached.__name__, BatchPending.__name__})
"""Errors of questions that were not asked: they may be most of them."""


_Outcome = tuple[Answer, StoredReply] | Failure
"""Of a question, or a part of one: its answer, or why there is none."""


class ArticleRunner:
    """Asks one model about articles, one at a time or many."""

    def __init__(
        self,
        plan: Plan,
        source: ClientOnDemand,
        answers: Answers,
        watchers: Sequence[Watcher] = (),
        *,
        asks_anew: bool = False,
        on_miss: Callable[[CassetteMiss], None] | None = None,
    ) -> None:
        """With `asks_anew` a cassette must hold, or give, every answer; with `on_miss` the others go on."""
        self._plan = plan
        self._source = source
        self._answers = answers
        self.watchers = watchers
        self._asks_anew = asks_anew
        self._on_miss = on_miss
        self._profile = source.profile
        self._origin = Origin(
            backend=source.profile.name,
            model=source.profile.model,
            plan=plan.name,
            prompt=plan.fingerprint,
        )

    async def run(self, article: Article) -> Ended:
        """Ask about an article; each answer is kept before it counts.

        Raises:
            BackendUnavailable: no call can succeed.
            CassetteMiss: a replay has no answer for a question.
            LimitReached: everything is asked anew, and a question might pass a limit.
            RunError: an answer cannot be kept.
        """
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
        if not self._asks_anew:
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
        if failure.error not in REPORTED_AT_THE_END:
            for watcher in self.watchers:
                watcher.failed(failure)
        return [failure]

    async def _reply(self, article: Article, ask: Ask) -> tuple[BaseModel, StoredReply] | StoredFailure:
        """The reply that is known, else the model's; it is kept before it is used."""
        key = call_key(self._profile, ask.messages, ask.reply_type, ask.options)
        async with self._answers.question(key) as known:
            if known is None:
                return await self._asked(key, article, ask)
        if isinstance(known, StoredFailure):
            return known
        return ask.reply_type.model_validate_json(known.text, strict=False), known

    async def _asked(
        self, key: str, article: Article, ask: Ask
    ) -> tuple[BaseModel, StoredReply] | StoredFailure:
        attempts = 0
        stored: StoredReply | None = None

        async def note(attempt: Attempt) -> None:
            nonlocal attempts, stored
            attempts += 1
            kept: list[Entry] = [AttemptEntry(key, article.id, ask.sentences, self._profile.model, attempt)]
            if attempt.outcome == ANSWERED:
                stored = StoredReply(attempt.text, attempt.usage, attempts, attempt.seconds, attempt.logprobs)
                kept.append(ReplyEntry(key, article.id, stored))
            elif attempt.gave_up and attempt.gave_up not in _FOR_ALL:
                failure = StoredFailure(attempt.gave_up, attempt.message, attempts)
                kept.append(FailureEntry(key, article.id, failure))
            await self._answers.keep(*kept)  # on disk when this returns
            for watcher in self.watchers:
                watcher.attempted(attempt)

        client = await self._source.client()
        try:
            reply = await client.ask(
                ask.messages, ask.reply_type, max_tokens=ask.max_tokens, options=ask.options, note=note
            )
        except BackendError as error:
            # A recording without the answers that a limit forbids would look whole.
            looks_whole = self._asks_anew and isinstance(error, LimitReached)
            if self._on_miss is not None and isinstance(error, CassetteMiss):
                self._on_miss(error)
            elif looks_whole or isinstance(error, BackendUnavailable | CassetteMiss):
                raise
            return StoredFailure(type(error).__name__, str(error), attempts)
        assert stored is not None  # noqa: S101  # noted before it is returned
        return reply.value, stored


async def together(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
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

    def __init__(self, runner: ArticleRunner, article: Article) -> None:
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
        return [self._counted(outcomes) for outcomes in await together(map(self._outcomes, questions))]

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
