"""When the article of a page was published, by what the page itself states.

What counts, in this order: JSON-LD of the article, meta tags, what is marked up as the date of publication, a
`<time>` at the head of the article, a date in the address, a line at the head that is nothing but a date.
What belongs to a video, a picture, a comment or another article does not count, nor does a date in the story.
htmldate, which trafilatura brings along, takes the first `datePublished` of a page whatever it belongs to,
and a `<time>` of the story; so it is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from rapidfuzz import fuzz, utils

from extractor.articles.dates import parse_date, plausible
from extractor.articles.publication import published_by_stamp, stamps_of
from extractor.articles.readers.linked_data import LinkedArticle, linked_articles

_META_NAMES = """
    article:published_time og:published_time og:article:published_time article:published og:pubdate
    datepublished parsely-pub-date sailthru.date article.published citation_publication_date publishdate
    publish-date publish_date published-date published_date published pubdate pub_date publication-date
    publication_date published_at cxenseparse:recs:publishtime bt:pubdate analyticsattributes.articledate
    rbpubdate eprints.date prism.publicationdate dc.date.issued dcterms.issued dcterms.created
    dc.date.created dc.date dcterms.date date article:created created release_date
"""
"""Meta tags that state the publication: Open Graph, schema.org, Dublin Core and what publishers use."""

_IN_ADDRESS = re.compile(
    r"[/_-]((?:19|20)\d\d)(?:/(\d{1,2})/(\d{1,2})|-(\d\d)-(\d\d)|(\d\d)(\d\d))(?=[/_.-]|$)"
)
_ELSEWHERE = frozenset(
    {"nav", "aside", "footer", "a", "li", "figure", "figcaption", "form", "script", "style"}
)
"""Elements at the head of a page that are about other things than the article."""
_NOT_OURS = re.compile(
    r"\b(?:related|recommend\w*|sidebar|comments?|most-read|trending|promo|widget|ticker)\b", re.IGNORECASE
)
_UPDATE = re.compile(r"updat|modif|edited|revis", re.IGNORECASE)
_STORY = 80
"""Characters of a paragraph with which the story begins."""
_LONGEST_LINE = 120
_SAME_HEADLINE = 90.0


def page_date(tree: Any, *, title: str | None, address: str | None) -> date | None:
    """The day that a page states, or `None`.

    Args:
        tree: the page as lxml has parsed it.
        title: of the article, to tell it from other articles that the page describes.
        address: of the page.
    """
    return (
        _of_linked_data(linked_articles(tree), title, address)
        or _first(_meta_dates(tree))
        or _first(_marked_dates(tree))
        or _first(_times_at_the_head(tree))
        or date_in_address(address)
        or _of_lines_at_the_head(tree)
    )


def _first(written: Iterator[str]) -> date | None:
    return next((day for day in map(parse_date, written) if day is not None), None)


def _of_linked_data(found: list[LinkedArticle], title: str | None, address: str | None) -> date | None:
    """Of several articles the one of this page: by its address, then its headline, then its place."""

    def rank(article: LinkedArticle) -> tuple[bool, bool, bool]:
        is_here = address is not None and any(_same_page(each, address) for each in article.addresses)
        is_named = title is not None and _alike(article.headline, title)
        return (not article.is_article, not is_here, not is_named)

    dated = sorted((each for each in found if each.published), key=rank)
    return dated[0].published if dated else None


def _same_page(one: str, other: str) -> bool:
    a, b = ((each.netloc.removeprefix("www."), each.path.rstrip("/")) for each in map(urlsplit, (one, other)))
    return a == b


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other, processor=utils.default_process) >= _SAME_HEADLINE


def _meta_dates(tree: Any) -> Iterator[str]:
    stated: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if _is_of_the_article(meta):
            stated.setdefault(name.strip().lower(), meta.get("content") or "")
    yield from (stated[name] for name in _META_NAMES.split() if name in stated)


def _marked_dates(tree: Any) -> Iterator[str]:
    for element in tree.iter("time", "span", "div", "p", "abbr", "meta", "b", "strong"):
        marks = f"{element.get('itemprop') or ''} {element.get('property') or ''}".split()
        classes = (element.get("class") or "").split()
        is_marked = "datePublished" in marks or "schema:datePublished" in marks
        is_classed = (
            bool({"dt-published", "entry-date", "published"} & set(classes)) and "updated" not in classes
        )
        if (is_marked or is_classed or element.get("pubdate") is not None) and _is_of_the_article(element):
            yield _written(element)


def _is_of_the_article(element: Any) -> bool:
    """Whether the thing that microdata says an element belongs to is an article, or none is said."""
    for owner in element.iterancestors():
        kind = owner.get("itemtype") or owner.get("typeof")
        if kind or owner.get("itemscope") is not None:
            name = (kind or "").replace(":", "/").rstrip("/").rsplit("/", 1)[-1].lower()
            return not name or name.endswith(("article", "posting", "page", "creativework"))
    return True


def _written(element: Any) -> str:
    stated = element.get("datetime") or element.get("content") or element.get("title")
    return stated or " ".join("".join(element.itertext()).split())


def _head(tree: Any) -> Iterator[Any]:
    """The elements of the body from its first headline to the first paragraph of the story."""
    body = tree.find(".//body") if tree.tag != "body" else tree
    if body is None:
        return
    has_headline = body.find(".//h1") is not None
    begun = not has_headline
    for element in body.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "h1":
            begun = True
        if element.tag == "p" and len("".join(element.itertext())) >= _STORY:
            return
        inside = element.iterancestors("header", "article", "main")
        if (begun or (element.tag == "time" and next(inside, None) is not None)) and not _is_elsewhere(
            element
        ):
            yield element


def _is_elsewhere(element: Any) -> bool:
    return any(
        each.tag in _ELSEWHERE or _NOT_OURS.search(f"{each.get('class') or ''} {each.get('id') or ''}")
        for each in (element, *element.iterancestors())
        if each.tag not in {"body", "html"}
    )


def _times_at_the_head(tree: Any) -> Iterator[str]:
    """What `<time>` elements state; those that say that they are of an update come last."""
    updates = []
    for element in _head(tree):
        if element.tag != "time":
            continue
        parent = element.getparent()
        before = f"{parent.text or ''} {parent.get('class') or ''}" if parent is not None else ""
        about = f"{element.get('class') or ''} {element.get('itemprop') or ''} {before}"
        if _UPDATE.search(about):
            updates.append(_written(element))
        else:
            yield _written(element)
    yield from updates


def date_in_address(address: str | None) -> date | None:
    """The day in the path of an address, as in `/2025/08/12/`, `/2025-08-12-` and `_20250812.`."""
    for match in _IN_ADDRESS.finditer(urlsplit(address or "").path):
        year, *rest = (int(part) for part in match.groups() if part)
        try:
            if day := plausible(date(year, *rest)):
                return day
        except ValueError:
            continue
    return None


def _of_lines_at_the_head(tree: Any) -> date | None:
    """What the lines at the head say that are a date and a label, and nothing else."""
    lines = []
    for element in _head(tree):
        own = " ".join("".join(element.itertext()).split())
        if own and len(own) <= _LONGEST_LINE and own not in lines:
            lines.append(own)
    return published_by_stamp(stamps_of(lines), None)
