"""What a model's tokens cost: from the profile, else from the package genai-prices, else unknown."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from extractor.backends.usage import Usage

if TYPE_CHECKING:
    from extractor.backends.profiles import Profile

_MILLION = 1_000_000

_OWN_SERVERS = frozenset({"llama.cpp", "lm-studio", "ollama", "vllm"})
"""Backends that cost nothing a token as long as they run on this machine."""

_BATCH_DISCOUNT = {"api.openai.com": 0.5, "generativelanguage.googleapis.com": 0.5}
"""What a provider's Batch API saves, by host; its pages on prices say so."""

_DECIMALS = 6
"""Of a dollar: a millionth, so that sums are the same on every machine."""


class Price(BaseModel):
    """What tokens of one model cost, in US dollars for a million."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    """Tokens of an answer, and of the thoughts before it."""
    cached: float | None = Field(default=None, ge=0)
    """Tokens of a prompt that the server had read before; as `input` when not given."""
    batch_discount: float = Field(default=0.0, ge=0, le=1)
    """The part of the price that the provider's Batch API saves: 0.5 is half."""
    source: str | None = None

    def cost(self, usage: Usage, *, batched: bool = False) -> float:
        """Dollars for so many tokens, to a millionth."""
        return round(self.exact(usage, batched=batched), _DECIMALS)

    def exact(self, usage: Usage, *, batched: bool = False) -> float:
        """Dollars for so many tokens, to be added up."""
        cached = min(usage.cached_tokens, usage.prompt_tokens)
        full_price = (
            (usage.prompt_tokens - cached) * self.input
            + cached * (self.input if self.cached is None else self.cached)
            + usage.completion_tokens * self.output
        )
        part = 1 - self.batch_discount if batched else 1
        return full_price * part / _MILLION

    def in_batches(self) -> Price:
        """What the same costs when it is asked by the provider's Batch API."""
        part = 1 - self.batch_discount
        cached = None if self.cached is None else self.cached * part
        return Price(input=self.input * part, output=self.output * part, cached=cached)

    def most(self, usage: Usage) -> float:
        """Dollars for so many tokens, were nothing cached and nothing batched."""
        highest = max(self.input, self.cached or 0)
        return (usage.prompt_tokens * highest + usage.completion_tokens * self.output) / _MILLION


FREE = Price(input=0, output=0)


def price_of(profile: Profile) -> Price | None:
    """The price of a profile's model: its own, else that listed for its host; `None` when unknown."""
    if profile.price is not None:
        return profile.price
    if profile.kind == "embedded" or (profile.is_loopback and profile.name in _OWN_SERVERS):
        return FREE
    return _listed(profile.model, profile.base_url or "")


@cache
def _listed(model: str, address: str) -> Price | None:
    """The price that genai-prices lists; it is read from the package, and nothing is looked up elsewhere."""
    import genai_prices

    try:
        found = genai_prices.calc_price(genai_prices.Usage(), model, provider_api_url=address)
    except LookupError:
        return None
    rates = found.model_price
    into, out, cached = (_rate(rate) for rate in (rates.input_mtok, rates.output_mtok, rates.cache_read_mtok))
    if into is None or out is None:
        return None
    discount = _BATCH_DISCOUNT.get((urlsplit(address).hostname or "").lower(), 0.0)
    pages = found.provider.pricing_urls or [""]
    source = f"genai-prices {version('genai-prices')}, {pages[0]}".removesuffix(", ")
    return Price(input=into, output=out, cached=cached, batch_discount=discount, source=source)


def _rate(listed: Any) -> float | None:
    """Dollars for a million tokens; where long prompts cost more, those of short ones."""
    listed = getattr(listed, "base", listed)
    return None if listed is None else float(listed)


def how_to_give(backend: str) -> str:
    """What to do about a price that is not known, for a message."""
    return (
        "give the price of a million tokens in extractor.toml: "
        f"[backends.{backend}.price] with input = … and output = …"
    )


def dollars(amount: float) -> str:
    """An amount of money for people."""
    return f"${amount:,.2f}" if amount >= 1 or amount == 0 else f"${amount:.4f}"
