"""What the client tries again and what it gives up; calls are counted at the server."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest

from extractor.backends import Attempt, Profile, Usage, open_client
from extractor.backends.limits.limiter import LocalLimiter
from extractor.errors import (
    BackendError,
    BackendRefused,
    BackendUnavailable,
    ReplyInvalid,
    ReplyTruncated,
    RequestTooLong,
)
from tests.backends.asked import GOOD, QUESTION, Tally, Waits, asked
from tests.kit.model_server import (
    ModelServer,
    Step,
    answered,
    dripping,
    failed,
    hung_up,
    in_turn,
    sent,
    silent,
)

pytestmark = pytest.mark.usefixtures("loopback")

BUSY = failed(503)
WRONG = answered({"n": "many"})
CUT = answered('{"n": 2', finish_reason="length")
GARBAGE = sent(b"<html>welcome</html>", content_type="text/html")


@pytest.mark.parametrize(
    ("steps", "calls", "waits"),
    [
        ([GOOD], 1, []),
        ([BUSY, GOOD], 2, [1]),
        ([BUSY, failed(500), failed(502), failed(529), failed(408), GOOD], 6, [1, 2, 4, 8, 16]),
        ([failed(429), GOOD], 2, [1]),
        ([failed(429, headers={"Retry-After": "7"}), GOOD], 2, [7]),
        ([failed(503, headers={"retry-after-ms": "250"}), GOOD], 2, [0.25]),
        (
            [
                failed(
                    429,
                    headers={
                        "Date": "Tue, 12 Aug 2025 10:00:00 GMT",
                        "Retry-After": "Tue, 12 Aug 2025 10:00:30 GMT",
                    },
                ),
                GOOD,
            ],
            2,
            [30],
        ),
        ([failed(429, headers={"Retry-After": "soon"}), GOOD], 2, [1]),
        ([hung_up(), hung_up(), GOOD], 3, [1, 2]),
        ([WRONG, GOOD], 2, [0]),
        ([answered("no JSON at all"), GOOD], 2, [0]),
        ([answered(None), GOOD], 2, [0]),
        ([CUT, GOOD], 2, [0]),
        ([GARBAGE, GOOD], 2, [1]),
        ([sent(b'{"choices": []}'), GOOD], 2, [1]),
        ([BUSY, hung_up(), WRONG, BUSY, CUT, GOOD], 6, [1, 1, 0, 2, 0]),
    ],
)
def test_what_can_pass_is_tried_again(steps: Sequence[Step], calls: int, waits: list[float]) -> None:
    slept = Waits()
    with ModelServer(in_turn(*steps)) as server:
        reply = asyncio.run(asked(server.profile(), slept))
        assert len(server.calls) == calls
    assert reply.value == Tally(n=29)
    assert reply.attempts == calls
    assert slept == waits


@pytest.mark.parametrize(
    ("step", "calls", "error", "says"),
    [
        (failed(400), 1, BackendError, "check model and parameters of backend fake"),
        (failed(422), 1, BackendError, "check model and parameters"),
        (failed(401), 1, BackendUnavailable, "check whether it wants a key"),
        (
            failed(403),
            1,
            BackendUnavailable,
            "check whether it wants a key and whether you may use model 'fake'",
        ),
        (failed(404), 1, BackendUnavailable, "check base_url and model 'fake'"),
        (failed(429, code="insufficient_quota"), 1, BackendUnavailable, "the quota is used up"),
        (failed(400, code="content_filter"), 1, BackendRefused, "content filter"),
        (
            failed(400, code="context_length_exceeded"),
            1,
            RequestTooLong,
            "is longer than the context of fake",
        ),
        (answered(None, refusal="I will not."), 1, BackendRefused, "declined (I will not.)"),
        (answered({"n": 2}, finish_reason="content_filter"), 1, BackendRefused, "content filter"),
        (failed(402), 1, BackendUnavailable, "the quota is used up"),
        (failed(403, code="content_filter"), 1, BackendRefused, "content filter"),
        (failed(413), 1, RequestTooLong, "is longer than the context of fake"),
        (failed(503, headers={"Retry-After": "3600"}), 1, BackendError, "asks to wait 3600 s"),
        (failed(429, headers={"Retry-After": "3600"}), 1, BackendUnavailable, "asks to wait 3600 s"),
        (failed(429, "slow down"), 10, BackendError, "answered 429 (slow down): try again later"),
        (sent(b" " * 17_000_000), 1, BackendError, "answered with more than 16,777,216 bytes"),
        (failed(503, "overloaded"), 6, BackendError, "answered 503 (overloaded): try again later"),
        (hung_up(), 4, BackendUnavailable, "no server answers at http://127.0.0.1"),
        (WRONG, 2, ReplyInvalid, "does not fit what was asked: n: Input should be a valid integer"),
        (answered("no JSON"), 2, ReplyInvalid, "does not fit what was asked"),
        (CUT, 2, ReplyTruncated, "was cut at 100 tokens: raise max_tokens"),
        (GARBAGE, 2, BackendError, "check base_url, it usually ends in /v1"),
        (sent(b'{"error": {"message": "no such route"}}'), 2, BackendError, "(no such route)"),
    ],
)
def test_what_cannot_pass_ends_with_an_error_that_says_what_to_do(
    step: Step, calls: int, error: type[BackendError], says: str
) -> None:
    with ModelServer(lambda _call: step) as server:
        with pytest.raises(error) as caught:
            asyncio.run(asked(server.profile()))
        assert len(server.calls) == calls
    assert type(caught.value) is error
    assert says in str(caught.value)


def test_an_answer_that_unpacks_without_end_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.backends.transport.MOST_BYTES", 100_000)
    bomb = sent(gzip.compress(b" " * 2_000_000), headers={"Content-Encoding": "gzip"})
    with ModelServer(in_turn(bomb)) as server, pytest.raises(BackendError, match="more than 1,000 bytes"):
        asyncio.run(asked(server.profile()))


def test_every_attempt_is_reported_with_its_kind_status_tokens_and_request() -> None:
    attempts: list[Attempt] = []

    async def note(attempt: Attempt) -> None:
        attempts.append(attempt)

    async def ask(profile: Profile) -> None:
        async with open_client(profile, sleep=Waits()) as client:
            await client.ask(QUESTION, Tally, max_tokens=50, note=note)

    with ModelServer(in_turn(BUSY, hung_up(), failed(429), WRONG, CUT, GOOD)) as server:
        asyncio.run(ask(server.profile()))
    spent = Usage(10, 5)
    assert [(a.outcome, a.status, a.request_id, a.usage, a.text) for a in attempts] == [
        ("server error", 503, "req_1", Usage(), ""),
        ("unreachable", None, None, Usage(), ""),
        ("too many requests", 429, "req_1", Usage(), ""),
        ("invalid", 200, "req_1", spent, ""),
        ("truncated", 200, "req_1", spent, ""),
        ("answered", 200, "req_1", spent, '{"n": 29}'),
    ]
    assert all(attempt.started > 1e9 and attempt.seconds > 0 for attempt in attempts)
    assert "answered 503" in attempts[0].message


def test_after_a_429_no_call_starts_while_the_server_asks_to_wait_and_the_number_is_halved_once() -> None:
    arrived = itertools.count(1)
    all_there = threading.Event()

    def storm(handler: Any) -> None:
        all_there.wait(60)
        failed(429, headers={"Retry-After": "4"})(handler)

    def script(_call: object) -> Step:
        number = next(arrived)
        if number == 4:
            all_there.set()
        return storm if number <= 4 else GOOD

    async def ask(profile: Profile) -> int:
        waits = Waits()
        async with open_client(profile, sleep=waits) as client:
            await asyncio.gather(*(client.ask(QUESTION, Tally, max_tokens=9) for _ in range(12)))
            assert isinstance(client.limiter, LocalLimiter)
            pacer = client.limiter.pacer
            assert (pacer.concurrency.cuts, pacer.in_flight) == (1, 0)
            assert min(waits) > 2  # all of them waited it out, those too that had not been sent
        return len(server.calls)

    with ModelServer(script) as server:
        assert asyncio.run(ask(server.profile(concurrency=4))) == 12 + 4


def test_a_server_that_is_not_there_is_named_after_four_tries() -> None:
    slept = Waits()
    with ModelServer(in_turn()) as server:
        profile = server.profile()
    with pytest.raises(BackendUnavailable, match=f"no server answers at {profile.base_url} .*: start it"):
        asyncio.run(asked(profile, slept))
    assert slept == [1, 2, 4]


@pytest.mark.parametrize("step", [silent(), dripping()])
def test_the_deadline_holds_even_when_bytes_keep_coming(step: Step) -> None:
    started = time.monotonic()
    with ModelServer(lambda _call: step) as server:
        with pytest.raises(BackendError, match=r"within 0.5 s: raise timeout"):
            asyncio.run(asked(server.profile(timeout=0.5)))
        assert len(server.calls) == 2
    assert time.monotonic() - started < 20  # what drips would take hours


def test_a_wrong_reply_is_shown_to_the_model_once_and_cut_short() -> None:
    with ModelServer(in_turn(answered("x" * 100_000), GOOD)) as server:
        asyncio.run(asked(server.profile()))
        first, second = (call.body["messages"] for call in server.calls)
    assert second[:2] == first
    assert [message["role"] for message in second[2:]] == ["assistant", "user"]
    assert len(second[2]["content"]) == 2000
    assert second[3]["content"].startswith("This answer does not fit: there is no JSON object in it")
    assert len(second[3]["content"]) < 1000


def test_a_cut_reply_gets_twice_the_room_but_not_more_than_the_profile_allows() -> None:
    with ModelServer(in_turn(CUT, GOOD)) as server:
        asyncio.run(asked(server.profile(max_tokens=80)))
        assert [call.body["max_tokens"] for call in server.calls] == [50, 80]


def test_a_reply_cut_at_the_most_the_profile_allows_is_not_asked_for_again() -> None:
    with ModelServer(lambda _call: CUT) as server:
        with pytest.raises(ReplyTruncated, match="cut at 50 tokens"):
            asyncio.run(asked(server.profile(max_tokens=50)))
        assert len(server.calls) == 1


def test_usage_counts_the_attempts_that_failed_too() -> None:
    with ModelServer(in_turn(WRONG, GOOD)) as server:
        assert asyncio.run(asked(server.profile())).usage == Usage(20, 10, 0)
