"""From what the user names (files, folders, globs, `-`) to the files to read, each with its kind."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from extractor.errors import ArticleError, UsageError

STANDARD_INPUT = "-"
"""The input that means standard input."""


class Kind(StrEnum):
    """How a file holds its articles."""

    TEXT = "text"
    JSON_LINES = "JSON Lines"
    JSON = "JSON"
    HTML = "HTML"
    PARQUET = "Parquet"
    UNKNOWN = "unknown"
    """Standard input, until its first line is seen."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read."""

    path: str
    """As the user gave it, or below the folder the user gave; `-` for standard input."""
    kind: Kind


_KINDS = {
    "": Kind.TEXT,
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".md": Kind.TEXT,
    ".markdown": Kind.TEXT,
    ".jsonl": Kind.JSON_LINES,
    ".ndjson": Kind.JSON_LINES,
    ".json": Kind.JSON,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".parquet": Kind.PARQUET,
}

# Kinds of file that may well hold an article: leaving them out in silence would lose it.
_NEXT_STEPS = {
    ".pdf": "convert it to text first, for example with pdftotext",
    ".doc": "save it as plain text first",
    ".docx": "save it as plain text first",
    ".epub": "convert it to text first",
    ".gz": "unpack it first",
    ".odt": "save it as plain text first",
    ".rtf": "save it as plain text first",
    ".tar": "unpack it first",
    ".tgz": "unpack it first",
    ".zip": "unpack it first",
    ".zst": "unpack it first",
    ".csv": "convert it to JSON Lines first, one object with a key `text` a line",
    ".tsv": "convert it to JSON Lines first, one object with a key `text` a line",
    ".xml": "convert it to JSON Lines or text first",
}

# What people keep beside articles; in a folder these are passed over without a word.
_OTHER_SUFFIXES = """
    .7z .aac .avif .avi .bak .bmp .c .cfg .class .conf .cpp .css .db .dll .eot .exe .flac .gif .go .h
    .heic .ico .ini .ipynb .java .jpeg .jpg .js .lock .log .m4a .map .md5 .mkv .mov .mp3 .mp4 .mpeg .o
    .ogg .orig .otf .part .php .png .py .pyc .rb .rs .sh .sha256 .so .sqlite .sqlite3 .svg .swp .tif .tiff
    .tmp .toml .ts .ttf .wav .webm .webp .woff .woff2 .yaml .yml
"""
_OTHER_NAMES = "changelog contributing copying dockerfile licence license makefile manifest notice readme"
_NOT_ARTICLES = frozenset(_OTHER_SUFFIXES.split())
_NOT_ARTICLE_NAMES = frozenset(_OTHER_NAMES.split())


def find_sources(inputs: Iterable[str]) -> list[Source | ArticleError]:
    """Every file the inputs lead to, in the order given, and an error for each that leads nowhere.

    A folder gives its files sorted by name, then those of its subfolders; hidden files and what is clearly
    no article (pictures, code, a README) are passed over. A file that several inputs lead to is read once.

    Raises:
        UsageError: there is no file to read at all.
    """
    named = list(inputs)
    found = list(_once(item for name in named for item in _expand(name)))
    if not any(isinstance(item, Source) for item in found):
        raise UsageError(_nothing_found(named, [item for item in found if isinstance(item, ArticleError)]))
    return found


def _nothing_found(named: list[str], errors: list[ArticleError]) -> str:
    if not named:
        return "no input is named; give files, folders, globs, or - for standard input"
    # A glob or a folder that leads nowhere has no error of its own.
    reasons = [str(error) for error in errors]
    complained = {error.source for error in errors}
    quiet = [name for name in named if name not in complained]
    if quiet:
        reasons.append(
            f"looked for {', '.join(_KINDS_SHOWN)} files in: {', '.join(quiet)}; "
            "name a file to read it whatever its suffix"
        )
    return "no article found; " + "; ".join(reasons)


_KINDS_SHOWN = tuple(suffix for suffix in _KINDS if suffix)


def _once(items: Iterable[Source | ArticleError]) -> Iterator[Source | ArticleError]:
    seen: set[str] = set()
    for item in items:
        if isinstance(item, Source):
            real = item.path if item.path == STANDARD_INPUT else os.path.realpath(item.path)
            if real in seen:
                continue
            seen.add(real)
        yield item


def _expand(name: str) -> Iterator[Source | ArticleError]:
    path = Path(name)
    if name == STANDARD_INPUT:
        yield Source(name, Kind.UNKNOWN)
    elif path.is_dir():
        yield from _in_folder(name)
    elif path.exists():
        yield _named_file(name)
    elif glob.has_magic(name):
        yield from _in_glob(name)
    elif path.is_symlink():
        yield ArticleError(name, "is a link to a file that does not exist; repair the link")
    else:
        yield ArticleError(name, "does not exist; check the path")


def _named_file(name: str) -> Source | ArticleError:
    suffix = Path(name).suffix.lower()
    if suffix in _NEXT_STEPS:
        return ArticleError(name, f"{suffix} files cannot be read; {_NEXT_STEPS[suffix]}")
    return Source(name, _KINDS.get(suffix, Kind.TEXT))


def _in_glob(pattern: str) -> Iterator[Source | ArticleError]:
    for name in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207 - keeps the path as the user wrote it
        if Path(name).is_dir():
            # `**` lists what is inside a folder by itself; `*` means the folder's articles.
            if "**" not in pattern:
                yield from _in_folder(name)
        elif not _is_clearly_no_article(name):
            yield _named_file(name)


def _in_folder(folder: str) -> Iterator[Source | ArticleError]:
    errors: list[ArticleError] = []
    walked = {os.path.realpath(folder)}

    def cannot_open(error: OSError) -> None:
        errors.append(
            ArticleError(str(error.filename), f"cannot be opened ({error.strerror}); check its rights")
        )

    for root, folders, files in os.walk(folder, followlinks=True, onerror=cannot_open):
        for name in sorted(files):
            path = os.path.join(root, name)  # noqa: PTH118 - keeps `./` as the user wrote it
            yield from _folder_member(path)
        folders[:] = [name for name in sorted(folders) if _may_enter(root, name, walked, errors)]
        yield from errors
        errors.clear()
    yield from errors


def _may_enter(root: str, name: str, walked: set[str], errors: list[ArticleError]) -> bool:
    if name.startswith("."):
        return False
    path = os.path.join(root, name)  # noqa: PTH118 - keeps `./` as the user wrote it
    real = os.path.realpath(path)
    if real not in walked:
        walked.add(real)
        return True
    if Path(os.path.realpath(root)).is_relative_to(real):
        errors.append(ArticleError(path, "is a link to a folder that contains it; remove the link"))
    return False


def _folder_member(path: str) -> Iterator[Source | ArticleError]:
    name = Path(path).name
    if name.startswith(".") or name.endswith("~") or _is_clearly_no_article(path):
        return
    if not Path(path).exists():
        yield ArticleError(path, "is a link to a file that does not exist; repair the link")
    elif Path(path).is_file():  # not a pipe or a socket, which would wait for ever
        suffix = Path(path).suffix.lower()
        if suffix in _KINDS or suffix in _NEXT_STEPS:
            yield _named_file(path)
        else:
            yield ArticleError(
                path, f"has the unknown suffix {suffix}; name the file itself to read it as text"
            )


def _is_clearly_no_article(path: str) -> bool:
    name = Path(path).name.lower()
    return Path(name).suffix in _NOT_ARTICLES or name.split(".")[0] in _NOT_ARTICLE_NAMES
