"""Anthropic's own API: requests, answers and errors in the terms of openai's.

So one client, one table of retries, one ledger and one format of cassettes serve both. The SDK is an extra:
pip install 'news-event-extractor[anthropic]'.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import urlsplit

from extractor.backends.cassettes.text import compact_json
from extractor.backends.keys import OWN_HOSTS
from extractor.backends.profiles import matches_host
from extractor.backends.providers import base
from extractor.backends.providers.base import (
    NO_KEY,
    Connection,
    ListedModel,
    chat_completion,
    check_parameters,
    keys_of,
)
from extractor.backends.providers.openai import translated
from extractor.backends.transport import http_client
from extractor.records import JsonObject

_FINISH_REASONS = {"max_tokens": "length", "model_context_window_exceeded": "length", "refusal": "stop"}
"""Those of the Messages API that say more than that the answer is complete."""

_IN_THE_BODY = ("logprobs", "seed", "temperature", "top_logprobs")
"""Parameters that the SDK has no argument for; the server may know them or refuse them."""


def as_messages(arguments: Mapping[str, Any]) -> JsonObject:
    """The arguments of a chat completion as those of a message.

    The end of the instructions, the same in every question of a run, is marked to be remembered.
    """
    given = dict(arguments)
    body = dict(given.pop("extra_body", None) or {})
    form = given.pop("response_format", None) or body.pop("response_format", None)
    if isinstance(form, dict) and form.get("type") == "json_schema":  # there is no other form
        given = enforced(given, form["json_schema"]["schema"])
    body.update((name, given.pop(name)) for name in _IN_THE_BODY if name in given)
    if "max_completion_tokens" in given:
        given["max_tokens"] = given.pop("max_completion_tokens")
    if "tools" in given:
        given["tools"] = [_tool(tool["function"]) for tool in given["tools"]]
        name = given["tool_choice"]["function"]["name"]
        given["tool_choice"] = {"type": "tool", "name": name, "disable_parallel_tool_use": True}
    messages = given["messages"]
    if instructions := [message["content"] for message in messages if message["role"] == "system"]:
        given["system"] = [
            {"type": "text", "text": "\n\n".join(instructions), "cache_control": {"type": "ephemeral"}}
        ]
    given["messages"] = [message for message in messages if message["role"] != "system"]
    return {**given, **({"extra_body": body} if body else {})}


def enforced(arguments: JsonObject, schema: JsonObject) -> JsonObject:
    """The arguments with a schema that the server enforces; what it cannot enforce goes into descriptions."""
    form = {"type": "json_schema", "schema": _enforceable(compact_json(schema))}
    return {**arguments, "output_config": {**arguments.get("output_config", {}), "format": form}}


@lru_cache
def _enforceable(schema: str) -> JsonObject:
    import anthropic

    return dict(anthropic.transform_schema(json.loads(schema)))


def as_completion(message: Any) -> Any:
    """A message as a chat completion, as far as this package looks at one."""
    blocks = getattr(message, "content", None)
    if (
        not isinstance(blocks, Sequence)
        or isinstance(blocks, str)
        or getattr(message, "type", "") != "message"
    ):
        return SimpleNamespace(choices=None, error=getattr(message, "error", None))
    text = "".join(block.text for block in blocks if block.type == "text" and isinstance(block.text, str))
    reason = str(message.stop_reason)
    return chat_completion(
        text,
        _FINISH_REASONS.get(reason, "stop"),
        calls=[(block.name, compact_json(block.input)) for block in blocks if block.type == "tool_use"],
        refusal=_refusal(message) if reason == "refusal" else None,
        tokens=_tokens(getattr(message, "usage", None)),
        _request_id=getattr(message, "_request_id", None),
    )


class Api(base.Api):
    """Anthropic's SDK, with what it is given and gives in the terms of openai's.

    instructor parses its tool calls alone: for schemas it has only a beta that the SDK no longer knows.
    """

    package = extra = "anthropic"
    factory = "from_anthropic"
    modes: ClassVar = dict.fromkeys(("strict", "json_schema", "tools", "json", "text"), "TOOLS")
    parsed_modes = frozenset({"tools"})

    @classmethod
    @asynccontextmanager
    async def open(cls, connection: Connection) -> AsyncIterator[Api]:
        profile = connection.profile
        cls.check_installed(profile)
        import anthropic
        from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

        check_parameters(profile, keys_of(MessageCreateParamsNonStreaming), "messages")
        async with anthropic.AsyncAnthropic(
            api_key=connection.key or NO_KEY,
            base_url=connection.base_url.removesuffix("/v1"),  # it puts /v1/messages behind
            max_retries=0,
            timeout=None,
            http_client=http_client(connection),
            open_telemetry=False,
        ) as sdk:
            host = urlsplit(connection.base_url).hostname or ""
            if not matches_host(host, OWN_HOSTS["ANTHROPIC_API_KEY"]):
                # Read from the environment by the SDK, and nobody else's business.
                sdk._custom_headers = {}  # noqa: SLF001  # there is no other way
            yield cls(sdk)

    def arguments(self, arguments: JsonObject) -> JsonObject:
        return as_messages(arguments)

    def completion(self, answer: Any) -> Any:
        return as_completion(answer)

    def translated(self, error: Exception) -> Exception:
        import anthropic

        return translated(error, anthropic, anthropic.AnthropicError)

    async def listed(self) -> Sequence[ListedModel]:
        offered = getattr(await self.sdk.models.list(limit=1000), "data", None) or []
        return [ListedModel(model.id, getattr(model, "max_input_tokens", None)) for model in offered]


def _tool(function: JsonObject) -> JsonObject:
    return {
        "name": function["name"],
        "description": function.get("description", ""),
        "input_schema": function["parameters"],
    }


def _refusal(message: Any) -> str:
    details = getattr(message, "stop_details", None)
    return str(getattr(details, "explanation", None) or getattr(details, "category", None) or "refused")


def _tokens(stated: Any) -> tuple[int, int, int]:
    """Tokens as openai counts them: those of the prompt are all that were read, cached or not."""
    cached, written, fresh, answer = (
        count if isinstance(count := getattr(stated, name, None), int) else 0
        for name in (
            "cache_read_input_tokens",
            "cache_creation_input_tokens",
            "input_tokens",
            "output_tokens",
        )
    )
    return cached + written + fresh, answer, cached
