"""Files: the data that ships with the package, and how a file is replaced by another.

In a checkout the data stand at the top of the repository, where people open them; a built wheel carries
them inside the package.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(kind: str) -> Path:
    """The folder of a kind of shipped data: `schemas`, `prompts`, `seeds` or `cassettes`."""
    inside = _PACKAGE / "shipped" / kind
    return inside if inside.is_dir() else _PACKAGE.parent / kind


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to; what was written stands at `path` afterwards, or nothing changed.

    A reader sees the old file or the new one, never a part, also after a crash.

    Raises:
        OSError: it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Return when the names in a folder are on the disk.

    Raises:
        OSError: the disk failed.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
