"""When a call may start: how many at once, how many a minute, and not while the server asks to wait.

async with pacer.turn(tokens) as turn:     # waits until the call may start
    ...                                    # what the server answers reaches `pacer.on_response`
    turn.answered(usage)                   # or turn.too_many(), or nothing
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from extractor.backends.limits.server_waits import waits
from extractor.backends.profiles import Profile
from extractor.backends.retries import LONGEST_WAIT, Sleep
from extractor.backends.usage import Usage

FIRST_IN_FLIGHT = 4
"""Calls at once before anything is known of the server, or a sixteenth of the most where that is more."""

WAIT_AFTER_429 = 1.0
"""Seconds in which no call starts after a 429 that does not say how long to wait."""

MINUTE = 61.0
"""Seconds; one more than the server's, whose minute begins when a call arrives and not when it starts."""

_ASKED_AGAIN = 0.2
"""Seconds after which it is asked again whether a call has really started, for the next one to start."""

_GROWTH = 4
"""By which the calls in flight grow after a round of answers."""

_PAYS = 1.3
"""By which their growth must raise the rate of answers, to stand."""

_FIRST_HOLD = 4
"""Rounds for which a number stands after a larger one did not pay; doubled each time that happens."""

_LEAST_SAMPLE = 8
"""Answers over which a rate is measured, at least, once there are more calls than at the start."""


