"""A question on its way through attempts, and what one call of it gave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from extractor.backends.answers.logprobs import value_logprobs
from extractor.backends.attempts import ANSWERED, Attempt
from extractor.backends.batch.transport import split_request_id
from extractor.backends.retries import Failure, FailureKind
from extractor.backends.usage import Usage
from extractor.records import JsonObject

_MOST_OF_A_WRONG_REPLY = 2000
"""Characters of a wrong reply that the model is shown again, so that a re-ask cannot grow without bound."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as it stands after the attempts so far."""

    messages: tuple[JsonObject, ...]
    reply_type: type[BaseModel]
    max_tokens: int
    options: tuple[str, ...] = ()
    """Of a closed question: the one-token answers to choose from."""
    correction: tuple[JsonObject, ...] = ()
    """The last wrong reply and what is wrong with it; replaced, not added to, by the next."""

    def after(self, failure: Failure, most_tokens: int) -> Question:
        """The question to ask next: with the errors, with more room or less, or the same."""
        if failure.kind is FailureKind.TRUNCATED:
            return replace(self, max_tokens=min(2 * self.max_tokens, most_tokens))
        if failure.kind is FailureKind.TOO_LONG and failure.room:
            return replace(self, max_tokens=failure.room)
        if failure.kind is FailureKind.INVALID:
            wrong = failure.text[:_MOST_OF_A_WRONG_REPLY] or "(nothing)"
            how = f"with {' or '.join(self.options)}" if self.options else "with the corrected JSON"
            says = f"This answer does not fit: {failure.complaint}. Answer again, {how} only."
            return replace(self, correction=(chat_message("assistant", wrong), chat_message("user", says)))
        return self


@dataclass(frozen=True, slots=True)
class Call:
    """What one call gave."""

    completion: Any = None
    """In the terms of OpenAI's chat completions; `None` if none came."""
    parsed: Any = None
    """The reply as instructor parsed it; see `instructor_client.reply_form`."""
    error: Exception | None = None
    """What went wrong, if no completion came: one of `server_errors`, or what is none of the SDK's."""
    started: float = 0.0
    seconds: float = 0.0

    @property
    def usage(self) -> Usage:
        """Tokens that the server counted."""
        return Usage.of(self.completion)

    @property
    def error_status(self) -> int | None:
        """The status of HTTP of an answer that is no completion; `None` where there is none."""
        return None if self.completion is not None else getattr(self.error, "status_code", None)

    def answered(self, text: str) -> Attempt:
        """The account of a call that gave this answer."""
        batch, request = split_request_id(getattr(self.completion, "_request_id", None))
        return Attempt(
            self.started,
            self.seconds,
            ANSWERED,
            self.usage,
            200,
            request,
            text=text,
            logprobs=value_logprobs(self.completion, text),
            batch=batch,
        )

    def failed(self, failure: Failure) -> Attempt:
        """The account of a call that failed like this."""
        status = self.error_status if self.completion is None else 200
        source = self.error if self.completion is None else self.completion
        batch, request = split_request_id(getattr(source, "_request_id", getattr(source, "request_id", None)))
        return Attempt(
            self.started,
            self.seconds,
            failure.kind.value,
            self.usage,
            status,
            request,
            str(failure.error),
            batch=batch,
            gave_up=type(failure.error).__name__ if failure.is_last else "",
        )


def chat_message(role: str, content: str) -> JsonObject:
    """One message of a request."""
    return {"role": role, "content": content}
