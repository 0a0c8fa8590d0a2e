"""From what the user names (files, folders, globs, `-`) to the files to read, each with its kind."""

from __future__ import annotations

import contextlib
import glob
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.articles.compression import COMPRESSED, DAMAGED, decompressed
from extractor.articles.kinds import HEAD, Kind, sniff
from extractor.errors import ArticleError, UsageError

STANDARD_INPUT = "-"
"""The input that means standard input."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read."""

    path: str
    """As the user gave it, or below the folder the user gave; `-` for standard input."""
    kind: Kind


LEDGER = "ledger.sqlite"
"""The file that a folder has when it is that of a run; of its files only the articles are articles."""
_RUN_ARTICLES = "articles.jsonl"

_KINDS = {
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
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
    ".pdf": Kind.PDF,
    ".docx": Kind.DOCX,
    ".warc": Kind.WARC,
    ".zip": Kind.ZIP,
}

# Kinds of file that may well hold an article: leaving them out in silence would lose it.
_NEXT_STEPS = {
    ".doc": "save it as .docx or plain text first",
    ".epub": "convert it to text first",
    ".odt": "save it as .docx or plain text first",
    ".rtf": "save it as plain text first",
    ".rar": "unpack it first",
    ".tar": "unpack it first",
    ".tgz": "unpack it first",
    ".xls": "save it as CSV first",
    ".xlsx": "save it as CSV first",
    ".xml": "convert it to JSON Lines or text first",
}

# What people keep next to articles; in a folder these are passed over without a word.
_OTHER_SUFFIXES = """
    .7z .aac .avif .avi .bak .bmp .db .dll .eot .exe .flac .gif .heic .ico .jpeg .jpg .m4a .mkv .mov .mp3
    .mp4 .mpeg .o .ogg .orig .otf .part .png .pyc .so .sqlite .sqlite3 .svg .swp .tif .tiff .tmp .ttf .wav
    .webm .webp .woff .woff2
"""
# These too, unless they are pages that were saved under the name of the program that made them.
_CODE_SUFFIXES = """
    .c .cfg .class .conf .cpp .css .go .h .ini .ipynb .java .js .lock .log .map .md5 .php .py .rb .rs .sh
    .sha256 .toml .ts .yaml .yml
"""
_OTHER_NAMES = "changelog contributing copying dockerfile licence license makefile manifest notice readme"
_NOT_ARTICLES = frozenset(_OTHER_SUFFIXES.split())
_CODE = frozenset(_CODE_SUFFIXES.split())
_NOT_ARTICLE_NAMES = frozenset(_OTHER_NAMES.split())


