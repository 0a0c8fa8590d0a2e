"""From one written value to a mention: found in the article, then read by its field type."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.extraction.grounding import ground
from extractor.fields.base import Context, Written
from extractor.records import Article, Grounding, Mention, Span, Support
from extractor.schemas import SchemaField

_PARTED_INITIALS = re.compile(r"(?<!\w)([^\W\d_])\.\s(?=[^\W\d_]\.)")


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
    if support.span is None:
        support = _with_initials_joined(written.text, article, sentences, near) or support
    return _read(field, written, article, support)


def _with_initials_joined(
    text: str, article: Article, sentences: Sequence[int], near: Span | None
) -> Support | None:
    """The support of a value whose initials a model parted: "U. S. Army" for "U.S. Army"."""
    joined = _PARTED_INITIALS.sub(r"\1.", text)
    if joined == text:
        return None
    support = ground(joined, article, sentences, near=near, allow_negated=True)
    if support.span is None:
        return None
    exact = support.grounding is Grounding.EXACT
    grounding = Grounding.NORMALISED if exact else support.grounding
    return support.model_copy(update={"written": text, "grounding": grounding})


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
