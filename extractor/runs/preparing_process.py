"""Reading articles and assembling records in a process of its own, beside the one that asks.

A run with an endpoint that answers hundreds of articles a second needs a processor for the calls; what is
done with the articles takes another. The process gets a `Preparation` on its standard input, then jobs, and
writes what comes of them to its standard output, in the order of the jobs; each message is a pickle with its
length before it. It holds the articles that are in work and nothing that is not in the ledger, so that it may
end at any time. It ends with its standard input.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import struct
import sys
import traceback
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from pydantic import BaseModel

from extractor.errors import ArticleError, ExtractorError, RunError
from extractor.extraction.plans import Plan, ToldEvent
from extractor.records import Article
from extractor.runs.collector import seldom_collected
from extractor.runs.preparing import Assembled, LocalPreparer, Preparation, Prepared

_AT_ONCE = 16
"""Inputs that are read for one message."""

_LONGEST_PIECE = 2**20
"""Bytes that are taken from the pipe before the process is let to wait."""

_PROGRAM = (
    "import sys; sys.path[:] = sys.argv[1:]; from extractor.runs.preparing_process import serve; serve()"
)
_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class _Input:
    """An article on its way; the type of a reply is made anew in each process, and goes as its number."""

    prepared: Prepared
    reply_types: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _NoArticle:
    """What an `ArticleError` says."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Read:
    """The job to read some inputs, and what came of it."""

    inputs: tuple[_Input | _NoArticle, ...] = ()
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class _Told:
    """The job to assemble the records of some articles, by their ids."""

    articles: tuple[tuple[str, Sequence[ToldEvent]], ...]


@dataclass(frozen=True, slots=True)
class _Made:
    """What came of a `_Told`; records go as their lines."""

    articles: tuple[Assembled, ...]


@dataclass(frozen=True, slots=True)
class _Fault:
    """The process cannot go on."""

    told: str


class ProcessPreparer:
    """A `Preparer` whose work is done by another process, to be used with `async with`."""

    def __init__(self, preparation: Preparation, plan: Plan) -> None:
        """`plan` is the one of the preparation; the process makes another like it."""
        self._preparation = preparation
        self._plan = plan
        self._ready: asyncio.Queue[Prepared | ArticleError | RunError | None] = asyncio.Queue()
        self._reads = 0
        self._is_over = False
        self._waiting: list[tuple[str, Sequence[ToldEvent], asyncio.Future[Assembled]]] = []
        self._sent: deque[list[asyncio.Future[Assembled]]] = deque()
        self._problem: RunError | None = None

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-c", _PROGRAM, *sys.path),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LONGEST_PIECE,
        )
        self._send(self._preparation)
        self._read_ahead()
        self._hearing = asyncio.create_task(self._hear())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._hearing
        await self._process.wait()

    async def next(self) -> Prepared | ArticleError | None:
        """See `Preparer`.

        Raises:
            RunError: the process has ended.
        """
        item = await self._ready.get()
        if item is None or isinstance(item, RunError):
            self._ready.put_nowait(item)  # for whoever asks next
        if isinstance(item, RunError):
            raise item
        self._read_ahead()
        return item

    async def assemble(self, article: Article, told: Sequence[ToldEvent]) -> Assembled:
        """See `Preparer`.

        Raises:
            RunError: the process has ended.
        """
        if self._problem is not None:
            raise self._problem
        made: asyncio.Future[Assembled] = asyncio.get_running_loop().create_future()
        self._waiting.append((article.id, told, made))
        self._hand_over()
        return await made

    # Talking with the process

    def _read_ahead(self) -> None:
        if not self._is_over and self._ready.qsize() + self._reads * _AT_ONCE < 2 * _AT_ONCE:
            self._reads += 1
            self._send(_Read())

    def _hand_over(self) -> None:
        """Send what waits, unless the process has enough to do: what comes meanwhile goes together."""
        if self._waiting and len(self._sent) < 2:
            self._send(_Told(tuple((name, told) for name, told, _ in self._waiting)))
            self._sent.append([made for _, _, made in self._waiting])
            self._waiting = []

    def _send(self, message: Any) -> None:
        assert self._process.stdin is not None  # noqa: S101
        data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        self._process.stdin.write(_LENGTH.pack(len(data)) + data)

    async def _hear(self) -> None:
        """Take what the process says, until it has ended; whoever waits for it then must hear of that."""
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
        assert self._process.stdout is not None  # noqa: S101
        (length,) = _LENGTH.unpack(await self._process.stdout.readexactly(_LENGTH.size))
        return pickle.loads(await self._process.stdout.readexactly(length))  # noqa: S301  # from our own process

    def _take(self, message: _Read | _Made) -> None:
        if isinstance(message, _Made):
            for waiting, made in zip(self._sent.popleft(), message.articles, strict=True):
                if not waiting.done():  # its task was cancelled
                    waiting.set_result(self._with_records(made))
            self._hand_over()
            return
        for told in message.inputs:
            self._ready.put_nowait(self._input(told))
        self._reads -= 1
        if not message.is_last:
            self._read_ahead()
        elif not self._is_over:
            self._is_over = True
            self._ready.put_nowait(None)

    def _input(self, told: _Input | _NoArticle) -> Prepared | ArticleError:
        if isinstance(told, _NoArticle):
            return ArticleError(told.source, told.reason)
        types = self._plan.reply_types
        asks = zip(told.prepared.asks, told.reply_types, strict=True)
        return replace(
            told.prepared, asks=tuple(replace(ask, reply_type=types[number]) for ask, number in asks)
        )

    def _with_records(self, made: Assembled) -> Assembled:
        read = self._plan.schema.record_from_line
        lines = (line.encode("utf-8", "surrogatepass") for line in made.record_lines)
        return replace(made, records=tuple(map(read, lines)))


