"""The keys of calls: what changes them, and that they stay what they were for ledgers kept long ago."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from extractor.backends import Profile
from extractor.prompts import Message
from extractor.runs.call_keys import call_key


class Tally(BaseModel):
    n: int


class Sum(BaseModel):
    n: float


MESSAGES = (Message("system", "Count."), Message("user", "29 men"))


def profile(**changes: Any) -> Profile:
    table = {"name": "a", "kind": "openai", "base_url": "http://127.0.0.1:1/v1", "model": "m", **changes}
    return Profile.model_validate(table)


def key_of(backend: Profile, messages: Sequence[Message], reply_type: type[BaseModel]) -> str:
    return call_key(backend, messages, reply_type)


CHANGES: list[dict[str, Any]] = [
    {"model": "other"},
    {"base_url": "http://127.0.0.1:2/v1"},
    {"mode": "tools"},
    {"parameters": {"temperature": 1}},
]


@pytest.mark.parametrize("changes", CHANGES, ids=lambda changes: next(iter(changes)))
def test_what_decides_an_answer_makes_another_key(changes: dict[str, Any]) -> None:
    assert key_of(profile(**changes), MESSAGES, Tally) != key_of(profile(), MESSAGES, Tally)


def test_other_words_or_another_form_of_the_answer_make_another_key() -> None:
    key = key_of(profile(), MESSAGES, Tally)
    assert key_of(profile(), (MESSAGES[0], Message("user", "29 men\n")), Tally) != key
    assert key_of(profile(), (Message("user", "Count."), MESSAGES[1]), Tally) != key
    assert key_of(profile(), MESSAGES, Sum) != key


def test_the_options_of_a_closed_question_make_another_key() -> None:
    closed = [
        call_key(profile(), MESSAGES, Tally, options)
        for options in ((), ("A", "B"), ("A", "B", "C"), ("AB",))
    ]
    assert len(set(closed)) == len(closed)
    measured = profile(logprobs=True)  # another answer: probabilities and not one of them
    assert call_key(measured, MESSAGES, Tally, ("A", "B")) != closed[1]
    assert call_key(measured, MESSAGES, Tally) == closed[0]


@pytest.mark.parametrize(
    "changes", [{"name": "b"}, {"timeout": 7}, {"concurrency": 9}, {"key_env": "OTHER_KEY"}]
)
def test_what_does_not_decide_an_answer_leaves_the_key(changes: dict[str, Any]) -> None:
    assert key_of(profile(**changes), MESSAGES, Tally) == key_of(profile(), MESSAGES, Tally)


TEXT = st.text(st.characters(exclude_categories=()), max_size=20)


@given(st.lists(st.builds(Message, TEXT, TEXT), min_size=1, max_size=4), st.sampled_from([Tally, Sum]), TEXT)
def test_a_key_is_the_hash_of_one_json_object(
    messages: list[Message], reply_type: type[BaseModel], parameter: str
) -> None:
    backend = profile(parameters={"user": parameter, "a": {"z": 1, "b": parameter}})
    content = {
        "model": "m",
        "base_url": "http://127.0.0.1:1/v1",
        "mode": backend.mode,
        "parameters": backend.parameters,
        "schema": reply_type.model_json_schema(),
        "messages": [[message.role, message.content] for message in messages],
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    expected = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    assert [call_key(backend, messages, reply_type) for _ in range(2)] == [expected, expected]


def test_keys_are_those_of_ledgers_written_before() -> None:
    hot = profile(parameters={"temperature": 0})
    assert key_of(hot, MESSAGES, Tally) == "8f808ebd09da192f61603778ebf7e58a58661f8a163f1fe798fa40bc4496c07a"
    other = profile(kind="anthropic")
    assert (
        key_of(other, MESSAGES, Tally) == "635ff7a00e38e9df8015d4883f5c3d7b382369a63034fa5fb9f871eaf27873ed"
    )
