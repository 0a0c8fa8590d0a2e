"""What real providers need time for, and the servers of the tests do not.

Whoever waits does so as often as ever, but not as long: what is tried again stays the same.
"""

from __future__ import annotations

from typing import Any

import pytest

from extractor.backends import open_client


async def at_once(_seconds: float) -> None:
    """Waits for nothing, in the place of `asyncio.sleep`."""


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands in this process do not wait before they try again."""

    def opened(*arguments: Any, **named: Any) -> Any:
        return open_client(*arguments, **(named | {"sleep": at_once}))

    monkeypatch.setattr("extractor.backends.client.open_client", opened)


def hurry_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sent to a server on this machine has arrived after a tenth of a second."""
    monkeypatch.setattr("extractor.runs.batches.uploader.ARRIVAL_SECONDS", 0.1)
