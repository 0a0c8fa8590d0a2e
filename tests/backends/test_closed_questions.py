"""Questions with options: one token answers them, and the reply is the probability of each option."""

from __future__ import annotations

import asyncio
import json
import math
from typing import Any

import pytest

from extractor.backends import Attempt, Reply, open_client
from extractor.errors import BackendRefused, ReplyInvalid
from extractor.extraction.replies import Decision
from tests.backends.asked import QUESTION, Tally, Waits
from tests.kit.model_server import ModelServer, Step, answered, completion, in_turn, sent

pytestmark = pytest.mark.usefixtures("loopback")

LETTERS = ("A", "B", "C")


def likely(written: str, tokens: dict[str, float]) -> Step:
    """The model writes a token, and the server says how probable it and others were."""
    made = completion(written, finish_reason="length")
    top = [{"token": token, "logprob": math.log(p), "bytes": None} for token, p in tokens.items()]
    first = {
        "token": written,
        "logprob": math.log(tokens.get(written, 0.01)),
        "bytes": None,
        "top_logprobs": top,
    }
    made["choices"][0]["logprobs"] = {"content": [first]}
    return sent(json.dumps(made).encode())


def one_token(written: str) -> Step:
    """A server without probabilities."""
    return answered(written, finish_reason="length")


async def decided(server: ModelServer, **profile: Any) -> tuple[Reply[Decision], list[Attempt]]:
    attempts: list[Attempt] = []

    async def note(attempt: Attempt) -> None:
        attempts.append(attempt)

    async with open_client(server.profile(**profile), sleep=Waits()) as client:
        reply = await client.ask(QUESTION, Decision, max_tokens=1, options=LETTERS, note=note)
        return reply, attempts


def test_the_probabilities_of_the_options_are_the_reply() -> None:
    with ModelServer(in_turn(likely("B", {"B": 0.6, "A": 0.2, " the": 0.1}))) as server:
        reply, attempts = asyncio.run(decided(server, logprobs=True, mode="text"))
        body = server.calls[0].body
    assert reply.value.probabilities == {"A": pytest.approx(0.25), "B": pytest.approx(0.75), "C": 0}
    assert (reply.value.measured, reply.value.most_likely()) == (True, "B")
    assert (body["logprobs"], body["top_logprobs"], body["max_tokens"]) == (True, 20, 1)
    assert "response_format" not in body
    assert len(body["messages"]) == len(QUESTION)  # no schema in the prompt
    assert Decision.model_validate_json(attempts[0].text) == reply.value
    assert attempts[0].logprobs == {}


def test_options_that_are_all_unlikely_are_equally_probable() -> None:
    with ModelServer(in_turn(likely("the", {"the": 0.9}))) as server:
        reply, _ = asyncio.run(decided(server, logprobs=True))
    assert reply.value.probabilities == dict.fromkeys(LETTERS, pytest.approx(1 / 3))


@pytest.mark.parametrize("is_asked_for", [True, False])
@pytest.mark.parametrize("written", ["B", " B", "B.", '"B"'])
def test_without_probabilities_the_letter_that_was_written_has_all(written: str, is_asked_for: bool) -> None:
    with ModelServer(in_turn(one_token(written))) as server:
        reply, _ = asyncio.run(decided(server, logprobs=is_asked_for))
        assert ("logprobs" in server.calls[0].body) is is_asked_for
    assert reply.value == Decision(probabilities={"A": 0, "B": 1, "C": 0}, measured=False)


def test_a_wrong_word_is_asked_about_again_and_then_given_up() -> None:
    with ModelServer(in_turn(one_token("Maybe"), one_token("C"))) as server:
        reply, attempts = asyncio.run(decided(server))
        assert "it is none of A, B, C" in server.calls[1].question
        assert server.calls[1].question.endswith("Answer again, with A or B or C only.")
    assert reply.value.most_likely() == "C"
    assert [attempt.outcome for attempt in attempts] == ["invalid", "answered"]
    with (
        ModelServer(in_turn(one_token("Maybe"), one_token("Perhaps"))) as server,
        pytest.raises(ReplyInvalid, match="none of A, B, C"),
    ):
        asyncio.run(decided(server))


def test_a_model_that_declines_has_declined() -> None:
    with (
        ModelServer(in_turn(answered(None, refusal="not for me"))) as server,
        pytest.raises(BackendRefused, match="not for me"),
    ):
        asyncio.run(decided(server, logprobs=True))


def test_other_answers_come_with_how_sure_the_model_was_of_each_value() -> None:
    made = completion({"n": 29})
    tokens = [('{"n": ', -0.5), ("29", -0.125), ("}", 0.0)]
    made["choices"][0]["logprobs"] = {"content": [{"token": t, "logprob": p} for t, p in tokens]}
    attempts: list[Attempt] = []

    async def ask(server: ModelServer) -> None:
        async def note(attempt: Attempt) -> None:
            attempts.append(attempt)

        async with open_client(server.profile(logprobs=True)) as client:
            await client.ask(QUESTION, Tally, max_tokens=50, note=note)

    with ModelServer(in_turn(sent(json.dumps(made).encode()))) as server:
        asyncio.run(ask(server))
        assert server.calls[0].body["logprobs"] is True
        assert "top_logprobs" not in server.calls[0].body
    assert attempts[0].logprobs == {"n": (-0.125, 1)}
