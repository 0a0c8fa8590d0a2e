"""OpenAI's chat completions: openai's own API, and that of every server that is compatible with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, ClassVar
from urllib.parse import urlsplit

from extractor.backends.keys import OWN_HOSTS
from extractor.backends.profiles import matches_host
from extractor.backends.providers import base
from extractor.backends.providers.base import NO_KEY, Connection, ListedModel, check_parameters, keys_of
from extractor.backends.server_errors import (
    NoAnswerInTime,
    NoConnection,
    StatusError,
    UnreadableAnswer,
)
from extractor.backends.transport import http_client
from extractor.records import JsonObject


class Api(base.Api):
    """Its terms are ours."""

    package = extra = "openai"
    factory = "from_openai"
    modes: ClassVar = {
        "strict": "JSON_SCHEMA",
        "json_schema": "JSON_SCHEMA",
        "tools": "TOOLS",
        "json": "JSON",
        "text": "MD_JSON",
    }
    parsed_modes = frozenset({"strict", "json_schema", "tools"})

    @classmethod
    @asynccontextmanager
    async def open(cls, connection: Connection) -> AsyncIterator[Api]:
        import openai
        from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming

        known = keys_of(CompletionCreateParamsNonStreaming)
        check_parameters(connection.profile, known, "chat completions")
        async with openai.AsyncOpenAI(
            api_key=connection.key or NO_KEY,
            base_url=connection.base_url,
            max_retries=0,
            timeout=None,
            http_client=http_client(connection),
        ) as sdk:
            if not matches_host(urlsplit(connection.base_url).hostname or "", OWN_HOSTS["OPENAI_API_KEY"]):
                # Read from the environment by the SDK, and nobody else's business.
                sdk.organization = sdk.project = None
            yield cls(sdk)

    def translated(self, error: Exception) -> Exception:
        import openai

        return translated(error, openai, openai.OpenAIError)

    def arguments(self, arguments: JsonObject) -> JsonObject:
        # In the place of nothing: the SDK compares each message with all types of messages that it knows,
        # which takes longer than all else of a call; what is in the extra body goes out as it is.
        messages = {"messages": list(arguments["messages"])}
        return {**arguments, "messages": [], "extra_body": {**messages, **arguments.get("extra_body", {})}}

    async def listed(self) -> Sequence[ListedModel]:
        offered = getattr(await self.sdk.models.list(), "data", None) or []
        return [ListedModel(str(getattr(item, "id", "")), _context(item)) for item in offered]


def _context(model: Any) -> int | None:
    details = getattr(model, "meta", None) or {}
    stated = [getattr(model, name, None) for name in ("max_model_len", "context_length", "context_window")]
    stated.append(details.get("n_ctx") if isinstance(details, dict) else None)
    return next((count for count in stated if isinstance(count, int) and count > 0), None)


def translated(error: Exception, sdk: Any, any_error: type[Exception]) -> Exception:
    """An error of openai's SDK, or of Anthropic's, whose errors are named alike, in our terms."""
    if isinstance(error, sdk.APITimeoutError):
        return NoAnswerInTime(str(error))
    if isinstance(error, sdk.APIConnectionError):
        return NoConnection(str(error))
    if isinstance(error, sdk.APIStatusError):
        return StatusError(
            error.status_code,
            error.body,
            message=error.message,
            headers=error.response.headers,
            request_id=error.request_id,
        )
    if isinstance(error, any_error | ValueError):  # they let a JSON error through
        return UnreadableAnswer(str(error))
    return error
