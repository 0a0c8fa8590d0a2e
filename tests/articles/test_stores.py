"""Inputs by URL, in a store that fsspec opens: the same as on disk, and errors with a next step."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from extractor.articles import count_inputs, find_sources, read_articles
from extractor.errors import ArticleError, UsageError
from extractor.records import Article

NEWS = "Fire crews rescued {} hikers from a flooded canyon on Monday. The sheriff said all are well."
PAGE = f"<html><body><article><p>{NEWS.format('nine')}</p><p>{NEWS.format('ten')}</p></article></body></html>"


@pytest.fixture(autouse=True)
def store() -> Iterator[MemoryFileSystem]:
    """An empty store."""
    files = fsspec.filesystem("memory", use_listings_cache=False)
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    yield files
    files.store.clear()
    files.pseudo_dirs[:] = [""]


def put(names: Mapping[str, bytes | str]) -> None:
    files = fsspec.filesystem("memory", use_listings_cache=False)
    for name, content in names.items():
        files.pipe_file(f"/wire/{name}", content.encode() if isinstance(content, str) else content)


def read(*urls: str) -> list[str]:
    return [str(item.path if isinstance(item, Article) else item) for item in read_articles(urls)]


def files_of_every_kind() -> dict[str, bytes]:
    rows = [{"id": f"r{number}", "text": NEWS.format(number)} for number in range(3)]
    lines = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    archive, table = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("in/a.txt", NEWS.format("four"))
        file.writestr("in/photo.png", b"\x89PNG")
    pq.write_table(pa.table({"text": [row["text"] for row in rows]}), table)
    return {
        "a.txt": NEWS.format("two").encode(),
        "b.jsonl": lines,
        "c.jsonl.gz": gzip.compress(lines),
        "d.zip": archive.getvalue(),
        "e.parquet": table.getvalue(),
        "f.parquet.gz": gzip.compress(table.getvalue()),
        "g.csv": f"text\n{NEWS.format('six')}\n".encode(),
        "h.html": PAGE.encode(),
        "story.php": PAGE.encode(),
        "sub/a.txt": NEWS.format("seven").encode(),
        "sub.txt": NEWS.format("eight").encode(),
    }


def test_a_folder_gives_the_articles_that_it_gives_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = files_of_every_kind()
    put({f"in/{name}": content for name, content in names.items()})
    for name, content in names.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    on_disk, in_store = list(read_articles(["in"])), list(read_articles(["memory://wire/in/"]))
    assert len(on_disk) == 19
    assert in_store == [
        item.model_copy(update={"path": f"memory://wire/{item.path}"})
        for item in on_disk
        if isinstance(item, Article)
    ]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("memory://wire/2026/a.txt", ["2026/a.txt"]),
        ("memory://wire/2026/odd[1].txt", ["2026/odd[1].txt"]),
        ("memory://wire/2026/*.txt", ["2026/a.txt", "2026/odd[1].txt"]),
        ("memory://wire/*/a.txt", ["2025/a.txt", "2026/a.txt"]),
        ("memory://wire/**/*.md", ["2025/deep/c.md", "2026/b.md"]),
        ("memory://wire/2025/*", ["2025/a.txt", "2025/deep/c.md"]),
        ("memory://wire", ["2025/a.txt", "2025/deep/c.md", "2026/a.txt", "2026/b.md", "2026/odd[1].txt"]),
    ],
)
def test_files_folders_and_globs_are_named_by_url(url: str, found: list[str]) -> None:
    names = ("2025/a.txt", "2025/deep/c.md", "2026/a.txt", "2026/b.md", "2026/odd[1].txt", "2026/.hidden.txt")
    put({name: NEWS.format(name) for name in (*names, "2026/README.md", "2025/.cache/d.txt")})
    assert read(url) == [f"memory://wire/{name}" for name in found]


def test_what_several_urls_lead_to_is_read_once_and_what_is_new_is_seen() -> None:
    put({"a.txt": NEWS.format("two")})
    assert read("memory://wire/*.txt", "memory://wire/a.txt", "memory://wire/") == ["memory://wire/a.txt"]
    put({"b.txt": NEWS.format("three")})
    assert read("memory://wire/") == ["memory://wire/a.txt", "memory://wire/b.txt"]


def test_of_a_run_folder_only_the_articles_are_articles() -> None:
    line = json.dumps({"id": "x", "text": NEWS.format("two")})
    put({"run/ledger.sqlite": b"", "run/articles.jsonl": line, "run/records.jsonl": "{}", "a.txt": line})
    assert read("memory://wire/") == ["memory://wire/a.txt"]
    for url in ("memory://wire/run", "memory://wire/run/*", "memory://wire/run/articles.jsonl"):
        assert read(url) == ["memory://wire/run/articles.jsonl"]
    with pytest.raises(UsageError, match=r"records\.jsonl: is a result of the run in memory://wire/run, "):
        read("memory://wire/run/records.jsonl")


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        (
            "memory://wire/gone.txt",
            "memory://wire/gone.txt: does not exist; check the address and your rights",
        ),
        ("memory://wire/gone/*.txt", "looked for .txt, "),
        ("nosuch://wire/a.txt", "nosuch://wire: nosuch:// is not known; s3://, gs:// and az:// are"),
    ],
)
def test_what_is_not_there_is_said_with_the_next_step(url: str, complaint: str) -> None:
    with pytest.raises(UsageError) as error:
        read(url)
    assert complaint in str(error.value)


@pytest.mark.parametrize(("scheme", "extra"), [("s3", "s3"), ("gs", "gs"), ("abfss", "az")])
def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, scheme: str, extra: str) -> None:
    registry = sys.modules["fsspec.registry"]
    monkeypatch.delitem(registry._registry, scheme, raising=False)
    monkeypatch.setitem(registry.known_implementations, scheme, {"class": "not_installed.Files", "err": "no"})
    with pytest.raises(UsageError, match=rf"pip install 'news-event-extractor\[{extra}\]'"):
        read(f"{scheme}://wire/a.txt")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://reader:hunter2@host/a.txt",
        "https://host/a.txt?X-Amz-Signature=hunter2",
        "https://host/a.txt?sv=1&sig=hunter2",
    ],
)
def test_a_url_with_a_key_in_it_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(UsageError, match="give keys in the environment") as error:
        read(url)
    assert "hunter2" not in str(error.value)


class StoreError(Exception):
    """As the libraries of stores raise, which is no `OSError`."""


class FailingStore(MemoryFileSystem):  # type: ignore[misc] # fsspec ships no types
    """A store in which some files break off, some are refused, and one folder is not listed."""

    protocol = ("failing",)
    store: dict[str, Any] = MemoryFileSystem.store
    pseudo_dirs: list[str] = MemoryFileSystem.pseudo_dirs

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.removeprefix("failing:/")))

    def open(self, path: str, mode: str = "rb", **options: Any) -> Any:
        if "refused" in path:
            raise PermissionError("Access Denied")
        file = super().open(path, mode, **options)
        return BreakingFile(file.read()[:90]) if "breaks" in path else file

    def cat_file(self, path: str, *range_: Any, **options: Any) -> Any:
        return self.open(path).read()

    def ls(self, path: str, detail: bool = True, **options: Any) -> Any:
        if "shut" in path:
            raise StoreError("403 https://host/wire?signature=hunter2")
        return super().ls(path, detail, **options)


class BreakingFile(io.BytesIO):
    """A file whose connection breaks at its end."""

    def readinto(self, buffer: Any, /) -> int:
        number = super().readinto(buffer)
        if not number:
            raise StoreError("connection lost\nin line 5")
        return number


@pytest.fixture
def failing() -> None:
    fsspec.register_implementation("failing", FailingStore, clobber=True)


@pytest.mark.usefixtures("failing")
def test_a_file_that_cannot_be_read_costs_no_other() -> None:
    line = json.dumps({"text": "Rain fell on Monday in the whole of the county."}) + "\n"
    put({"in/a.txt": NEWS.format("two"), "in/breaks.jsonl": line * 2, "in/refused.txt": NEWS.format("three")})
    put({"in/shut/b.txt": NEWS.format("four"), "in/then/z.txt": NEWS.format("five")})
    retry = "check the path and its rights"
    assert read("failing://wire/in") == [
        "failing://wire/in/a.txt",
        "failing://wire/in/breaks.jsonl",
        f"failing://wire/in/breaks.jsonl: cannot be read (StoreError: connection lost in line 5); {retry}",
        f"failing://wire/in/refused.txt: cannot be read (Access Denied); {retry}",
        "failing://wire/in/then/z.txt",
        "failing://wire/in/shut: cannot be opened (StoreError: 403 https://host/wire); check its rights",
    ]


@pytest.mark.usefixtures("failing")
def test_a_store_that_refuses_is_an_error_without_a_signature() -> None:
    put({"shut/b.txt": NEWS.format("four")})
    with pytest.raises(UsageError, match="StoreError: 403 https://host/wire") as error:
        read("failing://wire/shut/*.txt")
    assert "hunter2" not in str(error.value)


def test_small_files_are_asked_for_together_and_large_ones_by_themselves() -> None:
    together: list[int] = []
    alone: list[str] = []

    class Watched(MemoryFileSystem):  # type: ignore[misc] # fsspec ships no types
        def cat_ranges(self, paths: list[str], start: int, end: int, **options: Any) -> list[bytes]:
            together.append(len(paths))
            return [self.store[path].getvalue()[start:end] for path in paths]

        def open(self, path: str, mode: str = "rb", **options: Any) -> Any:
            alone.append(path)
            return super().open(path, mode, **options)

    put({f"{number:02}.txt": NEWS.format(number) for number in range(99)} | {"empty.txt": ""})
    put({"long.txt": "It rained. " * 100_000, "table.csv": f"text\n{NEWS.format('two')}\n"})
    fsspec.register_implementation("memory", Watched, clobber=True)
    try:
        found = {item.path: item for item in read_articles(["memory://wire"]) if isinstance(item, Article)}
    finally:
        fsspec.register_implementation("memory", MemoryFileSystem, clobber=True)
    assert together == [64, 37]
    assert alone == ["memory://wire/long.txt", "memory://wire/table.csv"]
    assert len(found) == 101
    assert found["memory://wire/98.txt"].text == NEWS.format(98)
    assert len(found["memory://wire/long.txt"].text) == 1_100_000


def test_files_are_counted_as_far_as_their_names_tell() -> None:
    put({"a.txt": NEWS.format("two"), "b.html": PAGE})
    assert count_inputs(find_sources(["memory://wire/"])) == 2
    put({"c.jsonl": "{}\n{}\n"})
    assert count_inputs(find_sources(["memory://wire/"])) is None


def test_an_article_that_cannot_be_read_is_an_error_of_its_url() -> None:
    put({"empty.txt": "", "a.txt": NEWS.format("two")})
    first, second = read_articles(["memory://wire/a.txt", "memory://wire/empty.txt"])
    assert isinstance(first, Article)
    assert isinstance(second, ArticleError)
    assert second.source == "memory://wire/empty.txt"
