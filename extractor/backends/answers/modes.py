"""Output modes: how a request asks for the form of its answer, the surest first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel

from extractor.records import JsonObject

OutputMode = Literal["strict", "json_schema", "tools", "json", "text"]

IN_THE_PROMPT = frozenset({"json", "text"})
"""Modes in which only the prompt says what the answer looks like."""


def response_format(mode: str, reply_type: type[BaseModel]) -> JsonObject | None:
    """What a request's `response_format` is in this mode; `None` where there is none."""
    if mode in {"strict", "json_schema"}:
        return _schema_format(mode, reply_type)
    return {"type": "json_object"} if mode == "json" else None


@lru_cache
def _schema_format(mode: str, reply_type: type[BaseModel]) -> JsonObject:
    if mode == "strict":
        form: JsonObject = {"schema": strict_schema(reply_type), "strict": True}
    else:
        form = {"schema": reply_type.model_json_schema()}
    return {"type": "json_schema", "json_schema": {"name": reply_type.__name__, **form}}


def strict_schema(reply_type: type[BaseModel]) -> JsonObject:
    """The schema as OpenAI's strict mode wants it: every key required, and no other key allowed."""
    import openai

    function = openai.pydantic_function_tool(reply_type)["function"]
    schema = dict(function.get("parameters", {}))
    schema.pop("description", None)
    return schema


def with_schema(messages: Sequence[JsonObject], reply_type: type[BaseModel]) -> list[JsonObject]:
    """The messages with the schema at the end of the instructions, where a prompt cache keeps it."""
    schema = _schema_text(reply_type)
    line = f"Answer with one JSON object that fits this JSON Schema: {schema}"
    if messages and messages[0]["role"] == "system":
        first = {"role": "system", "content": f"{messages[0]['content']}\n\n{line}"}
        return [first, *messages[1:]]
    return [{"role": "system", "content": line}, *messages]


@lru_cache
def _schema_text(reply_type: type[BaseModel]) -> str:
    from extractor.backends.cassettes.text import compact_json  # loads YAML, which a profile does not need

    return compact_json(reply_type.model_json_schema())
