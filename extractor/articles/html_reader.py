"""Read an article from an HTML page: trafilatura finds the body, title, address and publisher.

The publication date is read here, from what the page states as such (meta tags, JSON-LD, a marked `<time>`):
trafilatura would otherwise take a date out of the story. Nothing is fetched.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from extractor.articles.decoding import check_text, decode
from extractor.articles.drafts import Draft
from extractor.articles.publication import find_date, parse_published
from extractor.errors import ArticleError

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_DECLARED_WITHIN = 4_096
"""Bytes; the HTML standard asks for the declaration in the first 1,024."""

_META_NAMES = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "citation_publication_date",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "publication_date",
    "published_at",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "date",
)
"""Meta tags that state the publication: Open Graph, schema.org, Dublin Core and what publishers use."""


def read_html(raw: bytes, path: str) -> Draft:
    """The draft of the article in a page.

    Raises:
        ArticleError: the page cannot be decoded, or no article is found in it.
    """
    import trafilatura

    text = _decode_page(raw, path)
    check_text(text, path)
    tree = trafilatura.load_html(text)
    if tree is None:
        raise ArticleError(path, "is no HTML page; name it .txt if it is text")
    published, language = _published(tree), _language(tree)
    found: Any = trafilatura.bare_extraction(tree, with_metadata=True, include_comments=False)
    if found is None or not found.text:
        raise ArticleError(path, "has no article that trafilatura can find; save the article's text as .txt")
    return Draft(
        id=Path(path).stem if path != "-" else "stdin",
        text=found.text,
        where=path,
        path=path,
        sha256=hashlib.sha256(raw).hexdigest(),
        published=published,
        title=found.title or None,
        url=found.url or None,
        source=found.sitename or None,
        language=language,
    )


def _decode_page(raw: bytes, path: str) -> str:
    """UTF-8, or else the encoding that the page declares."""
    try:
        return decode(raw, path)
    except ArticleError:
        declared = _DECLARED.search(raw, 0, _DECLARED_WITHIN)
        if declared is None or b"\0" in raw:
            raise
        try:
            return raw.decode(declared[1].decode("ascii"))
        except (LookupError, ValueError):
            raise ArticleError(
                path,
                f"declares the encoding {declared[1].decode('ascii')} but is not in it; save it as UTF-8",
            ) from None


def _published(tree: Any) -> date | None:
    candidates = (*_meta_dates(tree), *_linked_data_dates(tree), *_marked_times(tree))
    return next((day for day in map(_lenient_date, candidates) if day is not None), None)


def _lenient_date(written: str) -> date | None:
    """Pages write dates in many ways; one that cannot be read is as good as none."""
    try:
        return parse_published(written)
    except ValueError:
        return find_date(written[:60])


def _meta_dates(tree: Any) -> list[str]:
    stated: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        stated.setdefault(name.strip().lower(), meta.get("content") or "")
    return [stated[name] for name in _META_NAMES if name in stated]


def _linked_data_dates(tree: Any) -> list[str]:
    found: list[str] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            found.extend(_dates_published(json.loads(script.text or "")))
        except (ValueError, RecursionError):
            continue
    return found


def _dates_published(value: object) -> Iterator[str]:
    """Every `datePublished` of the page's own things, not of comments or of what the page cites."""
    if isinstance(value, list):
        for item in value:
            yield from _dates_published(item)
    elif isinstance(value, dict):
        if isinstance(day := value.get("datePublished"), str):
            yield day
        yield from _dates_published(value.get("@graph"))
        yield from _dates_published(value.get("mainEntity"))


def _marked_times(tree: Any) -> list[str]:
    return [
        element.get("datetime") or element.get("content") or (element.text or "").strip()
        for element in tree.iter("time", "span", "div", "p")
        if "datePublished" in (element.get("itemprop") or "").split() or element.get("pubdate") is not None
    ]


def _language(tree: Any) -> str | None:
    return tree.getroottree().getroot().get("lang") or None
