"""One question, asked of a server by the client, for the tests of the client."""

from __future__ import annotations

from pydantic import BaseModel, Field

from extractor.backends import Profile, Reply, open_client
from tests.kit.model_server import Ask, answered

KEY = "sk-canary-0123456789"
QUESTION = (Ask("system", "Count."), Ask("user", "29 people {{ 7*7 }} were moved."))
GOOD = answered({"n": 29})


class Tally(BaseModel):
    n: int
    what: str | None = Field(None, description="what was counted")


class Waits(list[float]):
    """Waits that take no time, but are written down."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


async def asked(profile: Profile, waits: Waits | None = None, max_tokens: int = 50) -> Reply[Tally]:
    async with open_client(profile, sleep=Waits() if waits is None else waits) as client:
        return await client.ask(QUESTION, Tally, max_tokens=max_tokens)
