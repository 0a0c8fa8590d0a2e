"""How sure a model was of what it wrote, from the log-probabilities of its tokens."""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

Logprobs = Mapping[str, tuple[float, int]]
"""Of a value in a reply, by its path as in `events.0.type`: the sum of its tokens' log-probabilities, and how
many tokens it has."""

MOST_LOGPROBS = 20
"""Likely tokens whose probabilities are asked for: the most that OpenAI gives."""

_DECODER = json.JSONDecoder()


def value_logprobs(completion: Any, text: str) -> dict[str, tuple[float, int]]:
    """Of each string, number and other single value in the JSON object `text` that a completion wrote.

    Empty where the backend gave no log-probabilities, or where its tokens do not add up to the text.
    """
    tokens = _tokens(completion)
    offset = b"".join(token for token, _ in tokens).find(_encoded(text)) if tokens else -1
    if offset < 0:
        return {}
    ends = list(accumulate(len(token) for token, _ in tokens))
    starts = [0, *ends[:-1]]
    logprobs = [logprob for _, logprob in tokens]
    positions = list(accumulate((len(_encoded(character)) for character in text), initial=offset))
    found = {}
    for path, start, end in _values(text):
        first = bisect_right(ends, positions[start])  # the first token that ends behind the value's start
        last = max(bisect_left(starts, positions[end]), first)  # the first that starts behind its end
        found[path] = (round(math.fsum(logprobs[first:last]), 4), max(last - first, 1))
    return found


def option_probabilities(completion: Any, options: Sequence[str]) -> dict[str, float] | None:
    """The probability of each option as the first token of a completion; they add up to 1.

    `None` where the backend gave no probabilities. Where none of the options is among the likely tokens, all
    are equally probable.
    """
    content = _content(completion)
    if not content:
        return None
    found = dict.fromkeys(options, 0.0)
    for candidate in content[0].top_logprobs or content[:1]:
        name = option_meant(candidate.token, options)
        if name is not None:
            found[name] += math.exp(candidate.logprob)
    total = sum(found.values())
    return {name: value / total if total else 1 / len(found) for name, value in found.items()}


def option_meant(written: str, options: Sequence[str]) -> str | None:
    """The option that a first token can only be the beginning of; `None` where it fits none or several."""
    start = written.strip().strip(".:\"'")
    if start in options:
        return start
    fitting = [option for option in options if start and option.startswith(start)]
    return fitting[0] if len(fitting) == 1 else None


def _content(completion: Any) -> Sequence[Any]:
    """The tokens of an answer, as the server gives them; none where it gives none."""
    return getattr(getattr(completion.choices[0], "logprobs", None), "content", None) or ()


def _tokens(completion: Any) -> list[tuple[bytes, float]]:
    """The bytes of each token, which may be a part of a character only, and its log-probability."""
    return [
        (bytes(each.bytes) if getattr(each, "bytes", None) else _encoded(each.token), each.logprob)
        for each in _content(completion)
    ]


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _values(text: str) -> Iterator[tuple[str, int, int]]:
    """The path of each single value in a JSON text, and where it stands, quotes left out."""
    found: list[tuple[str, int, int]] = []
    _walk(text, _blank(text, 0), "", found)
    return iter(found)


def _walk(text: str, at: int, path: str, found: list[tuple[str, int, int]]) -> int:
    """Collect the values of what starts at a position; the position behind it."""
    opening = text[at]
    if opening not in "{[":
        _, end = _DECODER.raw_decode(text, at)
        quoted = opening == '"'
        found.append((path.removesuffix("."), at + quoted, end - quoted))
        return end
    at, number = _blank(text, at + 1), 0
    while text[at] not in "}]":
        name: Any = number
        if opening == "{":
            name, at = _DECODER.raw_decode(text, at)
            at = _blank(text, _blank(text, at) + 1)  # the colon
        at = _blank(text, _walk(text, at, f"{path}{name}.", found))
        at = _blank(text, at + 1) if text[at] == "," else at
        number += 1
    return at + 1


def _blank(text: str, at: int) -> int:
    """The position of the next character that is no white space."""
    while text[at] in " \t\r\n":
        at += 1
    return at
