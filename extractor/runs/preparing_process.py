"""Reading articles and assembling records in a copy of the process, beside the one that asks.

A run with an endpoint that answers hundreds of articles a second needs a processor for the calls; what is
done with the articles takes another. The copy gets jobs over a connection, and sends back what comes of them,
in the order of the jobs; each message is a pickle with its length before it. It holds the articles that are
in work and nothing that is not in the ledger, so that it may end at any time.
"""

from __future__ import annotations

import asyncio
import pickle
import socket
import struct
import traceback
from collections import deque
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain, starmap
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple, Self

from extractor.backends.profiles import Profile
from extractor.errors import ArticleError, ExtractorError, RunError
from extractor.extraction.plans import Ask, PlacedTrigger, Plan, ToldEvent
from extractor.extraction.rejection import Rejection
from extractor.processes import copy_beside
from extractor.prompts import Message
from extractor.runs.inputs import Inputs
from extractor.runs.kept import Kept, KeptArticle
from extractor.runs.preparing import Assembled, LocalPreparer, Prepared

_AT_ONCE = 16
"""Inputs that are read for one message."""

_SECONDS_GATHERED = 0.03
"""For which what is told about articles waits for more of it: each message costs both processes time."""

_FEW = 32
"""Articles that wait to be asked about: more are read only while no record waits to be assembled."""

_MOST_AHEAD = 16 * 2**20
"""Bytes of articles and questions that wait to be asked about; no more are read."""

_LONGEST_PIECE = 2**20
"""Bytes that are taken from the connection before the process is let to wait."""

_LENGTH = struct.Struct(">Q")


class _Question(NamedTuple):
    """An `Ask` on its way, without its values, of which only examples are made."""

    messages: tuple[tuple[str, str], ...]
    """The role and the content of each."""
    reply_type: int
    """The type itself is no word of a message."""
    max_tokens: int
    sentences: tuple[int, ...]
    trigger: PlacedTrigger | None


