"""Which merged event is which gold event, and which record reports which: by words, sentences and places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extractor.evaluation.gold import GoldEvent, places_of
from extractor.grounding.vocabulary import vocabulary
from extractor.records import Article, EventRecord, MergedEvent, Span, Support
from extractor.schemas import Schema
from extractor.text.positions import fold_lightly

_WORDS_IN_SENTENCE, _WORDS_ANYWHERE = 0.35, 0.6
"""The likeness of words that is enough in one sentence, and in one article."""
_HEADLINE = 0.9
"""What words shared with a gold event's headline count for: a fragment is what the article itself says."""
_PLACE, _COVERED, _SHORT, _SHORT_COVERED = 0.3, 0.7, 25, 0.6
"""Points for an overlap in the text, and for all of the shorter side, less where fewer characters say it."""
_ENOUGH = 0.3
"""The fit, summed over articles, above which two may be one event."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one article says happened: the words, and where they stand."""

    article: str
    words: str
    span: Span | None
    """`None` where the words stand in no one place."""
    sentences: frozenset[int]


class Fit(NamedTuple):
    """How well two sets of reports fit, summed over the articles they share; greater fits better."""

    points: float
    words: float
    """The likeness of the words alone, which decides between equal points."""


def reports_of(
    item: EventRecord | MergedEvent, schema: Schema, articles: Mapping[str, Article]
) -> list[Report]:
    """What the articles say happened: the headline as each of them has it, or else all that is said."""
    field = schema.headline_field
    supports = list(_supports(item, [field.name])) if field else []
    return [
        Report(s.article, s.written, s.span, _sentences(s, articles[s.article]))
        for s in supports or _supports(item, item.fields)
        if s.article in articles
    ]


def _supports(item: EventRecord | MergedEvent, names: Iterable[str]) -> Iterator[Support]:
    for name in names:
        if isinstance(item, EventRecord):
            yield from (mention.support for mention in item.fields[name])
        else:
            for value in item.fields[name]:
                yield from (s for each in (value, *value.alternatives) for s in each.supports)


def _sentences(support: Support, article: Article) -> frozenset[int]:
    return frozenset(support.sentences) if support.span is None else sentences_at(support.span, article)


def sentences_at(span: Span, article: Article) -> frozenset[int]:
    """The numbers of the sentences that a span touches."""
    touched = (s.number for s in article.sentences if s.span.start < span.end and span.start < s.span.end)
    return frozenset(touched)


def fit(own: Sequence[Report], other: Sequence[Report], headline: str) -> Fit | None:
    """How well reports fit those of another event, whose headline counts too; `None`: not one event."""
    best: dict[str, Fit] = {}
    for mine in own:
        for theirs in other:
            if mine.article == theirs.article and (found := _closeness(mine, theirs, headline)):
                best[mine.article] = max(found, best.get(mine.article, found))
    points = round(sum(one.points for one in best.values()), 6)
    return Fit(points, sum(one.words for one in best.values())) if points > _ENOUGH else None


