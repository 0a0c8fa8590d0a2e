"""How much of a machine's memory a local model takes: its context, its slots and its cache of prompts.

What was asked for is given or refused. What was left open is the most that memory allows: where it is short,
first the cache goes, then the slots, then the context itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.backends.local.gguf import ModelShape
from extractor.backends.local.known_models import KNOWN_MODELS
from extractor.errors import ModelError

WORKING_MEMORY = 400 << 20
"""Bytes that llama.cpp needs in addition to weights and tokens: see docs/guides/local-models.md."""

PROMPT_CACHES = (1024, 256, 64, 0)
"""MiB for the beginnings of earlier prompts, so that questions can alternate, the best first.

An article is asked about in four kinds of questions, each with a beginning of its own, which takes 30 to
90 MiB with a model of 1.5 billion weights."""

_LONGEST = 16_384
"""Tokens a slot; an article, its question and its answer in one go."""

_USUAL = 4096
"""Tokens a slot; enough for the short questions that small models are asked, and for most articles."""

_SHORTEST = 1024
"""Tokens a slot; less holds no question."""

_SHARE = 0.5
"""Of the free memory that an open context may fill: the machine has other work too."""


@dataclass(frozen=True)
class Size:
    """What a server is started with."""

    context: int
    """Tokens a slot has for a question and its answer together."""
    slots: int
    """Questions answered at the same time."""
    prompt_cache: int
    """MiB for the beginnings of earlier prompts."""

    def memory(self, shape: ModelShape) -> int:
        """Bytes that a model of this shape takes with it."""
        return shape.memory(self.context * self.slots) + WORKING_MEMORY + (self.prompt_cache << 20)


def fitting(
    shape: ModelShape,
    available: int,
    *,
    alias: str,
    context: int | None = None,
    slots: int | None = None,
    most_slots: int = 2,
) -> Size:
    """The best size that fits into so many bytes; what is `None` is chosen.

    `most_slots` limits the slots that are chosen. No context is longer than the model was made for.

    Raises:
        ModelError: the machine is too small; the message names the least that is needed, and what would fit.
    """
    longest = min(shape.trained_context or _LONGEST, _LONGEST)
    fixed = min(context, shape.trained_context or context) if context else None
    contexts = [fixed] if fixed else _lengths(longest)
    counts = [slots] if slots else list(range(most_slots, 0, -1))
    plain = fixed or min(longest, _USUAL)
    for size in _sizes(contexts, counts, plain):
        if size.memory(shape) <= available * (_SHARE if size.context > plain else 1):
            return size
    least = Size(contexts[-1], counts[-1], 0)
    raise ModelError(_too_small(shape, available, alias, least, given=bool(context or slots)))


def _lengths(longest: int) -> list[int]:
    """The contexts to choose from, the longest first."""
    halves = (_LONGEST >> times for times in range(_LONGEST.bit_length()))
    return sorted({longest, *(length for length in halves if _SHORTEST <= length < longest)}, reverse=True)


def _sizes(contexts: Sequence[int], counts: Sequence[int], plain: int) -> Iterator[Size]:
    """The sizes to try, the best first."""
    for context in contexts:
        if context > plain:  # welcome, but not at the price of slots or of the cache
            yield Size(context, counts[0], PROMPT_CACHES[0])
        else:
            yield from (Size(context, count, cache) for count in counts for cache in PROMPT_CACHES)


def _too_small(shape: ModelShape, available: int, alias: str, least: Size, *, given: bool) -> str:
    needed = least.memory(shape)
    tokens = f"{least.slots} × {least.context:,} tokens" if least.slots > 1 else f"{least.context:,} tokens"
    smaller = [
        model.name
        for model in KNOWN_MODELS.values()
        if model.size < shape.file_bytes and model.size + WORKING_MEMORY < available
    ]
    ways = ["close other programs"]
    if given and Size(min(_SHORTEST, least.context), 1, 0).memory(shape) <= available:
        ways.append("ask for a shorter context or fewer slots")
    ways.append(f"choose a smaller --model, such as {smaller[0]}" if smaller else "choose a smaller --model")
    return (
        f"model {alias} needs {_gib(needed)} of memory for {tokens}, and {_gib(available)} is free: "
        f"{', '.join(ways[:-1])}, or {ways[-1]}"
    )


def _gib(count: int) -> str:
    return f"{count / (1 << 30):.1f} GiB"
