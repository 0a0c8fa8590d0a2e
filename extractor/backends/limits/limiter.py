"""When a call may start: what it may cost is within the budget, and the server's pace allows it.

async with limiter.may_start(most) as report:           # waits until the call may start
    ...                                                 # the call
    report(usage, status)                               # how it ended
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from extractor.backends.limits.budget import Budget
from extractor.backends.limits.pacing import Clock, Pacer
from extractor.backends.usage import Usage

Report = Callable[[Usage | None, int | None], None]
"""Takes how a call ended: the tokens of its completion, `None` if none came; and the status of HTTP, `None`
if no answer came."""


class LateReport(Protocol):
    """A `Report` that also takes how many seconds ago the call started, if that was in another process."""

    def __call__(self, usage: Usage | None, status: int | None, seconds: float | None = None) -> None: ...


class Limiter(Protocol):
    """Says when calls may start."""

    clock: Clock

    @property
    def in_flight(self) -> int:
        """Calls that have started and not ended."""

    def may_start(self, most: Usage) -> AbstractAsyncContextManager[Report]:
        """Wait until a call may start that can use so much; it has ended when the block ends.

        Raises:
            LimitReached: the call might pass a limit of the budget.
        """

    def on_response(self, status: int, headers: Mapping[str, str]) -> None:
        """What the server answered."""


class LocalLimiter:
    """The budget and the pace of a run, held in this process."""

    def __init__(self, budget: Budget, pacer: Pacer) -> None:
        self.clock = pacer.clock
        self.on_response = pacer.on_response
        self._budget = budget
        self.pacer = pacer

    @property
    def in_flight(self) -> int:
        """Calls that have started and not ended."""
        return self.pacer.in_flight

    @asynccontextmanager
    async def may_start(self, most: Usage, *, starts_now: bool = True) -> AsyncIterator[LateReport]:
        """See `Limiter`; a call that does not start now is made by another process."""
        async with (
            self._budget.reserve(most) as charge,
            self.pacer.turn(most.total, starts_now=starts_now) as turn,
        ):

            def report(usage: Usage | None, status: int | None, seconds: float | None = None) -> None:
                if seconds is not None:
                    turn.started = self.clock.now() - seconds
                if usage is not None:
                    turn.answered(usage)
                    charge(usage)
                elif status is None:
                    charge(None)
                elif status == 429:
                    turn.too_many()

            yield report
