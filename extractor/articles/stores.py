"""Inputs by URL, such as `s3://bucket/archive/`: listed and opened by fsspec, which knows most stores.

Keys are those of the store's own library: in the environment, or where its tools keep them; never in a URL.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import itertools
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from extractor.errors import UsageError

_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_SECRET = re.compile(
    r"^[^/]+//[^/@]*:[^/@]*@|[?&][^=&]*(?:sig|signature|token|secret|password|credential|key|keyid)=",
    re.IGNORECASE,
)
"""A password before the host, or the query of an address that was signed for whoever has it."""

_EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gs", "gcs": "gs", "az": "az", "abfs": "az", "abfss": "az"}
"""The extra that has the library of a store, by scheme."""

_LONGEST_REASON = 200

_SMALL = 1_000_000
"""Bytes of a file that is read at once; an article in a file of its own has rarely more."""

OnError = Callable[[str, OSError], None]
Walk = Iterator[tuple[str, list[str], list[str]]]
"""Folders, each with the names of its folders and files, as `os.walk` gives them."""


def is_url(name: str) -> bool:
    """Whether an input is named by URL."""
    return _URL.match(name) is not None


def check_url(url: str) -> None:
    """Refuse a URL with a key in it, for files of the run name its inputs, and one that nothing can open.

    Raises:
        UsageError: what is wrong with it.
    """
    if _SECRET.search(url):
        raise UsageError(
            f"{url[: url.index('//')]}//…: has a password or a signature in it, which files of the run would "
            "show; give keys in the environment, where the store's own tools look for them"
        )
    _files_of(url)


@contextlib.contextmanager
def open_input(path: str) -> Iterator[BinaryIO]:
    """A file, by its path or URL, to be read.

    Raises:
        OSError: it cannot be opened, or reading it fails.
    """
    if not is_url(path):
        with Path(path).open("rb") as file:
            yield file
        return
    with _os_errors():
        opened = _File(_files_of(path).open(path))
    with io.BufferedReader(cast("io.RawIOBase", opened)) as file:
        yield file


def read_small(paths: Iterable[str]) -> dict[str, BinaryIO]:
    """The files in stores that are small, asked for together, as each alone would have to be waited for.

    What is large, or cannot be read, is left out.
    """
    found: dict[str, BinaryIO] = {}
    for files, group in itertools.groupby(filter(is_url, paths), key=_files_of):
        urls = list(group)
        with contextlib.suppress(OSError), _os_errors():
            contents = files.cat_ranges([files._strip_protocol(url) for url in urls], 0, _SMALL + 1)  # noqa: SLF001
            for url, raw in zip(urls, contents, strict=True):
                if isinstance(raw, bytes) and len(raw) <= _SMALL:
                    found[url] = io.BytesIO(raw)
    return found


def is_file(path: str) -> bool:
    """Whether there is a file, and no folder or pipe, at a path or URL."""
    if not is_url(path):
        return Path(path).is_file()
    with _os_errors():
        return bool(_files_of(path).isfile(path))


def is_folder(url: str) -> bool | None:
    """Whether a URL is that of a folder; `None` when it is that of nothing.

    Raises:
        OSError: the store cannot be asked, or refuses.
    """
    try:
        with _os_errors():
            return bool(_files_of(url).info(url)["type"] == "directory")
    except FileNotFoundError:
        return None


def walk(folder: str, on_error: OnError, depth: int | None = None) -> Walk:
    """As `os.walk`, with what links lead to, also of a folder in a store, to so many levels."""
    if not is_url(folder):
        yield from os.walk(
            folder, followlinks=True, onerror=lambda error: on_error(str(error.filename), error)
        )
        return
    files = _files_of(folder)
    try:
        with _os_errors():
            listed = files.ls(folder, detail=True)
    except OSError as error:
        on_error(folder, error)
        return
    names: dict[bool, list[str]] = {True: [], False: []}
    for entry in listed:
        name = entry["name"].rstrip("/")
        if name != files._strip_protocol(folder).rstrip("/"):  # noqa: SLF001 - some stores list it too
            names[entry["type"] == "directory"].append(name.rpartition("/")[2])
    folders = names[True]
    yield folder, folders, names[False]
    if depth != 1:
        for name in folders:
            yield from walk(f"{folder}/{name}", on_error, depth and depth - 1)


def matches(pattern: str, on_error: OnError) -> dict[str, bool]:
    """The URLs that a glob matches, and whether each is a folder; hidden ones only where it names them."""
    from fsspec.utils import glob_translate

    before = re.split(r"[*?\[]", pattern, maxsplit=1)[0].rpartition("/")[0]
    depth = None if "**" in pattern else pattern.count("/") - before.count("/")
    match = re.compile(glob_translate(pattern)).match
    found: dict[str, bool] = {}
    for root, folders, files in walk(before, on_error, depth):
        found |= {f"{root}/{name}": False for name in files} | {f"{root}/{name}": True for name in folders}
    return {url: found[url] for url in found if match(url) and ("/." not in url or "/." in pattern)}


def _files_of(url: str) -> Any:
    """The file system of fsspec for a URL; there is one for a store and the keys in the environment."""
    base = "/".join(url.split("/", 3)[:3])
    scheme = base.partition("://")[0]
    try:
        fsspec = importlib.import_module("fsspec")
        fsspec.get_filesystem_class(scheme)
    except ImportError as error:
        extra = _EXTRAS.get(scheme)
        how = f"pip install 'news-event-extractor[{extra}]'" if extra else str(error)
        raise UsageError(f"{base}: {scheme}:// needs a package: {how}") from None
    except ValueError:
        raise UsageError(
            f"{base}: {scheme}:// is not known; s3://, gs:// and az:// are, for example"
        ) from None
    # It warns of each way in which there are no keys, and raises an error that says so again.
    logging.getLogger("azure.identity").setLevel(logging.ERROR)
    try:
        with _os_errors():
            # What is listed is not kept: there may be millions, and a later call must see what is new.
            return fsspec.url_to_fs(f"{base}/", use_listings_cache=False)[0]
    except OSError as error:
        raise UsageError(
            f"{base}: cannot be opened ({error}); set what it needs in the environment"
        ) from None


class _File:
    """A file in a store; whatever fails while it is read is an `OSError`."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def readinto(self, buffer: Any) -> int:
        with _os_errors():
            return int(self._file.readinto(buffer))


@contextlib.contextmanager
def _os_errors() -> Iterator[None]:
    """Raise what a store's library raises as `OSError`, without the query of an address."""
    try:
        yield
    except (OSError, UsageError):
        raise
    except Exception as error:  # noqa: BLE001 - each library has a tree of its own
        reason = " ".join(re.sub(r"\?[^\s'\"]*", "", str(error)).split())[:_LONGEST_REASON]
        raise OSError(f"{type(error).__name__}: {reason}".removesuffix(": ")) from None
