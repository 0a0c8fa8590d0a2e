"""What a model's tokens cost: from the profile, else from the shipped `prices.toml`, else unknown."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from extractor.backends.usage import Usage

if TYPE_CHECKING:
    from extractor.backends.profiles import Profile

_FILE = Path(__file__).with_name("prices.toml")

_MILLION = 1_000_000

_SNAPSHOT = re.compile(r"-\d{4}-?\d{2}-?\d{2}$")
"""The day at the end of the name of a model that does not change, as in `gpt-5.4-mini-2026-03-17`."""

_DECIMALS = 6
"""Of a dollar: a millionth, so that sums are the same on every machine."""


class Price(BaseModel):
    """What tokens of one model cost, in US dollars for a million."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: float = Field(ge=0)
    """Tokens of a prompt."""
    output: float = Field(ge=0)
    """Tokens of an answer, and of the thoughts before it."""
    cached: float | None = Field(default=None, ge=0)
    """Tokens of a prompt that the server had read before; as `input` when not given."""
    batch_discount: float = Field(default=0.0, ge=0, le=1)
    """The part of the price that the provider's Batch API saves: 0.5 is half."""
    as_of: date | None = None
    """The day on which the source stated it."""
    source: str | None = None

    def cost(self, usage: Usage, *, batched: bool = False) -> float:
        """Dollars for so many tokens, to a millionth."""
        return round(self.exact(usage, batched=batched), _DECIMALS)

    def exact(self, usage: Usage, *, batched: bool = False) -> float:
        """Dollars for so many tokens, to be added up."""
        cached = min(usage.cached_tokens, usage.prompt_tokens)
        whole = (
            (usage.prompt_tokens - cached) * self.input
            + cached * (self.input if self.cached is None else self.cached)
            + usage.completion_tokens * self.output
        )
        part = 1 - self.batch_discount if batched else 1
        return whole * part / _MILLION

    def in_batches(self) -> Price:
        """What the same costs when it is asked by the provider's Batch API."""
        part = 1 - self.batch_discount
        cached = None if self.cached is None else self.cached * part
        return Price(input=self.input * part, output=self.output * part, cached=cached)

    def most(self, usage: Usage) -> float:
        """Dollars for so many tokens, were nothing cached and nothing batched."""
        dearest = max(self.input, self.cached or 0)
        return (usage.prompt_tokens * dearest + usage.completion_tokens * self.output) / _MILLION


FREE = Price(input=0, output=0)
"""What a model on one's own machine costs."""


def price_of(profile: Profile) -> Price | None:
    """The price of a profile's model: its own, else what is shipped for its host; `None` when unknown."""
    if profile.price is not None:
        return profile.price
    table = _shipped()
    if profile.kind == "embedded" or (profile.is_loopback and profile.name in table["own_servers"]):
        return FREE
    host = (urlsplit(profile.base_url or "").hostname or "").lower()
    prices: dict[tuple[str, str], Price] = table["prices"]
    return prices.get((host, profile.model)) or prices.get((host, _SNAPSHOT.sub("", profile.model)))


def how_to_give(backend: str) -> str:
    """What to do about a price that is not known, for a message."""
    return (
        "give the price of a million tokens in extractor.toml: "
        f"[backends.{backend}.price] with input = … and output = …"
    )


def dollars(amount: float) -> str:
    """An amount of money for people."""
    return f"${amount:,.2f}" if amount >= 1 or amount == 0 else f"${amount:.4f}"


@cache
def _shipped() -> dict[str, Any]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    prices = {
        (row.pop("host"), row.pop("model")): Price.model_validate(row)
        for row in (dict(item) for item in table["price"])
    }
    return {"own_servers": frozenset(table["own_servers"]), "prices": prices}
