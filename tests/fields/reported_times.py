"""Times as articles report them, for the tests of times across articles."""

from __future__ import annotations

from datetime import date

from extractor.fields.base import Claim, Context, Written
from extractor.fields.when import TimeValue, When
from extractor.records import (
    Article,
    EventRecord,
    Grounding,
    Mention,
    MergedValue,
    Sentence,
    Span,
    Support,
)

WHEN = When()


def article(*sentences: str, published: date | None = date(2025, 8, 13)) -> Article:
    text = " ".join(sentences)
    spans: list[Sentence] = []
    for number, sentence in enumerate(sentences, 1):
        start = text.index(sentence, spans[-1].span.end if spans else 0)
        spans.append(Sentence(number=number, span=Span(start=start, end=start + len(sentence))))
    return Article(id="a", text=text, sentences=tuple(spans), published=published, language="en")


def read(words: str, *sentences: str, published: date | None = date(2025, 8, 13)) -> TimeValue | None:
    """The words read in the last of the sentences, where grounding found them."""
    source = article(*(sentences or (words,)), published=published)
    number = len(source.sentences)
    at = source.text.find(words, source.sentence(number).span.start)
    span = Span(start=at, end=at + len(words)) if words and at >= 0 else None
    return WHEN.read(Written(words), Context(source, (number,), span))


def time(words: str, published: date | None = date(2025, 8, 13)) -> TimeValue:
    value = read(words, published=published)
    assert value is not None, words
    return value


def said_in(
    value: TimeValue,
    name: str = "a",
    source: str | None = None,
    grounding: Grounding = Grounding.EXACT,
) -> Claim[TimeValue]:
    span = None if grounding is Grounding.UNSUPPORTED else Span(start=0, end=5)
    support = Support(article=name, sentences=(1,), written="words", span=span, grounding=grounding)
    return Claim(Mention(value=value, support=support), value, date(2025, 8, 13), source or name)


def fused(*words: str) -> MergedValue:
    """What stands when each of the words is said by an article of its own."""
    (merged,) = WHEN.fuse([said_in(time(w), name=f"article {n}") for n, w in enumerate(words)])
    return merged


def reported(day: date | None) -> tuple[TimeValue, ...]:
    """What an undated record of a report of this day implies."""
    record = EventRecord(
        id="r",
        article="a",
        published=day,
        source=None,
        schema_name="s",
        sentences=(1,),
        fields={"when": ()},
    )
    return WHEN.implied(record)