def find_sources(inputs: Iterable[str]) -> list[Source | ArticleError]:
    """Every file the inputs lead to, in the order given, and an error for each that leads nowhere.

    A folder gives its files sorted by name, then those of its subfolders; hidden files, what is clearly no
    article (pictures, code, a README), and folders of runs are passed over. A run folder that is named gives
    the articles of the run. A file that several inputs lead to is read once.

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


_KINDS_SHOWN = tuple(_KINDS)


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
    elif _is_run(path):
        yield from _in_run(path / _RUN_ARTICLES)
    elif path.is_dir():
        yield from _in_folder(name)
    elif path.exists():
        yield from _in_run(path) if _is_run(path.parent) else [source_of(name)]
    elif glob.has_magic(name):
        yield from _in_glob(name)
    elif path.is_symlink():
        yield ArticleError(name, "is a link to a file that does not exist; repair the link")
    else:
        yield ArticleError(name, "does not exist; check the path")


def _is_run(folder: Path) -> bool:
    return (folder / LEDGER).is_file()


def _in_run(path: Path) -> Iterator[Source | ArticleError]:
    """A file of a run folder, if it is its articles."""
    if path.name == _RUN_ARTICLES and path.is_file():
        yield Source(str(path), Kind.JSON_LINES)
    elif path.is_file():
        step = f"its articles are in {path.with_name(_RUN_ARTICLES)}"
        yield ArticleError(str(path), f"is a result of the run in {path.parent}, and no article; {step}")
    else:
        yield ArticleError(str(path.parent), "is the folder of an unfinished run; name its articles")


def suffix_of(name: str) -> str:
    """The suffix that tells the kind of a file, in small letters, without that of a compression.

    wget keeps what follows the `?` of an address in the name: `index.html?id=5`, `index.html@id=5`.
    """
    base = Path(name).name.lower().partition("?")[0].partition("@")[0]
    for packed in COMPRESSED:
        base = base.removesuffix(packed)
    return Path(base).suffix


def kind_of(name: str) -> Kind:
    """The kind of a file by its name; unknown for those that only their bytes tell."""
    return _KINDS.get(suffix_of(name), Kind.UNKNOWN)


def source_of(name: str) -> Source | ArticleError:
    """A file that is to be read whatever its name, as long as its suffix names nothing that cannot be."""
    suffix = suffix_of(name)
    if suffix in _NEXT_STEPS:
        return ArticleError(name, f"{suffix} files cannot be read; {_NEXT_STEPS[suffix]}")
    kind = kind_of(name)
    if kind is Kind.UNKNOWN and Path(name).is_file():
        with contextlib.suppress(OSError, *DAMAGED):  # which reading says
            kind = sniff(_head_of(name))
        kind = Kind.TEXT if kind is Kind.UNKNOWN else kind
    return Source(name, kind)


def member_of(name: str, head: Callable[[], bytes]) -> Source | ArticleError | None:
    """A file of a folder or an archive; `None` for what is clearly no article, which is passed over.

    Args:
        name: its path.
        head: reads its first bytes, where the name does not tell what it is.
    """
    base = Path(name).name
    if base.startswith(".") or base.endswith("~") or _is_clearly_no_article(name):
        return None
    suffix = suffix_of(name)
    if suffix in _KINDS or suffix in _NEXT_STEPS:
        return source_of(name)
    kind = sniff(head())
    if suffix in _CODE:
        return Source(name, kind) if kind is Kind.HTML else None
    if kind is Kind.TEXT and suffix and not suffix[1:].isdigit():
        return ArticleError(name, f"has the unknown suffix {suffix}; name the file itself to read it as text")
    if kind is Kind.UNKNOWN:
        return ArticleError(name, "is binary and no kind of file that can be read; leave it out")
    return Source(name, kind)


def _in_glob(pattern: str) -> Iterator[Source | ArticleError]:
    for name in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207 - keeps the path as the user wrote it
        if Path(name).is_dir():
            # `**` lists what is inside a folder by itself; `*` means the folder's articles.
            if "**" not in pattern:
                yield from _in_folder(name)
        elif _is_run(Path(name).parent) and Path(name).name != _RUN_ARTICLES:
            continue
        elif suffix_of(name) in _CODE:
            yield from _folder_member(name)
        elif not _is_clearly_no_article(name):
            yield source_of(name)


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
    path = os.path.join(root, name)  # noqa: PTH118 - keeps `./` as the user wrote it
    if name.startswith(".") or _is_run(Path(path)):
        return False
    real = os.path.realpath(path)
    if real not in walked:
        walked.add(real)
        return True
    if Path(os.path.realpath(root)).is_relative_to(real):
        errors.append(ArticleError(path, "is a link to a folder that contains it; remove the link"))
    return False


def _folder_member(path: str) -> Iterator[Source | ArticleError]:
    if not Path(path).exists():
        if not Path(path).name.startswith("."):
            yield ArticleError(path, "is a link to a file that does not exist; repair the link")
    elif Path(path).is_file():  # not a pipe or a socket, which would wait for ever
        try:
            member = member_of(path, lambda: _head_of(path))
        except (OSError, *DAMAGED) as error:
            member = ArticleError(path, f"cannot be read ({error}); check the file and its rights")
        if member is not None:
            yield member


def _head_of(path: str) -> bytes:
    with Path(path).open("rb") as file, decompressed(file) as stream:
        return stream.read(HEAD)


def _is_clearly_no_article(path: str) -> bool:
    name = Path(path).name.lower()
    return suffix_of(name) in _NOT_ARTICLES or name.split(".")[0] in _NOT_ARTICLE_NAMES
