"""How a cassette looks on disk, and that it reads back unchanged."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extractor.backends.cassettes.folder import first_difference
from extractor.backends.cassettes.text import cassette_from_text, cassette_to_text


def one_exchange(asked: Any, answer: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "interactions": [
            {
                "request": {
                    "method": "POST",
                    "uri": "http://model.invalid/v1/chat/completions",
                    "body": json.dumps(asked),
                    "headers": {},
                },
                "response": {
                    "status": {"code": 200, "message": ""},
                    "headers": {"content-type": ["application/json"]},
                    "body": {"string": json.dumps(answer)},
                },
            }
        ]
        * 2,
    }


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
TRICKY_TEXT = st.text("ab \n\t\r:#-|>&*!%@`'\"{}[],?=<~\x00\x85\u2028\u2029\ufeff\ud800é中🙂", max_size=200)


@given(ANY_JSON | TRICKY_TEXT, TRICKY_TEXT)
def test_what_is_written_is_read_back_unchanged(asked: Any, answer: str) -> None:
    read = cassette_from_text(cassette_to_text(one_exchange(asked, {"content": answer})))
    for item in read["interactions"]:
        assert json.loads(item["request"]["body"]) == asked
        assert json.loads(item["response"]["body"]["string"]) == {"content": answer}


@given(ANY_JSON, ANY_JSON)
def test_a_difference_is_found_exactly_when_there_is_one(recorded: Any, asked: Any) -> None:
    same = json.dumps(recorded, sort_keys=True) == json.dumps(asked, sort_keys=True)
    assert (first_difference(recorded, asked) is None) == same
    assert first_difference(recorded, recorded) is None
