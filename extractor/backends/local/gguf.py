"""The header of a GGUF file: enough to refuse a broken file, and to compute how much memory the model takes.

The format: github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from extractor.errors import ModelError

_SCALARS = {**dict(enumerate("BbHhIif?")), 10: "Q", 11: "q", 12: "d"}
"""Types of single values, as `struct` names them."""

_STRING, _ARRAY = 8, 9
_MOST_KEYS = 10_000
"""A header that announces more is broken: real ones have some dozens."""


@dataclass(frozen=True)
class ModelShape:
    """What a model's memory depends on."""

    architecture: str
    file_bytes: int
    layers: int
    key_value_width: int
    """Numbers that one layer remembers of one token, keys and values together."""
    trained_context: int | None = None
    """Tokens that the model was made to take in at most; `None` when its file does not say."""

    def memory(self, context: int) -> int:
        """Bytes that the weights and the remembered tokens take, at 16 bits a number.

        Args:
            context: tokens over all slots.
        """
        return self.file_bytes + self.layers * self.key_value_width * context * 2


def read_shape(path: Path) -> ModelShape:
    """The shape of the model in a GGUF file.

    Raises:
        ModelError: the file cannot be read, is no GGUF file, or its header is broken.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise ModelError(f"{path}: not a GGUF file: give the path of a model in llama.cpp's format")
            return _shape(_header(file), path.stat().st_size)
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}: give the path of a .gguf file") from error
    except (struct.error, UnicodeDecodeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise ModelError(f"{path}: the GGUF header is broken ({error}): fetch the file again") from error


def _shape(header: dict[str, object], file_bytes: int) -> ModelShape:
    architecture = str(header["general.architecture"])

    def number(key: str, otherwise: int | None = None) -> int:
        name = f"{architecture}.{key}"
        value = header[name] if otherwise is None else header.get(name, otherwise)
        largest = max(value) if isinstance(value, list) else value  # some give one number a layer
        if not isinstance(largest, int):
            raise TypeError(f"{key} is no number")
        return largest

    heads, width = number("attention.head_count"), number("embedding_length")
    head_width = number("attention.key_length", width // heads)
    kept_heads = number("attention.head_count_kv", heads)
    trained = number("context_length", 0) or None
    return ModelShape(architecture, file_bytes, number("block_count"), 2 * kept_heads * head_width, trained)


def _header(file: BinaryIO) -> dict[str, object]:
    """The header's values by key, up to the vocabulary, which comes last and is long."""
    version, _tensors, keys = _unpack(file, "I"), _unpack(file, "Q"), _unpack(file, "Q")
    if version not in {2, 3}:
        raise ValueError(f"version {version}")
    if keys > _MOST_KEYS:
        raise ValueError(f"{keys} keys")
    header: dict[str, object] = {}
    for _ in range(keys):
        key = _string(file)
        if key.startswith("tokenizer."):
            break
        header[key] = _value(file, _unpack(file, "I"))
    return header


def _value(file: BinaryIO, kind: int) -> object:
    if kind == _STRING:
        return _string(file)
    if kind == _ARRAY:
        element, count = _unpack(file, "I"), _unpack(file, "Q")
        if element == _ARRAY or count > 1 << 24:
            raise ValueError("an array of arrays, or too long")
        return [_value(file, element) for _ in range(count)]
    return _unpack(file, _SCALARS[kind])


def _string(file: BinaryIO) -> str:
    length = _unpack(file, "Q")
    if length > 1 << 24:
        raise ValueError(f"a string of {length} bytes")
    return file.read(length).decode("utf-8")


def _unpack(file: BinaryIO, kind: str) -> int:
    (value,) = struct.unpack(f"<{kind}", file.read(struct.calcsize(f"<{kind}")))
    return value  # type: ignore[no-any-return]  # float and bool fit where they are looked at
