"""What can go wrong between us and a server, in the same terms for every SDK.

Some servers answer 200 and state an error in the body: `stated_error` reads that as the error it is.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from extractor.records import JsonObject

E = TypeVar("E", bound=BaseException)


class ServerError(Exception):
    """A call did not give an answer."""


class NoConnection(ServerError):
    """No server is there, or the connection broke."""


class NoAnswerInTime(ServerError):
    """The connection stood, and the answer did not come."""


class UnreadableAnswer(ServerError):
    """What came is not what the API gives."""


class StatusError(ServerError):
    """The server answered with an error."""

    def __init__(
        self,
        status: int,
        body: Any = None,
        *,
        message: str = "",
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message or message_in(body))
        self.status_code = status
        self.body = body
        self.headers: Mapping[str, str] = headers or {}
        self.request_id = request_id

    @property
    def says(self) -> str:
        """The server's own message, else the SDK's."""
        return message_in(self.body) or str(self)

    @property
    def codes(self) -> set[str]:
        """The server's own names for the error."""
        return {
            value.lower()
            for holder in _holders(self.body)
            for key in ("code", "type", "status", "__type")
            if isinstance(value := holder.get(key), str)
        }

    @property
    def is_too_long(self) -> bool:
        """Whether the request is longer than the model takes, in any vendor's words."""
        if self.status_code == 413 or self._is_coded("too_long_codes"):
            return True
        if self.status_code in {401, 402, 403, 404}:
            return False
        patterns = _words()["too_long_for_a_minute" if self.status_code == 429 else "too_long"]
        return bool(patterns.search(self.says))

    @property
    def is_filtered(self) -> bool:
        """Whether a content filter stopped the request."""
        return self._is_coded("filter_codes")

    @property
    def is_about_money(self) -> bool:
        """Whether the account's money or its quota is used up."""
        return self.status_code == 402 or self._is_coded("no_money_codes")

    def _is_coded(self, meaning: str) -> bool:
        return not self.codes.isdisjoint(_words()[meaning])

    def room_left(self, max_tokens: int) -> int | None:
        """Tokens left for an answer where the request and `max_tokens` together are too long.

        `None` where the request alone is too long, or the message does not say how long it is.
        """
        text = self.says
        numbers = {int(re.sub(r"\D", "", found)) for found in re.findall(r"\d[\d,_]*", text)}
        numbers = {n for n in numbers if n - max_tokens not in numbers or n == max_tokens}  # the sums
        if max_tokens not in numbers:
            return None
        others = numbers - {max_tokens}
        context = max(others if len(others) > 1 else numbers)
        prompts = [n for n in others if n < context < n + max_tokens]
        room = context - max(prompts) - _SLACK if prompts else 0
        return room if room >= _LEAST_ROOM else None


_SLACK = 16
"""Tokens between our count of what is left and the server's."""

_LEAST_ROOM = 256
"""Tokens for an answer; in less than that, an answer about a whole article would be cut."""


@cache
def _words() -> Mapping[str, Any]:
    """The contents of `server_words.toml`, its patterns compiled."""
    table = tomllib.loads(Path(__file__).with_name("server_words.toml").read_text(encoding="utf-8"))
    said = [(_any_of([row["words"]]), row["status"]) for row in table["status_said"]]
    patterns = {name: _any_of(table[name]) for name in ("too_long", "too_long_for_a_minute")}
    return {**table, **patterns, "status_said": said}


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE | re.DOTALL)


def stated_error(completion: Any) -> ServerError | None:
    """The error that the body of a 200 states in place of an answer; `None` where it is an answer.

    It is a `StatusError` where the body says in some way which status it stands for.
    """
    body = _as_dict(completion)
    choices = body.get("choices")
    choice = _as_dict(choices[0]) if isinstance(choices, list) and choices else {}
    message = _as_dict(choice.get("message"))
    broke_off = str(choice.get("finish_reason")).lower() == "error"
    if (message.get("content") or message.get("tool_calls")) and not broke_off:
        return None
    for holder in (choice, body):
        stated = _stated_in(holder)
        if stated is not None:
            status = _status(stated) or (502 if broke_off else None)
            if status is None:
                return UnreadableAnswer(message_in(stated))
            request_id = getattr(completion, "_request_id", None)
            return StatusError(status, stated, headers=_headers(stated), request_id=request_id)
    return StatusError(502, message="the answer broke off") if broke_off else None


