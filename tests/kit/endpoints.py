"""Model servers of every kind there is: what they honour, ignore and refuse of a request for JSON.

    Endpoint(says, schema="ignores", tools="refuses", json_mode="honours")

is a script for `ModelServer`. `says` is the model: it gives what it means to answer, and the server makes of
it what it would: a constrained answer, a tool call, JSON, or JSON in the middle of chatter.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from extractor.records import JsonObject
from tests.kit.json_schema import problems
from tests.kit.model_server import Call, Step, completion, failed, sent

Says = Callable[[Call], JsonObject | str]
Habit = Literal["honours", "ignores", "refuses"]


@dataclass(frozen=True)
class Endpoint:
    """A server with habits; its model answers what `says` gives."""

    says: Says
    schema: Habit | Literal["only strict"] = "refuses"
    """`only strict`: a schema without `strict` is ignored, as if it were a hint."""
    tools: Habit = "refuses"
    json_mode: Habit = "refuses"
    seed: bool = False
    """Whether the same seed gives the same text; without, every answer is another."""
    logprobs: bool = False
    caches: bool = False
    """Whether the beginning of a prompt that was read before counts as cached."""
    context: int | None = None
    """The most tokens, named in the error when `max_tokens` asks for more."""
    wants_max_completion_tokens: bool = False

    def __call__(self, call: Call) -> Step:
        """What happens to a request."""
        body = call.body
        if refused := self._refused(body):
            return refused
        said = self.says(call)
        wanted = body.get("response_format") or {}
        if self.tools == "honours" and body.get("tools"):
            function = body["tools"][0]["function"]
            return self._sent(body, fitted(said, function["parameters"]), tool=True)
        if wanted.get("type") == "json_schema":
            form = wanted["json_schema"]
            if self.schema == "honours" or (self.schema == "only strict" and form.get("strict")):
                return self._sent(body, fitted(said, form["schema"]))
        if wanted.get("type") == "json_object" and self.json_mode == "honours":
            return self._sent(body, said if isinstance(said, dict) else {"reply": said})
        return self._sent(body, chatter(said))

    def _refused(self, body: JsonObject) -> Step | None:
        kind = (body.get("response_format") or {}).get("type")
        if self.wants_max_completion_tokens and "max_tokens" in body:
            return failed(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
        if kind == "json_schema" and self.schema == "refuses":
            return failed(400, "response_format.type json_schema is not supported")
        if kind == "json_object" and self.json_mode == "refuses":
            return failed(400, "response_format.type json_object is not supported")
        if body.get("tools") and self.tools == "refuses":
            return failed(400, "tools are not supported")
        if self.context and body.get("max_tokens", 0) > self.context:
            return failed(400, f"This model's maximum context length is {self.context} tokens")
        return None

    def _sent(self, body: JsonObject, content: JsonObject | str, *, tool: bool = False) -> Step:
        prompt = sum(len(str(message["content"])) // 4 for message in body["messages"])
        made = completion(content, tool=tool, tokens=(prompt, 5, prompt if self.caches else 0))
        if self.logprobs and body.get("logprobs"):
            made["choices"][0]["logprobs"] = {
                "content": [{"token": "a", "logprob": -0.1, "top_logprobs": []}]
            }
        return sent(json.dumps(made).encode())


def fitted(said: JsonObject | str, schema: JsonObject) -> JsonObject:
    """What a model writes when it can write nothing but what the schema allows."""
    value = _filled(said, schema, schema) if isinstance(said, dict) else {}
    allowed: JsonObject = least(schema, schema) if problems(value, schema) else value
    return allowed


def _filled(value: Any, schema: JsonObject, root: JsonObject) -> Any:
    """The value, with the least of each key that is required and missing."""
    if "$ref" in schema:
        return _filled(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root)
    if "anyOf" in schema:
        kinds = [kind for kind in schema["anyOf"] if kind != {"type": "null"}]
        return _filled(value, kinds[0], root) if len(kinds) == 1 else value
    if isinstance(value, list):
        return [_filled(item, schema.get("items", {}), root) for item in value]
    if isinstance(value, dict) and "properties" in schema:
        missing = {
            name: least(schema["properties"][name], root)
            for name in schema.get("required", ())
            if name not in value
        }
        own = {name: _filled(item, schema["properties"].get(name, {}), root) for name, item in value.items()}
        return own | missing
    return value


def least(schema: JsonObject, root: JsonObject) -> Any:
    """The smallest value that a schema allows; null where it may be."""
    if "$ref" in schema:
        return least(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root)
    if "anyOf" in schema:
        return None if {"type": "null"} in schema["anyOf"] else least(schema["anyOf"][0], root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {name: least(schema["properties"][name], root) for name in schema.get("required", ())}
    return {"array": [], "string": "", "integer": 0, "number": 0, "boolean": False}.get(
        schema.get("type", "")
    )


def chatter(said: JsonObject | str) -> str:
    """What a model writes when nothing holds it."""
    if isinstance(said, str):
        return said
    written = json.dumps(said, indent=2)
    return f"<think>Is it {{}}?</think>Sure! Here it is:\n\n```json\n{written}\n```\nAnything else?"


def hello(call: Call) -> str:
    """A model that follows instructions, and knows no schema."""
    return "hello"
