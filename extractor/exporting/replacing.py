"""Writes a file under another name and puts it in its place when it is whole."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from extractor.errors import RunError


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to; what was written stands at `path` afterwards, or nothing changed.

    Raises:
        RunError: it cannot be written; what was there before still is.
    """
    if path.exists() and not path.is_file():
        raise RunError(f"{path}: not a file, so it cannot be replaced by one")
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
    except OSError as error:
        reason = error.strerror or error
        raise RunError(f"{path}: cannot be written: {reason}; check the disk and its rights") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
