from __future__ import annotations

import asyncio
import json
import logging
import socket
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any, Self

import pytest

from extractor.backends import Profile, Usage, open_client
from extractor.backends.local import server as local
from extractor.errors import (
    BackendError,
    BackendUnavailable,
    ModelError,
    ProfileError,
    UsageError,
)
from tests.backends.asked import GOOD, KEY, QUESTION, Tally, Waits, asked
from tests.kit.model_server import (
    ModelServer,
    Step,
    answered,
    completion,
    failed,
    hung_up,
    in_turn,
    sent,
)

pytestmark = pytest.mark.usefixtures("loopback")


def test_a_reply_holds_the_value_and_what_it_cost() -> None:
    with ModelServer(in_turn(answered({"n": 29}, tokens=(100, 7, 90)))) as server:
        reply = asyncio.run(asked(server.profile()))
    assert reply.value == Tally(n=29)
    assert reply.text == '{"n": 29}'
    assert reply.usage == Usage(prompt_tokens=100, completion_tokens=7, cached_tokens=90)
    assert reply.attempts == 1


def test_a_number_in_quotes_is_read_as_a_number_without_asking_again() -> None:
    with ModelServer(in_turn(answered({"n": "29"}))) as server:
        assert asyncio.run(asked(server.profile())).value == Tally(n=29)


@pytest.mark.parametrize("concurrency", [1, 100])
def test_a_connection_is_used_again_however_many_there_may_be(concurrency: int) -> None:
    async def ask(profile: Profile) -> None:
        async with open_client(profile) as client:
            for _ in range(4):
                await client.ask(QUESTION, Tally, max_tokens=50)

    with ModelServer(in_turn(*[GOOD] * 4)) as server:
        asyncio.run(ask(server.profile(concurrency=concurrency)))
        assert len({call.port for call in server.calls}) == 1


# what is sent


def test_the_schema_goes_into_response_format_and_no_word_into_the_messages() -> None:
    with ModelServer(in_turn(answered({"n": 29}))) as server:
        asyncio.run(
            asked(server.profile(parameters={"temperature": 0, "extra_body": {"cache_prompt": True}}))
        )
        body = server.calls[0].body
    assert body == {
        "messages": [{"role": message.role, "content": message.content} for message in QUESTION],
        "model": "fake",
        "max_tokens": 50,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "Tally", "schema": Tally.model_json_schema()},
        },
        "temperature": 0,
        "cache_prompt": True,
    }


def test_in_mode_tools_the_schema_is_a_tool_that_must_be_called() -> None:
    with ModelServer(in_turn(answered({"n": 29}, tool=True))) as server:
        reply = asyncio.run(asked(server.profile(mode="tools")))
        body = server.calls[0].body
    assert reply.value == Tally(n=29)
    assert body["tools"][0]["function"]["parameters"]["required"] == ["n"]
    assert body["tool_choice"]["function"]["name"] == "Tally"
    assert len(body["messages"]) == 2


def test_in_mode_json_the_compact_schema_ends_the_instructions() -> None:
    with ModelServer(in_turn(answered({"n": 29}))) as server:
        asyncio.run(asked(server.profile(mode="json")))
        body = server.calls[0].body
    assert body["response_format"] == {"type": "json_object"}
    system, user = body["messages"]
    assert system["content"].startswith("Count.\n\n")
    assert '{"properties":{"n":{"title":"N","type":"integer"}' in system["content"]
    assert user["content"] == QUESTION[1].content


def test_in_mode_text_nothing_but_the_prompt_says_what_is_wanted() -> None:
    with ModelServer(in_turn(answered({"n": 29}))) as server:
        asyncio.run(asked(server.profile(mode="text")))
        body = server.calls[0].body
    assert body.keys() == {"messages", "model", "max_tokens"}
    assert '"n":{"title":"N","type":"integer"}' in body["messages"][0]["content"]


def test_in_mode_strict_every_key_is_required_and_no_other_allowed() -> None:
    with ModelServer(in_turn(answered({"n": 29, "what": None}))) as server:
        asyncio.run(asked(server.profile(mode="strict")))
        body = server.calls[0].body
    asked_for = body["response_format"]["json_schema"]
    assert asked_for["strict"] is True
    assert asked_for["schema"]["required"] == ["n", "what"]
    assert asked_for["schema"]["additionalProperties"] is False
    assert len(body["messages"]) == 2


