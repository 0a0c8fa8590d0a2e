"""The model's client, as instructor makes it: one call is one attempt, and gives all that came of it.

Nothing else imports instructor. Its own retries and the SDK's are off, and it is given no `context`, which
would render the article as a template: see docs/design/calls-through-instructor.md.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from extractor.backends.answers.json_object import read_reply
from extractor.backends.answers.modes import response_format
from extractor.backends.calls import Call
from extractor.backends.profiles import Profile
from extractor.backends.providers.base import Api
from extractor.backends.server_errors import stated_error
from extractor.errors import ProfileError
from extractor.records import JsonObject

if TYPE_CHECKING:
    from instructor import AsyncInstructor


class InstructorClient:
    """An SDK, wrapped by instructor."""

    def __init__(self, profile: Profile, api: Api) -> None:
        self.instructor = wrapped(profile, api)
        self._mode = profile.mode
        self._api = api

    async def call(self, arguments: Mapping[str, Any], reply_type: type[BaseModel] | None) -> Call:
        """Send one request, asking for the form of a reply; `None` for an answer in plain words."""
        received: list[Any] = []
        try:
            if reply_type is not None and self._mode in self._api.parsed_modes:
                parsed, _ = await self._parsed(arguments, reply_type, received)
                return self._call_of(received[-1], parsed)
            return self._call_of(await self._plain(arguments, reply_type))
        except Exception as error:  # noqa: BLE001  # the caller sorts it out, or raises it
            if received:  # instructor cannot parse it
                return self._call_of(received[-1])
            return Call(error=self._cause(error))

    async def _parsed(
        self, arguments: Mapping[str, Any], reply_type: type[BaseModel], received: list[Any]
    ) -> tuple[Any, Any]:
        from instructor.core import Hooks

        given = self._api.arguments(dict(arguments))
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
        given = self._api.arguments({**arguments, **({"response_format": form} if form else {})})
        return await self.instructor.create(response_model=None, max_retries=0, **given)

    def _call_of(self, answer: Any, parsed: Any = None) -> Call:
        """What an answer holds: a completion, or the error that it states."""
        completion = self._api.completion(answer)
        if error := stated_error(completion):
            return Call(error=error)
        return Call(completion, parsed)

    def _cause(self, error: Exception) -> Exception:
        """What instructor's errors are about: the error of the SDK, in our terms."""
        from instructor.core import InstructorRetryException

        cause = error.__cause__ if isinstance(error, InstructorRetryException) else error
        return self._api.error(cause if isinstance(cause, Exception) else error)


def wrapped(profile: Profile, api: Api) -> AsyncInstructor:
    """The client that instructor makes of an SDK, in the mode of a profile."""
    import instructor

    # Its errors repeat what was answered, and at level DEBUG it writes every request.
    logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
    if profile.mode not in api.modes:
        raise ProfileError(
            f"backend {profile.name}: mode {profile.mode!r} does not go with kind {profile.kind!r}: "
            f"choose one of {', '.join(api.modes)}"
        )
    mode = instructor.Mode[api.modes[profile.mode]]
    client: AsyncInstructor = getattr(instructor, api.factory)(api.sdk, mode=mode, **api.factory_options)
    return client


@lru_cache
def reply_form(reply_type: type[BaseModel], mode: str) -> type[BaseModel]:
    """A reply type as instructor takes it: its schema made once, and read as `read_reply` reads.

    What it parses has the reply as `value`, its JSON as `text`, and what it was read from as `source`. A
    schema of its own for each mode: instructor adds to that of a tool.
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
            value, text = read_reply(json_data, reply_type)
            return cls.model_construct(value=value, text=text, source=json_data)

    Form.__name__, Form.__doc__ = reply_type.__name__, reply_type.__doc__
    return Form
