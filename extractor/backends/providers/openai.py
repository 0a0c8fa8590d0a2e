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
    ServerError,
    StatusError,
    UnreadableAnswer,
)
from extractor.backends.transport import http_client


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

    def error(self, error: Exception) -> Exception:
        import openai

        return translated(error, openai)

    async def create(self, **arguments: Any) -> Any:
        try:
            return await self.sdk.chat.completions.create(**arguments)
        except Exception as error:
            raise self.error(error) from error

    async def models(self) -> Sequence[ListedModel]:
        try:
            listed = await self.sdk.models.list()
        except Exception as error:
            raise self.error(error) from error
        return [
            ListedModel(str(getattr(item, "id", "")), _context(item))
            for item in getattr(listed, "data", None) or []
        ]


def _context(model: Any) -> int | None:
    details = getattr(model, "meta", None) or {}
    stated = [getattr(model, name, None) for name in ("max_model_len", "context_length", "context_window")]
    stated.append(details.get("n_ctx") if isinstance(details, dict) else None)
    return next((count for count in stated if isinstance(count, int) and count > 0), None)


def translated(error: Exception, sdk: Any) -> Exception:
    """An error of openai's SDK, or of Anthropic's, whose errors are named alike, in our terms."""
    ours: ServerError
    base_error = getattr(sdk, "OpenAIError", None) or sdk.AnthropicError
    if isinstance(error, sdk.APITimeoutError):
        ours = NoAnswerInTime(str(error))
    elif isinstance(error, sdk.APIConnectionError):
        ours = NoConnection(str(error))
    elif isinstance(error, sdk.APIStatusError):
        ours = StatusError(
            error.status_code,
            error.body,
            message=error.message,
            headers=error.response.headers,
            request_id=error.request_id,
        )
    elif isinstance(error, base_error | ValueError):  # it lets a JSON error through
        ours = UnreadableAnswer(str(error))
    else:
        return error
    ours.__cause__ = error
    return ours
