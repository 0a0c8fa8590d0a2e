"""What a run folder has cost so far: tokens and money of every attempt, by all commands together."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from pydantic import ValidationError

from extractor.backends.limits.prices import Price, price_of
from extractor.backends.profiles import Profile
from extractor.backends.usage import Usage
from extractor.records import JsonObject
from extractor.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Spending:
    """Calls, tokens and money, failed and truncated attempts counted; recorded answers cost nothing."""

    calls: int = 0
    usage: Usage = field(default_factory=Usage)
    cost: float | None = 0.0
    """US dollars, to a millionth; `None` when a model was asked whose price is unknown."""

    def as_json(self) -> JsonObject:
        """For `run.json` and the command line."""
        return {"calls": self.calls, **asdict(self.usage), "cost": self.cost}


def spending_of(ledger: Ledger) -> Spending:
    """What the commands on a ledger's folder were charged, at the prices they were started with."""
    prices = _prices(ledger)
    calls, usage, cost = 0, Usage(), 0.0
    is_known = True
    for spent in ledger.spent():
        if spent.replayed:
            continue
        calls, usage = calls + spent.attempts, usage + spent.usage
        price = prices.get(spent.model)
        if price is not None:
            cost += price.cost(spent.usage, batched=spent.batched)
        elif spent.usage != Usage():
            is_known = False
    return Spending(calls, usage, round(cost, 6) if is_known else None)


def costs_by_article(ledger: Ledger) -> dict[str, float] | None:
    """What each article has cost in US dollars, by its id; `None` where the price of a model is unknown."""
    prices, costs = _prices(ledger), dict[str, float]()
    rows = ledger.rows(
        "SELECT article, model, batch IS NOT NULL, sum(prompt_tokens), sum(completion_tokens),"
        " sum(cached_tokens) FROM attempts WHERE model = '' OR started <> 0 GROUP BY 1, 2, 3"
    )
    for article, model, batched, *tokens in rows:
        usage, price = Usage(*tokens), prices.get(model)
        if price is None and usage != Usage():
            return None
        costs[article] = costs.get(article, 0.0) + (
            price.cost(usage, batched=bool(batched)) if price else 0.0
        )
    return costs


def _prices(ledger: Ledger) -> dict[str, Price | None]:
    """The price of each model that a command asked, as the last of them knew it."""
    prices: dict[str, Price | None] = {}
    for command in ledger.commands():
        try:
            how = json.loads(command.how)
            asked = [how["backend"], *([how["escalate"]["backend"]] if "escalate" in how else [])]
            profiles = [Profile.model_validate(backend) for backend in asked]
        except (ValueError, KeyError, TypeError, ValidationError):
            continue  # noted by a version that wrote it differently
        prices |= {profile.model: price_of(profile) for profile in profiles}
    return prices
