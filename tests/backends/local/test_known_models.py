from __future__ import annotations

from pathlib import Path

import pytest

from extractor.backends.local.gguf import ModelShape
from extractor.backends.local.known_models import DEFAULT_MODEL, KNOWN_MODELS, KnownModel
from extractor.backends.local.sizing import Size

every_model = pytest.mark.parametrize("model", KNOWN_MODELS.values(), ids=lambda model: model.name)


@every_model
def test_the_pieces_of_a_model_make_its_size(model: KnownModel) -> None:
    pieces = model.wheels
    assert pieces is not None
    assert (pieces.count - 1) * pieces.piece_bytes < model.size <= pieces.count * pieces.piece_bytes


@every_model
def test_a_model_is_pinned_by_its_hash_and_free_to_use(model: KnownModel) -> None:
    assert len(bytes.fromhex(model.sha256)) == 32
    assert model.licence == "Apache-2.0"


def test_the_default_model_is_known() -> None:
    assert DEFAULT_MODEL in KNOWN_MODELS


@every_model
def test_the_guide_says_how_much_memory_a_model_takes(model: KnownModel, repository: Path) -> None:
    shape = ModelShape("", model.size, model.layers, model.key_value_width)
    memory = Size(4096, slots=1, prompt_cache=0).memory(shape)
    guide = (repository / "docs" / "guides" / "local-models.md").read_text(encoding="utf-8")
    assert f"| `{model.name}` | {model.size / 1e6:,.0f} MB | {memory / 1e6:,.0f} MB |" in guide
