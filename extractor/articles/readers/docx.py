"""Read an article from a DOCX file: its paragraphs and tables in order, and the page breaks Word has kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from extractor.articles.drafts import Draft, draft_of_file
from extractor.errors import ArticleError

_BREAK = "\f"


def read_docx(raw: bytes, path: str) -> Draft:
    """The draft of the article in a document; it knows where each page begins, if the file does.

    Raises:
        ArticleError: the file is damaged, needs a password, or is no DOCX.
    """
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(io.BytesIO(raw))
    except (OpcError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise ArticleError(path, f"is no DOCX that can be read ({error}); save it as .docx again") from error
    parts = "\n".join(_lines(document)).split(_BREAK)
    text = "".join(parts)
    starts = [0]
    for part in parts[:-1]:
        starts.append(starts[-1] + len(part))
    return draft_of_file(
        raw,
        path,
        text,
        title=document.core_properties.title.strip() or None,
        language=document.core_properties.language.strip() or None,
        pages=tuple(starts) if len(starts) > 1 else (),
    )


def _lines(document: Any) -> Iterator[str]:
    """The paragraphs, and the rows of tables, with a form feed where a page begins."""
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield " ".join(cell.text.strip() for cell in row.cells if cell.text.strip())
        else:
            yield _text(block)


def _text(paragraph: Any) -> str:
    pieces: list[str] = []
    for run in paragraph.iter_inner_content():
        for piece in getattr(run, "runs", [run]):  # a link has runs of its own
            pieces.extend(_pieces(piece))
    return "".join(pieces)


def _pieces(run: Any) -> Iterator[str]:
    from docx.text.pagebreak import RenderedPageBreak

    for item in run.iter_inner_content():
        if isinstance(item, str):
            yield item
        elif isinstance(item, RenderedPageBreak):
            yield _BREAK
