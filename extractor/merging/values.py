"""The different values of a field as bytes: they are made again when they are compared.

A million values as objects would take most of a merge's memory, and the collector would go through them
again and again.
"""

from __future__ import annotations

import io
import mmap
import pickle
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from extractor.merging.arrays import Ints, Small

_KEPT = 10_000
"""Values of a field that stay in memory once they were made."""

Blob = bytes | Path
"""Where values stand: in memory, or in a file."""


def pickled(value: Any) -> bytes:
    """A value as bytes, which are the same wherever they are made, unless sets are in it."""
    written = io.BytesIO()
    _Pickler(written).dump(value)
    return written.getvalue()


def digest_of(written: bytes) -> bytes:
    """16 bytes that stand for a value."""
    return blake2b(written, digest_size=16).digest()


class StoredValues(Sequence[Any]):
    """Values of which each is read where it stands; those that were read last stay in memory."""

    def __init__(self, blobs: Sequence[Blob], blob: Small, starts: Ints, sizes: Ints) -> None:
        """By number: in which of the blobs the value stands, where it starts and how long it is."""
        self._blobs = blobs
        self._blob = blob
        self._starts = starts
        self._sizes = sizes
        self._open: dict[int, Any] = {}
        self._made: dict[int, Any] = {}

    def __getstate__(self) -> tuple[Any, ...]:
        return (self._blobs, self._blob, self._starts, self._sizes)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, number: Any) -> Any:
        made = self._made.get(number)
        if made is None:
            if len(self._made) >= _KEPT:
                self._made.clear()
            made = self._made[number] = self._read(number)
        return made

    def __iter__(self) -> Iterator[Any]:
        return map(self._read, range(len(self)))

    def _read(self, number: int) -> Any:
        blob, start = int(self._blob[number]), int(self._starts[number])
        own = self._opened(blob)[start : start + int(self._sizes[number])]
        return pickle.loads(own)  # noqa: S301 - of what this program wrote

    def _opened(self, number: int) -> Any:
        if number not in self._open:
            blob = self._blobs[number]
            self._open[number] = blob if isinstance(blob, bytes) else _mapped(blob)
        return self._open[number]


def _mapped(file: Path) -> memoryview:
    with file.open("rb") as opened:
        return memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.fast = True  # without references, which depend on what happens to be one object

    def reducer_override(self, item: Any) -> Any:
        """Models by their fields alone: they also hold a set, whose order differs."""
        if isinstance(item, BaseModel):
            kind = type(item)
            return _model, (kind, *(getattr(item, name) for name in kind.model_fields))
        return NotImplemented


def _model(kind: type[BaseModel], *values: Any) -> BaseModel:
    return kind.model_construct(**dict(zip(kind.model_fields, values, strict=True)))
