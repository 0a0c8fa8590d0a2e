"""What is kept as a line of JSON: read when it is looked at, and then the same."""

from __future__ import annotations

from datetime import date

import pytest

from extractor.records import Article, Sentence, Span
from extractor.runs.folder import json_line
from extractor.runs.kept import Kept, KeptArticle

ARTICLE = Article(
    id="a",
    text="Chile\u2028voted. \U0001f600",
    sentences=(Sentence(number=1, span=Span(start=0, end=12), boilerplate="byline"),),
    published=date(2025, 8, 12),
    sha256="5e",
)


@pytest.mark.parametrize("name", ["a", "na\u00efve", "na\udcefve", '\\\udcef"', "\x85"])
def test_an_article_is_the_same_once_it_is_read_from_its_line(name: str) -> None:
    article = ARTICLE.model_copy(update={"id": name, "path": f"news/{name}.txt"})
    kept = KeptArticle(json_line(article), name, "5e")
    assert kept.item == article
    assert KeptArticle.of(article).line == kept.line


def test_what_is_there_already_is_not_read_again() -> None:
    assert KeptArticle.of(ARTICLE).item is ARTICLE
    assert Kept.of(ARTICLE).item is ARTICLE


def test_a_line_is_read_once_and_only_when_its_item_is_looked_at() -> None:
    read: list[bytes] = []

    def article(line: bytes) -> Article:
        read.append(line)
        return ARTICLE

    kept = Kept("{}\n", article)
    assert read == []
    assert kept.item is kept.item is ARTICLE
    assert read == [b"{}\n"]
