"""Every question goes through a client that instructor made, and nothing is lost where it cannot parse."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import instructor
import openai
import pytest
from pydantic import BaseModel, Field

from extractor.backends import Attempt, Profile, Reply, open_client
from extractor.backends.answers.json_object import NoSingleObject
from extractor.backends.instructor_client import reply_form
from extractor.errors import BackendError, BackendRefused, ReplyInvalid
from tests.backends.asked import QUESTION, Tally, Waits
from tests.kit.messages_server import said
from tests.kit.model_server import ModelServer, answered, completion, in_turn, sent

MODES = ("strict", "json_schema", "tools", "json", "text")


class Counted(BaseModel):
    """Counts people.

    Args:
        n: how many
    """

    n: int
    what: list[Tally] = Field(default=[], description="what was counted")


async def asked(profile: Profile, attempts: list[Attempt] | None = None) -> Reply[Tally]:
    async def note(attempt: Attempt) -> None:
        if attempts is not None:
            attempts.append(attempt)

    async with open_client(profile, sleep=Waits()) as client:
        return await client.ask(QUESTION, Tally, max_tokens=50, note=note)


Create = Callable[..., Awaitable[Any]]


@pytest.fixture
def of_instructor(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The arguments of each call that a client of instructor makes."""
    calls: list[dict[str, Any]] = []

    def noted(create: Create) -> Create:
        async def noting(client: instructor.AsyncInstructor, **arguments: Any) -> Any:
            calls.append(arguments)
            return await create(client, **arguments)

        return noting

    for name in ("create", "create_with_completion"):
        monkeypatch.setattr(
            instructor.AsyncInstructor, name, noted(getattr(instructor.AsyncInstructor, name))
        )
    return calls


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", ["openai", "anthropic"])
def test_every_attempt_is_one_call_of_instructor_that_tries_once(
    kind: str, mode: str, of_instructor: list[dict[str, Any]]
) -> None:
    step = {"openai": answered, "anthropic": said}[kind]
    steps = [step(answer, tool=mode == "tools") for answer in ({"n": "many"}, {"n": 29})]
    with ModelServer(in_turn(*steps)) as server:
        assert asyncio.run(asked(server.profile(kind=kind, mode=mode))).attempts == 2
        assert len(server.calls) == len(of_instructor) == 2
    assert {call["max_retries"] for call in of_instructor} == {0}
    assert not any("context" in call for call in of_instructor)
    parsed = {"openai": {"strict", "json_schema", "tools"}, "anthropic": {"tools"}}[kind]
    assert [call["response_model"] is not None for call in of_instructor] == [mode in parsed] * 2


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("mode", ["json_schema", "tools"])
def test_what_is_sent_is_what_instructor_sends_for_the_type_itself(mode: str) -> None:
    modes = {"json_schema": instructor.Mode.JSON_SCHEMA, "tools": instructor.Mode.TOOLS}

    async def both(server: ModelServer) -> None:
        async with open_client(server.profile(mode=mode)) as client:
            await client.ask(QUESTION, Counted, max_tokens=50)
        async with openai.AsyncOpenAI(api_key="none", base_url=server.base_url) as sdk:
            await instructor.from_openai(sdk, mode=modes[mode]).create_with_completion(
                response_model=Counted,
                messages=[{"role": ask.role, "content": ask.content} for ask in QUESTION],  # type: ignore[misc]
                model="fake",
                max_tokens=50,
            )

    with ModelServer(lambda _call: answered({"n": 29}, tool=mode == "tools")) as server:
        asyncio.run(both(server))
        ours, theirs = (call.body for call in server.calls)
    assert ours == theirs


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("mode", MODES)
def test_a_refusal_costs_what_it_cost_in_every_mode(mode: str) -> None:
    attempts: list[Attempt] = []
    step = answered(None, refusal="not for me", tokens=(100, 7, 90))
    with ModelServer(in_turn(step)) as server, pytest.raises(BackendRefused, match="not for me"):
        asyncio.run(asked(server.profile(mode=mode), attempts))
    (attempt,) = attempts
    assert (attempt.outcome, attempt.status, attempt.request_id) == ("refused", 200, "req_1")
    assert (attempt.usage.prompt_tokens, attempt.usage.cached_tokens) == (100, 90)


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "written",
    [
        '<think>Is it {"n": 1}?</think>\n```json\n{"n": 29}\n```',
        'Here it is: {"n": 29}. I hope this helps.',
        '{"n": 29}\n{"n": 29}',
        '{"n": "29"}',
    ],
)
def test_where_instructor_cannot_parse_a_reply_it_is_read_all_the_same(mode: str, written: str) -> None:
    with ModelServer(in_turn(answered(written))) as server:
        assert asyncio.run(asked(server.profile(mode=mode))).value == Tally(n=29)


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("written", ['{"n": 29, "n": 30}', '{"n": 29}\n{"n": 30}', '{"n": 29', "[29]"])
def test_what_is_no_single_object_is_refused_in_every_mode(mode: str, written: str) -> None:
    attempts: list[Attempt] = []
    step = answered(written, tool=mode == "tools")
    with ModelServer(lambda _call: step) as server, pytest.raises(ReplyInvalid):
        asyncio.run(asked(server.profile(mode=mode), attempts))
    assert [(attempt.outcome, attempt.usage.prompt_tokens) for attempt in attempts] == [("invalid", 10)] * 2


