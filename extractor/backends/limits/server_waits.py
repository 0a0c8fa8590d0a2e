"""How long the headers of an answer ask to wait."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from extractor.backends.server_errors import asked_wait, duration, moment

_DURATION = re.compile(r"\d+(\.\d+)?|(\d+(\.\d+)?(ms|[smhd]))+")
"""Such as `6m0s`, `20ms` or a plain number."""

_LIMITS = (
    ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
    ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
    ("ratelimit-remaining", "ratelimit-reset"),
    ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
    ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
)
"""What is left, and when there is more: as OpenAI's API writes it, the IETF's draft, and Anthropic's API."""


def waits(headers: Mapping[str, str]) -> list[float]:
    """Seconds: what the server asks for, and until each limit that is used up has room again."""
    used_up = (reset for left, reset in _LIMITS if headers.get(left, "").strip() == "0")
    found = (asked_wait(headers), *(_until(headers.get(reset, ""), headers) for reset in used_up))
    return [seconds for seconds in found if seconds is not None]


def _until(text: str, headers: Mapping[str, str]) -> float | None:
    """Seconds until a limit has room again, given as a duration or as a moment (RFC 3339)."""
    try:
        then = datetime.fromisoformat(text.strip())
        seconds = (then - (moment(headers.get("date", "")) or datetime.now(UTC))).total_seconds()
    except (ValueError, TypeError):  # no moment, or one without a time zone
        return duration(text) if _DURATION.fullmatch(text.strip()) else None
    return max(0.0, seconds)
