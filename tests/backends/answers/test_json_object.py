from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from extractor.backends.answers.json_object import NoSingleObject, one_object


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


@settings(max_examples=50)
@given(
    _OBJECTS, st.sampled_from(["", "Sure:\n", "```json\n"]), st.sampled_from(["", "\n```", " That is all."])
)
def test_every_object_is_read_as_it_was_written(value: dict[str, object], before: str, after: str) -> None:
    written = json.dumps(value, ensure_ascii=False)
    assert one_object(f"{before}{written}{after}", Tally) == written


@settings(max_examples=50)
@given(_OBJECTS, st.data())
def test_an_object_that_is_cut_off_is_never_read(value: dict[str, object], data: st.DataObject) -> None:
    written = json.dumps(value)
    at = data.draw(st.integers(1, len(written) - 1))
    with pytest.raises(NoSingleObject):
        one_object(written[:at], Tally)
