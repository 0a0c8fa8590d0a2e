"""From one written value to a mention: found in the article, then read by its field type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractor.fields.base import Context, Evidence, Written
from extractor.grounding import ground, ground_headline
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

    What is found is read from the article's own words, not from the model's: that is what can be checked. A
    headline keeps the model's order of words.
    """
    if field.type.evidence is Evidence.WORDED:
        return _read(field, written, article, ground_headline(written.text, article, sentences))
    support = ground(written.text, article, sentences, near=near, allow_negated=True)
    if support.span is None:
        support = _with_initials_joined(written.text, article, sentences, near) or support
    if support.span is None and (parts := field.type.parts(written.text, article.language)):
        return _read_in_parts(field, written, parts, article, support)
    return _read(field, written, article, support)


def _read_in_parts(
    field: SchemaField, written: Written, parts: Sequence[str], article: Article, refused: Support
) -> Mention:
    """The mention of a value whose parts the article says in different places; only those found count."""
    supports = [ground(part, article, refused.sentences, allow_negated=True) for part in parts]
    found = [(part, support) for part, support in zip(parts, supports, strict=True) if support.span]
    if not found:
        return _read(field, written, article, refused)
    missing = [part for part, support in zip(parts, supports, strict=True) if not support.span]
    is_cited = all(support.grounding is not Grounding.ELSEWHERE for _, support in found)
    note = f"found apart: {_quoted(part for part, _ in found)}"
    support = found[0][1].model_copy(
        update={
            "written": written.text,
            "grounding": Grounding.FUZZY if is_cited else Grounding.ELSEWHERE,
            "note": f"{note}; not in the article: {_quoted(missing)}" if missing else note,
        }
    )
    words = ", ".join(part for part, _ in found)
    value = field.type.read(replace(written, text=words), Context(article, support.sentences, support.span))
    return Mention(value=value, support=support)


def _quoted(parts: Iterable[str]) -> str:
    return ", ".join(f"“{part}”" for part in parts)


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


def judged_mention(
    field: SchemaField,
    written: Written,
    article: Article,
    sentences: Sequence[int],
    confidence: float | None,
) -> Mention:
    """The mention of a value that the model judged: it stands, with the cited sentences as its evidence."""
    support = Support(
        article=article.id,
        sentences=tuple(sentences),
        written=written.text,
        span=None,
        grounding=Grounding.JUDGED,
        confidence=confidence,
    )
    return _read(field, written, article, support)


def _read(field: SchemaField, written: Written, article: Article, support: Support) -> Mention:
    is_worded = field.type.evidence is Evidence.WORDED
    words = support.span.text_in(article.text) if support.span and not is_worded else written.text
    context = Context(article, support.sentences, support.span)
    value = field.type.read(replace(written, text=words), context)
    if value is None and support.note is None:
        support = support.model_copy(update={"note": f"these words are no value for {field.name}"})
    return Mention(value=value, support=support)
