"""How long a server asks to wait, in the headers of its answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")

_LIMITS = (
    ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
    ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
    ("ratelimit-remaining", "ratelimit-reset"),
    ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
    ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
)
"""What is left, and when there is more: as OpenAI's API writes it, the IETF's draft, and Anthropic's API."""


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds the server asks to wait (RFC 9110, 10.2.3), by its own clock where it sends one."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * unit)
        except (KeyError, ValueError):
            continue
    until = _moment(headers.get("retry-after", ""))
    if until is None:
        return None
    now = _moment(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def wait_until_refill(headers: Mapping[str, str]) -> float | None:
    """Seconds until a limit that is used up has room again; `None` if none is, or nothing says when."""
    waits = [
        wait
        for remaining, reset in _LIMITS
        if headers.get(remaining, "").strip() == "0"
        and (wait := _until(headers.get(reset, ""), headers)) is not None
    ]
    return max(waits, default=None)


def _until(text: str, headers: Mapping[str, str]) -> float | None:
    """Seconds until a limit has room again, given as a duration or as a moment (RFC 3339)."""
    try:
        moment = datetime.fromisoformat(text.strip())
        seconds = (moment - (_moment(headers.get("date", "")) or datetime.now(UTC))).total_seconds()
    except (ValueError, TypeError):  # no moment, or one without a time zone
        return _duration(text)
    return max(0.0, seconds)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _duration(text: str) -> float | None:
    """Seconds of `6m0s`, `20ms` or a plain number."""
    text = text.strip()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    parts = _DURATION.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return sum(float(number) * _UNITS[unit] for number, unit in parts)
