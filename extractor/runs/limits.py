"""What a run folder may cost, all commands on it together."""

from __future__ import annotations

from typing import Protocol

from extractor.backends.limits.budget import Budget
from extractor.backends.limits.prices import Price, how_to_give, price_of
from extractor.backends.profiles import Profile
from extractor.errors import UsageError
from extractor.runs.spending import Spending


def check_limits(profile: Profile, max_cost: float | None) -> None:
    """Refuse a limit that cannot be held.

    Raises:
        UsageError: it is no amount, or the price of the profile's model is unknown.
    """
    if max_cost is not None and not max_cost >= 0:
        raise UsageError(f"--max-cost {max_cost}: give an amount of US dollars, such as 2.50")
    if max_cost is not None and price_of(profile) is None:
        raise UsageError(
            f"--max-cost needs the price of {profile.model!r} at backend {profile.name}, which is not known: "
            f"{how_to_give(profile.name)}, or limit the tokens with --max-tokens"
        )


class Limited(Protocol):
    """What a budget is made of; a run's request has it."""

    @property
    def profile(self) -> Profile:
        """Whose model is asked."""

    @property
    def max_cost(self) -> float | None:
        """US dollars that the folder may cost; `None` for no limit."""

    @property
    def max_tokens(self) -> int | None:
        """The same in tokens."""


def budget_of(limited: Limited, spent: Spending) -> Budget:
    """The budget of a command that asks on a folder that has cost so much already; raises as below."""
    return spending_budget(limited, spent, price_of(limited.profile))


def spending_budget(limited: Limited, spent: Spending, price: Price | None) -> Budget:
    """A budget at this price.

    Raises:
        UsageError: what the folder has cost is unknown, so that a limit cannot be held.
    """
    if limited.max_cost is not None and spent.cost is None:
        raise UsageError(
            "--max-cost cannot be held: the folder has answers of a model whose price is not known; "
            "choose another folder with -o, or limit the tokens with --max-tokens"
        )
    return Budget(
        max_cost=limited.max_cost,
        max_tokens=limited.max_tokens,
        price=price,
        cost=spent.cost or 0.0,
        tokens=spent.usage.prompt_tokens + spent.usage.completion_tokens,
    )
