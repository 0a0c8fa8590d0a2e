"""What is written of an exchange, and into which file."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.backends import Profile, open_client
from extractor.backends.cassettes.folder import file_name
from extractor.backends.cassettes.text import cassette_from_text
from extractor.errors import BackendError, CassetteMiss, ReplyInvalid
from tests.backends.cassettes.recording import (
    INSTRUCTIONS,
    KEY,
    Tally,
    counted,
    exchange,
    messages,
    recorded,
    replayed,
)
from tests.kit.model_server import Call, ModelServer, Step, answered, completion, in_turn, sent

loopback = pytest.mark.usefixtures("loopback")


@loopback
def test_nothing_of_the_machine_the_moment_or_the_key_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_KEY", KEY)
    profile, _ = recorded(tmp_path, "29 were moved", key_env="SOME_KEY")
    text = (tmp_path / "first.yaml").read_text(encoding="utf-8")
    assert "uri: http://model.invalid/v1/chat/completions" in text
    port = str(profile.base_url).split(":")[2].split("/")[0]
    for secret in (
        KEY,
        "127.0.0.1",
        port,
        "session=1",
        "req_1",
        "stainless",
        "1754990000",
        "timings",
        "changes-each",
    ):
        assert secret.lower() not in text.lower()


@loopback
def test_of_probabilities_only_what_is_read_is_written(tmp_path: Path) -> None:
    likely = [{"id": 7, "token": "x", "bytes": [120], "logprob": -3.5}] * 20
    tokens = [('{"n":', None), (" 3", None), ("}\ufffd", [125, 240])]

    def wordy(_call: Call) -> Step:
        made = completion('{"n": 3}')
        made["choices"][0]["logprobs"] = {
            "content": [
                {
                    "id": 9,
                    "token": token,
                    "bytes": raw or list(token.encode()),
                    "logprob": -0.25,
                    "top_logprobs": likely,
                }
                for token, raw in tokens
            ]
        }
        return sent(json.dumps(made).encode())

    with ModelServer(wordy) as server:
        profile = server.profile(logprobs=True)
        live, _ = asyncio.run(exchange(profile, ["3 fled"], record=tmp_path))
    (path,) = tmp_path.glob("*.yaml")
    body = cassette_from_text(path.read_text(encoding="utf-8"))["interactions"][0]["response"]["body"][
        "string"
    ]
    first, second, third = json.loads(body)["choices"][0]["logprobs"]["content"]
    assert first["top_logprobs"] == [{"token": "x", "logprob": -3.5}] * 20
    assert second == {"token": " 3", "logprob": -0.25}
    assert third == {"token": "}\ufffd", "bytes": [125, 240], "logprob": -0.25}
    replies, _ = replayed(profile, tmp_path, "3 fled")
    assert [reply.text for reply in replies] == [reply.text for reply in live]


@loopback
def test_the_log_repeats_nothing_that_was_asked_or_answered(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with ModelServer(in_turn(answered({"n": 29, "note": "Xanadu"}))) as server:
        profile = server.profile()
        asyncio.run(exchange(profile, ["29 went to Cockaigne"], record=tmp_path))
    replayed(profile, tmp_path, "29 went to Cockaigne")
    assert "Xanadu" not in caplog.text
    assert "Cockaigne" not in caplog.text


@loopback
def test_the_order_of_the_answers_does_not_change_the_file(tmp_path: Path) -> None:
    sentences = ["29 were moved", "26 were moved", "3 fled"]
    recorded(tmp_path / "a", *sentences)
    recorded(tmp_path / "b", *reversed(sentences))
    assert (tmp_path / "a" / "first.yaml").read_bytes() == (tmp_path / "b" / "first.yaml").read_bytes()


@loopback
def test_instructions_that_repeat_are_written_once_and_readably(tmp_path: Path) -> None:
    recorded(tmp_path, *(f"{number} were moved" for number in range(20)))
    text = (tmp_path / "first.yaml").read_text(encoding="utf-8")
    assert text.count("Count the people.") == 1
    assert text.count("    content: 3 were moved") == 1
    assert len(text) < len(INSTRUCTIONS) + 20 * 900


@loopback
def test_a_recording_replaces_what_was_recorded_before(tmp_path: Path) -> None:
    recorded(tmp_path, "29 were moved", "26 were moved")
    profile, _ = recorded(tmp_path, "3 fled")
    with pytest.raises(CassetteMiss):
        replayed(profile, tmp_path, "29 were moved")


@loopback
def test_an_article_that_fails_leaves_the_old_recording_alone(tmp_path: Path) -> None:
    recorded(tmp_path, "29 were moved")
    before = (tmp_path / "first.yaml").read_bytes()
    with ModelServer(lambda _call: answered({"n": "many"})) as server, pytest.raises(ReplyInvalid):
        asyncio.run(exchange(server.profile(), ["26 were moved"], record=tmp_path))
    assert (tmp_path / "first.yaml").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["first.yaml"]


@loopback
@pytest.mark.parametrize("where", ["question", "answer"])
def test_a_recording_that_holds_the_key_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setenv("SOME_KEY", KEY)
    step = answered({"n": 29, "note": KEY if where == "answer" else ""})
    sentence = f"29 were moved by {KEY if where == 'question' else 'bus'}"
    with (
        ModelServer(lambda _call: step) as server,
        pytest.raises(BackendError, match="not written") as caught,
    ):
        asyncio.run(exchange(server.profile(key_env="SOME_KEY"), [sentence], record=tmp_path))
    assert KEY not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@loopback
def test_recording_leaves_nothing_patched_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx2

    before = httpx2.AsyncHTTPTransport.handle_async_request
    monkeypatch.setenv("SOME_KEY", KEY)
    with ModelServer(lambda _call: answered({"n": 1, "note": KEY})) as server, pytest.raises(BackendError):
        asyncio.run(exchange(server.profile(key_env="SOME_KEY"), ["1 fled"], record=tmp_path))
    assert httpx2.AsyncHTTPTransport.handle_async_request is before


@loopback
def test_articles_asked_about_at_once_are_recorded_one_after_the_other(tmp_path: Path) -> None:
    async def all_at_once(
        profile: Profile, record: Path | None = None, replay: Path | None = None
    ) -> list[int]:
        async with open_client(profile, record=record, replay=replay) as client:

            async def article(number: int) -> int:
                async with client.cassette(f"article-{number}") as cassette:
                    reply = await client.ask(messages(f"{number} were moved"), Tally, max_tokens=50)
                assert cassette.unused == ()
                return reply.value.n

            return await asyncio.gather(*(article(number) for number in range(4)))

    with ModelServer(counted) as server:
        profile = server.profile()
        assert asyncio.run(all_at_once(profile, record=tmp_path)) == [0, 1, 2, 3]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"article-{number}.yaml" for number in range(4)
    ]
    assert asyncio.run(all_at_once(profile, replay=tmp_path)) == [0, 1, 2, 3]


@loopback
def test_without_recording_a_cassette_does_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with ModelServer(counted) as server:
        replies, unused = asyncio.run(exchange(server.profile(), ["29 were moved"]))
    assert (replies[0].value.n, unused, list(tmp_path.iterdir())) == (29, (), [])


@pytest.mark.parametrize("name", ["000_51ac119d13fb2cd5", "a.b-c_d", "2025-08-12"])
def test_a_plain_id_is_the_name_of_its_file(name: str) -> None:
    assert file_name(name) == f"{name}.yaml"


@given(st.text(max_size=200), st.text(max_size=200))
def test_every_id_has_a_safe_file_of_its_own(one: str, other: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*\.yaml|[_-][a-z0-9._-]*\.yaml", file_name(one))
    assert len(file_name(one)) < 100
    if one != other:
        assert file_name(one).lower() != file_name(other).lower()
