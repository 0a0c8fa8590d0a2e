"""Anthropic's own API behind the same client, retries, ledger and cassettes."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field

from extractor.backends import Attempt, Profile, Reply, Usage, load_profile, open_client
from extractor.backends.probing import Verdict, probe
from extractor.backends.providers.anthropic import enforced
from extractor.errors import (
    BackendError,
    BackendRefused,
    BackendUnavailable,
    CassetteMiss,
    ProfileError,
    ReplyInvalid,
    ReplyTruncated,
    RequestTooLong,
)
from tests.kit.endpoints import hello
from tests.kit.messages_server import Messages, refused, said
from tests.kit.model_server import Ask, ModelServer, Script, dripping, hung_up, in_turn, sent, silent

pytestmark = pytest.mark.usefixtures("loopback")

KEY = "sk-ant-canary-0123456789"
QUESTION = (Ask("system", "Count."), Ask("user", "29 people {{ 7*7 }} were moved."))
MODES = ("strict", "json_schema", "tools", "json", "text")


class Tally(BaseModel):
    n: int
    what: str | None = Field(None, description="what was counted")


class Waits(list[float]):
    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


def speaking(server: ModelServer, **changes: Any) -> Profile:
    return server.profile(kind="anthropic", **{"mode": "strict", **changes})


async def asked(profile: Profile, **options: Any) -> Reply[Tally]:
    sleep = options.pop("sleep", Waits())
    max_tokens = options.pop("max_tokens", 50)
    async with open_client(profile, sleep=sleep, **options) as client, client.cassette("article"):
        return await client.ask(QUESTION, Tally, max_tokens=max_tokens)


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_gives_the_answer_and_what_it_cost(mode: str) -> None:
    with ModelServer(Messages(lambda _call: {"n": 29})) as server:
        reply = asyncio.run(asked(speaking(server, mode=mode)))
        (call,) = server.calls
    assert reply.value == Tally(n=29)
    assert reply.attempts == 1
    assert reply.usage.prompt_tokens > reply.usage.cached_tokens > 0
    assert call.path == "/v1/messages"
    assert call.body["messages"] == [{"role": "user", "content": "29 people {{ 7*7 }} were moved."}]
    (system,) = call.body["system"]
    assert system["cache_control"] == {"type": "ephemeral"}
    assert system["text"].startswith("Count.")
    assert ("output_config" in call.body) == (mode in {"strict", "json_schema"})
    assert ("tools" in call.body) == (mode == "tools")
    assert ("JSON Schema" in system["text"]) == (mode in {"json", "text"})


def test_strict_wants_every_key_and_json_schema_leaves_out_what_is_absent() -> None:
    schemas = []
    for mode in ("strict", "json_schema"):
        with ModelServer(Messages(lambda _call: {"n": 29})) as server:
            asyncio.run(asked(speaking(server, mode=mode)))
            schemas.append(server.calls[0].body["output_config"]["format"]["schema"])
    assert schemas[0]["required"] == ["n", "what"]
    assert schemas[1]["required"] == ["n"]


def test_limits_that_are_not_enforced_are_stated_in_words() -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}, "required": ["n"]}
    sent = enforced({"output_config": {"effort": "low"}}, schema)["output_config"]
    assert sent["effort"] == "low"
    assert sent["format"]["schema"]["additionalProperties"] is False
    assert "minimum: 1" in sent["format"]["schema"]["properties"]["n"]["description"]


def test_tokens_of_the_cache_are_tokens_of_the_prompt_and_thoughts_are_stepped_over() -> None:
    with ModelServer(in_turn(said({"n": 29}, thinking="Is it 29?", tokens=(10, 7, 80, 20)))) as server:
        reply = asyncio.run(asked(speaking(server)))
    assert reply.usage == Usage(prompt_tokens=110, completion_tokens=7, cached_tokens=80)
    assert reply.text == '{"n": 29}'


def test_parameters_reach_the_server_and_unknown_ones_are_named() -> None:
    with ModelServer(in_turn(said({"n": 29}))) as server:
        parameters = {"thinking": {"type": "disabled"}, "extra_body": {"top_k": 1}}
        asyncio.run(asked(speaking(server, parameters=parameters)))
        body = server.calls[0].body
        assert (body["thinking"], body["top_k"]) == ({"type": "disabled"}, 1)
        with pytest.raises(ProfileError, match="loudness is no parameter of messages"):
            asyncio.run(asked(speaking(server, parameters={"loudness": 11})))


def test_an_answer_may_be_long_and_the_limit_has_one_name() -> None:
    with ModelServer(in_turn(said({"n": 29}))) as server:
        profile = speaking(server, length_parameter="max_completion_tokens", max_tokens=64_000)
        assert asyncio.run(asked(profile, max_tokens=64_000)).value.n == 29
        assert server.calls[0].body["max_tokens"] == 64_000


@pytest.mark.parametrize(
    ("step", "error", "says"),
    [
        (refused(401, "invalid x-api-key"), BackendUnavailable, r"answered 401 \(invalid x-api-key\): check"),
        (refused(403), BackendUnavailable, "whether you may use model 'fake'"),
        (refused(404, "model: nope"), BackendUnavailable, "check base_url and model"),
        (refused(402, "credit balance is too low"), BackendUnavailable, "the quota is used up"),
        (refused(400, "messages: wrong"), BackendError, "messages: wrong"),
        (refused(400, "prompt is too long: 210000 tokens > 200000 maximum"), RequestTooLong, "longer than"),
        (refused(413, "Request exceeds the maximum size"), RequestTooLong, "longer than the context"),
        (said(None, stop_reason="refusal"), BackendRefused, "declined"),
        (said("{", stop_reason="max_tokens"), ReplyTruncated, "was cut at 50 tokens"),
        (said('{"n": ', stop_reason="model_context_window_exceeded"), ReplyTruncated, "was cut"),
        (sent(b"<html>", content_type="text/html"), BackendError, "check base_url"),
        (sent(b'{"hello": 1}'), BackendError, "check base_url"),
        (sent(b"", status=302, headers={"Location": "http://127.0.0.1:1/"}), BackendUnavailable, "redirect"),
    ],
)
def test_what_goes_wrong_is_reported_in_the_same_words(
    step: Any, error: type[BackendError], says: str
) -> None:
    with ModelServer(lambda _call: step) as server, pytest.raises(error, match=says):
        asyncio.run(asked(speaking(server, max_tokens=50)))


@pytest.mark.parametrize(
    "first", [refused(429, headers={"retry-after": "3"}), refused(529), refused(500), hung_up()]
)
def test_what_passes_is_tried_again(first: Any) -> None:
    waits = Waits()
    with ModelServer(in_turn(first, said({"n": 29}))) as server:
        reply = asyncio.run(asked(speaking(server), sleep=waits))
        assert len(server.calls) == 2
    assert (reply.value.n, reply.attempts, len(waits) > 0) == (29, 2, True)


@pytest.mark.parametrize("step", [silent(), dripping()])
def test_the_deadline_holds(step: Any) -> None:
    with ModelServer(lambda _call: step) as server, pytest.raises(BackendError, match=r"within 0\.2 s"):
        asyncio.run(asked(speaking(server, timeout=0.2)))


def test_an_answer_that_does_not_fit_is_shown_again_once_and_every_attempt_is_reported() -> None:
    attempts: list[Attempt] = []

    async def note(attempt: Attempt) -> None:
        attempts.append(attempt)

    async def ask(profile: Profile) -> Reply[Tally]:
        async with open_client(profile) as client:
            return await client.ask(QUESTION, Tally, max_tokens=50, note=note)

    wrong = said({"n": "many"}, tool=True)
    with ModelServer(in_turn(wrong, said({"n": 29}, tool=True))) as server:
        assert asyncio.run(ask(speaking(server, mode="tools"))).value.n == 29
        again = server.calls[1].body["messages"]
    assert [each["role"] for each in again] == ["user", "assistant", "user"]
    assert again[1]["content"] == '{"n":"many"}'
    assert "does not fit" in again[2]["content"]
    assert [(each.outcome, each.status, each.usage.prompt_tokens) for each in attempts] == [
        ("invalid", 200, 10),
        ("answered", 200, 10),
    ]
    with ModelServer(lambda _call: wrong) as server, pytest.raises(ReplyInvalid):
        asyncio.run(ask(speaking(server, mode="tools")))


@pytest.mark.parametrize("mode", MODES)
def test_what_was_recorded_answers_without_a_server_and_nothing_else_does(
    mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUSE_KEY", KEY)
    with ModelServer(Messages(lambda _call: {"n": 29})) as server:
        profile = speaking(server, mode=mode, key_env="HOUSE_KEY")
        live = asyncio.run(asked(profile, record=tmp_path))
        assert server.calls[0].headers["authorization"] == f"Bearer {KEY}"
    text = (tmp_path / "article.yaml").read_text(encoding="utf-8")
    assert KEY not in text
    assert "uri: http://model.invalid/v1/messages" in text
    assert "changes-each-time" not in text
    monkeypatch.delenv("HOUSE_KEY")
    again = asyncio.run(asked(profile, replay=tmp_path))
    assert (again.value, again.text, again.usage) == (live.value, live.text, live.usage)
    with pytest.raises(CassetteMiss, match="max_tokens"):
        asyncio.run(asked(profile, replay=tmp_path, max_tokens=49))


def test_nothing_from_the_environment_is_sent_to_another_host(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
        monkeypatch.setenv(name, KEY)
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", f"x-canary: {KEY}")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://elsewhere.invalid")
    with ModelServer(in_turn(said({"n": 29}))) as server:
        asyncio.run(asked(speaking(server)))
        assert KEY not in str(server.calls[0].headers)


def test_without_the_package_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anthropic", None)
    with ModelServer(in_turn()) as server, pytest.raises(BackendUnavailable) as caught:
        asyncio.run(asked(speaking(server)))
    assert "pip install 'news-event-extractor[anthropic]'" in str(caught.value)
    assert 'kind = "openai"' in str(caught.value)


@pytest.mark.parametrize(
    ("script", "mode"),
    [(Messages(hello), "json_schema"), (Messages(hello, enforces=False), "tools")],
)
def test_a_probe_finds_out_what_it_honours(script: Script, mode: str) -> None:
    with ModelServer(script) as server:
        found = asyncio.run(probe(speaking(server)))
    assert found.mode == mode
    assert found.verdict("tools") is Verdict.HONOURED
    assert found.verdict("seed") is Verdict.REFUSED


def test_the_preset_is_enforced_and_its_key_goes_to_anthropic_alone(tmp_path: Path) -> None:
    profile = load_profile("anthropic")
    assert (profile.kind, profile.mode, profile.key_env) == ("anthropic", "strict", "ANTHROPIC_API_KEY")
    file = tmp_path / "extractor.toml"
    file.write_text('[backends.anthropic]\nbase_url = "https://other.example.org/v1"\n', encoding="utf-8")
    with pytest.raises(ProfileError, match=r"goes to api\.anthropic\.com only"):
        load_profile("anthropic", file=file)
    assert json.dumps(profile.parameters) == "{}"
