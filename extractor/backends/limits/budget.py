"""The most that may be spent: what a call may use at most is reserved before it starts, so that limits hold.

async with budget.reserve(most) as charge:  # waits while only calls in flight stand in the way
    ...  # the call
    charge(usage)  # or charge(None) where it may have been charged, or nothing where it was not
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache

from pydantic import BaseModel

from extractor.backends.cassettes.text import compact_json
from extractor.backends.limits.prices import Price, dollars
from extractor.backends.usage import Usage
from extractor.errors import LimitReached

AROUND = 500
"""Tokens that a server may put around the messages of a call, such as instructions for tools."""


Charge = Callable[[Usage | None], None]
"""Takes the tokens that a server counted; where it counts none, or it is unknown, the most are charged."""


class Budget:
    """Keeps what is spent, and what may be spent by the calls in flight, within limits."""

    def __init__(
        self,
        *,
        max_cost: float | None = None,
        max_tokens: int | None = None,
        price: Price | None = None,
        cost: float = 0.0,
        tokens: int = 0,
    ) -> None:
        """`max_cost` is in US dollars and needs a price; `cost` and `tokens` are spent already."""
        if max_cost is not None and price is None:
            raise ValueError("a limit of cost needs a price")
        self.reached = ""
        """Which limit a call would have passed, for people; empty as long as none would."""
        self._max_cost = max_cost
        self._max_tokens = max_tokens
        self._price = price
        self._cost = cost
        self._tokens = tokens
        self._out = 0
        self._reserved = Usage()
        self._freed = asyncio.Event()

    @asynccontextmanager
    async def reserve(self, most: Usage) -> AsyncIterator[Charge]:
        """Reserve the most that a call can use, and take what it is charged when the block ends.

        Raises:
            LimitReached: with all that was spent, the call might pass a limit; so is every later one.
        """
        while not self.reached and (passed := self._passed(most)):
            if not self._out:
                self.reached = passed
                break
            self._freed.clear()
            await self._freed.wait()
        if self.reached:
            raise LimitReached(f"not asked, for it might pass the limit: {self.reached}")
        charged = Usage()

        def charge(usage: Usage | None) -> None:
            nonlocal charged
            charged = usage if usage is not None and usage.total else most

        self._put(most, 1)
        try:
            yield charge
        finally:
            self._put(most, -1)
            self.charge(charged)
            self._freed.set()

    def charge(self, usage: Usage) -> None:
        """Count what was used."""
        self._tokens += usage.total
        if self._price is not None:
            self._cost += self._price.exact(usage)

    def hold(self, most: Usage) -> None:
        """Reserve what something may use that was allowed before."""
        self._put(most, 1)

    def take(self, most: Usage) -> bool:
        """Reserve what something may use that is not waited for; whether that is within the limits."""
        self.reached = self.reached or self._passed(most)
        if not self.reached:
            self._put(most, 1)
        return not self.reached

    def _put(self, most: Usage, calls: int) -> None:
        self._out += calls
        self._reserved += Usage(calls * most.prompt_tokens, calls * most.completion_tokens)

    def _passed(self, most: Usage) -> str:
        """The limit that such a call might pass; empty when it stays within all."""
        out = self._reserved + most
        if self._max_tokens is not None and self._tokens + out.total > self._max_tokens:
            reserved = f", and {self._reserved.total:,} reserved" if self._out else ""
            return f"{self._tokens:,} of {self._max_tokens:,} tokens are used{reserved}"
        if self._max_cost is None or self._price is None:
            return ""
        if self._cost + self._price.most(out) > self._max_cost:
            reserved = f", and {dollars(self._price.most(self._reserved))} reserved" if self._out else ""
            return f"{dollars(self._cost)} of {dollars(self._max_cost)} are spent{reserved}"
        return ""


def most_usage(
    messages: Sequence[str], reply_type: type[BaseModel] | None = None, *, max_tokens: int
) -> Usage:
    """The most tokens that a call can use: no token of a prompt is shorter than a byte."""
    schema = _schema_bytes(reply_type) if reply_type is not None else 0
    prompt = sum(len(text.encode("utf-8", "replace")) for text in messages)
    return Usage(prompt + schema + AROUND, max_tokens)


@lru_cache
def _schema_bytes(reply_type: type[BaseModel]) -> int:
    return len(compact_json(reply_type.model_json_schema()).encode())
