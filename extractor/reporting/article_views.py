"""An article as a page names it: everything in words, nothing escaped yet, and nothing of its text."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.presentation.plain import plain
from extractor.presentation.words import title_of
from extractor.records import Article


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article, by its number in the page."""

    number: int
    id: str
    title: str
    source: str | None
    published: str | None
    url: str | None
    """Only when it leads to the web."""


def article_view(number: int, article: Article) -> ArticleView:
    """An article under this number."""
    url = article.url or ""
    return ArticleView(
        number=number,
        id=plain(article.id),
        title=title_of(article),
        source=plain(article.source or "") or None,
        published=article.published.isoformat() if article.published else None,
        url=plain(url) if url.lower().startswith(("https://", "http://")) else None,
    )
