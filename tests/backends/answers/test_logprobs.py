"""How sure a model was of each value of its answer, from the tokens that a server reports."""

from __future__ import annotations

import json
import math
import random
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.backends.answers.logprobs import option_meant, option_probabilities, value_logprobs


def completion(*tokens: tuple[Any, float], likely: dict[str, float] | None = None) -> Any:
    """A completion of these tokens, as bytes or text; `likely` are those that might have been the first."""
    top = [SimpleNamespace(token=token, logprob=math.log(p)) for token, p in (likely or {}).items()]
    content = [
        SimpleNamespace(
            token=token.decode("utf-8", "replace") if isinstance(token, bytes) else token,
            bytes=list(token) if isinstance(token, bytes) else None,
            logprob=logprob,
            top_logprobs=top,
        )
        for token, logprob in tokens
    ]
    return SimpleNamespace(choices=[SimpleNamespace(logprobs=SimpleNamespace(content=content))])


def test_each_value_has_its_path_and_the_tokens_that_it_is_made_of() -> None:
    tokens = [
        ('{"events":[{"s":[1', -1.0),
        (',2],"type":"', -2.0),
        ("att", -0.5),
        ("ack", -0.25),
        ('"}]}', -4.0),
    ]
    text = "".join(token for token, _ in tokens)
    assert value_logprobs(completion(*tokens), text) == {
        "events.0.s.0": (-1.0, 1),
        "events.0.s.1": (-2.0, 1),
        "events.0.type": (-0.75, 2),
    }


CASES = [
    # the tokens with a log-probability each, and what is said of the values
    ("a token over both quotes", [('{"a":', -1), ('"x"}', -2)], {"a": (-2, 1)}),
    ("a token over two values", [('{"a":1,"b":2}', -3)], {"a": (-3, 1), "b": (-3, 1)}),
    ("white space", [("\n {", -9), (' "a" :', -9), (" \n 12", -1), ("3 ,", -2), ('"b": null }', -4)], None),
    ("lists in lists", [('{"a":[[', -9), ("1", -1), ("],[", -9), ("2", -2), ("]]}", -9)], None),
    ("an escaped quote", [('{"a":"x\\', -1), ('"y', -2), ('"}', -9)], {"a": (-3, 2)}),
    ("an empty string", [('{"a":""', -1), ("}", -9)], {"a": (-1, 1)}),
    ("words around it", [("Sure! ", -9), ('{"a":', -9), ("1", -1), ("}", -9), (" Bye", -9)], {"a": (-1, 1)}),
]


@pytest.mark.parametrize(
    ("tokens", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_tokens_need_not_end_where_values_do(
    tokens: list[tuple[str, float]], expected: dict[str, tuple[float, int]] | None
) -> None:
    written = "".join(token for token, _ in tokens)
    text = written[written.index("{") : written.rindex("}") + 1]
    found = value_logprobs(completion(*tokens), text)
    if expected is None:
        assert {path: known[0] for path, known in found.items()} in (
            {"a": -3, "b": -4},
            {"a.0.0": -1, "a.1.0": -2},
        )
    else:
        assert found == expected


def test_tokens_that_are_parts_of_a_character_count_by_their_bytes() -> None:
    text = '{"a":"Россия"}'
    raw = text.encode()
    parts = [(raw[:7], -8.0), (raw[7:10], -1.0), (raw[10:-2], -2.0), (raw[-2:], -4.0)]
    assert value_logprobs(completion(*parts), text) == {"a": (-11.0, 3)}


@pytest.mark.parametrize(
    "given_by_server",
    [
        completion(("something else", -1.0)),
        completion(),
        SimpleNamespace(choices=[SimpleNamespace(logprobs=None)]),
        SimpleNamespace(choices=[SimpleNamespace()]),
    ],
    ids=["other text", "no tokens", "no logprobs", "no such field"],
)
def test_nothing_is_said_where_the_tokens_are_not_those_of_the_text(given_by_server: Any) -> None:
    assert value_logprobs(given_by_server, '{"a":1}') == {}


LEAF = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
VALUES = st.recursive(LEAF, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    inner = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if inner is None:
        return {path.removesuffix("."): value}
    return {p: leaf for name, item in inner for p, leaf in leaves(item, f"{path}{name}.").items()}


@given(
    value=st.dictionaries(st.text(), VALUES),
    indent=st.sampled_from([None, 1]),
    is_ascii=st.booleans(),
    seed=st.integers(0, 1000),
)
def test_any_json_cut_into_any_tokens_gives_all_values_the_tokens_that_touch_them(
    value: dict[str, Any], indent: int | None, is_ascii: bool, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii)
    raw = text.encode("utf-8", "surrogatepass")
    cuts = sorted({0, len(raw), *(chance.randrange(len(raw)) for _ in range(chance.randrange(30)))})
    tokens = [(raw[a:b], -1.0) for a, b in pairwise(cuts)]
    found = value_logprobs(completion(*tokens), text)
    assert found.keys() == leaves(value).keys()
    for total, count in found.values():
        assert count >= 1
        assert total in {-float(count), 0.0}


def test_the_probabilities_of_options_add_up_to_one() -> None:
    given_by_server = completion(("A", -0.1), likely={"A": 0.5, " A": 0.1, "B": 0.2, "the": 0.2})
    found = option_probabilities(given_by_server, ("A", "B", "C"))
    assert found == {"A": pytest.approx(0.75), "B": pytest.approx(0.25), "C": 0}


def test_where_no_option_is_among_the_likely_tokens_all_are_equal() -> None:
    found = option_probabilities(completion(("the", -0.1), likely={"the": 0.9}), ("A", "B", "C", "D"))
    assert found == dict.fromkeys("ABCD", 0.25)


def test_a_server_that_tells_of_the_written_token_only_gives_it_everything() -> None:
    assert option_probabilities(completion((" B", -2.0)), ("A", "B")) == {"A": 0, "B": 1}


def test_without_probabilities_there_is_nothing_to_say() -> None:
    assert option_probabilities(SimpleNamespace(choices=[SimpleNamespace()]), ("A", "B")) is None


@given(st.dictionaries(st.sampled_from("ABCDE xyz"), st.floats(1e-9, 1), min_size=1))
def test_whatever_is_likely_the_probabilities_are_some(likely: dict[str, float]) -> None:
    found = option_probabilities(completion(("A", -0.1), likely=likely), ("A", "B", "C"))
    assert found is not None
    assert sum(found.values()) == pytest.approx(1)
    assert all(0 <= value <= 1 for value in found.values())


MEANT = [
    ("happened", "happened"),
    (" happ", "happened"),
    ("pl", "planned"),
    ("p", None),
    ("", None),
    ("happening", None),
    ('"planned."', "planned"),
]


@pytest.mark.parametrize(("written", "option"), MEANT)
def test_a_first_token_is_the_option_that_it_can_only_begin(written: str, option: str | None) -> None:
    assert option_meant(written, ("happened", "planned", "promised")) == option
