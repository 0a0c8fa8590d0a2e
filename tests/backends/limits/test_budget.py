from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from extractor.backends.limits.budget import Budget, most_usage
from extractor.backends.limits.prices import Price
from extractor.backends.usage import Usage
from extractor.errors import LimitReached

PRICE = Price(input=1, cached=0.1, output=5)


class Tally(BaseModel):
    n: int


@dataclass(frozen=True)
class Planned:
    """A call: what it may use, what it uses, and how long it takes."""

    most: Usage
    used: Usage
    steps: int


@st.composite
def planned(draw: st.DrawFn) -> Planned:
    most = Usage(draw(st.integers(1, 1000)), draw(st.integers(1, 1000)))
    prompt = draw(st.integers(1, most.prompt_tokens))
    used = Usage(prompt, draw(st.integers(0, most.completion_tokens)), draw(st.integers(0, prompt)))
    return Planned(most, used, draw(st.integers(0, 5)))


async def _carry_out(budget: Budget, calls: list[Planned]) -> list[Planned]:
    """All calls at once; those that were asked."""
    asked: list[Planned] = []

    async def one(call: Planned) -> None:
        with contextlib.suppress(LimitReached):
            async with budget.reserve(call.most) as charge:
                asked.append(call)
                for _ in range(call.steps):
                    await asyncio.sleep(0)
                charge(call.used)

    await asyncio.gather(*(one(call) for call in calls))
    return asked


@given(calls=st.lists(planned(), max_size=30), limit=st.integers(0, 20_000), before=st.integers(0, 5000))
def test_tokens_never_pass_the_limit_and_stop_no_further_from_it_than_one_call(
    calls: list[Planned], limit: int, before: int
) -> None:
    budget = Budget(max_tokens=limit, tokens=before)
    asked = asyncio.run(_carry_out(budget, calls))
    spent = sum(call.used.prompt_tokens + call.used.completion_tokens for call in asked)
    assert spent == 0 or before + spent <= limit
    if len(asked) < len(calls):
        assert budget.reached
        largest = max(call.most.prompt_tokens + call.most.completion_tokens for call in calls)
        assert before + spent + largest > limit
    else:
        assert not budget.reached


@given(calls=st.lists(planned(), max_size=30), limit=st.floats(0, 0.05))
def test_money_never_passes_the_limit_and_stops_no_further_from_it_than_one_call(
    calls: list[Planned], limit: float
) -> None:
    budget = Budget(max_cost=limit, price=PRICE)
    asked = asyncio.run(_carry_out(budget, calls))
    spent = sum(PRICE.exact(call.used) for call in asked)
    assert spent <= limit + 1e-9
    if len(asked) < len(calls):
        assert spent + max(PRICE.most(call.most) for call in calls) > limit - 1e-9


def test_without_limits_everything_may_start() -> None:
    call = Planned(Usage(10**9, 10**9), Usage(10**9, 10**9), 0)
    assert len(asyncio.run(_carry_out(Budget(), [call] * 3))) == 3


def test_what_is_in_flight_is_waited_for_rather_than_taken_for_spent() -> None:
    """Two calls that may use 100 each and use 10 fit into 120, one after the other."""
    calls = [Planned(Usage(60, 40), Usage(5, 5), 3)] * 2
    assert len(asyncio.run(_carry_out(Budget(max_tokens=120), calls))) == 2


def test_after_the_first_refusal_nothing_starts_not_even_what_is_small() -> None:
    budget = Budget(max_tokens=100)
    large, small = Planned(Usage(60, 41), Usage(1, 1), 0), Planned(Usage(1, 1), Usage(1, 1), 0)
    assert asyncio.run(_carry_out(budget, [large, small])) == []
    assert budget.reached == "0 of 100 tokens are used"


@pytest.mark.parametrize("how", ["counted nothing", "no answer"])
def test_what_a_server_does_not_tell_is_taken_for_the_most(how: str) -> None:
    async def spend() -> None:
        budget = Budget(max_cost=1.0, price=Price(input=100_000, output=100_000))
        async with budget.reserve(Usage(4, 4)) as charge:
            charge(Usage() if how == "counted nothing" else None)
        async with budget.reserve(Usage(1, 1)):
            pass
        with pytest.raises(LimitReached, match=r"might pass the limit: \$0\.8\d* of \$1\.00 are spent"):
            async with budget.reserve(Usage(2, 2)):
                pass

    asyncio.run(spend())


def test_a_call_that_the_server_refused_costs_nothing() -> None:
    async def spend() -> None:
        budget = Budget(max_tokens=10)
        for _ in range(5):
            async with budget.reserve(Usage(5, 5)):
                pass
        assert not budget.reached

    asyncio.run(spend())


def test_a_limit_of_cost_without_a_price_is_a_fault() -> None:
    with pytest.raises(ValueError, match="needs a price"):
        Budget(max_cost=1)


@given(text=st.text(max_size=200))
def test_the_most_of_a_prompt_is_never_below_its_bytes(text: str) -> None:
    alone, with_schema = most_usage([text], max_tokens=7), most_usage([text], Tally, max_tokens=7)
    assert alone.prompt_tokens >= len(text.encode("utf-8", "replace"))
    assert with_schema.prompt_tokens > alone.prompt_tokens
    assert alone.completion_tokens == 7
