"""Anthropic's Messages API for `ModelServer`: answers, refusals and errors as it writes them, and its habits.

`Messages(says)` is a script as `Endpoint` is one: `says` gives what the model means to answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from extractor.records import JsonObject
from tests.kit.endpoints import Says, chatter, fitted
from tests.kit.model_server import Call, Step, sent

_KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}

_KNOWN = frozenset(
    [
        "cache_control",
        "max_tokens",
        "messages",
        "metadata",
        "model",
        "output_config",
        "stop_sequences",
        "system",
        "thinking",
        "tool_choice",
        "tools",
    ]
)


def message(
    content: JsonObject | str | None,
    *,
    stop_reason: str = "end_turn",
    tool: bool = False,
    thinking: str = "",
    tokens: tuple[int, int, int, int] = (10, 5, 0, 0),
) -> JsonObject:
    """A message; `tokens` are those read anew, of the answer, and those read and written of the cache."""
    blocks: list[JsonObject] = [{"type": "thinking", "thinking": thinking, "signature": "s"}] * bool(thinking)
    if tool:
        blocks.append({"type": "tool_use", "id": "toolu_1", "name": "answer", "input": content})
    elif content is not None:
        text = json.dumps(content) if isinstance(content, dict) else content
        blocks.append({"type": "text", "text": text})
    return {
        "id": "msg-changes-each-time",
        "type": "message",
        "role": "assistant",
        "model": "fake",
        "content": blocks,
        "stop_reason": "tool_use" if tool else stop_reason,
        "stop_sequence": None,
        "usage": {
            "input_tokens": tokens[0],
            "output_tokens": tokens[1],
            "cache_read_input_tokens": tokens[2],
            "cache_creation_input_tokens": tokens[3],
        },
    }


def said(content: JsonObject | str | None, **details: Any) -> Step:
    """The model answers; `details` are those of `message`."""
    return sent(json.dumps(message(content, **details)).encode())


def refused(status: int, text: str = "no", *, headers: Mapping[str, str] | None = None) -> Step:
    """The server refuses with this status, as Anthropic's does."""
    error = {"type": _KINDS.get(status, "api_error"), "message": text}
    body = {"type": "error", "error": error, "request_id": "req_1"}
    return sent(json.dumps(body).encode(), status=status, headers=headers)


@dataclass(frozen=True)
class Messages:
    """A server that speaks the Messages API, enforces schemas and calls tools as the request says."""

    says: Says
    enforces: bool = True
    """Whether it enforces `output_config.format`, or refuses it, as for models that do not know it."""
    caches: bool = True
    """Whether it remembers what is marked with `cache_control`."""

    def __call__(self, call: Call) -> Step:
        """What happens to a request."""
        body = call.body
        if call.path != "/v1/messages":
            return refused(404, f"{call.path} not found")
        form = (body.get("output_config") or {}).get("format")
        if wrong := self._wrong(body, form):
            return refused(400, wrong)
        answer, tokens = self.says(_in_terms_of_chat(call)), self._tokens(body)
        if body.get("tools"):
            return said(fitted(answer, body["tools"][0]["input_schema"]), tool=True, tokens=tokens)
        return said(fitted(answer, form["schema"]) if form else chatter(answer), tokens=tokens)

    def _wrong(self, body: JsonObject, form: JsonObject | None) -> str | None:
        if unknown := sorted(body.keys() - _KNOWN):
            return f"{unknown[0]}: Extra inputs are not permitted"
        if any(each["role"] not in {"user", "assistant"} for each in body["messages"]):
            return "messages: system goes into the system parameter"
        if form and not self.enforces:
            return "output_config.format: not supported by this model"
        wrong = _not_enforceable(form["schema"]) if form else None
        return wrong and f"output_config.format.schema: {wrong}"

    def _tokens(self, body: JsonObject) -> tuple[int, int, int, int]:
        system = len(json.dumps(body.get("system") or "")) // 4
        marked = self.caches and "cache_control" in json.dumps(body)
        asked = len(json.dumps(body["messages"])) // 4
        return (asked if marked else asked + system, 5, system if marked else 0, 0)


def _in_terms_of_chat(call: Call) -> Call:
    """The call with the instructions as the first message, which is where models of tests look for them."""
    system = call.body.get("system") or []
    text = system if isinstance(system, str) else "".join(block["text"] for block in system)
    messages = [{"role": "system", "content": text}, *call.body["messages"]]
    return Call(call.path, call.headers, json.dumps({**call.body, "messages": messages}).encode())


def _not_enforceable(schema: Any) -> str | None:
    """What in a schema the server does not take: objects that are open, and limits of numbers and lengths."""
    if isinstance(schema, list):
        return next((found for item in schema if (found := _not_enforceable(item))), None)
    if not isinstance(schema, dict):
        return None
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        return "additionalProperties must be false"
    if wrong := schema.keys() & {"minimum", "maximum", "minLength", "maxLength", "maxItems", "prefixItems"}:
        return f"{min(wrong)} is not supported"
    return _not_enforceable(list(schema.values()))
