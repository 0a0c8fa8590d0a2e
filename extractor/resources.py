"""Finds the data that ships with the package: default schemas and prompts, and what the demo reads.

In a checkout they stand at the top of the repository, where people open them; a built wheel carries
them inside the package.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(kind: str) -> Path:
    """The folder of a kind of shipped data: `schemas`, `prompts`, `seeds` or `cassettes`."""
    inside = _PACKAGE / "shipped" / kind
    return inside if inside.is_dir() else _PACKAGE.parent / kind
