"""Reads a chat completion as servers really write it: its text, its thoughts, and why it ended."""

from __future__ import annotations

from enum import Enum
from typing import Any

from extractor.backends.answers.json_object import NoSingleObject
from extractor.backends.cassettes.text import compact_json

_CUT = frozenset({"length", "max_tokens", "max_output_tokens", "model_length", "length_limit", "token_limit"})
_FILTERED = frozenset(
    {"content_filter", "content_filtered", "safety", "prohibited_content", "blocklist", "recitation", "spii",
     "guardrail_intervened", "error_toxic", "sensitive"}
)  # fmt: skip

_THOUGHTS = ("reasoning_content", "reasoning", "thinking", "reasoning_details")
"""Where servers put what a model thought before it answered."""


class Ending(Enum):
    """Why an answer ended."""

    WHOLE = "whole"
    """The model had no more to say, or the server does not say why it ended."""
    CUT = "cut"
    FILTERED = "filtered"


def ending(completion: Any) -> Ending:
    """Why the answer ended, from its finish reason, which each provider words in its own way."""
    reason = getattr(completion.choices[0], "finish_reason", None)
    word = str(reason or "").rpartition(".")[2].strip().lower().replace("-", "_")
    if word in _CUT:
        return Ending.CUT
    return Ending.FILTERED if word in _FILTERED else Ending.WHOLE


def written(completion: Any) -> str:
    """What the model wrote: the arguments of the tool it called, else its content; empty without either.

    Raises:
        NoSingleObject: it called the tool several times, with different arguments.
    """
    message = completion.choices[0].message
    called = [getattr(call, "function", None) for call in getattr(message, "tool_calls", None) or []]
    called.append(getattr(message, "function_call", None))
    calls = {text for call in called if (text := _text(getattr(call, "arguments", None)).strip())}
    if len(calls) > 1:
        raise NoSingleObject(f"it calls the tool {len(calls)} times with different arguments; call it once")
    return calls.pop() if calls else _text(getattr(message, "content", None))


def thought(completion: Any) -> str | None:
    """The name of the key with the thoughts of the model, if it has any."""
    message = completion.choices[0].message
    return next((name for name in _THOUGHTS if getattr(message, name, None)), None)


def _text(value: Any) -> str:
    """A text as it is, in parts, or as JSON that a server has parsed already."""
    if isinstance(value, list):
        return "".join(_part(part) for part in value)
    if isinstance(value, dict):
        return compact_json(value)
    return value if isinstance(value, str) else ""


def _part(part: Any) -> str:
    given = part if isinstance(part, dict) else getattr(part, "__dict__", {})
    if isinstance(part, str):
        return part
    text = given.get("text") if given.get("type", "text") in {"text", "output_text"} else None
    return text if isinstance(text, str) else ""
