"""The APIs of Google, Mistral and Cohere behind the same client: what is sent, read and said of errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from extractor.backends import Profile, Reply, Usage, open_client
from extractor.backends.probing import probe
from extractor.errors import (
    BackendError,
    BackendRefused,
    BackendUnavailable,
    CassetteMiss,
    ProfileError,
    ReplyTruncated,
    RequestTooLong,
)
from tests.backends.asked import QUESTION, Tally, Waits
from tests.kit.model_server import ModelServer, Step, completion, failed, hung_up, in_turn, sent

pytest.importorskip("google.genai")
pytest.importorskip("mistralai")
pytest.importorskip("cohere")

pytestmark = pytest.mark.usefixtures("loopback")


def said(body: dict[str, Any]) -> Step:
    return sent(json.dumps(body).encode())


def gemini(text: str, reason: str = "STOP", *, thought: str = "") -> Step:
    parts = [{"text": thought, "thought": True}] * bool(thought) + [{"text": text}]
    usage = {"promptTokenCount": 10, "candidatesTokenCount": 5, "thoughtsTokenCount": 2}
    content = {"role": "model", "parts": parts}
    candidate = {"content": content, "finishReason": reason}
    return said({"candidates": [candidate], "usageMetadata": usage, "responseId": "x"})


def mistral(text: str, reason: str = "stop", *, thought: str = "") -> Step:
    body = completion(text, finish_reason=reason)
    thoughts = {"type": "thinking", "thinking": [{"type": "text", "text": thought}]}
    parts = [thoughts, {"type": "text", "text": text}]
    body["choices"][0]["message"] = {"role": "assistant", "content": parts if thought else text}
    return said(body)


def cohere(text: str, reason: str = "COMPLETE", *, thought: str = "") -> Step:
    parts = [{"type": "thinking", "thinking": thought}] * bool(thought) + [{"type": "text", "text": text}]
    usage = {"tokens": {"input_tokens": 10, "output_tokens": 5}}
    message = {"role": "assistant", "content": parts}
    return said({"id": "x", "finish_reason": reason, "message": message, "usage": usage})


ANSWERS: dict[str, Callable[..., Step]] = {"google": gemini, "mistral": mistral, "cohere": cohere}
VERSIONS = {"google": "v1beta", "mistral": "v1", "cohere": "v2"}
PATHS = {
    "google": "/v1beta/models/fake:generateContent",
    "mistral": "/v1/chat/completions",
    "cohere": "/v2/chat",
}
CUT = {"google": "MAX_TOKENS", "mistral": "length", "cohere": "MAX_TOKENS"}
KINDS = tuple(ANSWERS)
MODES = ("strict", "json_schema", "json", "text")


def speaking(server: ModelServer, kind: str, **changes: Any) -> Profile:
    address = server.base_url.removesuffix("v1") + VERSIONS[kind]
    return server.profile(kind=kind, base_url=address, **changes)


async def asked(profile: Profile, **options: Any) -> Reply[Tally]:
    sleep = options.pop("sleep", Waits())
    async with open_client(profile, sleep=sleep, **options) as client, client.cassette("article"):
        return await client.ask(QUESTION, Tally, max_tokens=50)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_mode_gives_the_answer_and_what_it_cost(kind: str, mode: str) -> None:
    with ModelServer(in_turn(ANSWERS[kind]('{"n": 29}', thought="Is it 28?"))) as server:
        reply = asyncio.run(asked(speaking(server, kind, mode=mode, parameters={"temperature": 0})))
        (call,) = server.calls
    assert reply.value == Tally(n=29)
    assert reply.attempts == 1
    assert reply.usage == Usage(10, 7 if kind == "google" else 5, 0)
    assert call.path == PATHS[kind]
    text = json.dumps(call.body)
    assert "29 people {{ 7*7 }} were moved." in text
    assert "50" in text
    assert ('"additionalProperties": false' in text) == (mode == "strict")
    assert ("JSON Schema" in text) == (mode in {"json", "text"})


def test_mistral_calls_a_tool() -> None:
    with ModelServer(in_turn(said(completion({"n": 29}, tool=True)))) as server:
        assert asyncio.run(asked(speaking(server, "mistral", mode="tools"))).value.n == 29
        assert server.calls[0].body["tools"][0]["function"]["name"] == "Tally"


@pytest.mark.parametrize("kind", ["google", "cohere"])
def test_a_mode_that_a_provider_does_not_have_is_refused(kind: str) -> None:
    with (
        ModelServer(in_turn()) as server,
        pytest.raises(ProfileError, match="choose one of strict"),
    ):
        asyncio.run(asked(speaking(server, kind, mode="tools")))


@pytest.mark.parametrize("kind", KINDS)
def test_a_parameter_that_the_sdk_does_not_know_is_named(kind: str) -> None:
    with ModelServer(in_turn()) as server, pytest.raises(ProfileError, match="loudness is no parameter of"):
        asyncio.run(asked(speaking(server, kind, parameters={"loudness": 11})))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("step", "calls", "error", "says"),
    [
        (failed(429, headers={"Retry-After": "3"}), 10, BackendError, "asks to wait 3 s"),
        (failed(401, "bad key"), 1, BackendUnavailable, "answered 401"),
        (failed(503), 6, BackendError, "answered 503"),
        (failed(400, "The prompt is too long: 9 tokens"), 1, RequestTooLong, "longer than the context"),
        (failed(400, "no"), 1, BackendError, "check model and parameters"),
        (hung_up(), 4, BackendUnavailable, "no server answers at"),
        (sent(b"<html>", content_type="text/html"), 2, BackendError, "did not answer as"),
        (
            sent(b"", status=302, headers={"Location": "http://127.0.0.1:1"}),
            1,
            BackendUnavailable,
            "redirects",
        ),
        (sent(b" " * 17_000_000), 1, BackendError, "answered with more than 16,777,216 bytes"),
    ],
)
def test_errors_are_those_of_every_backend(
    kind: str, step: Step, calls: int, error: type[BackendError], says: str
) -> None:
    with ModelServer(lambda _call: step) as server:
        with pytest.raises(error, match=says):
            asyncio.run(asked(speaking(server, kind)))
        assert len(server.calls) == calls


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_cut_is_asked_with_more_room(kind: str) -> None:
    step = ANSWERS[kind]('{"n": 2', CUT[kind])
    with ModelServer(lambda _call: step) as server:
        with pytest.raises(ReplyTruncated, match="cut at 100 tokens"):
            asyncio.run(asked(speaking(server, kind)))
        assert len(server.calls) == 2


@pytest.mark.parametrize(
    "step", [said({"promptFeedback": {"blockReason": "SAFETY"}}), gemini("", "PROHIBITED_CONTENT")]
)
def test_what_google_blocks_is_refused(step: Step) -> None:
    with ModelServer(in_turn(step)) as server, pytest.raises(BackendRefused, match="content filter"):
        asyncio.run(asked(speaking(server, "google")))


class Decided(BaseModel):
    probabilities: dict[str, float]


def test_google_gives_the_probabilities_of_a_closed_question() -> None:
    tops = [{"token": "A", "logProbability": -0.1}, {"token": "B", "logProbability": -2.4}]
    result = {"chosenCandidates": tops[:1], "topCandidates": [{"candidates": tops}]}
    candidate = {"content": {"parts": [{"text": "A"}]}, "finishReason": "MAX_TOKENS"}

    async def decide(profile: Profile) -> dict[str, float]:
        async with open_client(profile) as client:
            reply = await client.ask(QUESTION, Decided, max_tokens=1, options=("A", "B"))
            return reply.value.probabilities

    step = said({"candidates": [candidate | {"logprobsResult": result}]})
    with ModelServer(in_turn(step)) as server:
        found = asyncio.run(decide(speaking(server, "google", logprobs=True)))
        config = server.calls[0].body["generationConfig"]
    assert found == pytest.approx({"A": 0.909, "B": 0.091}, abs=0.001)
    assert (config["responseLogprobs"], config["logprobs"]) == (True, 20)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_recorded_answers_without_a_server(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "sk-canary-0123456789"
    monkeypatch.setenv("HOUSE_KEY", key)
    with ModelServer(lambda _call: ANSWERS[kind]('{"n": 29}')) as server:
        profile = speaking(server, kind, key_env="HOUSE_KEY")
        live = asyncio.run(asked(profile, record=tmp_path))
        assert key in str(server.calls[0].headers)
    assert key not in (tmp_path / "article.yaml").read_text(encoding="utf-8")
    again = asyncio.run(asked(profile, replay=tmp_path))
    assert (again.value, again.usage) == (live.value, live.usage)
    with pytest.raises(CassetteMiss):
        asyncio.run(asked(profile.model_copy(update={"parameters": {"temperature": 1}}), replay=tmp_path))


@pytest.mark.parametrize("kind", KINDS)
def test_a_probe_finds_out_what_a_server_honours(kind: str) -> None:
    odd = json.dumps({"zq_vireo": "lathe-9052-umber", "zq_count": 7340912})
    with ModelServer(lambda _call: ANSWERS[kind](odd)) as server:
        found = asyncio.run(probe(speaking(server, kind)))
    assert found.mode == "json_schema"
