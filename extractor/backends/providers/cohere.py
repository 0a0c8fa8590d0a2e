"""Cohere's own API, through cohere: the SDK is an extra, `pip install 'news-event-extractor[cohere]'`."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, ClassVar

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

_FINISH_REASONS = {"COMPLETE": "stop", "MAX_TOKENS": "length", "TOOL_CALL": "stop", "ERROR": "error"}


class Api(base.Api):
    """Cohere's SDK. It has no tools here: instructor would put words of its own into the prompt for them."""

    package = "cohere"
    extra = "cohere"
    factory = "from_cohere"
    modes: ClassVar = dict.fromkeys(("strict", "json_schema", "json", "text"), "JSON_SCHEMA")
    parsed_modes = frozenset({"json_schema"})

    @classmethod
    @asynccontextmanager
    async def open(cls, connection: Connection) -> AsyncIterator[Api]:
        cls.check_installed(connection.profile)
        import cohere
        import httpx

        known = frozenset(inspect.signature(cohere.AsyncClientV2.chat).parameters)
        check_parameters(connection.profile, known, "chat")
        async with http_client(connection, httpx) as client:
            yield cls(
                cohere.AsyncClientV2(
                    connection.key or NO_KEY,
                    base_url=connection.base_url.removesuffix("/v2"),  # it puts /v2/chat behind
                    httpx_client=client,
                    max_retries=0,
                    log_warning_experimental_features=False,
                )
            )

    def arguments(self, arguments: JsonObject) -> JsonObject:
        given = dict(arguments)
        if "max_completion_tokens" in given:
            given["max_tokens"] = given.pop("max_completion_tokens")
        given.pop("top_logprobs", None)
        form = given.get("response_format")
        if form and form["type"] == "json_schema":
            given["response_format"] = {"type": "json_object", "schema": form["json_schema"]["schema"]}
        options: JsonObject = {"max_retries": 0}
        if body := given.pop("extra_body", None):
            options["additional_body_parameters"] = body
        return {**given, "request_options": options}

    def completion(self, answer: Any) -> Any:
        message, usage = getattr(answer, "message", None), getattr(answer, "usage", None)
        if message is None:
            return SimpleNamespace(choices=None, error=getattr(answer, "error", None))
        parts, reason = message.content or [], str(answer.finish_reason)
        tokens = getattr(usage, "tokens", None)
        read, wrote = (int(getattr(tokens, f"{way}_tokens", 0) or 0) for way in ("input", "output"))
        return chat_completion(
            "".join(part.text for part in parts if part.type == "text"),
            _FINISH_REASONS.get(reason, reason.lower()),
            reasoning="".join(part.thinking for part in parts if part.type == "thinking"),
            tokens=(read, wrote, 0),
        )

    def translated(self, error: Exception) -> Exception:
        import httpx
        from cohere.core import ApiError

        if isinstance(error, ApiError) and error.status_code and error.status_code >= 300:
            return StatusError(error.status_code, error.body, headers=error.headers)
        if isinstance(error, ValueError | ApiError):
            return UnreadableAnswer(str(error))
        return http_error(error, httpx)

    async def listed(self) -> Sequence[ListedModel]:
        offered = (await self.sdk.models.list(page_size=1000)).models
        return [ListedModel(str(model.name), int(model.context_length or 0) or None) for model in offered]
