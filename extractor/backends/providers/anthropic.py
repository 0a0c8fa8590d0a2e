"""Anthropic's own API: requests, answers and errors, told in the terms of openai's.

So one client, one table of retries, one ledger and one format of cassettes serve both. The SDK is an extra:
pip install 'news-event-extractor[anthropic]'.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from extractor.backends.cassettes.text import compact_json
from extractor.backends.keys import OWN_HOSTS
from extractor.backends.profiles import matches_host
from extractor.errors import BackendUnavailable
from extractor.records import JsonObject

_FINISH_REASONS = {"max_tokens": "length", "model_context_window_exceeded": "length", "refusal": "stop"}
"""Those of the Messages API that mean more than that the answer is whole."""

_IN_THE_BODY = ("logprobs", "seed", "temperature", "top_logprobs")
"""Parameters that the SDK has no argument for; the server may know them or refuse them."""

_TOO_LONG = {"error": {"type": "context_length_exceeded"}}
"""What openai calls it; Anthropic says so in words."""


def load_anthropic(name: str) -> Any:
    """The SDK; `name` is that of the backend that wants it.

    Raises:
        BackendUnavailable: it is not installed.
    """
    try:
        import anthropic
    except ImportError:
        raise BackendUnavailable(
            f"backend {name} speaks Anthropic's own API, which needs a package: "
            "pip install 'news-event-extractor[anthropic]', or use its OpenAI-compatible endpoint with "
            f'kind = "openai" and mode = "tools" under [backends.{name}] in extractor.toml'
        ) from None
    return anthropic


@asynccontextmanager
async def open_anthropic(name: str, base_url: str, key: str, transport: Any) -> AsyncIterator[ChatOfMessages]:
    """Anthropic's SDK for a backend: without retries and a timeout of its own, and with our HTTP client.

    Raises:
        BackendUnavailable: the SDK is not installed.
    """
    anthropic = load_anthropic(name)
    async with anthropic.AsyncAnthropic(
        api_key=key,
        base_url=base_url.removesuffix("/v1"),  # it puts /v1/messages behind
        max_retries=0,
        timeout=None,
        http_client=transport,
        open_telemetry=False,
    ) as sdk:
        if not matches_host(urlsplit(base_url).hostname or "", OWN_HOSTS["ANTHROPIC_API_KEY"]):
            # Read from the environment by the SDK, and nobody else's business.
            sdk._custom_headers = {}  # noqa: SLF001  # there is no other way
        yield ChatOfMessages(sdk)


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
    calls = [_tool_call(block) for block in blocks if block.type == "tool_use"]
    reason = str(message.stop_reason)
    said = SimpleNamespace(
        content=text, tool_calls=calls, refusal=_refusal(message) if reason == "refusal" else None
    )
    return SimpleNamespace(
        choices=[SimpleNamespace(message=said, finish_reason=_FINISH_REASONS.get(reason, "stop"))],
        usage=_usage(getattr(message, "usage", None)),
        _request_id=getattr(message, "_request_id", None),
    )


def as_openai_error(error: Exception) -> Exception:
    """An error of Anthropic's SDK as the one of openai's that means the same; others as they are."""
    import anthropic
    import openai

    same: Exception = error
    if isinstance(error, anthropic.APITimeoutError):
        same = openai.APITimeoutError(request=error.request)
    elif isinstance(error, anthropic.APIConnectionError):
        same = openai.APIConnectionError(message=error.message, request=error.request)
    elif isinstance(error, anthropic.APIStatusError):
        body = _TOO_LONG if "prompt is too long" in error.message else error.body
        same = openai.APIStatusError(error.message, response=error.response, body=body)
    elif isinstance(error, anthropic.AnthropicError):
        same = openai.OpenAIError(str(error))
    if same is not error:
        same.__cause__ = error
    return same


class ChatOfMessages:
    """Anthropic's SDK, with what it is given and gives in the terms of openai's.

    `create` and `list` are the calls of openai's SDK that `probe` makes.
    """

    arguments = staticmethod(as_messages)
    completion = staticmethod(as_completion)
    error = staticmethod(as_openai_error)

    def __init__(self, sdk: Any) -> None:
        self.sdk = sdk
        self.chat = SimpleNamespace(completions=SimpleNamespace(create=self.create))
        self.models = SimpleNamespace(list=self._list)

    async def create(self, **arguments: Any) -> Any:
        """The answer to what would be a chat completion, as one; errors are those of openai's SDK."""
        try:
            return as_completion(await self.sdk.messages.create(**as_messages(arguments)))
        except Exception as error:
            same = as_openai_error(error)
            if same is error:
                raise
            raise same from error

    async def _list(self) -> Any:
        try:
            listed = await self.sdk.models.list(limit=1000)
        except Exception as error:
            same = as_openai_error(error)
            if same is error:
                raise
            raise same from error
        models = getattr(listed, "data", None) or []
        return SimpleNamespace(
            data=[
                SimpleNamespace(id=model.id, context_window=getattr(model, "max_input_tokens", None))
                for model in models
            ]
        )


def _tool(function: JsonObject) -> JsonObject:
    return {
        "name": function["name"],
        "description": function.get("description", ""),
        "input_schema": function["parameters"],
    }


def _tool_call(block: Any) -> Any:
    arguments = compact_json(block.input)
    return SimpleNamespace(function=SimpleNamespace(name=block.name, arguments=arguments))


def _refusal(message: Any) -> str:
    details = getattr(message, "stop_details", None)
    return str(getattr(details, "explanation", None) or getattr(details, "category", None) or "refused")


def _usage(stated: Any) -> Any:
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
    return SimpleNamespace(
        prompt_tokens=cached + written + fresh,
        completion_tokens=answer,
        prompt_tokens_details=SimpleNamespace(cached_tokens=cached),
    )
