"""Many calls at once share one HTTP client, which goes past no proxy."""

from __future__ import annotations

import asyncio

import pytest

from extractor.backends import Profile, open_client
from tests.backends.asked import GOOD, QUESTION, Tally, asked
from tests.kit.model_server import ModelServer

pytestmark = pytest.mark.usefixtures("loopback")


@pytest.mark.parametrize("calls", [1, 64])
def test_many_calls_at_once_are_all_answered(calls: int) -> None:
    async def ask_all(profile: Profile) -> list[Tally]:
        async with open_client(profile) as client:
            replies = (client.ask(QUESTION, Tally, max_tokens=50) for _ in range(3 * calls))
            return [reply.value for reply in await asyncio.gather(*replies)]

    with ModelServer(lambda _call: GOOD) as server:
        values = asyncio.run(ask_all(server.profile(concurrency=calls)))
        assert len(server.calls) == 3 * calls
    assert values == [Tally(n=29)] * (3 * calls)


def test_a_proxy_from_the_environment_is_asked_for_a_server_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ModelServer(lambda _call: GOOD) as proxy:
        monkeypatch.setenv("http_proxy", proxy.base_url.removesuffix("/v1"))
        monkeypatch.setenv("no_proxy", "")
        profile = proxy.profile(base_url="http://news.invalid/v1")
        assert asyncio.run(asked(profile)).value == Tally(n=29)
        assert [call.path for call in proxy.calls] == ["http://news.invalid/v1/chat/completions"]