class Clock:
    """Seconds that pass, and waits; a wait that a test makes short moves the clock all the same."""

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since some moment."""
        return time.monotonic() + self._ahead

    async def sleep(self, seconds: float) -> None:
        """Wait so long."""
        end = self.now() + seconds
        await self._sleep(seconds)
        self._ahead += max(0.0, end - self.now())


class Concurrency:
    """How many calls may be in flight: found by trying, between 1 and `most`.

    After each round of answers there are more, as long as that raises the rate; when it did not, it is tried
    again later. A 429 halves the number, once for all calls that were in flight then; after it there is one
    more a round.
    """

    def __init__(self, most: int, first: int = FIRST_IN_FLIGHT) -> None:
        self.limit = min(first, most)
        self.cuts = 0
        """Episodes of 429 so far."""
        self._most = most
        self._before = self.limit
        """The last number that paid."""
        self._rate = 0.0
        self._hold = 0
        self._next_hold = _FIRST_HOLD
        self._last_cut = float("-inf")
        self._start_round(None)

    def started(self, now: float) -> None:
        """A call starts; the first one begins the first round."""
        if self._since is None:
            self._start_round(now)

    def answered(self, now: float, *, wanted: bool) -> None:
        """A call gave an answer; `wanted` says whether others were waiting to start."""
        self._answers += 1
        self._wanted |= wanted
        least = self.limit if self._rate == 0 else max(self.limit, _LEAST_SAMPLE)
        if self._since is None or self._answers < least:
            return
        if self._wanted and now > self._since:
            self._judge(self._answers / (now - self._since))
        self._start_round(now)

    def too_many(self, started: float, now: float) -> None:
        """The server answered 429 to a call that started then."""
        if started <= self._last_cut:
            return  # in flight when the number was cut: the same episode
        self.cuts += 1
        self._last_cut = now
        self.limit = self._before = max(1, self.limit // 2)
        self._hold, self._rate = 0, 0.0
        self._start_round(None)

    def _start_round(self, now: float | None) -> None:
        self._since = now
        self._answers = 0
        self._wanted = False

    def _judge(self, rate: float) -> None:
        """Grow, stay, or go back to the last number that paid."""
        if self.limit > self._before and rate < self._rate * _PAYS and not self.cuts:
            self.limit, self._hold = self._before, self._next_hold
            self._next_hold *= 2
            return
        if self._hold > 0:
            self._hold -= 1
            return
        self._rate, self._before = rate, self.limit
        self.limit = min(self._most, self.limit + 1 if self.cuts else self.limit * _GROWTH)


@dataclass
class Turn:
    """A call that may start, and what it takes of every minute that it is in."""

    granted: float
    tokens: int
    """The most that it can use, and then what it has used."""
    started: float | None
    """`None` while another process makes the call and has not said so."""
    was_answered: bool = False
    was_too_many: bool = False
    has_ended: bool = False

    def answered(self, usage: Usage) -> None:
        """The model answered, and used so many tokens: fewer than it might have."""
        self.was_answered = True
        self.tokens = usage.total or self.tokens

    def too_many(self) -> None:
        """The server answered 429."""
        self.was_too_many = True
        self.tokens = 0

    def left(self, now: float) -> float:
        """Seconds until a minute has passed since it started."""
        if self.started is None:
            return max(self.granted + MINUTE - now, _ASKED_AGAIN)
        return self.started + MINUTE - now


@dataclass(frozen=True)
class _Waiting:
    """A call that waits for its turn."""

    tokens: int
    starts_now: bool
    turn: asyncio.Future[Turn]


class Pacer:
    """Lets calls start one after the other, in the order they came."""

    def __init__(
        self,
        concurrency: Concurrency,
        *,
        requests: int | None = None,
        tokens: int | None = None,
        clock: Clock | None = None,
    ) -> None:
        """`requests` and `tokens` are the most a minute, wherever it begins; `None` for no limit."""
        self.concurrency = concurrency
        self.in_flight = 0
        self.clock = clock or Clock()
        self._most_requests = math.inf if requests is None else requests
        self._most_tokens = math.inf if tokens is None else tokens
        self._minute: deque[Turn] = deque()
        """The turns of the last minute, and those in flight."""
        self._tokens = 0
        """That they take."""
        self._rests_until = float("-inf")
        self._line: deque[_Waiting] = deque()
        self._rest: asyncio.Task[None] | None = None
        """Lasts until the first in line may start, where that is known."""

    @asynccontextmanager
    async def turn(self, tokens: int = 0, *, starts_now: bool = True) -> AsyncIterator[Turn]:
        """Wait until a call may start that uses at most so many tokens; it has ended when the block ends.

        One that does not start now, since another process makes it, has a place in every minute until it has
        ended; by then its `started` may say when that was, else it is the end.
        """
        waiting = _Waiting(tokens, starts_now, asyncio.get_running_loop().create_future())
        self._line.append(waiting)
        self._let_in()
        try:
            yield await waiting.turn
        finally:
            if not waiting.turn.cancelled():
                self._end(waiting.turn.result(), tokens)
            self._let_in()

    def on_response(self, status: int, headers: Mapping[str, str]) -> None:
        """What the server answered: no call starts while it asks to wait."""
        now = self.clock.now()
        asked = waits(headers) or ([WAIT_AFTER_429] if status == 429 else [])
        for seconds in asked:
            if seconds <= LONGEST_WAIT:
                self._rests_until = max(self._rests_until, now + seconds)

    def _let_in(self) -> None:
        """Let all start that may: one after the other would take a round of the event loop for each."""
        while self._line and self._rest is None:
            first, now = self._line[0], self.clock.now()
            wait = max(self._rests_until - now, self._until_there_is_room(first.tokens, now))
            if wait > 0:
                self._rest = asyncio.create_task(self._let_in_after(wait))
            elif self.in_flight >= self.concurrency.limit:
                return
            elif not self._line.popleft().turn.cancelled():
                turn = Turn(now, first.tokens, now if first.starts_now else None)
                self._minute.append(turn)
                self._tokens += turn.tokens
                self.concurrency.started(now)
                self.in_flight += 1
                first.turn.set_result(turn)

    async def _let_in_after(self, seconds: float) -> None:
        await self.clock.sleep(seconds)
        self._rest = None
        self._let_in()

    def _end(self, turn: Turn, reserved: int) -> None:
        now = self.clock.now()
        self.in_flight -= 1
        turn.has_ended = True
        if turn.started is None:
            turn.started = now
        self._tokens += turn.tokens - reserved
        if turn.was_too_many:
            self.concurrency.too_many(turn.granted, now)
        elif turn.was_answered:
            self.concurrency.answered(now, wanted=bool(self._line))

    def _until_there_is_room(self, tokens: int, now: float) -> float:
        """Seconds until the minute has room for a call; for one larger than a minute, until it is empty."""
        while self._minute and self._minute[0].has_ended and self._minute[0].left(now) <= 0:
            self._tokens -= self._minute.popleft().tokens
        requests_over = len(self._minute) + 1 - self._most_requests
        tokens_over = self._tokens + tokens - self._most_tokens
        wait = 0.0
        for turn in self._minute:
            if requests_over <= 0 and tokens_over <= 0:
                break
            requests_over -= 1
            tokens_over -= turn.tokens
            wait = max(wait, turn.left(now))
        return wait


def pacer_of(profile: Profile, clock: Clock) -> Pacer:
    """The pacer for a profile's calls."""
    # Our own server has as many slots as we may ask at once: there is nothing to find out.
    few = max(FIRST_IN_FLIGHT, profile.concurrency // _GROWTH**2)
    first = profile.concurrency if profile.kind == "embedded" else few
    return Pacer(
        Concurrency(profile.concurrency, first),
        requests=profile.requests_per_minute,
        tokens=profile.tokens_per_minute,
        clock=clock,
    )
