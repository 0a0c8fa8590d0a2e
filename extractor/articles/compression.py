"""Read what is inside `.gz`, `.bz2`, `.xz` and `.zst` files; their first bytes tell, whatever their name."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

COMPRESSED = (".gz", ".bz2", ".xz", ".zst", ".zstd")
"""Suffixes that say nothing of what is inside."""

DAMAGED = (EOFError, zlib.error, lzma.LZMAError)
"""What reading a damaged file raises besides `OSError`."""

_LONGEST_MAGIC = 6


@contextmanager
def decompressed(stream: BinaryIO) -> Iterator[io.BufferedReader[Any]]:
    """The content of a stream: of one that is compressed what is inside, of any other as it is."""
    peekable = (
        stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))
    )
    opened = _opened(peekable, peekable.peek(_LONGEST_MAGIC)[:_LONGEST_MAGIC])
    if opened is None:
        yield peekable
        return
    with opened, io.BufferedReader(cast("io.RawIOBase", opened)) as inside:
        yield inside


def _opened(stream: BinaryIO, magic: bytes) -> BinaryIO | None:
    if magic.startswith(b"\x1f\x8b"):
        return cast("BinaryIO", gzip.GzipFile(fileobj=stream))
    if magic.startswith(b"BZh"):
        return cast("BinaryIO", bz2.BZ2File(stream))
    if magic.startswith(b"\xfd7zXZ\0"):
        return cast("BinaryIO", lzma.LZMAFile(stream))
    if magic.startswith(b"\x28\xb5\x2f\xfd"):
        from backports import zstd

        return cast("BinaryIO", zstd.ZstdFile(stream))
    return None
