from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.kit.local_models import SMALL, gguf_bytes, small_model


@pytest.fixture
def gguf_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a GGUF file that has a header and no weights."""
    return partial(small_model, tmp_path)


@pytest.fixture(scope="session")
def gguf_header() -> bytes:
    """The bytes of a sound header."""
    return gguf_bytes(SMALL)
