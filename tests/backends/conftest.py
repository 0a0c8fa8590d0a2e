from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

Keys = dict[str, int | str | list[int]]

SMALL: Keys = {
    "general.architecture": "llama",
    "llama.block_count": 4,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 8,
    "llama.attention.head_count_kv": 2,
}
"""A model of 4 layers that keeps 2 × 2 heads of 8 numbers a layer and token."""


def gguf_bytes(keys: Keys) -> bytes:
    """The header of a GGUF file, as llama.cpp writes it."""

    def string(text: str) -> bytes:
        return struct.pack("<Q", len(text.encode())) + text.encode()

    def value(item: int | str | list[int]) -> bytes:
        if isinstance(item, str):
            return struct.pack("<I", 8) + string(item)
        if isinstance(item, list):
            return struct.pack("<IIQ", 9, 4, len(item)) + b"".join(struct.pack("<I", n) for n in item)
        return struct.pack("<II", 4, item)

    head = b"GGUF" + struct.pack("<IQQ", 3, 0, len(keys))
    return head + b"".join(string(key) + value(item) for key, item in keys.items())


@pytest.fixture
def gguf_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a GGUF file that has a header and no weights."""

    def write(name: str = "small.gguf", **changes: int | str | list[int]) -> Path:
        keys = {**SMALL, **{f"llama.{key.replace('__', '.')}": item for key, item in changes.items()}}
        path = tmp_path / name
        path.write_bytes(gguf_bytes(keys))
        return path

    return write


@pytest.fixture(scope="session")
def gguf_header() -> bytes:
    """The bytes of a sound header."""
    return gguf_bytes(SMALL)
