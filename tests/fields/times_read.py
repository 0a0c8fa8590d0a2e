"""Times read where they stand in a text, for the tests of what they mean."""

from __future__ import annotations

from datetime import date

from extractor.fields.base import Context, Written
from extractor.fields.when import TimeValue, When
from extractor.records import Article, Sentence, Span

WHEN = When()

TUESDAY = "2025-08-12"
WEDNESDAY = "2025-08-13"
UNDATED = ""


def read(words: str, published: str, *sentences: str, language: str | None = "en") -> TimeValue | None:
    """The words read where they stand in the last of the sentences, which is the one cited."""
    text = "\n".join(sentences)
    numbered: list[Sentence] = []
    for number, sentence in enumerate(sentences, 1):
        start = numbered[-1].span.end + 1 if numbered else 0
        numbered.append(Sentence(number=number, span=Span(start=start, end=start + len(sentence))))
    at = text.find(words, numbered[-1].span.start)
    assert at >= 0, f"{words!r} does not stand in {sentences[-1]!r}"
    article = Article(
        id="a",
        text=text,
        sentences=tuple(numbered),
        published=date.fromisoformat(published) if published else None,
        language=language,
    )
    return WHEN.read(Written(words), Context(article, (len(numbered),), Span(start=at, end=at + len(words))))


def as_text(value: TimeValue | None) -> str:
    """The value as the tables write it: `day 2025-08-12`, `~ year 2019-01-01 2019-12-31`, `nothing`."""
    if value is None:
        return "nothing"
    days = [str(value.start or "open"), str(value.end or "open")]
    interval = days[0] if days[0] == days[1] else " ".join(days)
    return f"{'~ ' if value.approximate else ''}{value.precision.value} {interval}"
