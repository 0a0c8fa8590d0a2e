"""Short articles, and the default schema, for the tests of extraction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from extractor.records import Article
from extractor.schemas import Schema, load_schema
from tests.kit.articles import article_of

MakeArticle = Callable[..., Article]


@pytest.fixture(scope="session")
def news() -> Schema:
    """The default schema."""
    return load_schema("news_event")


@pytest.fixture(scope="session")
def make_article() -> MakeArticle:
    """Makes an article of sentences, one on each line; `published` is by default a Tuesday."""

    def make(*sentences: str, published: date | None = date(2025, 8, 12)) -> Article:
        return article_of("a", *sentences, between="\n", published=published)

    return make
