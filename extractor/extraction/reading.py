"""From one written value to a mention: found in the article, then read by its field type."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.extraction.grounding import ground
from extractor.fields.base import Context, Written
from extractor.records import Article, Grounding, Mention, Span, Support
from extractor.schemas import SchemaField


def read_mention(
    field: SchemaField,
    written: Written,
    article: Article,
    sentences: Sequence[int],
    near: Span | None = None,
) -> Mention:
    """The mention of a value as a model wrote it.

    What is found is read from the article's own words, not from the model's: that is what can be checked.
    """
    support = ground(written.text, article, sentences, near=near, allow_negated=True)
    return _read(field, written, article, support)


def mention_at(
    field: SchemaField,
    span: Span,
    article: Article,
    sentences: Sequence[int],
    role: str | None = None,
    note: str | None = None,
) -> Mention:
    """The mention of words that code itself took from the article."""
    words = span.text_in(article.text)
    support = Support(
        article=article.id,
        sentences=tuple(sentences),
        written=words,
        span=span,
        grounding=Grounding.EXACT,
        note=note,
    )
    return _read(field, Written(words, role), article, support)


def _read(field: SchemaField, written: Written, article: Article, support: Support) -> Mention:
    words = support.span.text_in(article.text) if support.span else written.text
    context = Context(article, support.sentences, support.span)
    value = field.type.read(Written(words, written.role), context)
    if value is None and support.note is None:
        support = support.model_copy(update={"note": f"these words are no value for {field.name}"})
    return Mention(value=value, support=support)
