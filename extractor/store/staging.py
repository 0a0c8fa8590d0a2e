"""Several files that take the place of an earlier command's together, or leave it as it was."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

from extractor.errors import RunError
from extractor.resources import sync_folder
from extractor.store.folder import unwritable, write_synced


class Staging:
    """New files next to the old ones until `swap`; a context manager.

    All are on the disk before the first old one is touched. The last of them says that the others are whole:
    it is away while they are exchanged. When something fails, the old files are in their places, and
    `RunError` is raised.
    """

    def __init__(self, seal: Path) -> None:
        """`seal` is the file that says that the others are whole."""
        self._seal = seal
        self._staged: list[Path] = []
        self._away: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for path in (*self._staged, *self._away, self._seal):
            for temporary in (_new(path), _old(path)):
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)

    def write(self, path: Path, lines: Iterable[str]) -> Path:
        """Write the file that will be `path`; where it stands until `swap` is returned."""
        if path.exists() and not path.is_file():
            raise RunError(f"{path}: not a file, so it cannot be replaced by one")
        if path != self._seal:
            self._staged.append(path)
        try:
            write_synced(_new(path), lines)
        except OSError as error:
            raise unwritable(path, error) from error
        return _new(path)

    def swap(self, gone: Sequence[Path] = ()) -> None:
        """Put all that was written in its place, and remove those of `gone` that were not written."""
        self._away = [path for path in gone if path not in self._staged]
        path = self._seal
        try:
            for path in (self._seal, *self._staged, *self._away):
                _keep(path)
        except OSError as error:  # nothing was touched yet
            raise unwritable(path, error) from error
        try:
            path = self._seal
            path.unlink(missing_ok=True)
            sync_folder(path.parent)
            for path in self._away:
                path.unlink(missing_ok=True)
            for path in self._staged:
                _new(path).replace(path)
            sync_folder(self._seal.parent)
            path = self._seal
            _new(path).replace(path)
            sync_folder(path.parent)
        except OSError as error:
            self._put_back()
            raise unwritable(path, error) from error

    def _put_back(self) -> None:
        for path in (*self._staged, *self._away, self._seal):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
                if _old(path).exists():
                    os.link(_old(path), path)  # no rename: that is what may have failed


def _keep(path: Path) -> None:
    """A second name for the old file, under which it outlives its replacement."""
    _old(path).unlink(missing_ok=True)
    if path.exists():
        os.link(path, _old(path))


def _new(path: Path) -> Path:
    return path.with_name(f".{path.name}.tmp")


def _old(path: Path) -> Path:
    return path.with_name(f".{path.name}.old")
