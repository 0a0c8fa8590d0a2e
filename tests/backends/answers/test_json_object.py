from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from extractor.backends.answers.json_object import NoSingleObject, one_object, read_reply, starts_with_object


class Tally(BaseModel):
    n: int | None = None
    what: str | None = None


OBJECT = '{"n": 29, "what": "a {brace} and \\"quotes\\""}'


@pytest.mark.parametrize(
    "text",
    [
        OBJECT,
        f"\n {OBJECT}\n\n",
        f"\ufeff{OBJECT}",
        f"```json\n{OBJECT}\n```",
        f"```\n{OBJECT}\n```\nI hope this helps!",
        f"Here is the answer: {OBJECT} Is there anything else?",
        f'<think>Perhaps {{"n": 26}}? No.</think>\n{OBJECT}',
        f'Perhaps {{"n": 26}}? No.</think>{OBJECT}',
        f"<THINK>hm</THINK><think>{{broken</think>{OBJECT}",
        f"{OBJECT}\n{OBJECT}",
        f"The set {{1, 2}} gives {OBJECT}",
        f"{OBJECT}\nNote that {{this}} is {{not: sure}}.",
        f'{{"properties": {{"n": {{"type": "integer"}}}}, "required": ["n"]}}\n{OBJECT}',
        f"[{OBJECT}]",
    ],
)
def test_what_stands_around_the_object_is_stepped_over(text: str) -> None:
    assert one_object(text, Tally) == OBJECT


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "there is no JSON object"),
        ("29", "there is no JSON object"),
        ("I cannot answer that.", "there is no JSON object"),
        ('<think>{"n": 26}', "there is no JSON object"),
        ('{"n": 29', "broken off or not valid"),
        ('{"n": 29,}', "broken off or not valid"),
        ("{'n': 29}", "broken off or not valid"),
        ('{n: {"n": 26}}', "broken off or not valid"),
        ('{"what": broken, "inner": {"n": 26}}', "broken off or not valid"),
        ('{"n": NaN}', "broken off or not valid"),
        ('{"n": 29} or rather {"n": 26}', "2 different JSON objects"),
        ('[{"n": 29}, {"n": 26}]', "2 different JSON objects"),
        ('{"n": 29}\n{}', "2 different JSON objects"),
        ('{"n": 29, "n": 26}', "the key 'n' has two values"),
        ('Answer: {"n": 29, "n": 26}', "the key 'n' has two values"),
        ('{"a":' * 100_000, "nested too deeply|broken off"),
    ],
)
def test_nothing_is_repaired_or_chosen_between(text: str, says: str) -> None:
    with pytest.raises(NoSingleObject, match=says):
        one_object(text, Tally)


_TEXTS = st.text(alphabet='ab{}[]":,\\ \n\u2028é', max_size=6)
"""Of the characters that JSON and its surroundings are made of."""
_SCALARS = st.none() | st.booleans() | st.integers() | _TEXTS
_OBJECTS = st.dictionaries(
    _TEXTS,
    _SCALARS | st.lists(_SCALARS, max_size=3) | st.dictionaries(_TEXTS, _SCALARS, max_size=2),
    min_size=1,
    max_size=3,
)


@given(
    _OBJECTS, st.sampled_from(["", "Sure:\n", "```json\n"]), st.sampled_from(["", "\n```", " That is all."])
)
def test_every_object_is_read_as_it_was_written(value: dict[str, object], before: str, after: str) -> None:
    written = json.dumps(value, ensure_ascii=False)
    assert one_object(f"{before}{written}{after}", Tally) == written


@given(_OBJECTS, st.data())
def test_an_object_that_is_cut_off_is_never_read(value: dict[str, object], data: st.DataObject) -> None:
    written = json.dumps(value)
    at = data.draw(st.integers(1, len(written) - 1))
    with pytest.raises(NoSingleObject):
        one_object(written[:at], Tally)


ANALYSIS = '<|channel|>analysis<|message|>Maybe {"n": 1}<|end|><|start|>assistant'


