"""A client whose questions go through the Batch API: it treats answers as it treats those of calls."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field

import pytest
from pydantic import BaseModel

from extractor.backends.attempts import Attempt
from extractor.backends.batch.transport import BatchAnswer, custom_id_of, split_request_id
from extractor.backends.client import Reply, open_client
from extractor.backends.profiles import Profile
from extractor.errors import BackendError, BackendRefused, BatchPending, ReplyInvalid
from extractor.records import JsonObject
from tests.kit.model_server import Ask, ModelServer, answered, completion, in_turn

QUESTION = [Ask("system", "Count."), Ask("user", "Twenty-nine were sent.")]
PROFILE = Profile(name="far", kind="openai", base_url="https://far.example.org/v1", model="fake")
GOOD = (200, completion({"n": 29}, tokens=(100, 7, 90)))
WRONG = (200, completion({"n": "many"}))
CUT = (200, completion('{"n": 2', finish_reason="length"))
BUSY = (503, {"error": {"message": "busy"}})


class Tally(BaseModel):
    n: int


async def no_wait(_seconds: float) -> None: ...


@dataclass
class Box:
    """Answers, by the request, and the requests that have none."""

    held: dict[str, list[BatchAnswer]] = field(default_factory=lambda: defaultdict(list))
    posted: list[JsonObject] = field(default_factory=list)

    def answers(self, custom_id: str) -> list[BatchAnswer]:
        return self.held[custom_id]

    def enqueue(self, custom_id: str, body: JsonObject) -> None:
        assert custom_id == custom_id_of(body)
        self.posted.append(body)

    def deliver(self, batch: str, answer: tuple[int, JsonObject]) -> None:
        """An answer to the request that was posted last."""
        status, body = answer
        custom_id = custom_id_of(self.posted.pop())
        number = sum(map(len, self.held.values()))
        self.held[custom_id].append(BatchAnswer(batch, status, json.dumps(body), f"req_{number}"))


def asked(box: Box, attempts: list[Attempt] | None = None, profile: Profile = PROFILE) -> Reply[Tally]:
    async def note(attempt: Attempt) -> None:
        if attempts is not None:
            attempts.append(attempt)

    async def ask() -> Reply[Tally]:
        async with open_client(profile, batches=box, sleep=no_wait) as client:
            return await client.ask(QUESTION, Tally, max_tokens=50, note=note)

    return asyncio.run(ask())


def posted(box: Box) -> JsonObject:
    with pytest.raises(BatchPending, match="extractor batch collect"):
        asked(box)
    return box.posted[-1]


def test_what_is_posted_is_what_a_call_would_send(loopback: None) -> None:
    box = Box()
    with ModelServer(in_turn(answered({"n": 29}))) as server:

        async def call() -> None:
            async with open_client(server.profile()) as client:
                await client.ask(QUESTION, Tally, max_tokens=50)

        asyncio.run(call())
    assert posted(box) == server.calls[0].body


@pytest.mark.parametrize("mode", ["strict", "json_schema", "tools", "json", "text"])
def test_in_every_mode_an_answer_by_post_is_read(mode: str) -> None:
    box, profile = Box(), PROFILE.model_copy(update={"mode": mode})
    with pytest.raises(BatchPending):
        asked(box, profile=profile)
    box.deliver("b1", (200, completion({"n": 29}, tool=mode == "tools")))
    assert asked(box, profile=profile).value == Tally(n=29)


def test_an_answer_is_accounted_with_its_batch_and_tokens() -> None:
    box, attempts = Box(), list[Attempt]()
    posted(box)
    box.deliver("b1", GOOD)
    reply = asked(box, attempts)
    assert (reply.value, reply.attempts) == (Tally(n=29), 1)
    assert [(a.outcome, a.batch, a.request_id, a.usage.cached_tokens) for a in attempts] == [
        ("answered", "b1", "req_0", 90)
    ]
    assert attempts[0].started > 0


def test_what_does_not_fit_goes_into_a_second_batch_with_what_is_wrong() -> None:
    box, attempts = Box(), list[Attempt]()
    first = posted(box)
    box.deliver("b1", WRONG)
    second = posted(box)
    assert second["messages"][: len(first["messages"])] == first["messages"]
    assert "does not fit" in second["messages"][-1]["content"]
    box.deliver("b2", GOOD)
    assert asked(box, attempts).attempts == 2
    assert [(a.outcome, a.batch) for a in attempts] == [("invalid", "b1"), ("answered", "b2")]


def test_a_second_answer_that_does_not_fit_is_the_last() -> None:
    box = Box()
    for batch in ("b1", "b2"):
        posted(box)
        box.deliver(batch, WRONG)
    with pytest.raises(ReplyInvalid):
        asked(box)
    assert box.posted == []


def test_what_was_cut_is_posted_again_with_more_room() -> None:
    box = Box()
    first = posted(box)
    box.deliver("b1", CUT)
    assert posted(box)["max_tokens"] == 2 * first["max_tokens"]


def test_an_error_of_the_server_posts_the_same_request_again_as_often_as_the_rules_say() -> None:
    box, attempts = Box(), list[Attempt]()
    first = posted(box)
    for number in range(6):
        box.deliver(f"b{number}", BUSY)
        if number < 5:
            assert posted(box) == first
    with pytest.raises(BackendError, match="503"):
        asked(box, attempts)
    assert [a.outcome for a in attempts] == ["server error"] * 6
    assert box.posted == []


def test_a_question_asked_twice_of_one_client_gets_the_same_answers_each_time() -> None:
    box = Box()
    posted(box)
    box.deliver("b1", WRONG)
    posted(box)
    box.deliver("b2", GOOD)

    async def ask() -> list[Reply[Tally]]:
        async with open_client(PROFILE, batches=box, sleep=no_wait) as client:
            return [await client.ask(QUESTION, Tally, max_tokens=50) for _ in range(2)]

    assert [reply.attempts for reply in asyncio.run(ask())] == [2, 2]
    assert box.posted == []


def test_a_refusal_is_never_posted_again() -> None:
    box = Box()
    posted(box)
    box.deliver("b1", (200, completion(None, refusal="I cannot")))
    with pytest.raises(BackendRefused):
        asked(box)
    assert box.posted == []


def test_the_id_of_a_request_is_that_of_its_content() -> None:
    assert custom_id_of({"a": 1, "b": [2]}) == custom_id_of({"b": [2], "a": 1})
    assert custom_id_of({"a": 1}) != custom_id_of({"a": 2})
    assert len(custom_id_of({})) == 64


@pytest.mark.parametrize(
    ("given", "parts"),
    [(None, (None, None)), ("req_1", (None, "req_1")), ("batch:b1/req/1", ("b1", "req/1"))],
)
def test_where_an_answer_came_from_is_in_its_request_id(
    given: str | None, parts: tuple[str | None, str | None]
) -> None:
    assert split_request_id(given) == parts
