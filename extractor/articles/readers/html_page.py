"""Read an article from an HTML page: trafilatura finds the body, title, address and publisher.

The publication date is found by `page_date`: trafilatura would otherwise take a date out of the story.
Nothing is fetched.
"""

from __future__ import annotations

from typing import Any

from extractor.articles.decoding import check_text
from extractor.articles.drafts import Draft, draft_of_file
from extractor.articles.encodings import decode_page
from extractor.articles.readers.page_date import page_date
from extractor.errors import ArticleError


def read_html(
    raw: bytes, path: str, *, where: str | None = None, url: str | None = None, charset: str | None = None
) -> Draft:
    """The draft of the article in a page.

    Args:
        raw: the page.
        path: its file.
        where: the place for error messages, if it is not the whole file.
        url: its address, where the file says it outside of the page.
        charset: the encoding that its HTTP header declares.

    Raises:
        ArticleError: the page cannot be decoded, or no article is found in it.
    """
    import trafilatura

    where = where or path
    text, warning = decode_page(raw, where, charset)
    check_text(text, where)
    tree = trafilatura.load_html(text)
    if tree is None:
        raise ArticleError(where, "is no HTML page; name it .txt if it is text")
    root = tree.getroottree().getroot()
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    dated = trafilatura.load_html(text)  # what trafilatura extracts from, it takes apart
    found: Any = trafilatura.bare_extraction(tree, url=url, with_metadata=True, include_comments=False)
    if found is None or not found.text:
        raise ArticleError(where, "has no article that trafilatura can find; save the article's text as .txt")
    address = found.url or url or None
    return draft_of_file(
        raw,
        path,
        found.text,
        where=where,
        published=page_date(dated, title=found.title, address=address),
        title=found.title or None,
        url=address,
        source=found.sitename or None,
        language=language or None,
        warnings=(f"{where}: {warning}",) if warning else (),
    )
