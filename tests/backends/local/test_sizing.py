from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.backends.local.gguf import ModelShape
from extractor.backends.local.sizing import PROMPT_CACHES, WORKING_MEMORY, Size, fitting
from extractor.errors import ModelError

GIB = 1 << 30

QWEN = ModelShape("qwen2", file_bytes=1_117_320_768, layers=28, key_value_width=512, trained_context=32_768)
"""The default model: 28 KiB a token."""


def needs(size: Size) -> int:
    return size.memory(QWEN)


@pytest.mark.parametrize(
    ("free", "size"),
    [
        (16 * GIB, Size(16_384, 2, 1024)),
        (7 * GIB, Size(16_384, 2, 1024)),
        (6 * GIB, Size(8192, 2, 1024)),
        (3 * GIB, Size(4096, 2, 1024)),
        (2 * GIB, Size(4096, 2, 256)),
        (needs(Size(4096, 2, 64)), Size(4096, 2, 64)),
        (needs(Size(4096, 2, 0)), Size(4096, 2, 0)),
        (needs(Size(4096, 1, 64)), Size(4096, 1, 64)),
        (needs(Size(4096, 1, 0)), Size(4096, 1, 0)),
        (needs(Size(2048, 1, 0)), Size(2048, 1, 0)),
        (needs(Size(1024, 1, 0)), Size(1024, 1, 0)),
    ],
)
def test_the_less_memory_the_less_context_then_cache_then_slots_then_context_again(
    free: int, size: Size
) -> None:
    assert fitting(QWEN, free, alias="m") == size


def test_what_was_asked_for_is_never_made_less() -> None:
    free = needs(Size(8192, 3, 0))
    assert fitting(QWEN, free, alias="m", context=8192, slots=3) == Size(8192, 3, 0)
    with pytest.raises(ModelError, match=r"for 3 × 8,192 tokens.*ask for a shorter context or fewer slots"):
        fitting(QWEN, free - 1, alias="m", context=8192, slots=3)
    with pytest.raises(ModelError, match="for 32,768 tokens"):
        fitting(QWEN, 2 * GIB, alias="m", context=32_768)


def test_a_longer_context_than_usual_may_be_asked_for_to_the_last_byte() -> None:
    free = needs(Size(32_768, 1, PROMPT_CACHES[0]))
    assert fitting(QWEN, free, alias="m", context=32_768, slots=1) == Size(32_768, 1, PROMPT_CACHES[0])


def test_no_context_is_longer_than_the_model_was_made_for() -> None:
    short = ModelShape("llama", file_bytes=1000, layers=4, key_value_width=32, trained_context=2048)
    assert fitting(short, 16 * GIB, alias="m").context == 2048
    assert fitting(short, 16 * GIB, alias="m", context=4096).context == 2048
    tiny = ModelShape("llama", file_bytes=1000, layers=4, key_value_width=32, trained_context=512)
    assert fitting(tiny, 16 * GIB, alias="m").context == 512
    silent = ModelShape("llama", file_bytes=1000, layers=4, key_value_width=32)
    assert fitting(silent, 16 * GIB, alias="m").context == 16_384
    assert fitting(silent, 16 * GIB, alias="m", context=65_536).context == 65_536


def test_a_machine_that_is_too_small_is_refused_with_what_would_fit() -> None:
    with pytest.raises(ModelError) as caught:
        fitting(QWEN, GIB, alias="qwen")
    assert str(caught.value) == (
        "model qwen needs 1.5 GiB of memory for 1,024 tokens, and 1.0 GiB is free: "
        "close other programs, or choose a smaller --model, such as qwen2.5-coder-0.5b"
    )
    with pytest.raises(ModelError, match=r"or choose a smaller --model$"):
        fitting(QWEN, GIB // 4, alias="qwen")


@given(
    free=st.integers(0, 64 * GIB),
    layers=st.integers(1, 100),
    width=st.integers(1, 8192),
    weights=st.integers(0, 32 * GIB),
    trained=st.none() | st.integers(1, 1 << 20),
    context=st.none() | st.integers(256, 1 << 18),
    slots=st.none() | st.integers(1, 64),
    most=st.integers(1, 64),
)
def test_whatever_is_chosen_fits_and_whatever_fits_is_found(
    free: int,
    layers: int,
    width: int,
    weights: int,
    trained: int | None,
    context: int | None,
    slots: int | None,
    most: int,
) -> None:
    shape = ModelShape("any", weights, layers, width, trained)
    try:
        size = fitting(shape, free, alias="m", context=context, slots=slots, most_slots=most)
    except ModelError:
        least = Size(min(context or 1024, trained or 1 << 30, context or 1 << 30), slots or 1, 0)
        assert least.memory(shape) > free
        return
    assert size.memory(shape) <= free
    assert size.context <= (trained or size.context)
    assert size.slots == (slots or size.slots) <= max(most, slots or 1)
    assert context is None or size.context == min(context, trained or context)
    assert shape.file_bytes + WORKING_MEMORY <= free
