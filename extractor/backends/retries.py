"""The one place that decides what is tried again, how often, and after how long a wait."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from extractor.errors import BackendError

Sleep = Callable[[float], Awaitable[None]]
"""Waits that many seconds; `asyncio.sleep`, or what a test puts in its place."""

LONGEST_WAIT = 300.0
"""Seconds; a server that asks for a longer wait is given up at once."""


class FailureKind(StrEnum):
    """Why a call failed, as far as it matters for trying again; the ledger calls it the outcome."""

    UNREACHABLE = "unreachable"
    """No connection, or it broke."""
    TOO_MANY = "too many requests"
    """429: the server said to come back later."""
    SERVER_ERROR = "server error"
    """5xx, and 408 and 409: something passing at the server."""
    LATE = "late"
    """No whole answer within the profile's `timeout`."""
    GARBLED = "garbled"
    """An answer that is no chat completion."""
    INVALID = "invalid"
    """No JSON, or JSON that does not fit the schema."""
    TRUNCATED = "truncated"
    """Cut at the length limit, and there is more room."""
    TOO_LONG = "too long"
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


@dataclass(frozen=True, slots=True)
class RetryRule:
    """How often a kind of failure may happen to one question."""

    attempts: int
    first_wait: float = 0.0
    """Seconds; doubled with each failure of this kind, and replaced by the server's Retry-After."""


_ONCE = RetryRule(1)

RETRY_RULES: Mapping[FailureKind, RetryRule] = {
    FailureKind.UNREACHABLE: RetryRule(4, 1),
    FailureKind.TOO_MANY: RetryRule(10, 1),
    FailureKind.SERVER_ERROR: RetryRule(6, 1),
    FailureKind.LATE: RetryRule(2),
    FailureKind.GARBLED: RetryRule(2, 1),
    FailureKind.INVALID: RetryRule(2),
    FailureKind.TRUNCATED: RetryRule(2),
    FailureKind.TOO_LONG: RetryRule(2),
    FailureKind.NO_ROOM: _ONCE,
    FailureKind.REFUSED: _ONCE,
    FailureKind.FILTERED: _ONCE,
    FailureKind.OVERSIZED: _ONCE,
    FailureKind.REJECTED: _ONCE,
    FailureKind.NO_ACCESS: _ONCE,
    FailureKind.NO_QUOTA: _ONCE,
    FailureKind.BATCH_PENDING: _ONCE,
    FailureKind.NOT_RECORDED: _ONCE,
}


class Failure(Exception):
    """One failed call: its kind, the error the user sees if it was the last, and what the next one needs."""

    def __init__(
        self,
        kind: FailureKind,
        error: BackendError,
        *,
        retry_after: float | None = None,
        complaint: str = "",
        text: str = "",
    ) -> None:
        super().__init__(str(error))
        self.kind = kind
        self.error = error
        self.retry_after = retry_after
        """Seconds the server asked to wait."""
        self.complaint = complaint
        """What was wrong with an invalid answer, to be shown to the model."""
        self.text = text
        """The invalid answer."""
        self.room: int | None = None
        """Tokens that the server leaves for an answer, of a request that was too long with more."""


class Attempts:
    """The attempts at one question: iterates over them as the rules allow, waiting in between."""

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._seen: Counter[FailureKind] = Counter()
        self.retrying: AsyncRetrying = AsyncRetrying(
            retry=retry_if_exception_type(Failure),
            stop=lambda state: self._is_last(_failure(state)),
            wait=self._wait,
            sleep=sleep,
            reraise=True,
        )

    def count(self, failure: Failure) -> bool:
        """Note a failure before it is raised; whether it is the last."""
        self._seen[failure.kind] += 1
        return self._is_last(failure)

    def _is_last(self, failure: Failure) -> bool:
        if failure.retry_after is not None and failure.retry_after > LONGEST_WAIT:
            return True
        return self._seen[failure.kind] >= RETRY_RULES[failure.kind].attempts

    def _wait(self, state: RetryCallState) -> float:
        failure = _failure(state)
        if failure.retry_after is not None:
            return failure.retry_after
        doubled = RETRY_RULES[failure.kind].first_wait * 2.0 ** (self._seen[failure.kind] - 1)
        return min(doubled, LONGEST_WAIT)


def _failure(state: RetryCallState) -> Failure:
    error: Any = state.outcome.exception() if state.outcome else None
    if not isinstance(error, Failure):
        raise TypeError("only a Failure is tried again")
    return error
