"""Articles made of invented sentences."""

from __future__ import annotations

from typing import Any

from extractor.records import Article, Sentence, Span


def article_of(name: str, *sentences: str, between: str = " ", **facts: Any) -> Article:
    """An article of these sentences; `facts` are what else is known of it, such as `published`."""
    spans, start = [], 0
    for sentence in sentences:
        spans.append(Span(start=start, end=start + len(sentence)))
        start += len(sentence) + len(between)
    numbered = tuple(Sentence(number=number, span=span) for number, span in enumerate(spans, start=1))
    return Article(id=name, text=between.join(sentences), sentences=numbered, **facts)
