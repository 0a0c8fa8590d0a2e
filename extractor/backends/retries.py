"""The one place that decides what is tried again, how often, and after how long a wait."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from enum import StrEnum
from typing import Any, Self, TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from extractor.errors import BackendError

T = TypeVar("T")

Sleep = Callable[[float], Awaitable[None]]
"""Waits that many seconds; `asyncio.sleep`, or what a test puts in its place."""

LONGEST_WAIT = 300.0
"""Seconds; a server that asks for a longer wait is given up at once."""


class FailureKind(StrEnum):
    """Why a call failed, as far as it matters for trying again; the ledger calls it the outcome.

    With each stands how often it may happen to one question, and the seconds to wait after the first time:
    doubled each time, and replaced by the server's Retry-After.
    """

    attempts: int
    first_wait: float

    def __new__(cls, value: str, attempts: int = 1, first_wait: float = 0.0) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.attempts, member.first_wait = attempts, first_wait
        return member

    UNREACHABLE = "unreachable", 4, 1
    """No connection, or it broke."""
    TOO_MANY = "too many requests", 10, 1
    """429: the server said to come back later."""
    SERVER_ERROR = "server error", 6, 1
    """5xx, and 408 and 409: something passing at the server."""
    LATE = "late", 2
    """No whole answer within the profile's `timeout`."""
    GARBLED = "garbled", 2, 1
    """An answer that is no chat completion."""
    INVALID = "invalid", 2
    """No JSON, or JSON that does not fit the schema."""
    TRUNCATED = "truncated", 2
    """Cut at the length limit, and there is more room."""
    TOO_LONG = "too long", 2
    """The request and the room for its answer are longer than the context, and less room will do."""
    NO_ROOM = "no room"
    """Cut at the most that the profile allows, or the request is longer than the model's context."""
    REFUSED = "refused"
    """The model declined."""
    FILTERED = "filtered"
    """A content filter stopped the request or the answer."""
    OVERSIZED = "oversized"
    """An answer of more bytes than any answer has."""
    REJECTED = "rejected"
    """400, 422 and the like: this request is wrong."""
    NO_ACCESS = "no access"
    """401, 403, 404 or a redirect: the key, the address or the model is wrong for every request."""
    NO_QUOTA = "no quota"
    """The account's money or its quota is used up."""
    BATCH_PENDING = "batch pending"
    """The question is in a batch, or is to be handed in with one."""
    NOT_RECORDED = "not recorded"
    """In a replay: nobody recorded an answer."""


class Failure(Exception):
    """One failed call: its kind, the error the user sees if it was the last, and what the next one needs."""

    def __init__(self, kind: FailureKind, error: BackendError) -> None:
        super().__init__(str(error))
        self.kind = kind
        self.error = error
        self.retry_after: float | None = None
        """Seconds the server asked to wait."""
        self.complaint = ""
        """What was wrong with an invalid answer, to be shown to the model."""
        self.text = ""
        """The invalid answer."""
        self.room: int | None = None
        """Tokens that the server leaves for an answer, of a request that was too long with more."""
        self.wait = 0.0
        """Seconds until the next attempt."""
        self.is_last = False
        """Whether there is no next one."""


class Attempts:
    """The attempts at one question, as many as the kinds of failures allow, with waits in between."""

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._seen: Counter[FailureKind] = Counter()
        self._retrying = AsyncRetrying(
            retry=retry_if_exception_type(Failure),
            stop=lambda state: _failure(state).is_last,
            wait=lambda state: _failure(state).wait,
            sleep=sleep,
            reraise=True,
        )

    async def run(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What a coroutine function gives at last; it raises a `Failure` that was counted until then.

        Raises:
            BackendError: that of the last failure.
        """
        try:
            return await self._retrying(work)
        except Failure as failure:
            error = failure.error
        raise error  # outside the handler: what came before may show more than a message should

    def count(self, failure: Failure) -> None:
        """Note a failure before it is raised: how long to wait, and whether it is the last."""
        self._seen[failure.kind] += 1
        times, kind, asked = self._seen[failure.kind], failure.kind, failure.retry_after
        failure.wait = min(kind.first_wait * 2.0 ** (times - 1), LONGEST_WAIT) if asked is None else asked
        failure.is_last = failure.wait > LONGEST_WAIT or times >= kind.attempts


def _failure(state: RetryCallState) -> Failure:
    error: Any = state.outcome.exception() if state.outcome else None
    if not isinstance(error, Failure):
        raise TypeError("only a Failure is tried again")
    return error