def _stated_in(body: Mapping[str, Any]) -> JsonObject | None:
    """What a body says of an error, as `{"error": …}`; `None` where it says nothing."""
    if error := body.get("error"):
        return {"error": error if isinstance(error, dict) else {"message": str(error)}}
    if isinstance(errors := body.get("errors"), list) and errors:
        return {"error": errors[0] if isinstance(errors[0], dict) else {"message": str(errors[0])}}
    base = body.get("base_resp")  # MiniMax
    if isinstance(base, dict) and base.get("status_code"):
        return {"error": {"message": str(base.get("status_msg"))}}
    says = next((text for key in ("message", "msg", "detail") if isinstance(text := body.get(key), str)), "")
    if body.get("object") == "error" or (says and "choices" not in body):
        return {"error": {**body, "message": says}}
    return None


def _status(stated: JsonObject) -> int | None:
    """The HTTP status that a stated error stands for; `None` where nothing says."""
    for holder in _holders(stated):
        for key in ("code", "status", "status_code", "http_code"):
            value = holder.get(key)
            number = int(value) if isinstance(value, str) and value.isdigit() else value
            if isinstance(number, int) and 300 <= number < 600:
                return number
    error = StatusError(200, stated)
    status_of: Mapping[str, int] = _words()["status_of"]
    named = next((status_of[code] for code in sorted(error.codes) if code in status_of), None)
    said: Sequence[tuple[re.Pattern[str], int]] = _words()["status_said"]
    by_words = next((status for pattern, status in said if pattern.search(error.says)), None)
    if named is not None and (named != 400 or by_words is None):
        return named
    return by_words or (400 if error.is_too_long else named)


def _headers(stated: JsonObject) -> Mapping[str, str]:
    """Headers that a router repeats in the body of the error."""
    metadata = stated["error"].get("metadata")
    headers = metadata.get("headers") if isinstance(metadata, dict) else None
    return {str(k).lower(): str(v) for k, v in headers.items()} if isinstance(headers, dict) else {}


def first_behind(error: BaseException | None, kind: type[E]) -> E | None:
    """The first error of a kind among an error and those that it was raised from."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error


def message_in(body: Any) -> str:
    """The server's own message in the body of an error; empty where there is none."""
    if isinstance(body, str):
        return body
    for holder in reversed(list(_holders(body))):
        for key in ("message", "msg", "Message", "detail", "error"):
            if isinstance(says := holder.get(key), str):
                return says
    return ""


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds the server asks to wait (RFC 9110, 10.2.3), by its own clock where it sends one."""
    if (milliseconds := seconds_of(headers, "retry-after-ms")) is not None:
        return milliseconds / 1000
    return seconds_of(headers, "retry-after")


def seconds_of(headers: Mapping[str, str], name: str) -> float | None:
    """Seconds that a header gives as a number, a duration, or a moment of HTTP or of RFC 3339."""
    text = headers.get(name, "").strip()
    with contextlib.suppress(ValueError):
        return max(0.0, float(text))
    if _DURATION.fullmatch(text):
        return duration(text)
    then, now = _moment(text), _moment(headers.get("date", "")) or datetime.now(UTC)
    return None if then is None else max(0.0, (then - now).total_seconds())


_DURATION = re.compile(r"(\d+(\.\d+)?(ms|[smhd]))+")
"""Such as `6m0s` or `20ms`."""


def _moment(text: str) -> datetime | None:
    with contextlib.suppress(ValueError):
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else None
    with contextlib.suppress(ValueError, TypeError):
        moment = parsedate_to_datetime(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def wait_in(body: Any) -> float | None:
    """Seconds that the body of an error asks to wait, in a field of its own or in words."""
    for holder in _holders(body):
        for key in ("retry_after", "retryAfter", "retry_after_seconds", "retryDelay"):
            value = holder.get(key)
            seconds = duration(value) if isinstance(value, str) else value
            if isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds >= 0:
                return float(seconds)
    says = re.search(
        r"(?:try again|retry|wait)\D{0,20}?((?:\d+(?:\.\d+)?\s*(?:ms|s|m|h)[a-z]*\s*)+)",
        message_in(body),
        re.IGNORECASE,
    )
    return duration(says[1]) if says else None


def duration(text: str) -> float | None:
    """Seconds of `1m2.5s`, `34 seconds` or `12`."""
    units = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
    parts = re.findall(r"(\d+(?:\.\d+)?)\s*(ms|mi|s|m|h|d)?", text)
    if not parts:
        return None
    return sum(float(number) * units[{"mi": "m", "": "s"}.get(unit, unit)] for number, unit in parts)


def _holders(body: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of an error's body that can say something of it, the outermost first."""
    if not isinstance(body, dict):
        return
    yield body
    inner = body.get("error", body.get("detail"))
    if isinstance(inner, dict):
        yield from _holders(inner)
    for key in ("metadata", "details", "errors"):
        listed = body.get(key)
        for item in listed if isinstance(listed, list) else [listed]:
            if isinstance(item, dict):
                yield item


def _as_dict(value: Any) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    return {**(getattr(value, "__dict__", None) or {}), **(getattr(value, "model_extra", None) or {})}
