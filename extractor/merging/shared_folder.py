"""What the workers of a merge find in a folder that all of them see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor.schemas import Schema, load_schema
from extractor.workers.sharing import share, shared


@dataclass(frozen=True)
class SharedFolder:
    """A folder of one merge, and the schema by which what is in it is read."""

    path: Path
    """No other merge has a folder of this name, so what was read from it can be kept."""
    schema: str
    """What `load_schema` takes, in every working directory."""

    def put(self, item: Any) -> None:
        """Write down what all workers look at, once."""
        share(item, self.path / "shared")

    def item(self) -> Any:
        """What was put there; a process reads it once."""
        return _item_in(self)

    def forget(self) -> None:
        """Keep what was put there no longer in this process."""
        _item_in.cache_clear()

    def loaded_schema(self) -> Schema:
        """The schema; a process loads it once, for its classes must stay the same."""
        return _schema_of(self)


@lru_cache(maxsize=1)
def _item_in(folder: SharedFolder) -> Any:
    folder.loaded_schema()  # there may be classes of its file in what follows
    return shared(folder.path / "shared")


@lru_cache(maxsize=1)
def _schema_of(folder: SharedFolder) -> Schema:
    return load_schema(folder.schema)
