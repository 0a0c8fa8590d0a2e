"""What a reader of one kind of file hands on: a text and what the file says about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
