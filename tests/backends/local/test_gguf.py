from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.backends.local.gguf import ModelShape, read_shape
from extractor.errors import ModelError


def test_memory_is_the_file_and_two_bytes_for_each_number_kept_of_each_token() -> None:
    shape = ModelShape("llama", file_bytes=1000, layers=4, key_value_width=32)
    assert shape.memory(100) == 1000 + 4 * 32 * 100 * 2


def test_heads_shared_by_queries_are_kept_once(gguf_file: Callable[..., Path]) -> None:
    assert read_shape(gguf_file()).key_value_width == 2 * 2 * 8


def test_a_stated_head_width_wins_over_the_computed_one(gguf_file: Callable[..., Path]) -> None:
    assert read_shape(gguf_file(attention__key_length=16)).key_value_width == 2 * 2 * 16


def test_of_heads_that_differ_by_layer_the_most_counts(gguf_file: Callable[..., Path]) -> None:
    assert read_shape(gguf_file(attention__head_count_kv=[1, 8, 2, 2])).key_value_width == 2 * 8 * 8


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a GGUF file"),
        (b"<!DOCTYPE html>", "not a GGUF file"),
        (b"GGUF", "header is broken"),
        (b"GGUF" + bytes(20), "version 0"),
        (b"GGUF" + b"\x03\0\0\0" + b"\xff" * 16, "keys"),
    ],
)
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "odd.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=message) as caught:
        read_shape(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.gguf: No such file"):
        read_shape(tmp_path / "none.gguf")


@given(cut=st.integers(0, 200), position=st.integers(0, 200), byte=st.integers(0, 255))
def test_a_damaged_header_gives_a_shape_or_a_model_error(
    gguf_header: bytes, tmp_path_factory: pytest.TempPathFactory, cut: int, position: int, byte: int
) -> None:
    damaged = bytearray(gguf_header)
    damaged[position % len(damaged)] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.gguf"
    path.write_bytes(bytes(damaged[: len(damaged) - cut % 20]))
    try:
        assert read_shape(path).architecture
    except ModelError as error:
        assert str(path) in str(error)
