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
    """Why a call failed, as far as it matters for trying again."""

    UNREACHABLE = "unreachable"
    """No connection, or it broke."""
    BUSY = "busy"
    """The server said to come back: 408, 409, 429 or 5xx."""
    LATE = "late"
    """No whole answer within the profile's `timeout`."""
    GARBLED = "garbled"
    """An answer that is no chat completion."""
    INVALID = "invalid"
    """No JSON, or JSON that does not fit; asked again with the errors."""
    TRUNCATED = "truncated"
    """Cut at the length limit; asked again with more room."""
    FINAL = "final"
    """Trying again cannot help: a wrong key, no such model, a refusal, a filter, a used-up quota."""


@dataclass(frozen=True, slots=True)
class RetryRule:
    """How often a kind of failure may happen to one question, and the wait after the first time."""

    attempts: int
    first_wait: float = 0.0
    """Seconds; doubled with each failure of this kind, and replaced by the server's Retry-After."""


RETRY_RULES: Mapping[FailureKind, RetryRule] = {
    FailureKind.UNREACHABLE: RetryRule(attempts=4, first_wait=1),
    FailureKind.BUSY: RetryRule(attempts=6, first_wait=1),
    FailureKind.LATE: RetryRule(attempts=2),
    FailureKind.GARBLED: RetryRule(attempts=2, first_wait=1),
    FailureKind.INVALID: RetryRule(attempts=2),
    FailureKind.TRUNCATED: RetryRule(attempts=2),
    FailureKind.FINAL: RetryRule(attempts=1),
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


class Attempts:
    """The attempts at one question: iterates over them as the rules allow, waiting in between."""

    def __init__(
        self, sleep: Sleep = asyncio.sleep, rules: Mapping[FailureKind, RetryRule] = RETRY_RULES
    ) -> None:
        self._rules = rules
        self._seen: Counter[FailureKind] = Counter()
        self.retrying: AsyncRetrying = AsyncRetrying(
            retry=retry_if_exception_type(Failure),
            stop=self._is_exhausted,
            wait=self._wait,
            sleep=sleep,
            reraise=True,
        )

    def count(self, failure: Failure) -> Failure:
        """Note a failure before it is raised."""
        self._seen[failure.kind] += 1
        return failure

    def _is_exhausted(self, state: RetryCallState) -> bool:
        failure = _failure(state)
        if failure.retry_after is not None and failure.retry_after > LONGEST_WAIT:
            return True
        return self._seen[failure.kind] >= self._rules[failure.kind].attempts

    def _wait(self, state: RetryCallState) -> float:
        failure = _failure(state)
        if failure.retry_after is not None:
            return failure.retry_after
        doubled = self._rules[failure.kind].first_wait * 2.0 ** (self._seen[failure.kind] - 1)
        return min(doubled, LONGEST_WAIT)


def _failure(state: RetryCallState) -> Failure:
    error: Any = state.outcome.exception() if state.outcome else None
    if not isinstance(error, Failure):
        raise TypeError("only a Failure is tried again")
    return error