@pytest.mark.parametrize(
    "text",
    [
        f'[THINK]A draft: {{"n": 1}}, then better.[/THINK]{OBJECT}',
        f'<thought>{{"n": 1}}</thought>{OBJECT}',
        f'<seed:think>{{"n": 1}}</seed:think>{OBJECT}',
        f'◁think▷{{"n": 1}}◁/think▷{OBJECT}',
        f'<|START_THINKING|>{{"n": 1}}<|END_THINKING|>{OBJECT}',
        f'<|begin_of_thought|>{{"n": 1}}<|end_of_thought|>\n{OBJECT}',
        f'<|channel>thought\n{{"n": 1}}<channel|>{OBJECT}',
        f'<unused94>thought\n{{"n": 1}}<unused95>{OBJECT}',
        f'Steps: {{"n": 1}}\n[BEGIN FINAL RESPONSE]{OBJECT}[END FINAL RESPONSE]',
        f"{ANALYSIS}<|channel|>final<|message|>{OBJECT}",
        f"{ANALYSIS}<|channel|>final <|constrain|>json<|message|>{OBJECT}<|return|>",
        f"{ANALYSIS}<|channel|>commentary to=functions.Tally <|constrain|>json<|message|>{OBJECT}<|call|>",
        f'analysisMaybe {{"n": 1}}, maybe not.assistantfinal{OBJECT}',
    ],
)
def test_drafts_in_thoughts_are_stepped_over(text: str) -> None:
    assert one_object(text, Tally) == OBJECT


@pytest.mark.parametrize(
    "text",
    [
        '[THINK]{"n": 1}',
        '<|channel|>analysis<|message|>{"n": 1}<|end|>',
        '<|START_THINKING|>{"n": 1}',
        '<|channel>thought\n{"n": 1}',
    ],
)
def test_thoughts_without_an_answer_are_none(text: str) -> None:
    with pytest.raises(NoSingleObject, match="no JSON object"):
        one_object(text, Tally)


class Tallies(BaseModel):
    tallies: list[Tally]
    note: str | None = None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('[{"n": 29}, {"n": 26}]', '{"tallies":[{"n": 29}, {"n": 26}]}'),
        ('```json\n[{"n": 29}]\n```', '{"tallies":[{"n": 29}]}'),
        ("[]", '{"tallies":[]}'),
        ('{"tallies": []} [1]', '{"tallies": []}'),
    ],
)
def test_a_list_stands_for_the_object_that_holds_it(text: str, read: str) -> None:
    assert one_object(text, Tallies) == read


class Event(BaseModel):
    s: list[int]
    what: str | None = None


class Events(BaseModel):
    events: list[Event]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('{"s": [1], "what": "x"}', '{"events":[{"s": [1], "what": "x"}]}'),
        ('Here: {"s": [1]}', '{"events":[{"s": [1]}]}'),
        ('{"what": "x"}', '{"what": "x"}'),
        ('{"event": {"s": [1]}}', '{"event": {"s": [1]}}'),
        ('{"events": []}', '{"events": []}'),
    ],
)
def test_an_item_of_the_list_alone_stands_for_the_list(text: str, read: str) -> None:
    assert one_object(text, Events) == read


@pytest.mark.parametrize("text", ["[1, 2]", '[{"n": 29}] or [{"n": 26}]', '["n"]'])
def test_another_list_stands_for_nothing(text: str) -> None:
    with pytest.raises(NoSingleObject):
        one_object(text, Tallies)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("{“n”: 29}", '{"n": 29}'),
        ("\ufeff\n{“n”: 29, “what”: „dogs“}", '{"n": 29, "what": "dogs"}'),
        (json.dumps(OBJECT), OBJECT),
        ('{"name": "Tally", "arguments": {"n": 29}}', '{"n": 29}'),
        ('<tool_call>\n{"name": "Tally", "arguments": "{\\"n\\": 29}"}\n</tool_call>', '{"n": 29}'),
    ],
)
def test_other_ways_to_write_the_same_object(text: str, read: str) -> None:
    assert one_object(text, Tally) == read


@pytest.mark.parametrize("text", ["{}", '{"tally": {"n": 29}}', '{"error": "model overloaded"}'])
def test_a_reply_with_none_of_the_keys_asked_for_is_none(text: str) -> None:
    with pytest.raises(NoSingleObject, match="none of the keys asked for: n, what"):
        read_reply(text, Tally)


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        (f"{OBJECT}\n\n\n\n", True),
        (f"```json\n{OBJECT}\n``` I hope", True),
        (f"<think>hm</think>{OBJECT} and so", True),
        (f"First a draft: {OBJECT} which", False),
        (OBJECT[:-1], False),
        ('<think>{"n": 1} or', False),
    ],
)
def test_an_answer_is_whole_when_its_object_comes_first(text: str, is_whole: bool) -> None:
    assert starts_with_object(text) is is_whole
