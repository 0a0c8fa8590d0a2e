"""The model's client, as instructor makes it: one call is one attempt, and gives all that came of it.

Nothing else imports instructor, and this module uses its public names only. Its own retries are off
(`max_retries=0`), as are the SDK's: `retries.RETRY_RULES` is all there is. It is given no `context`, which
would render each message, and so the article, as a template.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from extractor.backends.answers.json_object import one_object
from extractor.backends.answers.modes import response_format
from extractor.backends.profiles import Profile
from extractor.backends.providers.anthropic import ChatOfMessages
from extractor.records import JsonObject

if TYPE_CHECKING:
    from instructor import AsyncInstructor

_MODES = {
    "strict": "JSON_SCHEMA",
    "json_schema": "JSON_SCHEMA",
    "tools": "TOOLS",
    "json": "JSON",
    "text": "MD_JSON",
}
"""What instructor calls our modes, at servers that speak OpenAI's chat completions."""

_BY_INSTRUCTOR = {
    "openai": frozenset({"strict", "json_schema", "tools"}),
    "anthropic": frozenset({"tools"}),
}
"""Modes in which instructor says what form the answer has, and parses it.

In the others it would put words of its own into the prompt; and for Anthropic's schemas it has only a beta
that the SDK no longer knows.
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one call, in the terms of OpenAI's chat completions."""

    completion: Any = None
    """`None` if none came."""
    parsed: Any = None
    """The reply as instructor parsed it, with `value`, `text` and `source`; see `reply_form`."""
    error: Exception | None = None
    """What the SDK raised, if no completion came, in the terms of openai's."""


class InstructorClient:
    """An SDK, wrapped by instructor."""

    def __init__(self, profile: Profile, sdk: Any) -> None:
        self.instructor = wrapped(profile, sdk)
        self._mode = profile.mode
        self._messages = sdk if isinstance(sdk, ChatOfMessages) else None
        self._by_instructor = self._mode in _BY_INSTRUCTOR["anthropic" if self._messages else "openai"]

    async def call(self, arguments: Mapping[str, Any], reply_type: type[BaseModel] | None) -> Outcome:
        """Send one request, asking for the form of a reply; `None` for an answer in plain words."""
        received: list[Any] = []
        try:
            if reply_type is not None and self._by_instructor:
                parsed, _ = await self._parsed(arguments, reply_type, received)
                return Outcome(self._in_our_terms(received[-1]), parsed)
            return Outcome(self._in_our_terms(await self._plain(arguments, reply_type)))
        except Exception as error:  # noqa: BLE001  # the caller sorts it out, or raises it
            if received:  # instructor cannot parse it
                return Outcome(self._in_our_terms(received[-1]))
            return Outcome(error=self._cause(error))

    async def _parsed(
        self, arguments: Mapping[str, Any], reply_type: type[BaseModel], received: list[Any]
    ) -> tuple[Any, Any]:
        from instructor.core import Hooks

        given = self._arguments(arguments)
        if self._mode == "strict":  # instructor has no way to say so
            form = {"response_format": response_format("strict", reply_type)}
            given["extra_body"] = {**form, **given.get("extra_body", {})}
        hooks = Hooks()
        # Some completions, a refused tool call for one, are in none of the errors that they lead to.
        hooks.on("completion:response", received.append)
        return await self.instructor.create_with_completion(
            response_model=reply_form(reply_type, self._mode),
            max_retries=0,
            strict=False,
            hooks=hooks,
            **given,
        )

    async def _plain(self, arguments: Mapping[str, Any], reply_type: type[BaseModel] | None) -> Any:
        form = response_format(self._mode, reply_type) if reply_type is not None else None
        given = self._arguments({**arguments, **({"response_format": form} if form else {})})
        return await self.instructor.create(response_model=None, max_retries=0, **given)

    def _arguments(self, arguments: Mapping[str, Any]) -> JsonObject:
        return dict(arguments) if self._messages is None else self._messages.arguments(arguments)

    def _in_our_terms(self, completion: Any) -> Any:
        return completion if self._messages is None else self._messages.completion(completion)

    def _cause(self, error: Exception) -> Exception:
        """What instructor's errors are about: the error of the SDK, in terms of openai's."""
        from instructor.core import InstructorRetryException

        cause = error.__cause__ if isinstance(error, InstructorRetryException) else error
        cause = cause if isinstance(cause, Exception) else error
        return cause if self._messages is None else self._messages.error(cause)


def wrapped(profile: Profile, sdk: Any) -> AsyncInstructor:
    """The client that instructor makes of an SDK, in the mode of a profile."""
    from instructor import Mode

    # Its errors repeat what was answered, and at level DEBUG it writes every request.
    logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
    if isinstance(sdk, ChatOfMessages):
        from instructor import from_anthropic

        client: AsyncInstructor = from_anthropic(sdk.sdk, mode=Mode.TOOLS)
    else:
        from instructor import from_openai  # on its own: the other loads the other SDK

        client = from_openai(sdk, mode=Mode[_MODES[profile.mode]])
    return client


@lru_cache
def reply_form(reply_type: type[BaseModel], mode: str) -> type[BaseModel]:
    """A reply type as instructor takes it: its schema made once, and read as `one_object` reads.

    Without it, instructor makes a class and a schema for each call, which takes thrice as long as the call.
    What it parses has the reply as `value`, its JSON as `text`, and what it was read from as `source`.
    A schema of its own for each mode: instructor adds to that of a tool.
    """
    from instructor import ResponseSchema

    del mode  # stands for the copy of the schema that it changes
    schema = reply_type.model_json_schema()

    class Form(ResponseSchema):
        value: Any
        text: str
        source: str

        @classmethod
        def model_json_schema(cls, *_: Any, **__: Any) -> JsonObject:
            return schema

        @classmethod
        def model_validate_json(cls, json_data: Any, **_: Any) -> Form:
            text = one_object(json_data, reply_type)
            value = reply_type.model_validate_json(text, strict=False)
            return cls.model_construct(value=value, text=text, source=json_data)

    Form.__name__, Form.__doc__ = reply_type.__name__, reply_type.__doc__
    return Form
