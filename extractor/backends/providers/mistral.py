"""Mistral's own API, through mistralai: the SDK is an extra, `pip install 'news-event-extractor[mistral]'`.

Its terms are nearly those of openai's chat completions.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from extractor.backends.providers import base
from extractor.backends.providers.base import NO_KEY, Connection, ListedModel, check_parameters, http_error
from extractor.backends.server_errors import NoConnection, StatusError, UnreadableAnswer, stated_error
from extractor.backends.transport import http_client
from extractor.records import JsonObject


class Api(base.Api):
    """Mistral's SDK."""

    package = "mistralai"
    extra = "mistral"
    factory = "from_mistral"
    factory_options: ClassVar = {"use_async": True}
    modes: ClassVar = dict.fromkeys(("strict", "json_schema", "tools", "json", "text"), "TOOLS")
    parsed_modes = frozenset({"tools"})  # for schemas instructor imports what the SDK no longer has

    @classmethod
    @asynccontextmanager
    async def open(cls, connection: Connection) -> AsyncIterator[Api]:
        cls.check_installed(connection.profile)
        import httpx
        from mistralai.client import Mistral
        from mistralai.client.utils.retries import BackoffStrategy, RetryConfig

        once = RetryConfig("none", BackoffStrategy(0, 0, 1, 0), retry_connection_errors=False)
        async with http_client(connection, httpx) as client:
            sdk = Mistral(
                api_key=connection.key or NO_KEY,
                server_url=connection.base_url.removesuffix("/v1"),  # it puts /v1/chat/completions behind
                async_client=client,
                retry_config=once,
            )
            known = frozenset(inspect.signature(sdk.chat.complete_async).parameters)
            check_parameters(connection.profile, known, "chat.complete", has_extra_body=False)
            yield cls(sdk)

    def arguments(self, arguments: JsonObject) -> JsonObject:
        given = dict(arguments)
        if "max_completion_tokens" in given:
            given["max_tokens"] = given.pop("max_completion_tokens")
        if "seed" in given:
            given["random_seed"] = given.pop("seed")
        form = given.get("response_format")
        if form and form["type"] == "json_schema":
            asked = dict(form["json_schema"])
            given["response_format"] = {
                "type": "json_schema",
                "json_schema": {**asked, "schema_definition": asked.pop("schema")},
            }
        return given

    def translated(self, error: Exception) -> Exception:
        import httpx
        from mistralai.client import errors

        if isinstance(error, errors.MistralError):
            body = _body(error.body)
            if error.status_code < 300:
                return stated_error(body) or UnreadableAnswer(str(error))
            return StatusError(error.status_code, body, message=error.message, headers=error.headers)
        if isinstance(error, errors.NoResponseError):
            return NoConnection(str(error))
        if isinstance(error, ValueError):
            return UnreadableAnswer(str(error))
        return http_error(error, httpx)

    async def listed(self) -> Sequence[ListedModel]:
        offered = (await self.sdk.models.list_async()).data or []
        return [ListedModel(str(model.id), getattr(model, "max_context_length", None)) for model in offered]


def _body(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
