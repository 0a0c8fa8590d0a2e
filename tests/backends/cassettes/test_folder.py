from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_socket
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from extractor.backends import Profile, Reply, open_client
from extractor.backends.cassettes.folder import file_name, first_difference
from extractor.backends.cassettes.text import cassette_from_text, cassette_to_text
from extractor.errors import BackendError, CassetteMiss, ReplyInvalid
from tests.kit.model_server import Ask, Call, ModelServer, Step, answered, completion, failed, in_turn, sent

loopback = pytest.mark.usefixtures("loopback")

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
    assert replayed(profile, tmp_path, "29 were moved")[0][0].seconds == 0


# misses


@loopback
def test_a_changed_question_is_a_miss_that_says_where(tmp_path: Path) -> None:
    profile, _ = recorded(tmp_path, "29 were moved", "a long way off, 3 fled")
    with pytest.raises(CassetteMiss) as caught:
        replayed(profile, tmp_path, "26 were moved")
    assert f"{tmp_path / 'first.yaml'}: no recorded answer" in str(caught.value)
    assert "messages[1].content at character 1: recorded '29 were moved', asked now '26 were" in str(
        caught.value
    )


@loopback
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"model": "other"}, "model at character 0: recorded 'fake', asked now 'other'"),
        ({"max_tokens": 49}, "max_tokens: recorded 50, asked now 49"),
        ({"parameters": {"temperature": 0}}, "temperature is asked now and was not recorded"),
    ],
)
def test_a_changed_setting_is_a_miss_that_names_it(
    tmp_path: Path, changes: dict[str, Any], says: str
) -> None:
    profile, _ = recorded(tmp_path, "29 were moved")
    with pytest.raises(CassetteMiss, match=re.escape(says)):
        replayed(profile.model_copy(update=changes), tmp_path, "29 were moved")


@loopback
def test_a_miss_is_not_tried_again(tmp_path: Path) -> None:
    profile, _ = recorded(tmp_path, "29 were moved")
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def miss() -> None:
        async with open_client(profile, replay=tmp_path, sleep=sleep) as client, client.cassette("first"):
            with pytest.raises(CassetteMiss):
                await client.ask(messages("nothing"), Tally, max_tokens=50)

    asyncio.run(miss())
    assert waits == []


def test_a_replay_answers_nothing_outside_a_cassette(tmp_path: Path) -> None:
    async def ask() -> None:
        profile = Profile(name="local", kind="embedded", model="m")
        async with open_client(profile, replay=tmp_path) as client:
            await client.ask(messages("29 were moved"), Tally, max_tokens=50)

    with pytest.raises(CassetteMiss, match="only inside"):
        asyncio.run(ask())


def test_a_damaged_cassette_is_named(tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text("interactions: [", encoding="utf-8")
    profile = Profile(name="local", kind="embedded", model="m")
    with pytest.raises(BackendError, match=r"first\.yaml: not a cassette .* record it again"):
        replayed(profile, tmp_path, "29 were moved")


# the file


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


# text


def one_exchange(asked: Any, answer: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "interactions": [
            {
                "request": {
                    "method": "POST",
                    "uri": "http://model.invalid/v1/chat/completions",
                    "body": json.dumps(asked),
                    "headers": {},
                },
                "response": {
                    "status": {"code": 200, "message": ""},
                    "headers": {"content-type": ["application/json"]},
                    "body": {"string": json.dumps(answer)},
                },
            }
        ]
        * 2,
    }


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
TRICKY_TEXT = st.text("ab \n\t\r:#-|>&*!%@`'\"{}[],?=<~\x00\x85\u2028\u2029\ufeff\ud800é中🙂", max_size=200)


@given(ANY_JSON | TRICKY_TEXT, TRICKY_TEXT)
def test_what_is_written_is_read_back_unchanged(asked: Any, answer: str) -> None:
    read = cassette_from_text(cassette_to_text(one_exchange(asked, {"content": answer})))
    for item in read["interactions"]:
        assert json.loads(item["request"]["body"]) == asked
        assert json.loads(item["response"]["body"]["string"]) == {"content": answer}


@given(ANY_JSON, ANY_JSON)
def test_a_difference_is_found_exactly_when_there_is_one(recorded: Any, asked: Any) -> None:
    same = json.dumps(recorded, sort_keys=True) == json.dumps(asked, sort_keys=True)
    assert (first_difference(recorded, asked) is None) == same
    assert first_difference(recorded, recorded) is None
