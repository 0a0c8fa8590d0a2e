"""Google's Gemini API, through google-genai, an extra: `pip install 'news-event-extractor[google]'`."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, ClassVar

from extractor.backends.cassettes.text import compact_json
from extractor.backends.providers import base
from extractor.backends.providers.base import (
    NO_KEY,
    Connection,
    ListedModel,
    chat_completion,
    check_parameters,
    http_error,
)
from extractor.backends.server_errors import StatusError, UnreadableAnswer
from extractor.backends.transport import http_client
from extractor.records import JsonObject

_VERSION = re.compile(r"/(v\d+\w*)$")


class Api(base.Api):
    """The SDK of the Gemini API, with what it is given and gives in the terms of openai's."""

    package = "google.genai"
    extra = "google"
    factory = "from_genai"
    factory_options: ClassVar = {"use_async": True}
    modes: ClassVar = dict.fromkeys(("strict", "json_schema", "json", "text"), "JSON")
    parsed_modes = frozenset()  # in its own modes instructor drops the limit of the answer's length

    @classmethod
    @asynccontextmanager
    async def open(cls, connection: Connection) -> AsyncIterator[Api]:
        cls.check_installed(connection.profile)
        import httpx
        from google import genai
        from google.genai import types

        known = frozenset(types.GenerateContentConfig.model_fields)
        check_parameters(connection.profile, known, "generateContent")
        version = _VERSION.search(connection.base_url)
        async with http_client(connection, httpx) as client:
            options = types.HttpOptions(
                base_url=_VERSION.sub("", connection.base_url),
                api_version=version[1] if version else "v1beta",
                httpx_async_client=client,
                retry_options=types.HttpRetryOptions(attempts=1),
            )
            yield cls(genai.Client(api_key=connection.key or NO_KEY, vertexai=False, http_options=options))

    def arguments(self, arguments: JsonObject) -> JsonObject:
        given = dict(arguments)
        config: JsonObject = {}
        limit = given.pop("max_tokens", None) or given.pop("max_completion_tokens", None)
        config["max_output_tokens"] = limit
        form = given.pop("response_format", None)
        if form is not None:
            config["response_mime_type"] = "application/json"
        if form is not None and form["type"] == "json_schema":
            config["response_json_schema"] = form["json_schema"]["schema"]
        if tools := given.pop("tools", None):
            functions = [tool["function"] for tool in tools]
            config["tools"] = [{"function_declarations": [_declared(each) for each in functions]}]
            config["tool_config"] = {"function_calling_config": {"mode": "ANY"}}
            given.pop("tool_choice", None)
        if given.pop("logprobs", False):
            config["response_logprobs"] = True
            config["logprobs"] = given.pop("top_logprobs", 1)
        if body := given.pop("extra_body", None):
            config["http_options"] = {"extra_body": body}
        messages, model = given.pop("messages"), given.pop("model")
        return {"messages": messages, "model": model, "config": {**config, **given}}

    def completion(self, answer: Any) -> Any:
        tokens = _tokens(getattr(answer, "usage_metadata", None))
        candidates = getattr(answer, "candidates", None) or []
        if not candidates:
            blocked = getattr(getattr(answer, "prompt_feedback", None), "block_reason", None)
            return chat_completion("", "content_filter", tokens=tokens) if blocked else answer
        parts = getattr(candidates[0].content, "parts", None) or []
        calls = [part.function_call for part in parts if part.function_call]
        reason = candidates[0].finish_reason
        return chat_completion(
            "".join(part.text or "" for part in parts if not part.thought),
            str(getattr(reason, "value", reason) or "stop").lower(),
            reasoning="".join(part.text or "" for part in parts if part.thought),
            calls=[(call.name, compact_json(call.args or {})) for call in calls],
            tokens=tokens,
            logprobs=_logprobs(getattr(candidates[0], "logprobs_result", None)),
        )

    def translated(self, error: Exception) -> Exception:
        import httpx
        from google.genai import errors

        if isinstance(error, errors.APIError):
            headers = getattr(error.response, "headers", None) or {}
            status, message = int(error.code or 500), str(error.message or "")
            return StatusError(status, error.details, message=message, headers=headers)
        if isinstance(error, ValueError):
            return UnreadableAnswer(str(error))
        return http_error(error, httpx)

    async def listed(self) -> Sequence[ListedModel]:
        offered = (await self.sdk.aio.models.list()).page
        return [ListedModel(str(m.name).removeprefix("models/"), m.input_token_limit) for m in offered]


def _declared(function: JsonObject) -> JsonObject:
    return {
        "name": function["name"],
        "description": function.get("description", ""),
        "parameters_json_schema": function["parameters"],
    }


def _logprobs(result: Any) -> Any:
    chosen = getattr(result, "chosen_candidates", None) or []
    tops = getattr(result, "top_candidates", None) or []
    return SimpleNamespace(
        content=[
            SimpleNamespace(
                token=each.token,
                logprob=each.log_probability,
                top_logprobs=[
                    SimpleNamespace(token=other.token, logprob=other.log_probability)
                    for other in (tops[number].candidates or [] if number < len(tops) else [])
                ],
            )
            for number, each in enumerate(chosen)
        ]
    )


def _tokens(stated: Any) -> tuple[int, int, int]:
    """Tokens as openai counts them: thoughts are tokens of the answer."""
    read, wrote, thought, cached = (
        getattr(stated, f"{name}_token_count", None) or 0
        for name in ("prompt", "candidates", "thoughts", "cached_content")
    )
    return read, wrote + thought, cached
