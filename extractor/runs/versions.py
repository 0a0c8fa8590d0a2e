"""The versions of the packages that can change what a run gives."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version

_PACKAGES = ("news-event-extractor", "openai", "instructor", "pydantic", "sentencex", "xllamacpp")


@cache
def versions() -> Mapping[str, str]:
    """By package."""
    return {name: version(name) for name in _PACKAGES}


def worker_versions() -> Mapping[str, str]:
    """What a worker must have in the same versions, or results could differ."""
    return {"python": platform.python_version(), **versions()}
