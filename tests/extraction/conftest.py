"""Short articles, and the default schema, for the tests of extraction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from extractor.records import Article, Sentence, Span
from extractor.schemas import Schema, load_schema

MakeArticle = Callable[..., Article]


@pytest.fixture(scope="session")
def news() -> Schema:
    """The default schema."""
    return load_schema("news_event")


@pytest.fixture(scope="session")
def make_article() -> MakeArticle:
    """Makes an article of sentences, one on each line; `published` is a Tuesday unless told otherwise."""

    def make(*sentences: str, published: date | None = date(2025, 8, 12)) -> Article:
        spans, start = [], 0
        for text in sentences:
            spans.append(Span(start=start, end=start + len(text)))
            start += len(text) + 1
        return Article(
            id="a",
            text="\n".join(sentences),
            sentences=tuple(Sentence(number=n, span=span) for n, span in enumerate(spans, start=1)),
            published=published,
        )

    return make
