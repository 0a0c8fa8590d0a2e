"""What is taken out of a file before it is read as an article: a text and its metadata, or a page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from extractor.articles.compression import COMPRESSED
from extractor.articles.kinds import Kind


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as read from its file, before sentences are cut."""

    id: str
    """The id the file asks for; made unique later."""
    text: str
    where: str
    """The place for error messages: the path, with a line number for JSON Lines."""
    path: str
    sha256: str
    published: date | None = None
    """Stated by metadata; when `None`, the head of the text is asked."""
    title: str | None = None
    url: str | None = None
    source: str | None = None
    language: str | None = None
    """A code or a name, as the file states it."""
    warnings: tuple[str, ...] = ()
    """What a reader of the article should know of how it was read."""
    pages: tuple[int, ...] = ()
    """Where each page begins in the text, for files that have pages."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page or a document as its bytes; finding the article in it takes time."""

    id: str
    """The id its name or address asks for; made unique later."""
    kind: Kind
    """`HTML`, `PDF` or `DOCX`."""
    raw: bytes
    path: str
    where: str
    """The place for error messages."""
    url: str | None = None
    """Its address, where the file says it outside of the page."""
    charset: str | None = None
    """The encoding that its HTTP header declares."""


def draft_of_file(raw: bytes, path: str, text: str, **stated: Any) -> Draft:
    """The draft of the one article in a file, with what it states besides its text."""
    sha256 = hashlib.sha256(raw).hexdigest()
    return Draft(**{"id": stem_of(path), "where": path, **stated}, text=text, path=path, sha256=sha256)


Unread = Draft | Document
"""An article that is not read yet: it can be pickled, and read in any process."""


def stem_of(path: str) -> str:
    """The name of a file without its suffixes, for an article that has no id of its own."""
    name = "stdin" if path == "-" else Path(path).name
    for suffix in COMPRESSED:
        name = name.removesuffix(suffix)
    return Path(name).stem
