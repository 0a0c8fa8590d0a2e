"""Read an article from a PDF: the text of its pages, without running heads and page numbers."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter

from extractor.articles.decoding import is_blank
from extractor.articles.drafts import Draft, draft_of_file
from extractor.errors import ArticleError

_EDGE = 2
"""Lines at the top and the bottom of a page that may be a running head or foot."""
_LEAST_PAGES = 3
"""Pages from which on a line that stands on most of them is a running head."""
_PAGE_NUMBER = re.compile(
    r"(?:page |seite |página |pagina |p\. ?)?[-–— ]*\d{1,4}[-–— ]*(?:(?:/|of|von|de|di|sur) ?\d{1,4})?",
    re.IGNORECASE,
)
_HYPHENATED = re.compile(r"([^\W\d_]{2,})[-\u00ad\u2010]\n([^\W\d_]+)")


def read_pdf(raw: bytes, path: str) -> Draft:
    """The draft of the article in a PDF; it knows where each page begins.

    Raises:
        ArticleError: the file is damaged or needs a password, or has pictures of text only.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it repairs what it warns of
    try:
        reader = PdfReader(io.BytesIO(raw))
        is_locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if is_locked else [page.extract_text() for page in reader.pages]
        title = reader.metadata.title if pages and reader.metadata else None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise ArticleError(path, f"is no PDF that can be read ({reason}); save it as PDF again") from error
    if is_locked:
        raise ArticleError(path, "needs a password; save it without one first")
    if all(map(is_blank, pages)):
        raise ArticleError(
            path, "has pictures of text, and no text; run OCR on it first, for example ocrmypdf"
        )
    text, starts = join_pages(pages)
    stated = title if isinstance(title, str) and title.strip() in text else None
    return draft_of_file(raw, path, text, title=stated, pages=starts)


def join_pages(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """One text of the pages, and where each begins in it.

    Running heads, page numbers and hyphens at line ends are taken out: a sentence may go on behind them.
    """
    running = _running_lines(pages)
    kept = [_without_running_lines(page.replace("\0", ""), running) for page in pages]
    whole = " ".join(kept)
    starts, text = [], ""
    for page in kept:
        starts.append(len(text))
        joined = _HYPHENATED.sub(lambda match: _joined(match, whole), page).strip("\n")
        text += f"{joined}\n" if joined else ""
    return text, tuple(starts)


def _joined(match: re.Match[str], whole: str) -> str:
    """A word that was parted at the end of a line; its hyphen stays where the text has it elsewhere too."""
    first, second = match.groups()
    if second[0].isupper() or f"{first}-{second}" in whole:
        return f"{first}-{second}"
    return first + second


def _running_lines(pages: list[str]) -> frozenset[str]:
    if len(pages) < _LEAST_PAGES:
        return frozenset()
    found = Counter(
        line for page in pages for line in {_comparable(line) for line in _edges(page.splitlines())}
    )
    return frozenset(line for line, number in found.items() if line and number > len(pages) / 2)


def _edges(lines: list[str]) -> list[str]:
    shown = [line for line in lines if line.strip()]
    return shown[:_EDGE] + shown[-_EDGE:]


def _comparable(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())


def _without_running_lines(page: str, running: frozenset[str]) -> str:
    lines = page.splitlines()
    shown = [i for i, line in enumerate(lines) if line.strip()]
    edges = {*shown[:_EDGE], *shown[-_EDGE:]}
    return "\n".join(
        line
        for i, line in enumerate(lines)
        if i not in edges or not (_comparable(line) in running or _PAGE_NUMBER.fullmatch(line.strip()))
    )
