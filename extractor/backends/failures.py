"""What went wrong with a call, in our words: from the SDK's errors to a kind of failure and a message."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from extractor.backends.answers.completion import Ending, ending, thought, written
from extractor.backends.cassettes.folder import miss_behind
from extractor.backends.profiles import Profile
from extractor.backends.retries import LONGEST_WAIT, Failure, FailureKind
from extractor.backends.server_errors import (
    NoAnswerInTime,
    NoConnection,
    StatusError,
    UnreadableAnswer,
    asked_wait,
    first_behind,
    wait_in,
)
from extractor.backends.transport import ReplyTooLarge
from extractor.errors import (
    BackendError,
    BackendRefused,
    BackendUnavailable,
    BatchPending,
    ReplyInvalid,
    ReplyTruncated,
    RequestTooLong,
)

_MOST_OF_A_MESSAGE = 300

_MOST_ERRORS_SHOWN = 5


class Diagnosis:
    """Turns whatever a call gave into a `Failure`; the key is cut out of every message."""

    def __init__(self, profile: Profile, base_url: str, key: str | None) -> None:
        self._profile = profile
        self._base_url = base_url
        self._key = key

    def of_completion(self, completion: Any, max_tokens: int) -> Failure | None:
        """What a completion itself says went wrong: garbled, refused, filtered or cut; else `None`."""
        choices = getattr(completion, "choices", None)
        if not isinstance(choices, list) or not choices or getattr(choices[0], "message", None) is None:
            return self._garbled(None)
        if refusal := getattr(choices[0].message, "refusal", None):
            says = f"{self._who} declined{self._stated(refusal)}"
            return Failure(FailureKind.REFUSED, BackendRefused(says))
        end = ending(completion)
        if end is Ending.FILTERED:
            says = f"a content filter stopped the answer of {self._who}"
            return Failure(FailureKind.FILTERED, BackendRefused(says))
        if end is Ending.CUT:
            advice = (
                self._no_thoughts(completion) or "raise max_tokens in the profile, or ask for less at a time"
            )
            says = f"the answer of {self._who} was cut at {max_tokens} tokens: {advice}"
            return Failure(FailureKind.TRUNCATED, ReplyTruncated(says))
        return None

    def _no_thoughts(self, completion: Any) -> str:
        """How to turn thinking off, where there are thoughts and no answer."""
        key = thought(completion)
        if key is None or written(completion).strip():
            return ""
        return (
            f'all that it wrote are thoughts ({key}): turn thinking off, by reasoning_effort = "none" or '
            "extra_body = { chat_template_kwargs = { enable_thinking = false } } under "
            f"[backends.{self._profile.name}.parameters], or raise max_tokens in the profile"
        )

    def of_reply(self, error: BaseException, text: str, completion: Any = None) -> Failure:
        """A reply that is no JSON or does not fit what was asked."""
        complaint = _complaint(error)
        advice = "" if text or completion is None else self._no_thoughts(completion)
        failure = Failure(
            FailureKind.INVALID,
            ReplyInvalid(f"the answer of {self._who} does not fit what was asked: {advice or complaint}"),
        )
        failure.complaint, failure.text = complaint, self.without_key(text)
        return failure

    def of_error(self, error: Exception, max_tokens: int = 0) -> Failure:  # noqa: PLR0911 - one a kind
        """What an error of a call means; one that is none of `server_errors`, a fault of ours, is raised."""
        if miss := miss_behind(error):
            return Failure(FailureKind.NOT_RECORDED, miss)
        if pending := first_behind(error, BatchPending):
            return Failure(FailureKind.BATCH_PENDING, pending)
        if too_large := first_behind(error, ReplyTooLarge):
            says = f"answered with {too_large}: check base_url of backend {self._profile.name}"
            return Failure(FailureKind.OVERSIZED, BackendError(f"{self._base_url} {says}"))
        if isinstance(error, NoAnswerInTime | TimeoutError):
            return Failure(
                FailureKind.LATE,
                BackendError(
                    f"no answer from {self._who} at {self._base_url} within {self._profile.timeout:g} s: "
                    "raise timeout in the profile, or ask for less at a time"
                ),
            )
        if isinstance(error, NoConnection):
            return self._unreachable(error)
        if isinstance(error, StatusError):
            return self._of_status(error, max_tokens)
        if isinstance(error, UnreadableAnswer):
            return self._garbled(str(error))
        raise error

    @property
    def _who(self) -> str:
        return f"{self._profile.name} ({self._profile.model})"

    def _of_status(self, error: StatusError, max_tokens: int) -> Failure:
        status = error.status_code
        start = f"{self._base_url} answered {status}{self._stated(error.says)}"
        is_busy = status in {408, 409, 429} or status >= 500
        if is_busy and not error.is_about_money and not error.is_too_long:
            return self._busy(error, start)
        kind, error_type, advice = self._verdict(error)
        failure = Failure(kind, error_type(f"{start}: {advice}"))
        if kind is FailureKind.NO_ROOM and (room := error.room_left(max_tokens)):
            failure.kind, failure.room = FailureKind.TOO_LONG, room
        return failure

    def _verdict(self, error: StatusError) -> tuple[FailureKind, type[BackendError], str]:
        """The error for a status that is not tried again, and the next step; the first that applies."""
        name, model, status = self._profile.name, self._profile.model, error.status_code
        place = self._profile.key_env or self._profile.key_keyring
        key = f"the key in {place}" if place else "whether it wants a key"
        access, unavailable = FailureKind.NO_ACCESS, BackendUnavailable
        redirect = "redirects are not followed: put the final address into base_url, if you trust it"
        no_money = "the quota is used up: add credit, or take another backend"
        filtered = "a content filter stopped the request"
        too_long = (
            f"the request is longer than the context of {self._who}: "
            "raise context, lower max_tokens, or --plan outline"
        )
        verdicts = (
            (300 <= status < 400, access, unavailable, redirect),
            (status == 401, access, unavailable, f"check {key}"),
            (error.is_filtered, FailureKind.FILTERED, BackendRefused, filtered),
            (status == 403, access, unavailable, f"check {key} and whether you may use model {model!r}"),
            (error.is_about_money, FailureKind.NO_QUOTA, unavailable, no_money),
            (status == 404, access, unavailable, f"check base_url and model {model!r}"),
            (error.is_too_long, FailureKind.NO_ROOM, RequestTooLong, too_long),
        )
        otherwise = (FailureKind.REJECTED, BackendError, f"check model and parameters of backend {name}")
        return next((verdict for applies, *verdict in verdicts if applies), otherwise)  # type: ignore[return-value]

    def _busy(self, error: StatusError, start: str) -> Failure:
        asked = asked_wait(error.headers)
        retry_after = wait_in(error.body) if asked is None else asked
        wait = "" if retry_after is None else f" and asks to wait {retry_after:g} s"
        too_many = error.status_code == 429
        kind = FailureKind.TOO_MANY if too_many else FailureKind.SERVER_ERROR
        # A wait that long is for every question: nothing of the run can go on.
        for_all = too_many and retry_after is not None and retry_after > LONGEST_WAIT
        error_type = BackendUnavailable if for_all else BackendError
        failure = Failure(kind, error_type(f"{start}{wait}: try again later"))
        failure.retry_after = retry_after
        return failure

    def _unreachable(self, error: BaseException) -> Failure:
        advice = f"start it, or check base_url of backend {self._profile.name}"
        if self._profile.kind == "embedded":
            advice = (
                "our own server has died, perhaps for lack of memory: run again, or with a smaller --model"
            )
        return Failure(
            FailureKind.UNREACHABLE,
            BackendUnavailable(f"no server answers at {self._base_url} ({self._root(error)}): {advice}"),
        )

    def _garbled(self, source: Any) -> Failure:
        return Failure(
            FailureKind.GARBLED,
            BackendError(
                f"{self._base_url} did not answer as OpenAI's chat completions do{self._stated(source)}: "
                "check base_url, it usually ends in /v1"
            ),
        )

    def _stated(self, source: Any) -> str:
        """The server's own message, on one line and bounded, in brackets; empty when it gave none."""
        if isinstance(source, dict):
            inner = source.get("error", source)
            source = inner.get("message") if isinstance(inner, dict) else inner
        line = re.sub(r"\s+", " ", source).strip() if isinstance(source, str) else ""
        return f" ({self.without_key(line)[:_MOST_OF_A_MESSAGE]})" if line else ""

    def _root(self, error: BaseException) -> str:
        while error.__cause__ is not None:
            error = error.__cause__
        return self.without_key(f"{type(error).__name__}: {error}")[:_MOST_OF_A_MESSAGE]

    def without_key(self, text: str) -> str:
        """The text with the key cut out, which some servers repeat."""
        # Some servers repeat the key they refuse. It goes before the text is cut, or half of it would stay.
        return text.replace(self._key, "***") if self._key else text


def _complaint(error: BaseException) -> str:
    """The first errors of a reply, one line each place; without the reply's own words."""
    if not isinstance(error, ValidationError):
        return str(error)
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    shown = [
        f"{'.'.join(str(part) for part in problem['loc']) or 'the whole'}: {problem['msg']}"
        for problem in problems[:_MOST_ERRORS_SHOWN]
    ]
    more = len(problems) - len(shown)
    return "; ".join(shown)[: 2 * _MOST_OF_A_MESSAGE] + (f"; and {more} more" if more else "")
