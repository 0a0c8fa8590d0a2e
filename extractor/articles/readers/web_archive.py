"""Read the pages of a WARC file, as crawlers and Common Crawl keep them, and the texts of a WET file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from extractor.articles.decoding import decode
from extractor.articles.drafts import Document, Unread, draft_of_file, stem_of
from extractor.articles.kinds import Kind
from extractor.articles.limits import Limits
from extractor.articles.readers.json_objects import too_large
from extractor.errors import ArticleError

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_LONGEST_ID = 100


def read_warc(stream: BinaryIO, path: str, limits: Limits) -> Iterator[Unread | ArticleError]:
    """A page, a text or an error for each page that was answered well; the error names its address.

    What is no page (pictures, redirects, requests, records of the crawler) is passed over. The day of the
    crawl is not taken for the day of publication.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    try:
        for record in ArchiveIterator(stream):
            number += 1
            kind = _kind(record)
            if kind is None:
                continue
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            where = f"{path}:[{number}] {url}".rstrip()
            fallback_id = f"{stem_of(path)}-{number}"
            try:
                yield replace(_unread(record, kind, where, path, limits), id=_id_of(url) or fallback_id)
            except ArticleError as error:
                yield error
    except ArchiveLoadFailed as error:
        raise ArticleError(path, f"is damaged after {number} records ({error}); get it again") from error


def _kind(record: Any) -> str | None:
    """The media type of a record that may hold an article, else `None`."""
    if record.rec_type == "conversion":
        return "text/plain"
    if record.rec_type not in {"response", "resource"}:
        return None
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != "200":
        return None
    stated = headers.get_header("Content-Type") if headers is not None else None
    media = (stated or record.rec_headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return media if media in _PAGES else None


def _unread(record: Any, kind: str, where: str, path: str, limits: Limits) -> Unread:
    raw = record.content_stream().read(limits.article_bytes + 1)
    if len(raw) > limits.article_bytes:
        raise ArticleError(where, too_large("the page", limits.article_bytes, "article_bytes"))
    url = record.rec_headers.get_header("WARC-Target-URI")
    if kind == "text/plain":
        return draft_of_file(raw, path, decode(raw, where), where=where, url=url)
    headers = record.http_headers
    stated = (headers.get_header("Content-Type") or "") if headers is not None else ""
    charset = re.search(r"charset=[\"']?([\w.:-]+)", stated, re.IGNORECASE)
    return Document("", Kind.HTML, raw, path, where, url, charset[1] if charset else None)


def _id_of(url: str) -> str:
    """The last part of an address, which for most papers is a short headline."""
    parts = [part for part in unquote(urlsplit(url).path).split("/") if part]
    return re.sub(r"\.\w{2,5}$", "", parts[-1])[:_LONGEST_ID] if parts else ""
