"""Relations between events that an article states in so many words.

"The second such transfer this year" speaks of an earlier transfer too. Which one is said only when it is
certain: the same article reports it, it is of the same kind with a party in the same role, it is over before
the later one begins, it lies in the period that the words name, and no more events fit than the ordinal
leaves room for.

What is found depends on the two events and the article alone, so other articles cannot change it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from typing import Any

from extractor.fields import Aspect, FieldType, Purpose, TimeValue
from extractor.fields.base import MISSING
from extractor.fields.parties.matching import Relation, relation
from extractor.merging.event_values import ReportedEvent, choices_of, in_order_of_text, parties_of, time_of
from extractor.merging.steps import Steps
from extractor.merging.wordings import Period, Wording, wordings, words_of
from extractor.records import (
    Article,
    EventRecord,
    EventRelation,
    Grounding,
    MergedEvent,
    RelationKind,
    Sentence,
    Span,
    Support,
)
from extractor.schemas import Schema
from extractor.text.fold import words
from extractor.text.stems import stem


def relate(
    events: Sequence[MergedEvent] | Mapping[str, MergedEvent],
    records: Iterable[EventRecord],
    schema: Schema,
    articles: Mapping[str, Article],
    event_of: Mapping[str, str] | None = None,
) -> list[EventRelation]:
    """Which events mention or follow which earlier ones, sorted; `records` are those of the events.

    Of events by id no more are looked up at a time than one article reports; `event_of`, the id of the event
    of each record, saves going through them all.

    A schema needs a kind (`Choice`) and parties (`Who`), for mentions a time (`When`) too.
    """
    by_id = events if isinstance(events, Mapping) else {event.id: event for event in events}
    if event_of is None:
        event_of = {name: event.id for event in by_id.values() for name in event.records}
    mentions: dict[tuple[str, str], set[Support]] = defaultdict(set)
    kinds, steps = _Kinds.of(schema), Steps(schema)
    for name, reported in _by_article(by_id, event_of, records):
        steps.add(reported)
        if kinds is None or name not in articles:
            continue
        pairs = [
            (a.event, b.event) for a, b in permutations(reported, 2) if kinds.may_follow(a.event, b.event)
        ]
        for later, earlier, support in _said(articles[name], reported, pairs, kinds) if pairs else ():
            mentions[later, earlier].add(support)
    found = [
        EventRelation(
            kind=RelationKind.MENTIONS, event=later, other=earlier, supports=in_order_of_text(supports)
        )
        for (later, earlier), supports in mentions.items()
    ]
    return sorted([*found, *steps.relations()], key=lambda item: (item.event, item.other, item.kind))


def _by_article(
    events: Mapping[str, MergedEvent], event_of: Mapping[str, str], records: Iterable[EventRecord]
) -> Iterator[tuple[str, tuple[ReportedEvent, ...]]]:
    """By article, in order, the events that it reports, where there are several."""
    sentences_of: dict[str, dict[str, set[int]]] = defaultdict(dict)
    for record in records:
        if record.id in event_of:
            sentences_of[record.article].setdefault(event_of[record.id], set()).update(record.sentences)
    for name in sorted(name for name, own in sentences_of.items() if len(own) > 1):
        own = sentences_of[name]
        yield name, tuple(ReportedEvent(events[key], own[key]) for key in sorted(own))


def _said(
    article: Article,
    reported: Sequence[ReportedEvent],
    pairs: Sequence[tuple[MergedEvent, MergedEvent]],
    kinds: _Kinds,
) -> Iterator[tuple[str, str, Support]]:
    """The later event, the earlier one, and the words that relate them."""
    words = words_of(article.language)
    for sentence in article.news if words else ():
        here = {item.event.id for item in reported if sentence.number in item.sentences}
        for wording in wordings(sentence.span.text_in(article.text), words) if here and words else ():
            fitting = [
                (later, earlier)
                for later, earlier in pairs
                if later.id in here
                and (len(here) == 1 if wording.noun is None else kinds.names(later, wording.noun))
                and _is_in_period(kinds.time(later), kinds.time(earlier), wording.period)
            ]
            if 0 < len(fitting) <= wording.most and len({later.id for later, _ in fitting}) == 1:
                for later, earlier in fitting:
                    yield later.id, earlier.id, _support(article, sentence, wording)


def _support(article: Article, sentence: Sentence, wording: Wording) -> Support:
    start = sentence.span.start
    span = Span(start=start + wording.start, end=start + wording.end)
    return Support(
        article=article.id,
        sentences=(sentence.number,),
        written=span.text_in(article.text),
        span=span,
        grounding=Grounding.EXACT,
    )


def _is_in_period(later: TimeValue, earlier: TimeValue, period: Period | None) -> bool:
    if period is None:
        return True
    if period.since is not None:
        return earlier.first.year >= period.since
    if period.same is not None:
        return _same_unit(later.first, earlier.first, period.same)
    return period.days is not None and (later.first - earlier.last).days <= period.days


def _same_unit(a: date, b: date, unit: str) -> bool:
    if unit == "week":
        return a.isocalendar()[:2] == b.isocalendar()[:2]
    return a.year == b.year and (unit == "year" or a.month == b.month)


# The events


@dataclass(frozen=True, slots=True)
class _Kinds:
    """What a schema's fields say of events: their kind, time, parties, and whether they happened."""

    kind: tuple[str, FieldType[Any]]
    times: str
    parties: tuple[str, ...]
    doubts: tuple[tuple[str, FieldType[Any]], ...]
    """The status: an event that it does not call plain fact is no earlier event."""
    headline: str | None
    """The field that says what happened."""

    @classmethod
    def of(cls, schema: Schema) -> _Kinds | None:
        times = [f.name for f in schema.fields_for(Aspect.WHEN)]
        parties = tuple(f.name for f in schema.fields_for(Aspect.WHO))
        if not times or not parties:
            return None
        kind, status = schema.choice(Purpose.KIND), schema.choice(Purpose.STATUS)
        if kind is None:
            return None
        headline = schema.headline_field
        doubts = ((status[0].name, status[1]),) if status else ()
        return cls((kind[0].name, kind[1]), times[0], parties, doubts, headline.name if headline else None)

    def time(self, event: MergedEvent) -> TimeValue:
        """The time of an event that has one: those that `may_follow` let pass."""
        return time_of(event, self.times)

    def may_follow(self, later: MergedEvent, earlier: MergedEvent) -> bool:
        """Whether the second is over before the first begins, and they are alike in kind and party."""
        name, choice = self.kind
        kinds = [choices_of(event, name) for event in (later, earlier)]
        if choice.compare(*kinds).level in (MISSING, "different"):
            return False
        times = [time_of(event, self.times) for event in (later, earlier)]
        if not all(time.start and time.end for time in times) or times[1].last >= times[0].first:
            return False
        return self._is_plain_fact(earlier) and self._share_a_party(later, earlier)

    def names(self, event: MergedEvent, noun: str) -> bool:
        """Whether a noun can name the event: its kind or its headline, in any source, has the word."""
        said = [value.name for value in choices_of(event, self.kind[0])]
        for value in event.fields[self.headline] if self.headline else ():
            said += [getattr(each.value, "text", "") for each in (value, *value.alternatives)]
        return stem(noun) in {stem(word) for text in said for part in words(text) for word in part.split("-")}

    def _is_plain_fact(self, event: MergedEvent) -> bool:
        return all(
            value.name == choice.options[0].name
            for name, choice in self.doubts
            for value in choices_of(event, name)
        )

    def _share_a_party(self, a: MergedEvent, b: MergedEvent) -> bool:
        return any(
            x.role == y.role and relation(x, y) > Relation.NOTHING
            for name in self.parties
            for x in parties_of(a, name)
            for y in parties_of(b, name)
        )
