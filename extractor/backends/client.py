"""The one client that asks a model: calls by instructor, inside our retries, deadline, pace and budget."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, Protocol, Self, TypeVar

from pydantic import BaseModel, ValidationError

from extractor.backends.answers.completion import written
from extractor.backends.answers.json_object import NoSingleObject, read_reply, starts_with_object
from extractor.backends.answers.logprobs import MOST_LOGPROBS, option_meant, option_probabilities
from extractor.backends.answers.modes import IN_THE_PROMPT, with_schema
from extractor.backends.attempts import Note, note_nothing
from extractor.backends.batch.transport import BatchQueue, one_question
from extractor.backends.calls import Call, Question, chat_message
from extractor.backends.cassettes.folder import Cassette, CassetteFolder, Mode
from extractor.backends.cassettes.text import compact_json
from extractor.backends.connection import model_id, serving
from extractor.backends.failures import Diagnosis
from extractor.backends.instructor_client import InstructorClient
from extractor.backends.keys import key_of
from extractor.backends.limits.budget import Budget, most_usage
from extractor.backends.limits.limiter import Limiter, LocalLimiter
from extractor.backends.limits.pacing import Clock, pacer_of
from extractor.backends.profiles import Profile
from extractor.backends.providers.base import Connection, api_of
from extractor.backends.retries import Attempts, Failure, FailureKind, Sleep
from extractor.backends.usage import Usage
from extractor.errors import UsageError
from extractor.records import JsonObject

CALLS_A_POOL = 8
"""Calls in flight that share an SDK and its pool of connections: it looks at each of them twice a call."""

M = TypeVar("M", bound=BaseModel)


class Message(Protocol):
    """One message of a question; any object with these two attributes will do."""

    @property
    def role(self) -> str:
        """`system`, `user` or `assistant`."""

    @property
    def content(self) -> str:
        """The text, sent as it is."""


@dataclass(frozen=True, slots=True)
class Reply(Generic[M]):
    """What a model answered to one question."""

    value: M
    text: str
    """The JSON as the model wrote it."""
    usage: Usage
    """Of all attempts together."""
    attempts: int
    """Calls made, the successful one included."""


class Client:
    """Asks one model; safe to use from many tasks. Its `limiter` says when a call may start."""

    def __init__(
        self,
        profile: Profile,
        models: Sequence[InstructorClient],
        diagnosis: Diagnosis,
        *,
        limiter: Limiter,
        cassettes: CassetteFolder | None = None,
    ) -> None:
        self.profile = profile
        self.limiter = limiter
        self._free = [*models] * CALLS_A_POOL
        """A place for each call that may be in flight; the last to be free is the next to be used."""
        self._diagnosis = diagnosis
        self._cassettes = cassettes

    def __repr__(self) -> str:
        return f"Client(profile={self.profile.name!r}, model={self.profile.model!r})"

    async def ask(
        self,
        messages: Sequence[Message],
        reply_type: type[M],
        *,
        max_tokens: int,
        options: Sequence[str] = (),
        note: Note = note_nothing,
    ) -> Reply[M]:
        """Ask one question, and again as `FailureKind` says; `max_tokens` limits the first answer's length.

        With `options` the question is closed: the answer is one token, one of these, and the reply holds the
        probability of each as `probabilities`. `note` is awaited with each attempt, before the next or the
        reply.

        Raises:
            BackendUnavailable: no call of this run can succeed.
            LimitReached: the next call might pass the limits of the budget.
            BatchPending: with `batches`, no answer has come; the question is kept to be handed in.
            CassetteMiss: in a replay, nothing was recorded for this question.
            BackendError: any other; a class of its own for each cause in `extractor.errors`.
        """
        if self._cassettes:
            self._cassettes.check_open()
        sent = tuple(chat_message(message.role, message.content) for message in messages)
        question = Question(sent, reply_type, min(max_tokens, self.profile.max_tokens), tuple(options))
        with one_question():
            return await self._answer(question, reply_type, note)

    @asynccontextmanager
    async def cassette(self, name: str) -> AsyncIterator[Cassette]:
        """Everything asked about one article: recorded, replayed, or simply asked, as the client was opened.

        When recording or replaying, a second article waits until the first is done.
        """
        if self._cassettes is None:
            yield Cassette(name)
            return
        async with self._cassettes.open(name) as cassette:
            yield cassette

    async def _answer(self, question: Question, reply_type: type[M], note: Note) -> Reply[M]:
        usage, calls = Usage(), 0
        attempts = Attempts(self.limiter.clock.sleep)

        async def attempt() -> Reply[M]:
            nonlocal question, usage, calls
            # The turn ends when the account is kept: what a crash can lose is what may be in flight.
            async with self.limiter.may_start(self._most(question)) as report:
                call = await self._call(question)
                report(None if call.completion is None else call.usage, call.error_status)
                read = self._outcome(call, question, reply_type)
                if isinstance(read, Failure):
                    attempts.count(read)
                    if read.kind is not FailureKind.BATCH_PENDING:  # no attempt yet
                        await note(call.failed(read))
                else:
                    await note(call.answered(read[1]))
            calls, usage = calls + 1, usage + call.usage
            if isinstance(read, Failure):
                question = question.after(read, self.profile.max_tokens)
                raise read
            return Reply(*read, usage, calls)

        return await attempts.run(attempt)

    async def _call(self, question: Question) -> Call:
        """One call: the completion, if one came, and what was raised, if anything was."""
        started, clock = time.time(), time.monotonic()
        reply_type = None if question.options else question.reply_type
        model = self._free.pop()
        try:
            async with asyncio.timeout(self.profile.timeout):
                call = await model.call(self._request(question), reply_type)
        except TimeoutError as error:
            call = Call(error=error)
        finally:
            self._free.append(model)
        return call if self._replays else replace(call, started=started, seconds=time.monotonic() - clock)

    def _most(self, question: Question) -> Usage:
        sent = (*question.messages, *question.correction)
        texts = [str(message["content"]) for message in sent]
        return most_usage(texts, question.reply_type, max_tokens=question.max_tokens)

    def _request(self, question: Question) -> JsonObject:
        """The arguments of the SDK but the form of the answer; the same question always gives the same."""
        messages: Sequence[JsonObject] = question.messages
        if not question.options and self.profile.mode in IN_THE_PROMPT:
            messages = with_schema(messages, question.reply_type)
        top = {"top_logprobs": MOST_LOGPROBS} if question.options else {}
        return {
            "messages": [*messages, *question.correction],
            "model": model_id(self.profile),
            self.profile.length_parameter: question.max_tokens,
            **self.profile.parameters,
            **({"logprobs": True, **top} if self.profile.logprobs else {}),
        }

    def _outcome(self, call: Call, question: Question, reply_type: type[M]) -> tuple[M, str] | Failure:
        """The reply and its JSON, or what went wrong."""
        if call.error is not None:
            return self._diagnosis.of_error(call.error, question.max_tokens)
        failure = self._diagnosis.of_completion(call.completion, question.max_tokens)
        if failure is None:
            return self._read(call, reply_type, question.options)
        if failure.kind is FailureKind.TRUNCATED:
            read = self._read_cut(call, reply_type, question.options)
            if question.options or not isinstance(read, Failure):
                return read
            if question.max_tokens >= self.profile.max_tokens:
                failure.kind = FailureKind.NO_ROOM
        return failure

    def _read_cut(self, call: Call, reply_type: type[M], options: Sequence[str]) -> tuple[M, str] | Failure:
        """What was cut behind a whole answer: one token always is; white space and chatter are no loss."""
        read = self._read(call, reply_type, options)
        if isinstance(read, Failure) or options or starts_with_object(written(call.completion)):
            return read
        return self._diagnosis.of_reply(NoSingleObject("it is cut"), "")

    def _read(self, call: Call, reply_type: type[M], options: Sequence[str]) -> tuple[M, str] | Failure:
        """The reply and its JSON: what instructor parsed if that is all that was written, else read here."""
        text = ""
        try:
            text = written(call.completion)
            if call.parsed is not None and call.parsed.source == text:
                return call.parsed.value, call.parsed.text
            if options:
                text = _decision(call.completion, text, options)
            return read_reply(text, reply_type)
        except (NoSingleObject, ValidationError) as error:
            return self._diagnosis.of_reply(error, text, call.completion)

    @property
    def _replays(self) -> bool:
        return self._cassettes is not None and self._cassettes.mode == "replay"


@asynccontextmanager
async def open_client(  # noqa: PLR0913  # keywords, each of which may be left out
    profile: Profile,
    *,
    record: Path | None = None,
    replay: Path | None = None,
    allow_live: bool = False,
    budget: Budget | None = None,
    limiter: Limiter | None = None,
    batches: BatchQueue | None = None,
    sleep: Sleep = asyncio.sleep,
) -> AsyncIterator[Client]:
    """A client for this profile; for `embedded`, its server runs as long as the client is open.

    `record` and `replay` are folders of cassettes. A replay needs no server, key or model file, unless
    `allow_live` lets it ask and record what is missing. `budget` limits what is spent; `limiter` says in its
    place when calls may start. With `batches` nothing is sent: answers come from batches.

    Raises:
        BackendUnavailable: the profile's key is not in the environment.
        ModelError: the model file is missing or cannot be loaded.
        UsageError: both `record` and `replay` are given, or a request parameter is unknown.
    """
    if record and replay:
        raise UsageError("record and replay do not go together: choose one")
    replaying = bool(replay) and not allow_live
    key = None if replaying else key_of(profile)
    folder = record or replay
    mode: Mode = "record" if record else "fill" if allow_live else "replay"
    cassettes = CassetteFolder(folder, mode, key, backend=profile.name) if folder else None
    sleep = sleep if batches is None else _no_wait
    limiter = limiter or LocalLimiter(budget or Budget(), pacer_of(profile, Clock(sleep)))
    async with serving(profile, replaying=replaying) as base_url, AsyncExitStack() as opened:
        connection = Connection(profile, base_url, key, limiter.on_response, batches=batches)
        apis = [api_of(profile).open(connection) for _ in range(0, profile.concurrency, CALLS_A_POOL)]
        models = [InstructorClient(profile, await opened.enter_async_context(api)) for api in apis]
        diagnosis = Diagnosis(profile, base_url, key)
        yield Client(profile, models, diagnosis, limiter=limiter, cassettes=cassettes)


class ClientOnDemand:
    """Opens one client when it is first wanted and closes it with the block, to be used with `async with`.

    Who asks nothing needs no key, no server and no model.
    """

    def __init__(self, profile: Profile, **options: Any) -> None:
        """The options are those of `open_client`."""
        self.profile = profile
        self._options = options
        self._open = AsyncExitStack()
        self._client: Client | None = None

    async def __aenter__(self) -> Self:
        self._opening = asyncio.Lock()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._client = None
        await self._open.aclose()

    @property
    def in_flight(self) -> int:
        """Calls that have started and not ended."""
        return 0 if self._client is None else self._client.limiter.in_flight

    async def client(self) -> Client:
        """The client, the same each time; raises as `open_client` does."""
        async with self._opening:
            if self._client is None:
                opening = open_client(self.profile, **self._options)
                self._client = await self._open.enter_async_context(opening)
            return self._client


async def _no_wait(_seconds: float) -> None:
    """A `Sleep` that returns at once."""


def _decision(completion: Any, text: str, options: Sequence[str]) -> str:
    """The answer to a closed question as JSON: measured, or that which the model wrote with probability 1."""
    measured = option_probabilities(completion, options)
    if measured is not None:
        return compact_json({"probabilities": measured})
    chosen = option_meant(text, options)
    if chosen is None:
        raise NoSingleObject(f"it is none of {', '.join(options)}; answer with one of them alone")
    return compact_json({"probabilities": {o: float(o == chosen) for o in options}, "measured": False})
