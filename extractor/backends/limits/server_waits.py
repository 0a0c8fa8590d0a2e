"""How long the headers of an answer ask to wait."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.backends.server_errors import asked_wait, seconds_of

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
    found = (asked_wait(headers), *(seconds_of(headers, reset) for reset in used_up))
    return [seconds for seconds in found if seconds is not None]