def _closeness(mine: Report, theirs: Report, headline: str) -> Fit | None:
    own = telling_words(mine.words)
    words = max(
        likeness(own, telling_words(theirs.words)), _HEADLINE * likeness(own, telling_words(headline))
    )
    shared = _overlap(mine.span, theirs.span)
    if not shared and words < (_WORDS_IN_SENTENCE if mine.sentences & theirs.sentences else _WORDS_ANYWHERE):
        return None
    return Fit(max(words, shared), words)


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of words that two have in common, of all of both (Dice's coefficient)."""
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


@lru_cache(maxsize=8192)
def telling_words(text: str) -> frozenset[str]:
    """The words of a text, folded, without those that only hold others together."""
    return frozenset(re.findall(r"\w+", fold_lightly(text))) - vocabulary("en").function


def _overlap(mine: Span | None, theirs: Span | None) -> float:
    """Points for what two spans share of the shorter one."""
    if mine is None or theirs is None:
        return 0.0
    shared = min(mine.end, theirs.end) - max(mine.start, theirs.start)
    if shared <= 0:
        return 0.0
    size = mine.end - mine.start
    covered = shared / min(size, theirs.end - theirs.start)
    return _PLACE + _COVERED * covered * (_SHORT_COVERED if size < _SHORT else 1)


@dataclass(frozen=True, slots=True)
class Pairing:
    """How the records and events of a run stand to gold."""

    reported: Mapping[str, str]
    """The gold event that a record reports, by the record's id; records that report none are not in it."""
    found: Mapping[str, MergedEvent]
    """The merged event that is a gold event, by the gold's id: one to one."""
    surplus: tuple[tuple[MergedEvent, str | None], ...]
    """Merged events that are no gold event, each with the one that it is a part of, or `None`."""
    neutral: tuple[MergedEvent, ...]
    """Merged events that are an optional gold event, or could be nothing else: neither right nor wrong."""


def pair(
    gold: Sequence[GoldEvent],
    records: Sequence[EventRecord],
    events: Sequence[MergedEvent],
    schema: Schema,
    articles: Mapping[str, Article],
) -> Pairing:
    """Pair merged events with gold events one to one, the best fit first, and records with what they report.

    Within an article, two reports fit as far as they share words, where they cite one sentence or share most
    words; and as far as the places overlap where both have one. Equal fits are decided by shared words.

    Raises:
        RecordsError: an article of the run does not say the words of gold.
    """
    theirs = [_gold_reports(event, articles) for event in gold]
    fits = [_fits(reports_of(event, schema, articles), gold, theirs) for event in events]
    ranked = sorted(
        ((one, row, column) for row, row_fits in enumerate(fits) for column, one in row_fits.items()),
        key=lambda each: (-each[0].points, -each[0].words, each[1:]),
    )
    gold_of: dict[int, int] = {}
    event_of: dict[int, int] = {}
    for _, row, column in ranked:
        if row not in gold_of and column not in event_of:
            gold_of[row], event_of[column] = column, row
    surplus: list[tuple[MergedEvent, str | None]] = []
    neutral = []
    for row, event in enumerate(events):
        near = (
            [gold_of[row]] if row in gold_of else sorted(fits[row], key=lambda n: fits[row][n], reverse=True)
        )
        asked = [column for column in near if not gold[column].optional]
        if near and not asked:
            neutral.append(event)
        elif row not in gold_of:
            surplus.append((event, gold[asked[0]].id if asked else None))
    return Pairing(
        reported=dict(_reported(records, gold, theirs, schema, articles)),
        found={gold[column].id: events[row] for column, row in sorted(event_of.items())},
        surplus=tuple(surplus),
        neutral=tuple(neutral),
    )


def _gold_reports(event: GoldEvent, articles: Mapping[str, Article]) -> list[Report]:
    there = [articles[name] for name in event.reports if name in articles]
    in_text = [
        Report(article.id, place.text_in(article.text), place, sentences_at(place, article))
        for article in there
        for place in places_of(event, article)
    ]
    in_title = [
        Report(article.id, fragment, None, frozenset())
        for article in there
        for fragment in event.reports[article.id]
        if fragment not in article.text
    ]
    return in_text + in_title


def _fits(
    own: Sequence[Report], gold: Sequence[GoldEvent], theirs: Sequence[Sequence[Report]]
) -> dict[int, Fit]:
    found = ((column, fit(own, other, gold[column].what)) for column, other in enumerate(theirs))
    return {column: one for column, one in found if one is not None}


def _reported(
    records: Sequence[EventRecord],
    gold: Sequence[GoldEvent],
    theirs: Sequence[Sequence[Report]],
    schema: Schema,
    articles: Mapping[str, Article],
) -> Iterator[tuple[str, str]]:
    for record in records:
        fits = _fits(reports_of(record, schema, articles), gold, theirs)
        if fits:
            yield record.id, gold[max(fits, key=lambda column: (fits[column], -column))].id
