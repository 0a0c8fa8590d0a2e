"""How much of one input is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The sizes above which an input is refused rather than read."""

    article_bytes: int = 10_000_000
    """One text file, one HTML page or one line of JSON Lines, in bytes. A long article has 100,000."""
    json_bytes: int = 100_000_000
    """One `.json` file, in bytes, because it is held in memory whole; JSON Lines of any length is not."""
    document_bytes: int = 100_000_000
    """One PDF or DOCX file, or one ZIP file inside another, in bytes. A PDF with pictures may have many."""


DEFAULT_LIMITS = Limits()
"""What `read_articles` allows by default."""
