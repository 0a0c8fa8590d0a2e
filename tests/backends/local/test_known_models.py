from __future__ import annotations

import pytest

from extractor.backends.local.known_models import DEFAULT_MODEL, KNOWN_MODELS, KnownModel

every_model = pytest.mark.parametrize("model", KNOWN_MODELS.values(), ids=lambda model: model.name)


@every_model
def test_the_pieces_of_a_model_make_its_size(model: KnownModel) -> None:
    pieces = model.wheels
    assert (pieces.count - 1) * pieces.piece_bytes < model.size <= pieces.count * pieces.piece_bytes


@every_model
def test_a_model_is_pinned_by_its_hash_and_free_to_use(model: KnownModel) -> None:
    assert len(bytes.fromhex(model.sha256)) == 32
    assert model.licence == "Apache-2.0"


def test_the_default_model_is_known() -> None:
    assert DEFAULT_MODEL in KNOWN_MODELS
