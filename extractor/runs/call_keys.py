"""The key of a call: a hash of all that decides the answer, and of no secret."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache

from pydantic import BaseModel

from extractor.backends.profiles import Profile
from extractor.prompts import Message
from extractor.records import JsonObject


def call_key(
    profile: Profile,
    messages: Sequence[Message],
    reply_type: type[BaseModel],
    options: Sequence[str] = (),
) -> str:
    """The key of the call that sends these messages for a reply of this type.

    It is the SHA-256 of a JSON object with sorted keys. Ledgers are found again by it, so it must not change.
    """
    content: JsonObject = {
        "base_url": profile.base_url,
        "messages": [(message.role, message.content) for message in messages],
        "mode": f"{profile.kind} {profile.mode}" if profile.kind == "anthropic" else profile.mode,
        "model": profile.model,
        "parameters": profile.parameters,
    }
    if options:  # whose answer is a probability of each, or one of them
        content |= {"logprobs": profile.logprobs, "options": options}
    # The schema is the last by name, and half of the whole.
    text = f'{_json(content)[:-1]}, "schema": {_schema(reply_type)}}}'
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=32)  # a run has a few types of replies, and asks for each of them many times
def _schema(reply_type: type[BaseModel]) -> str:
    return _json(reply_type.model_json_schema())


def _json(content: JsonObject) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False)
