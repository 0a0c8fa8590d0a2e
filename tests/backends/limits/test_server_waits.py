from __future__ import annotations

import pytest

from extractor.backends.limits.server_waits import asked_wait


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "4"}, 4),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "9", "retry-after-ms": "250"}, 0.25),
        (
            {"retry-after": "Tue, 12 Aug 2025 10:00:30 GMT", "date": "Tue, 12 Aug 2025 10:00:00 GMT"},
            30,
        ),
        ({"retry-after": "Tue, 12 Aug 2025 10:00:30 GMT"}, 0),  # long past, by our clock
    ],
)
def test_both_forms_of_retry_after_are_read(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_wait(headers) == seconds
