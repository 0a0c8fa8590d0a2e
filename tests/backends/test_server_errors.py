"""What servers say went wrong, in a status or in the body of a 200, and what is made of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from extractor.backends.server_errors import StatusError, UnreadableAnswer, asked_wait, stated_error, wait_in
from extractor.errors import BackendError, BackendUnavailable, ReplyInvalid, ReplyTruncated, RequestTooLong
from tests.backends.asked import GOOD, Waits, asked
from tests.kit.model_server import ModelServer, Step, answered, completion, failed, in_turn, sent

TOO_LONG = [
    (
        400,
        "This model's maximum context length is 8192 tokens. However, your messages are 9001 tokens.",
    ),
    (
        400,
        "Input tokens exceed the configured limit of 272000 tokens. Yours are 300000.",
    ),
    (400, "Your input exceeds the context window of this model. Please adjust your input and try again."),
    (400, "The decoder prompt (length 9001) is longer than the maximum model length of 8192."),
    (400, "max_tokens must be at least 1, got -904."),
    (500, "the request exceeds the available context size. try increasing the context size"),
    (400, "request (9001 tokens) exceeds the available context size (8192 tokens), try increasing it"),
    (500, "prompt too long; exceeded max context length by 12 tokens"),
    (400, "the input length exceeds the context length"),
    (
        422,
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8192. Given: 9001",
    ),
    (422, "Input validation error: `inputs` must have less than 1024 tokens. Given: 2000"),
    (400, "The input (9001 tokens) is longer than the model's context length (8192 tokens)."),
    (400, "Requested token count exceeds the model's maximum context length of 8192 tokens."),
    (
        400,
        "Trying to keep the first 9001 tokens when context the overflows. However, ",
    ),
    (400, "The number of tokens to keep from the initial prompt is greater than the context length."),
    (
        400,
        "Prompt contains 40000 tokens, too large for model with 32768 maximum context length",
    ),
    (
        400,
        "Please reduce the length of the messages or completion. Current length is 9000",
    ),
    (400, "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."),
    (400, "prompt is too long: 210000 tokens > 200000 maximum"),
    (400, "input length and `max_tokens` exceed context limit: 190000 + 16384 > 200000, decrease either"),
    (400, "Input is too long for requested model."),
    (400, "Too many input tokens. Max input tokens: 8192, request input token count: 9001"),
    (400, "too many tokens: total number of tokens in the prompt cannot exceed 8192 - received 9001."),
    (400, "This model's maximum prompt length is 131072 but the request contains 537812 tokens."),
    (400, "Invalid request: Your request exceeded model token limit: 8192"),
    (400, "Prompt length (9001) exceeds maximum input length (8192)"),
    (400, "Range of input length should be [1, 30720]"),
    (400, "context window exceeds limit"),
    (400, "Requested tokens (9001) exceed context window of 8192"),
    (413, "Payload Too Large"),
    (
        429,
        "Request too large for m on tokens per min: Requested 7000, must be reduced in order to run",
    ),
]

NOT_TOO_LONG = [
    (400, "max_tokens is too large: 90000000. This model supports at most 16384 completion tokens"),
    (400, "temperature must be less than 2"),
    (400, "Invalid value for response_format"),
    (401, "Your key is too long for this endpoint"),
    (
        429,
        "Rate limit reached for m on tokens per min (TPM): Limit 6000. Please try again in 12.5s.",
    ),
    (500, "internal error"),
]


@pytest.mark.parametrize(("status", "says"), TOO_LONG)
def test_each_vendor_s_words_for_a_request_that_is_too_long(status: int, says: str) -> None:
    assert StatusError(status, {"error": {"message": says}}).is_too_long
    assert StatusError(status, {"object": "error", "message": says, "code": status}).is_too_long


@pytest.mark.parametrize(("status", "says"), NOT_TOO_LONG)
def test_other_words_are_not_taken_for_these(status: int, says: str) -> None:
    assert not StatusError(status, {"error": {"message": says}}).is_too_long


@pytest.mark.parametrize(
    ("says", "max_tokens", "room"),
    [
        (
            "maximum context length is 8192. you requested 9000 (904 in the messages, 8096 in",
            8096,
            7272,
        ),
        (
            "maximum context length is 8192, and 9096 requested (904 in the messages, 8192 in",
            8192,
            7272,
        ),
        (
            "max_tokens is too large: 8192. context length is 8192 and your request has 904",
            8192,
            7272,
        ),
        ("exceed context limit: 190000 + 16384 > 200000, decrease input length or max_tokens", 16384, 9984),
        ("must be <= 8192. Given: 8000 `inputs` tokens and 2000 `max_new_tokens`", 2000, None),
        ("prompt is too long: 210000 tokens > 200000 maximum", 4096, None),
        ("The input (9001 tokens) is longer than the context length (8192 tokens)", 4096, None),
        ("Input is too long for requested model.", 4096, None),
    ],
)
def test_how_much_room_is_left_for_an_answer(says: str, max_tokens: int, room: int | None) -> None:
    assert StatusError(400, {"error": {"message": says}}).room_left(max_tokens) == room


def with_error(error: Any, **changes: Any) -> dict[str, Any]:
    return {**completion(None), "error": error, **changes}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (with_error({"message": "Provider returned error", "code": 429}), 429),
        (with_error({"message": "no", "code": "429"}), 429),
        (with_error({"message": "no", "type": "rate_limit_error"}, choices=None), 429),
        ({"error": {"message": "no", "status": "RESOURCE_EXHAUSTED"}}, 429),
        ({"error": "Too many requests, slow down"}, 429),
        ({"base_resp": {"status_code": 1002, "status_msg": "rate limit"}, "choices": None}, 429),
        ({"error": {"message": "bad key", "code": "invalid_api_key"}}, 401),
        ({"object": "error", "message": "no", "code": 401}, 401),
        ({"detail": "Unauthorized"}, 401),
        ({"errors": [{"message": "no", "code": 503}]}, 503),
        ({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, 529),
        ({"error": {"message": "prompt is too long: 9 tokens > 8"}}, 400),
        ({"choices": [{"message": {"content": "{"}, "finish_reason": "error", "error": {"code": 502}}]}, 502),
        ({"choices": [{"message": {"content": "{"}, "finish_reason": "error"}]}, 502),
    ],
)
def test_an_error_in_the_body_of_a_200_has_the_status_that_it_stands_for(
    body: dict[str, Any], status: int
) -> None:
    error = stated_error(body)
    assert isinstance(error, StatusError)
    assert error.status_code == status


@pytest.mark.parametrize(
    "body",
    [
        completion({"n": 29}),
        completion({"n": 29}) | {"error": None},
        completion({"n": 29}) | {"error": {"code": 0, "message": "success"}},
        completion(None, refusal="I will not."),
        {"choices": []},
    ],
)
def test_an_answer_is_no_error(body: dict[str, Any]) -> None:
    assert stated_error(body) is None


def test_an_error_that_says_nothing_of_its_kind_is_an_answer_that_cannot_be_read() -> None:
    assert isinstance(stated_error({"error": {"message": "no such route"}}), UnreadableAnswer)


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ({"error": {"message": "Please try again in 12.5s."}}, 12.5),
        ({"error": {"message": "Rate limit reached. Try again in 1m2.5s."}}, 62.5),
        ({"error": {"message": "Please try again in 220ms."}}, 0.22),
        ({"error": {"message": "Please retry after 20 seconds"}}, 20),
        ({"error": {"message": "no", "retry_after": 3}}, 3),
        ({"error": {"code": 429, "details": [{"@type": "RetryInfo", "retryDelay": "34s"}]}}, 34),
        ({"error": {"message": "no", "metadata": {"retry_after": 7}}}, 7),
        ({"error": {"message": "try again later"}}, None),
    ],
)
def test_the_wait_that_a_body_asks_for(body: Mapping[str, Any], seconds: float | None) -> None:
    assert wait_in(body) == seconds


def said(body: dict[str, Any]) -> Step:
    return sent(json.dumps(body).encode())


LIMITED = with_error({"message": "slow down", "code": 429, "metadata": {"headers": {"Retry-After": "9"}}})


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize(
    ("steps", "waits"),
    [
        ([said(LIMITED), said(LIMITED), GOOD], [9, 9]),
        ([said({"error": {"message": "Overloaded", "type": "overloaded_error"}}), GOOD], [1]),
        ([failed(429, "Please try again in 12.5s."), GOOD], [12.5]),
    ],
)
def test_it_is_asked_again_as_for_that_status(steps: list[Step], waits: list[float]) -> None:
    slept = Waits()
    with ModelServer(in_turn(*steps)) as server:
        assert asyncio.run(asked(server.profile(), slept)).attempts == len(steps)
    assert [wait for wait in slept if wait in waits] == waits


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("mode", ["json_schema", "tools", "text"])
def test_a_wrong_key_in_a_200_stops_the_run(mode: str) -> None:
    step = said(with_error({"message": "bad key", "code": 401}))
    with ModelServer(in_turn(step)) as server, pytest.raises(BackendUnavailable, match="answered 401"):
        asyncio.run(asked(server.profile(mode=mode)))


@pytest.mark.usefixtures("loopback")
def test_a_request_that_leaves_room_for_a_shorter_answer_is_asked_for_one() -> None:
    step = failed(400, "maximum context length is 2000 tokens, you requested 3000 (1000 in, 2000 out)")
    with ModelServer(in_turn(step, GOOD)) as server:
        asyncio.run(asked(server.profile(max_tokens=2000), max_tokens=2000))
        assert [call.body["max_tokens"] for call in server.calls] == [2000, 984]
    with ModelServer(lambda _call: step) as server, pytest.raises(RequestTooLong):
        asyncio.run(asked(server.profile(max_tokens=2000), max_tokens=2000))


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("reason", ["length", "max_tokens", "MAX_TOKENS"])
@pytest.mark.parametrize("behind", ["\n" * 50, "\n```\nI hope that thi", " Let me expl"])
@pytest.mark.parametrize("mode", ["json_schema", "text"])
def test_a_whole_object_is_whole_whatever_is_cut_behind_it(mode: str, behind: str, reason: str) -> None:
    step = answered('{"n": 29}' + behind, finish_reason=reason)
    with ModelServer(in_turn(step)) as server:
        assert asyncio.run(asked(server.profile(mode=mode))).value.n == 29


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("written", ['{"n": 2', 'A draft: {"n": 2}, or', '{"n": 2}\n{"n": 29'])
def test_what_is_cut_before_its_end_is_cut(written: str) -> None:
    step = answered(written, finish_reason="max_tokens")
    with ModelServer(lambda _call: step) as server, pytest.raises(ReplyTruncated):
        asyncio.run(asked(server.profile(mode="text", max_tokens=50)))


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("reason", [None, "eos", "STOP", "end_turn", "tool_calls"])
def test_a_finish_reason_that_is_missing_or_odd_is_no_fault(reason: str | None) -> None:
    body = completion({"n": 29})
    body["choices"][0]["finish_reason"] = reason
    with ModelServer(in_turn(said(body))) as server:
        assert asyncio.run(asked(server.profile())).value.n == 29


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("mode", ["tools", "json_schema", "text"])
@pytest.mark.parametrize("given", [{"n": 29}, '{"n": 29}', '"{\\"n\\": 29}"'])
def test_arguments_of_a_tool_may_be_an_object_or_encoded_twice(given: Any, mode: str) -> None:
    body = completion({"n": 29}, tool=True)
    body["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"] = given
    with ModelServer(in_turn(said(body))) as server:
        assert asyncio.run(asked(server.profile(mode=mode))).value.n == 29


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("arguments", ["", None])
def test_a_tool_that_is_called_with_nothing_leaves_the_content(arguments: str | None) -> None:
    body = completion({"n": 29}, tool=True)
    message = body["choices"][0]["message"]
    message["tool_calls"][0]["function"]["arguments"], message["content"] = arguments, '{"n": 29}'
    with ModelServer(in_turn(said(body))) as server:
        assert asyncio.run(asked(server.profile(mode="tools"))).value.n == 29


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("key", ["reasoning_content", "reasoning", "thinking"])
@pytest.mark.parametrize(("reason", "error"), [("stop", ReplyInvalid), ("length", ReplyTruncated)])
def test_thoughts_without_an_answer_lead_to_how_they_are_turned_off(
    key: str, reason: str, error: type[BackendError]
) -> None:
    body = completion("", finish_reason=reason)
    body["choices"][0]["message"][key] = 'It is {"n": 29}.'
    with ModelServer(lambda _call: said(body)) as server, pytest.raises(error) as caught:
        asyncio.run(asked(server.profile(max_tokens=50)))
    assert f"thoughts ({key}): turn thinking off, by reasoning_effort" in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "4"}, 4),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "9", "retry-after-ms": "250"}, 0.25),
        (
            {"retry-after": "Tue, 12 Aug 2025 10:00:30 GMT", "date": "Tue, 12 Aug 2025 10:00:00 GMT"},
            30,
        ),
        ({"retry-after": "Tue, 12 Aug 2025 10:00:30 GMT"}, 0),  # long past, by our clock
    ],
)
def test_both_forms_of_retry_after_are_read(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_wait(headers) == seconds
