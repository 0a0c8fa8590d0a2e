"""What was recorded answers again, without a server, a key or a model."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import pytest_socket

from extractor.backends import Attempt, Profile, open_client
from extractor.errors import CassetteMiss
from tests.backends.cassettes.recording import (
    Tally,
    counted,
    exchange,
    messages,
    recorded,
    replayed,
)
from tests.kit.model_server import ModelServer, Step, answered, failed, in_turn, sent

loopback = pytest.mark.usefixtures("loopback")


@loopback
def test_a_replay_answers_as_the_server_did_when_the_server_is_gone(tmp_path: Path) -> None:
    profile, live = recorded(tmp_path, "29 were moved", "26 were moved", "3 fled")
    replies, unused = replayed(profile, tmp_path, "29 were moved", "26 were moved", "3 fled")
    assert [(reply.value, reply.text, reply.usage) for reply in replies] == [
        (reply.value, reply.text, reply.usage) for reply in live
    ]
    assert [reply.value.n for reply in replies] == [29, 26, 3]
    assert unused == ()


@loopback
def test_a_replay_needs_no_socket_no_key_and_no_model_file(tmp_path: Path) -> None:
    recorded(tmp_path, "29 were moved")
    pytest_socket.disable_socket(allow_unix_socket=True)
    profile = Profile(name="local", kind="embedded", model="fake", key_env="NO_SUCH_KEY")
    replies, _ = replayed(profile, tmp_path, "29 were moved")
    assert replies[0].value.n == 29


def test_an_article_that_was_never_recorded_is_a_miss(tmp_path: Path) -> None:
    profile = Profile(name="local", kind="embedded", model="fake")
    with pytest.raises(CassetteMiss, match=r"first\.yaml: nothing is recorded .* --record"):
        replayed(profile, tmp_path, "29 were moved")


@loopback
def test_another_order_gets_the_right_answers(tmp_path: Path) -> None:
    profile, _ = recorded(tmp_path, "29 were moved", "26 were moved")
    replies, _ = replayed(profile, tmp_path, "26 were moved", "29 were moved")
    assert [reply.value.n for reply in replies] == [26, 29]


@loopback
def test_another_server_address_makes_no_difference(tmp_path: Path) -> None:
    profile, _ = recorded(tmp_path, "29 were moved")
    moved = profile.model_copy(update={"base_url": "https://elsewhere.example/openai/v1"})
    replies, _ = replayed(moved, tmp_path, "29 were moved")
    assert replies[0].value.n == 29


@loopback
def test_the_same_question_twice_is_recorded_once_and_answered_twice(tmp_path: Path) -> None:
    async def twice(profile: Profile, record: Path | None = None, replay: Path | None = None) -> list[int]:
        async with open_client(profile, record=record, replay=replay) as client, client.cassette("first"):
            return [
                (await client.ask(messages("29 were moved"), Tally, max_tokens=50)).value.n for _ in range(2)
            ]

    with ModelServer(counted) as server:
        profile = server.profile()
        assert asyncio.run(twice(profile, record=tmp_path)) == [29, 29]
        assert len(server.calls) == 1
    assert asyncio.run(twice(profile, replay=tmp_path)) == [29, 29]


@loopback
def test_questions_that_a_replay_leaves_out_are_unused(tmp_path: Path) -> None:
    profile, _ = recorded(tmp_path, "29 were moved", "26 were moved")
    _, unused = replayed(profile, tmp_path, "29 were moved")
    assert unused == ("26 were moved",)


@loopback
def test_a_wrong_reply_and_its_correction_are_replayed_both(tmp_path: Path) -> None:
    with ModelServer(in_turn(answered({"n": "many"}), answered({"n": 29}))) as server:
        profile = server.profile()
        live, _ = asyncio.run(exchange(profile, ["29 were moved"], record=tmp_path))
    replies, unused = replayed(profile, tmp_path, "29 were moved")
    assert replies[0].attempts == live[0].attempts == 2
    assert unused == ()


@loopback
@pytest.mark.parametrize("passing", [failed(429), failed(503), sent(b"<html>"), sent(b'{"choices": []}')])
def test_a_failure_that_passed_is_not_recorded(tmp_path: Path, passing: Step) -> None:
    with ModelServer(in_turn(passing, answered({"n": 29}))) as server:
        profile = server.profile()
        asyncio.run(exchange(profile, ["29 were moved"], record=tmp_path))
    replies, unused = replayed(profile, tmp_path, "29 were moved")
    assert (replies[0].attempts, unused) == (1, ())


@loopback
def test_a_replay_takes_no_time_that_could_be_written_down(tmp_path: Path) -> None:
    profile, _ = recorded(tmp_path, "29 were moved")
    attempts: list[Attempt] = []

    async def note(attempt: Attempt) -> None:
        attempts.append(attempt)

    async def ask() -> None:
        async with open_client(profile, replay=tmp_path) as client, client.cassette("first"):
            await client.ask(messages("29 were moved"), Tally, max_tokens=50, note=note)

    asyncio.run(ask())
    assert [(attempt.started, attempt.seconds) for attempt in attempts] == [(0, 0)]