@dataclass(frozen=True, slots=True)
class _Input:
    """A `Prepared` on its way."""

    article: tuple[str, str, str]
    """Its line, id and hash."""
    asks: tuple[_Question, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _NoArticle:
    """What an `ArticleError` says."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Read:
    """The job to read some inputs, and what came of it."""

    inputs: tuple[bytes, ...] = ()
    """Each an `_Input` or a `_NoArticle`, a pickle until its turn comes."""
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class _Told:
    """The job to assemble the records of some articles, by their ids."""

    articles: tuple[tuple[str, Sequence[ToldEvent]], ...]


@dataclass(frozen=True, slots=True)
class _Made:
    """What came of a `_Told`."""

    articles: tuple[tuple[tuple[str, ...], tuple[Rejection, ...]], ...]
    """Of each the lines of its records, and the events that became none."""


@dataclass(frozen=True, slots=True)
class _Fault:
    """The copy cannot go on."""

    told: str


def preparing_beside(plan: Plan, profile: Profile, inputs: Inputs) -> AbstractContextManager[socket.socket]:
    """A copy of this process that prepares; a `ProcessPreparer` talks with it over the connection."""
    return copy_beside(partial(_serve, plan, profile, inputs))


class ProcessPreparer:
    """A `Preparer` whose work is done by a copy of this process, to be used with `async with`."""

    def __init__(self, connection: socket.socket, plan: Plan) -> None:
        """`connection` is that of `preparing_beside`, with the same plan."""
        self._connection = connection
        self._plan = plan
        self._ready: asyncio.Queue[bytes | RunError | None] = asyncio.Queue()
        self._bytes_ready = 0
        self._reads = 0
        self._is_over = False
        self._waiting: list[tuple[str, Sequence[ToldEvent], asyncio.Future[Assembled]]] = []
        self._sent: deque[list[asyncio.Future[Assembled]]] = deque()
        self._problem: RunError | None = None

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_unix_connection(
            sock=self._connection, limit=_LONGEST_PIECE
        )
        self._read_ahead()
        self._hearing = asyncio.create_task(self._hear())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hearing.cancel()
        with suppress(asyncio.CancelledError):
            await self._hearing
        self._writer.close()

    async def next(self) -> Prepared | ArticleError | None:
        """See `Preparer`.

        Raises:
            RunError: the copy has ended.
        """
        item = await self._ready.get()
        if isinstance(item, bytes):
            self._bytes_ready -= len(item)
            self._read_ahead()
            return self._input(pickle.loads(item))  # noqa: S301  # from our own process
        self._ready.put_nowait(item)  # for whoever asks next
        if isinstance(item, RunError):
            raise item
        return None

    async def assemble(self, article: KeptArticle, told: Sequence[ToldEvent]) -> Assembled:
        """See `Preparer`.

        Raises:
            RunError: the copy has ended.
        """
        if self._problem is not None:
            raise self._problem
        made: asyncio.Future[Assembled] = asyncio.get_running_loop().create_future()
        self._waiting.append((article.id, told, made))
        if len(self._waiting) == 1:
            asyncio.get_running_loop().call_later(_SECONDS_GATHERED, self._hand_over)
        return await made

    # Talking with the copy

    def _read_ahead(self) -> None:
        """Have more read: a few in any case, more while the copy has nothing else to do."""
        if self._is_over or self._reads:
            return
        is_idle = not self._sent and self._bytes_ready < _MOST_AHEAD
        if is_idle or self._ready.qsize() < _FEW:
            self._reads += 1
            self._send(_Read())

    def _hand_over(self) -> None:
        """Send what waits, unless the copy has enough to do: what comes meanwhile goes together."""
        if self._waiting and len(self._sent) < 2:
            self._send(_Told(tuple((name, told) for name, told, _ in self._waiting)))
            self._sent.append([made for _, _, made in self._waiting])
            self._waiting = []

    def _send(self, message: Any) -> None:
        data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        self._writer.write(_LENGTH.pack(len(data)) + data)

    async def _hear(self) -> None:
        """Take what the copy says, until it has ended; whoever waits for it then must hear of that."""
        said = "it ended before its work was done"
        try:
            while not isinstance(message := await self._message(), _Fault):
                self._take(message)
            said = message.told
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except Exception as error:  # noqa: BLE001
            said = repr(error)
        self._problem = RunError(
            f"the process that reads the articles failed: {said}; the same command again goes on from here"
        )
        self._ready.put_nowait(self._problem)
        for made in [*(made for _, _, made in self._waiting), *chain.from_iterable(self._sent)]:
            if not made.done():
                made.set_exception(self._problem)

    async def _message(self) -> Any:
        (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
        return pickle.loads(await self._reader.readexactly(length))  # noqa: S301  # from our own process

    def _take(self, message: _Read | _Made) -> None:
        if isinstance(message, _Made):
            for waiting, made in zip(self._sent.popleft(), message.articles, strict=True):
                if not waiting.done():  # its task was cancelled
                    waiting.set_result(self._assembled(*made))
            self._hand_over()
        else:
            self._reads -= 1
            self._bytes_ready += sum(map(len, message.inputs))
            for told in message.inputs:
                self._ready.put_nowait(told)
            if message.is_last:
                self._is_over = True
                self._ready.put_nowait(None)
        self._read_ahead()

    def _input(self, told: _Input | _NoArticle) -> Prepared | ArticleError:
        if isinstance(told, _NoArticle):
            return ArticleError(told.source, told.reason)
        types = self._plan.reply_types
        asks = tuple(
            Ask(tuple(starmap(Message, messages)), types[reply_type], most, sentences, trigger)
            for messages, reply_type, most, sentences, trigger in told.asks
        )
        return Prepared(KeptArticle(*told.article), asks, told.keys)

    def _assembled(self, lines: tuple[str, ...], rejections: tuple[Rejection, ...]) -> Assembled:
        read = self._plan.schema.record_from_line
        return Assembled(tuple(Kept(line, read) for line in lines), rejections)


# In the copy


def _serve(plan: Plan, profile: Profile, inputs: Inputs, connection: socket.socket) -> None:
    """Do the jobs that come, until the connection is closed."""
    with connection.makefile("rb") as jobs, suppress(EOFError, ConnectionError):
        try:
            worker = _Worker(plan, profile, inputs)
            while True:
                _answer(connection, worker.done(_received(jobs)))
        except (EOFError, ConnectionError):
            raise
        except Exception as error:  # noqa: BLE001 - the process that asks tells the user
            _answer(connection, _Fault(_in_a_line(error)))


def _received(stream: BinaryIO) -> Any:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    return pickle.loads(stream.read(*_LENGTH.unpack(head)))  # noqa: S301  # from the process that started us


def _answer(connection: socket.socket, message: Any) -> None:
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    connection.sendall(_LENGTH.pack(len(data)) + data)


def _in_a_line(error: Exception) -> str:
    if isinstance(error, ExtractorError):
        return str(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno})"


class _Worker:
    """Does jobs for one run."""

    def __init__(self, plan: Plan, profile: Profile, inputs: Inputs) -> None:
        self._preparer = LocalPreparer(plan, profile, inputs.articles())
        self._numbers = {reply_type: number for number, reply_type in enumerate(plan.reply_types)}
        self._in_work: dict[str, KeptArticle] = {}

    def done(self, job: _Read | _Told) -> _Read | _Made:
        """What comes of a job."""
        if isinstance(job, _Told):
            return _Made(tuple(self._made(name, told) for name, told in job.articles))
        inputs: list[bytes] = []
        for _ in range(_AT_ONCE):
            item = self._preparer.prepare()
            if item is None:
                return _Read(tuple(inputs), is_last=True)
            inputs.append(pickle.dumps(self._input(item), pickle.HIGHEST_PROTOCOL))
        return _Read(tuple(inputs))

    def _input(self, item: Prepared | ArticleError) -> _Input | _NoArticle:
        if isinstance(item, ArticleError):
            return _NoArticle(item.source, item.reason)
        article = item.article
        self._in_work[article.id] = article
        asks = tuple(
            _Question(
                tuple((message.role, message.content) for message in ask.messages),
                self._numbers[ask.reply_type],
                ask.max_tokens,
                ask.sentences,
                ask.trigger,
            )
            for ask in item.asks
        )
        return _Input((article.line, article.id, article.sha256), asks, item.keys)

    def _made(self, name: str, told: Sequence[ToldEvent]) -> tuple[tuple[str, ...], tuple[Rejection, ...]]:
        made = self._preparer.assembled(self._in_work.pop(name), told)
        return tuple(record.line for record in made.records), made.rejections