def test_two_calls_of_the_tool_that_differ_are_not_chosen_between() -> None:
    both = completion({"n": 29}, tool=True)
    both["choices"][0]["message"]["tool_calls"] += completion({"n": 26}, tool=True)["choices"][0]["message"][
        "tool_calls"
    ]
    once = answered({"n": 26}, tool=True)
    with ModelServer(in_turn(sent(json.dumps(both).encode()), once)) as server:
        reply = asyncio.run(asked(server.profile(mode="tools")))
        assert "calls the tool 2 times" in server.calls[1].body["messages"][-1]["content"]
    assert (reply.value.n, reply.attempts) == (26, 2)


def test_an_answer_in_parts_is_read_as_one() -> None:
    parts = completion(None)
    parts["choices"][0]["message"]["content"] = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
        {"type": "text", "text": '{"n": 29}'},
    ]
    with ModelServer(in_turn(sent(json.dumps(parts).encode()))) as server:
        assert asyncio.run(asked(server.profile(mode="text"))).value.n == 29


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", KEY)
    with ModelServer(in_turn(GOOD)) as elsewhere:
        step = sent(b"", status=status, headers={"Location": f"{elsewhere.base_url}/chat/completions"})
        with ModelServer(lambda _call: step) as server:
            with pytest.raises(BackendUnavailable, match="redirects are not followed"):
                asyncio.run(asked(server.profile(key_env="SOME_KEY")))
            assert len(server.calls) == 1
        assert elsewhere.calls == []


def test_the_length_limit_has_the_name_the_server_wants() -> None:
    with ModelServer(in_turn(answered({"n": 29}))) as server:
        asyncio.run(asked(server.profile(length_parameter="max_completion_tokens", max_tokens=40)))
        assert server.calls[0].body["max_completion_tokens"] == 40
        assert "max_tokens" not in server.calls[0].body


def test_the_same_question_gives_the_same_bytes() -> None:
    with ModelServer(lambda _call: answered({"n": 29})) as server:
        for _ in range(2):
            asyncio.run(asked(server.profile(parameters={"seed": 0, "temperature": 0})))
        assert server.calls[0].raw == server.calls[1].raw


def test_no_more_calls_are_in_flight_than_the_profile_allows() -> None:
    running: list[int] = [0, 0]

    def script(_call: object) -> Step:
        def step(handler: Any) -> None:
            running[0] += 1
            running[1] = max(running)
            handler.wait(0.03)
            running[0] -= 1
            answered({"n": 1})(handler)

        return step

    async def many(profile: Profile) -> None:
        async with open_client(profile) as client:
            await asyncio.gather(*(client.ask(QUESTION, Tally, max_tokens=9) for _ in range(6)))

    with ModelServer(script) as server:
        asyncio.run(many(server.profile(concurrency=2)))
        assert len(server.calls) == 6
    assert running[1] == 2


# keys and other secrets


def test_without_a_key_the_message_says_where_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOME_KEY", raising=False)
    with ModelServer(in_turn()) as server:
        with pytest.raises(BackendUnavailable, match="set SOME_KEY or choose --backend local"):
            asyncio.run(asked(server.profile(key_env="SOME_KEY")))
        assert server.calls == []


@pytest.mark.parametrize("value", ["two words", "sk-…", "line\nbreak"])
def test_a_value_that_is_no_key_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SOME_KEY", value)
    with (
        ModelServer(in_turn()) as server,
        pytest.raises(BackendUnavailable, match="SOME_KEY is no key") as caught,
    ):
        asyncio.run(asked(server.profile(key_env="SOME_KEY")))
    assert value not in str(caught.value)


