"""From what the user names (files, folders, globs, `-`) to the files to read, each with its kind."""

from __future__ import annotations

import contextlib
import functools
import glob
import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from extractor.articles.compression import COMPRESSED, DAMAGED, decompressed
from extractor.articles.kinds import HEAD, Kind, sniff
from extractor.articles.stores import check_url, is_file, is_folder, is_url, matches, open_input, walk
from extractor.errors import ArticleError, UsageError

STANDARD_INPUT = "-"
"""The input that means standard input."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read."""

    path: str
    """As the user gave it, or below the folder the user gave; also a URL; `-` for standard input."""
    kind: Kind


LEDGER = "ledger.sqlite"
"""The file that a folder has when it is that of a run; of its files only the articles are articles."""
_RUN_ARTICLES = "articles.jsonl"

_SUFFIXES = {
    Kind.TEXT: ".txt .text .md .markdown",
    Kind.JSON_LINES: ".jsonl .ndjson",
    Kind.JSON: ".json",
    Kind.HTML: ".html .htm .xhtml",
    Kind.PARQUET: ".parquet",
    Kind.CSV: ".csv .tsv",
    Kind.PDF: ".pdf",
    Kind.DOCX: ".docx",
    Kind.WARC: ".warc",
    Kind.ZIP: ".zip",
}
_KINDS = {suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}

# Kinds of file that may well hold an article: leaving them out in silence would lose it.
_CONVERTED = {
    ".doc .odt": "save it as .docx or plain text first",
    ".rtf": "save it as plain text first",
    ".epub": "convert it to text first",
    ".rar .tar .tgz": "unpack it first",
    ".xls .xlsx": "save it as CSV first",
    ".xml": "convert it to JSON Lines or text first",
}
_NEXT_STEPS = {suffix: step for suffixes, step in _CONVERTED.items() for suffix in suffixes.split()}

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
            f"looked for {', '.join(_KINDS)} files in: {', '.join(quiet)}; "
            "name a file to read it whatever its suffix"
        )
    return "no article found; " + "; ".join(reasons)


def _once(items: Iterable[Source | ArticleError]) -> Iterator[Source | ArticleError]:
    seen: set[str] = set()
    for item in items:
        if isinstance(item, Source):
            as_named = item.path == STANDARD_INPUT or is_url(item.path)
            real = item.path if as_named else os.path.realpath(item.path)
            if real in seen:
                continue
            seen.add(real)
        yield item


def _expand(name: str) -> Iterator[Source | ArticleError]:
    path = Path(name)
    if name == STANDARD_INPUT:
        yield Source(name, Kind.UNKNOWN)
    elif is_url(name):
        yield from _in_store(name)
    elif path.is_dir():
        yield from _in_folder(name)
    elif path.exists():
        yield _named_file(name)
    elif glob.has_magic(name):
        found = glob.glob(name, recursive=True)  # noqa: PTH207 - keeps the path as the user wrote it
        yield from _in_glob(name, {each: Path(each).is_dir() for each in found})
    elif path.is_symlink():
        yield ArticleError(name, "is a link to a file that does not exist; repair the link")
    else:
        yield ArticleError(name, "does not exist; check the path")


def _in_store(name: str) -> Iterator[Source | ArticleError]:
    check_url(name)
    url = name.rstrip("/")
    try:
        folder = is_folder(url)
        if folder:
            yield from _in_folder(url)
        elif folder is not None:
            yield _named_file(url)
        elif glob.has_magic(url):
            errors: list[ArticleError] = []
            yield from _in_glob(url, matches(url, lambda *error: errors.append(_not_opened(*error))))
            yield from errors
        else:
            yield ArticleError(name, "does not exist; check the address and your rights")
    except OSError as error:
        yield ArticleError(name, f"cannot be listed ({error}); check the address, your keys and your rights")


def _is_run(folder: str) -> bool:
    return is_file(posixpath.join(folder, LEDGER))


def _named_file(path: str) -> Source | ArticleError:
    folder = posixpath.dirname(path)
    if posixpath.basename(path) == _RUN_ARTICLES or not _is_run(folder):
        return source_of(path)
    step = f"its articles are in {posixpath.join(folder, _RUN_ARTICLES)}"
    return ArticleError(path, f"is a result of the run in {folder or '.'}, and no article; {step}")


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
    if kind is Kind.UNKNOWN and (is_url(name) or Path(name).is_file()):
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


def _in_glob(pattern: str, found: Mapping[str, bool]) -> Iterator[Source | ArticleError]:
    """What a pattern matches, by name, and whether each is a folder."""
    is_run = functools.cache(_is_run)
    for name in sorted(found):
        if found[name]:
            # `**` lists what is inside a folder by itself; `*` means the folder's articles.
            if "**" not in pattern:
                yield from _in_folder(name)
        elif posixpath.basename(name) != _RUN_ARTICLES and is_run(posixpath.dirname(name)):
            continue
        elif suffix_of(name) in _CODE:
            yield from _folder_member(name)
        elif not _is_clearly_no_article(name):
            yield source_of(name)


def _in_folder(folder: str) -> Iterator[Source | ArticleError]:
    errors: list[ArticleError] = []
    walked = {os.path.realpath(folder)}

    for root, folders, files in walk(folder, lambda *error: errors.append(_not_opened(*error))):
        if LEDGER in files:  # the folder of a run: its articles, if it is what was named
            folders.clear()
            if root == folder:
                yield _articles_of_run(folder, files)
            continue
        for name in sorted(files):
            yield from _folder_member(posixpath.join(root, name))  # keeps `./` as the user wrote it
        folders[:] = [name for name in sorted(folders) if _may_enter(root, name, walked, errors)]
        yield from errors
        errors.clear()
    yield from errors


def _not_opened(path: str, error: OSError) -> ArticleError:
    return ArticleError(path, f"cannot be opened ({error.strerror or error}); check its rights")


def _articles_of_run(folder: str, files: list[str]) -> Source | ArticleError:
    if _RUN_ARTICLES in files:
        return Source(posixpath.join(folder, _RUN_ARTICLES), Kind.JSON_LINES)
    return ArticleError(folder, "is the folder of an unfinished run; name its articles")


def _may_enter(root: str, name: str, walked: set[str], errors: list[ArticleError]) -> bool:
    path = posixpath.join(root, name)
    if name.startswith("."):
        return False
    real = os.path.realpath(path)
    if real not in walked:
        walked.add(real)
        return True
    if Path(os.path.realpath(root)).is_relative_to(real):
        errors.append(ArticleError(path, "is a link to a folder that contains it; remove the link"))
    return False


def _folder_member(path: str) -> Iterator[Source | ArticleError]:
    if not is_url(path) and not Path(path).exists():
        if not Path(path).name.startswith("."):
            yield ArticleError(path, "is a link to a file that does not exist; repair the link")
    elif is_url(path) or Path(path).is_file():  # not a pipe or a socket, which would wait for ever
        try:
            member = member_of(path, lambda: _head_of(path))
        except (OSError, *DAMAGED) as error:
            member = ArticleError(path, f"cannot be read ({error}); check the file and its rights")
        if member is not None:
            yield member


def _head_of(path: str) -> bytes:
    with open_input(path) as file, decompressed(file) as stream:
        return stream.read(HEAD)


def _is_clearly_no_article(path: str) -> bool:
    name = Path(path).name.lower()
    return suffix_of(name) in _NOT_ARTICLES or name.split(".")[0] in _NOT_ARTICLE_NAMES