# In the process


def serve() -> None:
    """Do the jobs that standard input brings, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks: it ends us
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what any library prints is no message
    jobs = sys.stdin.buffer
    with contextlib.suppress(EOFError, BrokenPipeError):
        try:
            worker = _Worker(_received(jobs))
            with seldom_collected():
                while True:
                    _answer(answers, worker.done(_received(jobs)))
        except (EOFError, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - the process that asks tells the user
            _answer(answers, _Fault(_in_a_line(error)))


def _received(stream: BinaryIO) -> Any:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    return pickle.loads(stream.read(*_LENGTH.unpack(head)))  # noqa: S301  # from the process that started us


def _answer(stream: BinaryIO, message: Any) -> None:
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def _in_a_line(error: Exception) -> str:
    if isinstance(error, ExtractorError):
        return str(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno})"


class _Worker:
    """Does jobs for one run."""

    def __init__(self, preparation: Preparation) -> None:
        plan = preparation.plan()
        self._preparer = LocalPreparer(plan, preparation.profile, preparation.inputs.articles())
        self._numbers = {reply_type: number for number, reply_type in enumerate(plan.reply_types)}
        self._in_work: dict[str, Article] = {}

    def done(self, job: _Read | _Told) -> _Read | _Made:
        """What comes of a job."""
        if isinstance(job, _Told):
            return _Made(tuple(self._made(name, told) for name, told in job.articles))
        inputs: list[_Input | _NoArticle] = []
        for _ in range(_AT_ONCE):
            item = self._preparer.prepare()
            if item is None:
                return _Read(tuple(inputs), is_last=True)
            inputs.append(self._input(item))
        return _Read(tuple(inputs))

    def _input(self, item: Prepared | ArticleError) -> _Input | _NoArticle:
        if isinstance(item, ArticleError):
            return _NoArticle(item.source, item.reason)
        self._in_work[item.article.id] = item.article
        # Of the values only examples are made.
        asks = tuple(replace(ask, reply_type=BaseModel, values={}) for ask in item.asks)
        return _Input(replace(item, asks=asks), tuple(self._numbers[ask.reply_type] for ask in item.asks))

    def _made(self, name: str, told: Sequence[ToldEvent]) -> Assembled:
        return replace(self._preparer.assembled(self._in_work.pop(name), told), records=())
