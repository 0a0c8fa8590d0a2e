"""What a model was given and what it wrote, in tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_ABSURD = 10**12
"""Tokens; no call has so many, and a ledger could not add them up."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one or more calls, as the server counted them; a server that does not count gives zeros."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    """Those of `prompt_tokens` that the server had read before and did not read again."""

    @property
    def total(self) -> int:
        """Tokens of prompts and answers."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_tokens + other.cached_tokens,
        )

    @classmethod
    def of(cls, completion: Any) -> Usage:
        """The usage a chat completion states."""
        stated = getattr(completion, "usage", None)
        details = getattr(stated, "prompt_tokens_details", None)
        return cls(
            _count(stated, "prompt_tokens"),
            _count(stated, "completion_tokens"),
            _count(details, "cached_tokens"),
        )


def _count(holder: Any, name: str) -> int:
    # The SDK does not validate what a server sends, so a count may be missing or of any type.
    value = getattr(holder, name, None)
    return value if isinstance(value, int) and 0 < value < _ABSURD else 0
