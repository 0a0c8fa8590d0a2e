from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from extractor.backends import Usage


def test_usage_adds_up() -> None:
    assert Usage(10, 5, 8) + Usage(1, 2, 0) == Usage(prompt_tokens=11, completion_tokens=7, cached_tokens=8)


@pytest.mark.parametrize(
    "stated",
    [
        None,
        SimpleNamespace(),
        SimpleNamespace(prompt_tokens=None, completion_tokens="many", prompt_tokens_details=None),
        SimpleNamespace(prompt_tokens=2**64, prompt_tokens_details=SimpleNamespace(cached_tokens=None)),
    ],
)
def test_a_server_that_does_not_count_gives_zeros(stated: Any) -> None:
    assert Usage.of(SimpleNamespace(usage=stated)) == Usage()
    assert Usage.of(None) == Usage()
