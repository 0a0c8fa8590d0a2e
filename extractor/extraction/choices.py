"""Finds what in the article supports the option a model chose; a choice is a judgement, not a quotation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extractor.extraction.deriving import sentence_at, status_at
from extractor.extraction.triggers import find_triggers
from extractor.fields import Choice, ChoiceValue, Context, Written
from extractor.records import Article, Grounding, Mention, Span, Support
from extractor.schemas import SchemaField


def chosen(
    field: SchemaField,
    choice: Choice,
    option: object,
    article: Article,
    sentences: Sequence[int],
    near: Span | None,
) -> tuple[Mention, ...]:
    """The mention of a chosen option: its trigger or its cue near the event; unsupported when there is none.

    A cue in the sentence outranks the model's plain choice: what is said to be alleged did not "happen".
    """
    if not isinstance(option, str) or not option.strip():
        return ()
    value = choice.read(Written(option), Context(article, tuple(sentences)))
    if value is None:
        return (_mention(field, option, None, None, article, sentences),)
    if choice.has_cues:
        return (_by_cue(field, choice, value.name, article, sentences, near),)
    return (
        _mention(
            field,
            option,
            value.name,
            _trigger_of(value.name, choice, article, sentences, near),
            article,
            sentences,
        ),
    )


def _by_cue(
    field: SchemaField,
    choice: Choice,
    option: str,
    article: Article,
    sentences: Sequence[int],
    near: Span | None,
) -> Mention:
    if near is None:
        return _mention(field, option, option, None, article, sentences)
    told_by_cue, span = status_at(choice, near, article, article.sentence(sentence_at(article, near)).span)
    plain = choice.options[0].name
    if option in (told_by_cue, plain):
        return _mention(field, option, told_by_cue, span, article, sentences)
    return _mention(field, option, option, None, article, sentences)


def _trigger_of(
    option: str, choice: Choice, article: Article, sentences: Sequence[int], near: Span | None
) -> Span | None:
    """The words that name the option: in the event's own words, else in the cited sentences."""
    places = [near] if near else []
    places += [article.sentence(n).span for n in sentences if 1 <= n <= len(article.sentences)]
    for place in places:
        for trigger in find_triggers(place.text_in(article.text), choice):
            if trigger.option.name == option:
                return Span(start=place.start + trigger.start, end=place.start + trigger.end)
    named = _named(option)
    for place in places:
        if match := named.search(article.text, place.start, place.end):
            return Span(start=match.start(), end=match.end())
    return None


@lru_cache(maxsize=256)  # a schema has few options
def _named(option: str) -> re.Pattern[str]:
    """Finds the option's own name; the words of "other" name nothing."""
    words = r"[\s-]+".join(map(re.escape, re.findall(r"\w+", option))) if option != "other" else "(?!)"
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _mention(
    field: SchemaField,
    written: str,
    option: str | None,
    span: Span | None,
    article: Article,
    sentences: Sequence[int],
) -> Mention:
    support = Support(
        article=article.id,
        sentences=tuple(sentences),
        written=span.text_in(article.text) if span else written,
        span=span,
        grounding=Grounding.EXACT if span else Grounding.UNSUPPORTED,
        note=None if span else f"no words of the sentence name this {field.name}",
    )
    return Mention(value=ChoiceValue(name=option) if option else None, support=support)