@pytest.mark.usefixtures("loopback")
def test_a_second_tool_call_with_other_arguments_is_not_passed_over() -> None:
    made = completion({"n": 29}, tool=True)
    first = made["choices"][0]["message"]["tool_calls"][0]
    other = {**first, "function": {"name": "answer", "arguments": '{"n": 30}'}}
    made["choices"][0]["message"]["tool_calls"].append(other)
    step = sent(json.dumps(made).encode())
    with (
        ModelServer(lambda _call: step) as server,
        pytest.raises(ReplyInvalid, match="2 times with different arguments"),
    ):
        asyncio.run(asked(server.profile(mode="tools")))


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "choice",
    [
        {"message": {"content": '{"n": 29}'}},
        {"message": {"content": [{"type": "text", "text": '{"n": 29}'}]}, "finish_reason": "stop"},
        {"message": {"tool_calls": [{"function": {"arguments": '{"n": 29}'}}]}, "finish_reason": "stop"},
    ],
)
def test_a_server_may_depart_from_the_types_of_the_api_in_every_mode(mode: str, choice: Any) -> None:
    with ModelServer(in_turn(sent(json.dumps({"choices": [choice]}).encode()))) as server:
        assert asyncio.run(asked(server.profile(mode=mode))).value == Tally(n=29)


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("body", [b'{"choices": []}', b'{"choices": [{}]}', b"[]", b"null", b'"text"'])
def test_an_answer_that_is_no_completion_is_garbled_in_every_mode(mode: str, body: bytes) -> None:
    attempts: list[Attempt] = []
    with (
        ModelServer(lambda _call: sent(body)) as server,
        pytest.raises(BackendError, match="check base_url"),
    ):
        asyncio.run(asked(server.profile(mode=mode), attempts))
    assert [attempt.outcome for attempt in attempts] == ["garbled"] * 2


def test_a_form_has_the_schema_of_its_type_and_reads_as_we_read() -> None:
    form: Any = reply_form(Counted, "json_schema")
    assert form.__name__ == "Counted"
    assert form.model_json_schema() == Counted.model_json_schema()
    assert form.model_json_schema() is form.model_json_schema()
    read = form.model_validate_json('So: {"n": "29"}', strict=False)
    assert (read.value, read.text) == (Counted(n=29), '{"n": "29"}')
    with pytest.raises(NoSingleObject):
        form.model_validate_json('{"n": 29, "n": 30}')
    assert reply_form(Counted, "json_schema") is form
