from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.backends.attempts import Attempt
from extractor.backends.limits.prices import Price
from extractor.backends.profiles import Profile
from extractor.backends.usage import Usage
from extractor.runs.spending import Spending, spending_of
from extractor.store.entries import AttemptEntry
from extractor.store.ledger import Ledger

PRICE = Price(input=2, cached=0.5, output=10, batch_discount=0.5)


def attempted(
    model: str = "m", outcome: str = "answered", *, started: float = 1.0, batch: str | None = None
) -> AttemptEntry:
    usage = Usage(1_000_000, 100_000, 500_000)
    return AttemptEntry("key", "a", (1,), model, Attempt(started, 1, outcome, usage, batch=batch))


def how(model: str = "m", price: Price | None = PRICE) -> str:
    profile = Profile(name="x", kind="openai", base_url="https://example.org/v1", model=model, price=price)
    return json.dumps({"backend": profile.model_dump(mode="json")})


@pytest.fixture
def ledger(tmp_path: Path) -> Any:
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def test_every_attempt_is_paid_for_also_those_that_failed(ledger: Ledger) -> None:
    ledger.begin(1.0, how())
    ledger.write([attempted(), attempted(outcome="truncated"), attempted(outcome="invalid")])
    assert spending_of(ledger) == Spending(3, Usage(3_000_000, 300_000, 1_500_000), 3 * 2.25)


def test_a_batch_costs_less_and_a_replay_nothing(ledger: Ledger) -> None:
    ledger.begin(1.0, how())
    ledger.write([attempted(batch="b"), attempted(started=0.0)])
    spent = spending_of(ledger)
    assert (spent.calls, spent.cost) == (1, 1.125)


def test_each_model_has_the_price_that_its_last_command_knew(ledger: Ledger) -> None:
    ledger.begin(1.0, how(price=None))
    ledger.begin(2.0, how("n", Price(input=0, output=1)))
    ledger.write([attempted(), attempted("n")])
    assert spending_of(ledger).cost is None
    ledger.begin(3.0, how())
    assert spending_of(ledger).cost == 2.35


def test_what_an_earlier_version_noted_of_a_command_is_no_error(ledger: Ledger) -> None:
    ledger.begin(1.0, "{}")
    assert spending_of(ledger) == Spending()
    ledger.write([attempted()])
    assert spending_of(ledger).cost is None
