from __future__ import annotations

import pytest

from extractor.backends.limits.server_waits import waits


@pytest.mark.parametrize(
    ("left", "reset", "seconds"),
    [
        ("0", "1s", 1),
        ("0", "6m0s", 360),
        ("0", "20ms", 0.02),
        ("0", "1h2m3.5s", 3723.5),
        ("0", "12", 12),
        ("0", "later", None),
        ("0", "", None),
        ("1", "1s", None),
        ("", "1s", None),
    ],
)
def test_only_a_limit_that_is_used_up_makes_wait(left: str, reset: str, seconds: float | None) -> None:
    headers = {"x-ratelimit-remaining-tokens": left, "x-ratelimit-reset-tokens": reset}
    assert waits(headers) == ([] if seconds is None else [seconds])


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        ("2025-08-12T10:00:07Z", 7),
        ("2025-08-12T12:00:07.5+02:00", 7.5),
        ("2025-08-12T09:00:00Z", 0),
        ("2025-08-12T10:00:07", None),
        ("Tuesday", None),
    ],
)
def test_a_moment_is_read_by_the_clock_of_the_server(reset: str, seconds: float | None) -> None:
    headers = {
        "anthropic-ratelimit-tokens-remaining": "0",
        "anthropic-ratelimit-tokens-reset": reset,
        "date": "Tue, 12 Aug 2025 10:00:00 GMT",
    }
    assert waits(headers) == ([] if seconds is None else [seconds])


def test_the_longest_wait_of_several_limits_counts() -> None:
    headers = {
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "2s",
        "ratelimit-remaining": "0",
        "ratelimit-reset": "5",
    }
    assert max(waits(headers)) == 5
