"""What code reads from the sentence around a trigger, so that a small model need not be asked.

The kind of event is that of its trigger; what happened is the trigger with the party it was done to; how
many is the number in that party's words; the time is the one that stands nearest; and whether it is fact is
told by the cues around it. Each is a span of the article.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from extractor.extraction.event_times import times_of
from extractor.extraction.lines import line_span
from extractor.extraction.plans import PlacedTrigger
from extractor.extraction.reading import mention_at
from extractor.fields import Choice, ChoiceValue, Count, CountValue, Line, When
from extractor.fields._count_words import kind_of
from extractor.records import Article, Grounding, Mention, Span, Support
from extractor.schemas import SchemaField

_KNOWN = re.compile(
    r"(?<!\w)(?:latest|last|recent|previous|earlier|past|yesterday['’]s|(?:week|month|year)['’]s|(?:1[5-9]|20)\d\d)\s+"
    r"(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
"""What stands before an event that has taken place, whatever is planned about it."""

_INFINITIVE = re.compile(r"(?<!\w)to\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_DONE = re.compile(
    r"(?<!\w)(?:manag|continu|beg[aiu]n|start|help|proceed|went\s+on|go(?:es)?\s+on|forc|first|last|used|return)"
    r"\w*\s+(?:\S+\s+)?to\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
"""What makes an infinitive a fact: "managed to flee", "the first to sign"."""


def derive(
    field: SchemaField,
    placed: PlacedTrigger,
    article: Article,
    parties: Sequence[Mention],
    patient: str | None = None,
) -> tuple[Mention, ...]:
    """The mentions of a field that is not asked about, for the event a trigger names.

    `parties` are those of the event, in the order in which their number counts as the event's; `patient` is
    the role of those it was done to.
    """
    sentences = (sentence_at(article, placed.span),)
    if isinstance(field.type, Choice):
        return (_choice(field.type, placed, article, sentences),)
    if isinstance(field.type, Line):
        return (mention_at(field, line_span(placed, article, parties, patient), article, sentences),)
    if isinstance(field.type, Count):
        return _counted(field, article, sentences, parties, placed)
    if isinstance(field.type, When):
        return tuple(
            mention_at(field, span, article, sentences) for span in times_of(field.type, placed, article)
        )
    return ()


def sentence_at(article: Article, span: Span) -> int:
    """The number of the sentence in which a span starts; the last one when it starts in none."""
    place = bisect_right(article.sentences, span.start, key=lambda sentence: sentence.span.end)
    return article.sentences[min(place, len(article.sentences) - 1)].number


def status_at(choice: Choice, event: Span, article: Article, around: Span) -> tuple[str, Span]:
    """The option that a cue announces for the event at a span, and the cue; else the plain one and the event.

    `around` is the sentence or passage in which cues are looked for.
    """
    cue = choice.cue(around.text_in(article.text), (event.start - around.start, event.end - around.start))
    if cue is None:
        return choice.options[0].name, event
    option, (start, end) = cue
    return option, Span(start=around.start + start, end=around.start + end)


def _choice(choice: Choice, placed: PlacedTrigger, article: Article, sentences: tuple[int, ...]) -> Mention:
    if placed.trigger.option in choice.options:
        option, span = placed.trigger.option.name, placed.span
    else:
        option, span = _status(choice, placed, article)
    support = Support(
        article=article.id,
        sentences=sentences,
        written=span.text_in(article.text),
        span=span,
        grounding=Grounding.EXACT,
    )
    return Mention(value=ChoiceValue(name=option), support=support)


def _status(choice: Choice, placed: PlacedTrigger, article: Article) -> tuple[str, Span]:
    """Whether the event is fact, and the words that say so."""
    plain = choice.options[0].name
    option, span = status_at(choice, placed.span, article, placed.passage)
    coming = [o.name for o in choice.options if plain in o.becomes]
    before = article.text[max(placed.passage.start, placed.span.start - 60) : placed.span.start]
    if option in coming and placed.trigger.is_noun and _KNOWN.search(before):
        return plain, placed.span  # "will discuss last week's attack" plans the talk, not the attack
    if option == plain and span == placed.span and coming and _is_infinitive(placed, before):
        return coming[0], placed.span  # "a court to try him": nobody says that it did
    return option, span


def _is_infinitive(placed: PlacedTrigger, before: str) -> bool:
    verb = placed.trigger.text.split()[0].casefold()
    if placed.trigger.is_noun or verb.endswith(("ed", "ing")):
        return False
    return _INFINITIVE.search(before) is not None and _DONE.search(before) is None


def _counted(
    field: SchemaField,
    article: Article,
    sentences: tuple[int, ...],
    parties: Sequence[Mention],
    placed: PlacedTrigger,
) -> tuple[Mention, ...]:
    """The number in the words of the first party that has one."""
    for party in parties:
        span = party.support.span
        if party.value is None or span is None or _tells_of_another_event(span, placed):
            continue
        mention = mention_at(field, span, article, sentences)
        if isinstance(mention.value, CountValue) and not _is_stretch(mention.value):
            return (mention,)
    return ()


def _is_stretch(count: CountValue) -> bool:
    """Whether time is counted, as in "a 90-day exemption": that tells how long, not how many."""
    return kind_of(count.unit).removesuffix("s") in {"day", "week", "month", "year", "hour", "minute"}


def _tells_of_another_event(span: Span, placed: PlacedTrigger) -> bool:
    """Whether the words name another event: who "sought the extradition of 26" did not seek 26."""
    return any(span.start <= other.span.start < span.end and other.trigger.is_noun for other in placed.others)
