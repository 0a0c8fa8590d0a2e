"""Large things in a folder: workers map the arrays in it into memory, and read what they look at.

On one machine they all share what the system has read of the files; on several the folder is on a disk that
all see.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import IO, Any

import numpy as np

_LARGE = 1 << 16
"""Bytes from which an array has a file of its own."""
_ITEM = "item.pickle"


def share(item: Any, folder: Path) -> None:
    """Write an item into a new folder, its large arrays as files of their own."""
    folder.mkdir()
    with (folder / _ITEM).open("wb") as file:
        _Writer(file, folder).dump(item)


def shared(folder: Path) -> Any:
    """The item that `share` wrote; its large arrays cannot be changed."""
    with (folder / _ITEM).open("rb") as file:
        return _Reader(file, folder).load()


class _Writer(pickle.Pickler):
    def __init__(self, file: IO[bytes], folder: Path) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._folder = folder
        self._arrays: dict[int, tuple[str, Any]] = {}

    def persistent_id(self, item: Any) -> str | None:
        """The name of the file of an array."""
        if not isinstance(item, np.ndarray) or item.nbytes < _LARGE or item.dtype.hasobject:
            return None
        # The array is kept here as well, so that no other comes to have its identity meanwhile.
        name, _ = self._arrays.setdefault(id(item), (f"{len(self._arrays)}.npy", item))
        if not (self._folder / name).exists():
            np.save(self._folder / name, item, allow_pickle=False)
        return name


class _Reader(pickle.Unpickler):
    def __init__(self, file: IO[bytes], folder: Path) -> None:
        super().__init__(file)
        self._folder = folder

    def persistent_load(self, name: Any) -> Any:
        return np.asarray(np.load(self._folder / name, mmap_mode="r"))
