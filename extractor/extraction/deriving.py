"""What code reads from the sentence around a trigger, so that a small model need not be asked.

The kind of event is that of its trigger; what happened is the trigger with the party it was done to; how many
is the number in that party's words; the time is the one that stands nearest; and whether it is fact is told by
the cues around it. Each is a span of the article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.extraction.event_times import times_of
from extractor.extraction.plans import PlacedTrigger
from extractor.extraction.reading import mention_at
from extractor.fields import Choice, ChoiceValue, Count, Line, When
from extractor.records import Article, Grounding, Mention, Span, Support
from extractor.schemas import SchemaField

_LONGEST_LINE = 16
"""Words a line of what happened may have when it runs from the trigger to the party it was done to."""

_CLAUSE_END = re.compile(
    r"[,;:.!?–—“”\"()]|\s(?:who|which|that|as|while|after|before|when|and|but)\s", re.IGNORECASE
)


def derive(
    field: SchemaField, placed: PlacedTrigger, article: Article, parties: Sequence[Mention]
) -> tuple[Mention, ...]:
    """The mentions of a field that is not asked about, for the event a trigger names.

    `parties` are those of the event, in the order in which their number counts as the event's.
    """
    number = sentence_at(article, placed.span)
    sentences = (number,)
    if isinstance(field.type, Choice):
        return (_choice(field.type, placed, article, number),)
    if isinstance(field.type, Line):
        return (mention_at(field, line_span(placed.span, article, number, parties), article, sentences),)
    if isinstance(field.type, Count):
        return _counted(field, article, sentences, parties, placed)
    if isinstance(field.type, When):
        spans = times_of(field.type, placed, article, number)
        return tuple(mention_at(field, span, article, sentences) for span in spans)
    return ()


def sentence_at(article: Article, span: Span) -> int:
    """The number of the sentence in which a span starts; the last one when it starts in none."""
    for sentence in article.sentences:
        if span.start < sentence.span.end:
            return sentence.number
    return len(article.sentences)


def line_span(trigger: Span, article: Article, number: int, parties: Sequence[Mention]) -> Span:
    """The words that say what happened: from the trigger to the nearest party after it, or the clause's end."""
    limits = article.sentence(number).span
    ends = sorted(
        m.support.span.end
        for m in parties
        if m.support.span and trigger.end <= m.support.span.start < limits.end and m.value is not None
    )
    for end in ends:
        if len(article.text[trigger.start : end].split()) <= _LONGEST_LINE:
            return Span(start=trigger.start, end=end)
    rest = article.text[trigger.end : limits.end]
    stop = _CLAUSE_END.search(rest)
    words = re.match(r"(?:\s+\S+){0,8}", rest[: stop.start() if stop else len(rest)])
    return Span(start=trigger.start, end=trigger.end + (words.end() if words else 0))


def _choice(choice: Choice, placed: PlacedTrigger, article: Article, number: int
) -> Mention:
    if placed.trigger.option in choice.options:
        option, span = placed.trigger.option.name, placed.span
    else:
        option, span = status_at(choice, placed.span, article, number)
    support = Support(
        article=article.id,
        sentences=(number,),
        written=span.text_in(article.text),
        span=span,
        grounding=Grounding.EXACT,
    )
    return Mention(value=ChoiceValue(name=option), support=support)


def status_at(choice: Choice, event: Span, article: Article, number: int) -> tuple[str, Span]:
    """The option that a cue announces for the event at a span, and the cue; else the plain one, and the event."""
    limits = article.sentence(number).span
    cue = choice.cue(article.sentence_text(number), (event.start - limits.start, event.end - limits.start))
    if cue is None:
        return choice.options[0].name, event
    option, (start, end) = cue
    return option, Span(start=limits.start + start, end=limits.start + end)


def _counted(
    field: SchemaField,
    article: Article,
    sentences: Sequence[int],
    parties: Sequence[Mention],
    placed: PlacedTrigger,
) -> tuple[Mention, ...]:
    """The number in the words of the first party that has one."""
    for party in parties:
        span = party.support.span
        if span is None or span.start <= placed.span.start < span.end:
            continue
        mention = mention_at(field, span, article, sentences)
        if mention.value is not None:
            return (mention,)
    return ()