@pytest.mark.parametrize(
    "step",
    [
        failed(401, f"Incorrect API key provided: {KEY}."),
        failed(400, "." * 290 + KEY),
        failed(503, KEY),
        answered(None, refusal=f"I know {KEY}"),
        sent(b'{"error": "%s"}' % KEY.encode()),
        hung_up(),
    ],
)
def test_the_key_is_in_no_message_trace_log_or_repr(
    step: Step, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SOME_KEY", KEY)
    caplog.set_level(logging.DEBUG)

    async def ask(profile: Profile) -> str:
        async with open_client(profile, sleep=Waits()) as client:
            with pytest.raises(BackendError) as caught:
                await client.ask(QUESTION, Tally, max_tokens=9)
            error = caught.value
            return "".join([repr(client), repr(profile), repr(error), *traceback.format_exception(error)])

    with ModelServer(lambda _call: step) as server:
        shown = asyncio.run(ask(server.profile(key_env="SOME_KEY")))
        assert server.calls[0].headers["authorization"] == f"Bearer {KEY}"
    ours = [record.getMessage() for record in caplog.records]
    assert KEY[:12] not in shown
    assert KEY[:12] not in "".join(ours)


def test_another_server_does_not_learn_which_organisation_pays_openai(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_ORG_ID", "org-canary")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-canary")
    with ModelServer(in_turn(GOOD)) as server:
        asyncio.run(asked(server.profile()))
        headers = str(server.calls[0].headers)
    assert "canary" not in headers


def test_a_proxy_from_the_environment_is_not_asked_for_a_server_on_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    with ModelServer(in_turn(GOOD)) as server:
        assert asyncio.run(asked(server.profile())).attempts == 1


# opening


def test_an_unknown_parameter_is_named_before_anything_is_asked() -> None:
    with ModelServer(in_turn()) as server:
        with pytest.raises(ProfileError, match=r"parameters: temprature is no .*extra_body"):
            asyncio.run(asked(server.profile(parameters={"temprature": 0})))
        assert server.calls == []


def test_recording_and_replaying_at_once_is_refused(tmp_path: Path) -> None:
    async def both(profile: Profile) -> None:
        async with open_client(profile, record=tmp_path, replay=tmp_path):
            pytest.fail("opened")

    with ModelServer(in_turn()) as server, pytest.raises(UsageError, match="choose one"):
        asyncio.run(both(server.profile()))


def test_a_known_model_that_was_not_fetched_comes_with_the_command_that_fetches_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EXTRACTOR_MODELS_DIR", str(tmp_path))
    profile = Profile(name="local", kind="embedded", model="qwen2.5-coder-1.5b")
    with pytest.raises(ModelError, match=r"extractor models pull qwen2\.5-coder-1\.5b"):
        asyncio.run(asked(profile))


def test_an_unknown_model_comes_with_the_known_ones() -> None:
    profile = Profile(name="local", kind="embedded", model="nope")
    with pytest.raises(
        ModelError, match=r"no model 'nope': choose one of qwen2.* or the path of a \.gguf file"
    ):
        asyncio.run(asked(profile))


def test_the_embedded_server_has_the_profiles_slots_and_ends_with_the_client(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: dict[str, Any] = {}

    class FakeServer:
        def __init__(self, model: Path, **settings: Any) -> None:
            started.update(model=model, **settings)

        async def __aenter__(self) -> Self:
            self.base_url = server.base_url
            return self

        async def __aexit__(self, *_error: object) -> None:
            started["stopped"] = True

    file = tmp_path / "My-Model.gguf"
    file.touch()
    monkeypatch.setattr(local, "LocalServer", FakeServer)
    profile = Profile(name="local", kind="embedded", model=str(file), context=1000, concurrency=3)
    with ModelServer(in_turn(GOOD)) as server:
        asyncio.run(asked(profile))
        assert server.calls[0].body["model"] == "My-Model"
    assert started.pop("stopped")
    sizes = {"context": 1000, "slots": None, "most_slots": 3, "threads": None, "port": 0}
    assert started == {"model": file, "alias": "My-Model", **sizes}


def test_importing_the_backends_loads_no_heavy_library(repository: Path) -> None:
    program = "import sys, extractor.backends; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=repository
    )
    assert {"openai", "instructor", "vcr", "xllamacpp"}.isdisjoint(answer.stdout.split())


def test_the_kit_listens_on_this_machine_only() -> None:
    with ModelServer(in_turn()) as server:
        host = server.base_url.split("/")[2].split(":")[0]
    assert socket.gethostbyname(host) == "127.0.0.1"


@pytest.mark.parametrize(
    "answer",
    [
        {"choices": [{"message": {"content": '{"n": 29}'}}]},
        {"choices": [{"message": {"content": '{"n": 29}'}, "finish_reason": "eos_token"}], "usage": None},
        {"object": "odd", "created": 1.5, "choices": [{"index": "0", "message": {"content": '{"n": 29}'}}]},
        {"choices": [{"message": {"content": [{"type": "text", "text": '{"n": 29}'}]}}]},
    ],
)
def test_a_server_may_depart_from_the_types_of_the_api(answer: dict[str, Any]) -> None:
    with ModelServer(in_turn(sent(json.dumps(answer).encode()))) as server:
        assert asyncio.run(asked(server.profile())).value == Tally(n=29)
