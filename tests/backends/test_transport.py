"""Many calls at once go through several pools of connections, and past no proxy."""

from __future__ import annotations

import asyncio

import pytest

from extractor.backends import Profile, open_client
from extractor.backends.transport import several_pools
from tests.backends.asked import GOOD, QUESTION, Tally, asked
from tests.kit.model_server import ModelServer

pytestmark = pytest.mark.usefixtures("loopback")


@pytest.mark.parametrize("calls", [1, 4, 7])
def test_for_few_calls_the_pool_of_the_client_will_do(calls: int) -> None:
    assert several_pools(calls) is None


@pytest.mark.parametrize("calls", [8, 64])
def test_many_calls_at_once_are_all_answered(calls: int) -> None:
    async def ask_all(profile: Profile) -> list[Tally]:
        async with open_client(profile) as client:
            replies = (client.ask(QUESTION, Tally, max_tokens=50) for _ in range(3 * calls))
            return [reply.value for reply in await asyncio.gather(*replies)]

    with ModelServer(lambda _call: GOOD) as server:
        values = asyncio.run(ask_all(server.profile(concurrency=calls)))
        assert len(server.calls) == 3 * calls
    assert values == [Tally(n=29)] * (3 * calls)


@pytest.mark.parametrize("calls", [1, 64])
def test_a_proxy_from_the_environment_is_asked_for_a_server_elsewhere(
    monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    with ModelServer(lambda _call: GOOD) as proxy:
        monkeypatch.setenv("http_proxy", proxy.base_url.removesuffix("/v1"))
        monkeypatch.setenv("no_proxy", "")
        profile = proxy.profile(base_url="http://news.invalid/v1", concurrency=calls)
        assert asyncio.run(asked(profile)).value == Tally(n=29)
        assert [call.path for call in proxy.calls] == ["http://news.invalid/v1/chat/completions"]
