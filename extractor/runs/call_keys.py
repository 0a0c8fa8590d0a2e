"""The key of a call: a hash of all that decides the answer, and of no secret."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from extractor.backends.profiles import Profile
from extractor.prompts import Message


class CallKeys:
    """The keys of calls to one backend.

    A key is the SHA-256 of a JSON object with sorted keys. Ledgers are found again by it, so that it must not
    change: only what is the same in many calls, such as instructions and schema, is written as JSON once.
    """

    def __init__(self, profile: Profile) -> None:
        self._base_url = profile.base_url
        self._logprobs = profile.logprobs
        self._settings = {
            "mode": f"{profile.kind} {profile.mode}" if profile.kind == "anthropic" else profile.mode,
            "model": profile.model,
            "parameters": profile.parameters,
        }
        self._ends: dict[type[BaseModel], bytes] = {}

    def key(
        self, messages: Sequence[Message], reply_type: type[BaseModel], options: Sequence[str] = ()
    ) -> str:
        """The key of the call that sends these messages, at least one, for a reply of this type."""
        *opening, question = messages
        content = _until_question(self._base_url, tuple(opening)) + _json(_pair(question))
        if options:  # whose answer is a probability of each, or one of them
            content += _json({"logprobs": self._logprobs, "options": options})
        return hashlib.sha256(content + self._after_question(reply_type)).hexdigest()

    def _after_question(self, reply_type: type[BaseModel]) -> bytes:
        if reply_type not in self._ends:
            rest = _json({**self._settings, "schema": reply_type.model_json_schema()})
            self._ends[reply_type] = b"], " + rest.removeprefix(b"{")
        return self._ends[reply_type]


@lru_cache(maxsize=8)  # one for each kind of question in a run
def _until_question(base_url: str | None, opening: tuple[Message, ...]) -> bytes:
    start = _json({"base_url": base_url}).removesuffix(b"}") + b', "messages": ['
    return start + b"".join(_json(_pair(message)) + b", " for message in opening)


def _pair(message: Message) -> list[str]:
    return [message.role, message.content]


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
