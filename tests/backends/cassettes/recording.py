"""One article, recorded and replayed, for the tests of cassettes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from extractor.backends import Profile, Reply, open_client
from tests.kit.model_server import Ask, Call, ModelServer, Step, answered

KEY = "sk-canary-0123456789"
INSTRUCTIONS = "Count the people.\n\n" + "Give the number that the sentence gives, and no other.\n" * 40


class Tally(BaseModel):
    n: int


def messages(sentence: str, instructions: str = INSTRUCTIONS) -> list[Ask]:
    return [Ask("system", instructions), Ask("user", sentence)]


def counted(call: Call) -> Step:
    """Answers with the number that stands in the question."""
    number = re.search(r"\d+", call.question)
    return answered({"n": int(number.group()) if number else 0})


async def no_wait(_seconds: float) -> None: ...


async def exchange(
    profile: Profile,
    sentences: Sequence[str],
    *,
    article: str = "first",
    record: Path | None = None,
    replay: Path | None = None,
) -> tuple[list[Reply[Tally]], tuple[str, ...]]:
    async with (
        open_client(profile, record=record, replay=replay, sleep=no_wait) as client,
        client.cassette(article) as cassette,
    ):
        asks = (client.ask(messages(sentence), Tally, max_tokens=50) for sentence in sentences)
        replies = await asyncio.gather(*asks)
    return list(replies), cassette.unused


def recorded(folder: Path, *sentences: str, **changes: Any) -> tuple[Profile, list[Reply[Tally]]]:
    """The profile and the replies of a recording; its server is gone."""
    with ModelServer(counted) as server:
        profile = server.profile(**changes)
        replies, _ = asyncio.run(exchange(profile, sentences, record=folder))
    return profile, replies


def replayed(profile: Profile, folder: Path, *sentences: str) -> tuple[list[Reply[Tally]], tuple[str, ...]]:
    return asyncio.run(exchange(profile, sentences, replay=folder))
