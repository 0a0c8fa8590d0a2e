"""Cohere's own API, through cohere: the SDK is an extra, `pip install 'news-event-extractor[cohere]'`."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, ClassVar

from extractor.backends.providers import base
from extractor.backends.providers.base import NO_KEY, Connection, ListedModel, check_parameters, http_error
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
        message = getattr(answer, "message", None)
        parts = getattr(message, "content", None) or []
        said = SimpleNamespace(
            content="".join(part.text for part in parts if part.type == "text"),
            reasoning="".join(part.thinking for part in parts if part.type == "thinking"),
            tool_calls=[],
            refusal=None,
        )
        reason = str(getattr(answer, "finish_reason", ""))
        usage = getattr(answer, "usage", None)
        return SimpleNamespace(
            choices=[SimpleNamespace(message=said, finish_reason=_FINISH_REASONS.get(reason, reason.lower()))]
            if message
            else None,
            usage=_usage(getattr(usage, "tokens", None)),
            error=getattr(answer, "error", None),
        )

    def error(self, error: Exception) -> Exception:
        import httpx
        from cohere.core import ApiError

        ours: Exception
        if isinstance(error, ApiError) and error.status_code and error.status_code >= 300:
            ours = StatusError(error.status_code, error.body, headers=error.headers)
        elif isinstance(error, ValueError | ApiError):
            ours = UnreadableAnswer(str(error))
        else:
            ours = http_error(error, httpx)
        if ours is not error:
            ours.__cause__ = error
        return ours

    async def create(self, **arguments: Any) -> Any:
        try:
            return self.completion(await self.sdk.chat(**self.arguments(arguments)))
        except Exception as error:
            raise self.error(error) from error

    async def models(self) -> Sequence[ListedModel]:
        try:
            listed = await self.sdk.models.list(page_size=1000)
        except Exception as error:
            raise self.error(error) from error
        return [
            ListedModel(str(model.name), int(model.context_length) if model.context_length else None)
            for model in listed.models
        ]


def _usage(stated: Any) -> Any:
    return SimpleNamespace(
        prompt_tokens=int(getattr(stated, "input_tokens", 0) or 0),
        completion_tokens=int(getattr(stated, "output_tokens", 0) or 0),
    )
