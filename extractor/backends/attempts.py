"""One call to a model and how it ended; every attempt is reported, also those that failed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from extractor.backends.answers.logprobs import Logprobs
from extractor.backends.usage import Usage

ANSWERED = "answered"
"""The outcome of an attempt that gave a usable answer; the others are the values of `FailureKind`."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call, from sending to its last byte or its error."""

    started: float
    """Seconds since 1970; 0 in a replay, so that a replay is the same every time."""
    seconds: float
    """Wall clock of the call alone, without waits before it; 0 in a replay."""
    outcome: str
    """`answered`, or the kind of the failure, such as `truncated`."""
    usage: Usage
    """Tokens the server counted; zeros when it did not answer or did not count."""
    status: int | None = None
    """Of HTTP; `None` when no answer came."""
    request_id: str | None = None
    """The server's own name of the call, to quote in a complaint."""
    message: str = ""
    """What was wrong, for people; empty when the call was answered. It never holds a key."""
    text: str = ""
    """The answer as the model wrote it; empty when there was none that could be used."""
    logprobs: Logprobs = field(default_factory=dict)
    """How sure the model was of each value of the answer, where the backend says so."""
    batch: str | None = None
    """The batch that gave the answer; `None` for a call of its own."""
    gave_up: str = ""
    """The class of the error that the question ends with; empty when it is answered, or asked again."""


Note = Callable[[Attempt], Awaitable[None]]
"""Awaited with every attempt, before its answer is used; it may keep the attempt."""


async def note_nothing(_attempt: Attempt) -> None:
    """A `Note` that does nothing."""
