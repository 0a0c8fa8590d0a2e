"""Files inside compressed files and archives, and what is said of damaged ones."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.articles import count_inputs, find_sources, read_articles
from extractor.records import Article

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NEWS = "Two climbers were found alive on Mount Orla on Monday."
LINES = f'{{"text": "{NEWS}"}}\n{{"text": "{NEWS}"}}\n'.encode()
WAYS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gz", gzip.compress),
    ("bz2", bz2.compress),
    ("xz", lzma.compress),
    ("zst", zstd.compress),
]


def read(path: Path) -> list[str]:
    return [item.text if isinstance(item, Article) else str(item) for item in read_articles([str(path)])]


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(("suffix", "compress"), WAYS, ids=[suffix for suffix, _ in WAYS])
def test_a_compressed_file_is_read_as_what_is_inside(
    tmp_path: Path, suffix: str, compress: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / f"wire.jsonl.{suffix}"
    path.write_bytes(compress(LINES))
    assert read(path) == [NEWS, NEWS]
    assert count_inputs(find_sources([str(path)])) is None


def test_a_file_that_does_not_say_it_is_compressed_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(gzip.compress(NEWS.encode()))
    (tmp_path / "page").write_bytes(gzip.compress(f"<html><p>{NEWS} {NEWS}</p></html>".encode()))
    assert read(tmp_path) == [NEWS, f"{NEWS} {NEWS}"]


def test_the_members_of_an_archive_are_read_by_their_kinds_and_named(tmp_path: Path) -> None:
    inner = zipped({"b.txt": NEWS.encode()})
    members = {
        "in/a.jsonl": LINES,
        "in/logo.png": b"\0",
        "in/c.zip": inner,
        "in/d.wire": b"x",
        "__MACOSX/e.txt": b"x",
    }
    path = tmp_path / "news.zip"
    path.write_bytes(zipped(members))
    assert read(path) == [
        NEWS,
        NEWS,
        NEWS,
        f"{path}/in/d.wire: has the unknown suffix .wire; name the file itself to read it as text",
    ]
    first = next(iter(read_articles([str(path)])))
    assert isinstance(first, Article)
    assert (first.id, first.path) == ("a-1", f"{path}/in/a.jsonl")


def test_a_damaged_member_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    raw = zipped({"a.txt": b"It snowed on Monday, the police said.", "b.txt": NEWS.encode()})
    path.write_bytes(raw.replace(b"It snowed", b"It rained"))
    bad, good = read(path)
    assert bad.startswith(f"{path}/a.txt: cannot be taken out of the archive (Bad CRC-32")
    assert good == NEWS


@pytest.mark.parametrize(("suffix", "compress"), WAYS, ids=[suffix for suffix, _ in WAYS])
def test_a_file_that_was_cut_off_is_an_error(
    tmp_path: Path, suffix: str, compress: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / f"a.txt.{suffix}"
    path.write_bytes(compress(NEWS.encode())[:-9])
    (found,) = read(path)
    assert found.startswith(f"{path}: is damaged")


def test_what_is_no_archive_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 no more")
    (found,) = read(tmp_path / "a.zip")
    assert "is no ZIP archive that can be read" in found
