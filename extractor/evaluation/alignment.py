"""Which record reports which gold event, and which merged event is which gold event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.errors import RecordsError
from extractor.evaluation.assignment import best_assignment
from extractor.evaluation.gold import GoldEvent, places_of
from extractor.fields import ChoiceValue, LineValue
from extractor.records import Article, EventRecord, MergedEvent, Span

ENOUGH = 0.5
"""How much of the words must be shared: of the shorter side when the type is right, else as Dice overlap."""
_FULL = 1000
"""Points for a type that is right, and for evidence that is the report's words exactly."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How the records and events of a run stand to gold."""

    reports: Mapping[str, str]
    """The gold event that a record reports, by the record's id; records that report none are not in it."""
    found: Mapping[str, MergedEvent]
    """The merged event that is a gold event, by the gold's id: one to one."""
    surplus: tuple[tuple[MergedEvent, str | None], ...]
    """Merged events that are no gold event, each with the one that it is a split-off part of, or `None`."""
    set_aside: tuple[MergedEvent, ...]
    """Merged events that are an optional gold event, or mostly of its reports: neither right nor wrong."""


def align(
    gold: Sequence[GoldEvent],
    records: Sequence[EventRecord],
    events: Sequence[MergedEvent],
    articles: Mapping[str, Article],
) -> Alignment:
    """Align records with the gold reports of their article, then merged events with gold events one to one.

    A record reports the gold event one of whose fragments its evidence fits best. Evidence are the words that
    say what happened (of fields of type `Line`), or else of all its values, or else its sentences. Fit is the
    Dice overlap of the characters, plus one when the type is right. With a right type the
    words that name it must lie in the fragment, or the two share half of the shorter one; with another type
    their Dice overlap must be a half, and an optional gold event takes no other type. A merged event weighs,
    for each gold event, the fit of its records that report it; the assignment with the greatest weight is
    taken.

    Raises:
        RecordsError: gold names an article that the run does not have, or words that it does not say.
    """
    fragments = _fragments(gold, articles)
    fits = {record.id: _fits(record, gold, fragments, articles[record.article]) for record in records}
    best = {id_: max(fit, key=lambda number: (fit[number], -number)) for id_, fit in fits.items() if fit}
    weights: list[dict[int, float]] = [{} for _ in gold]
    heaviest: list[Counter[int]] = []
    for column, event in enumerate(events):
        weight: Counter[int] = Counter()
        for record in event.records:
            if record in best:
                weight[best[record]] += fits[record][best[record]]
        for number, points in weight.items():
            weights[number][column] = points
        heaviest.append(weight)
    assigned = best_assignment(weights)
    gold_of = {column: number for number, column in assigned.items()}
    surplus, set_aside = [], []
    for column, event in enumerate(events):
        mostly = max(heaviest[column], key=lambda number: (heaviest[column][number], -number), default=None)
        nearest = gold_of.get(column, mostly)
        if nearest is not None and gold[nearest].optional:
            set_aside.append(event)
        elif column not in gold_of:
            surplus.append((event, None if mostly is None else gold[mostly].id))
    return Alignment(
        reports={id_: gold[number].id for id_, number in best.items()},
        found={gold[number].id: events[column] for number, column in assigned.items()},
        surplus=tuple(surplus),
        set_aside=tuple(set_aside),
    )


def _fragments(gold: Sequence[GoldEvent], articles: Mapping[str, Article]) -> list[dict[str, list[set[int]]]]:
    """For each gold event, by article: the positions of the characters of each of its fragments."""
    for event in gold:
        for article in event.reports:
            if article not in articles:
                raise RecordsError(
                    f"gold event {event.id}: the run has no article {article!r}; run the articles it is of"
                )
    return [
        {a: [_positions([place]) for place in places_of(event, articles[a])] for a in event.reports}
        for event in gold
    ]


def _fits(
    record: EventRecord,
    gold: Sequence[GoldEvent],
    fragments: Sequence[Mapping[str, Sequence[set[int]]]],
    article: Article,
) -> dict[int, int]:
    """By number of the gold event: how well the record fits its report in this article, if it does."""
    evidence = evidence_of(record, article)
    fits: dict[int, int] = {}
    for number, event in enumerate(gold):
        named = _words_of_right_type(record, event)
        for fragment in fragments[number].get(record.article, ()):
            fit = _fit(evidence, fragment, named, takes_other_types=not event.optional)
            fits[number] = max(fit, fits.get(number, 0))
    return {number: fit for number, fit in fits.items() if fit}


def _fit(evidence: set[int], fragment: set[int], named: set[int] | None, *, takes_other_types: bool) -> int:
    """Points for the overlap of a record's evidence with a fragment; 0 where that is not enough.

    `named` holds the positions of the words that name the right type, and is `None` when it is another.
    """
    shared = len(evidence & fragment)
    size = len(evidence) + len(fragment)
    if named is None:
        is_enough = takes_other_types and 2 * shared >= ENOUGH * size
    else:
        names_it = bool(named) and named <= fragment
        is_enough = names_it or shared >= ENOUGH * min(len(evidence), len(fragment))
    if not shared or not is_enough:
        return 0
    return 1 + _FULL * 2 * shared // size + (_FULL if named is not None else 0)


def _words_of_right_type(record: EventRecord, event: GoldEvent) -> set[int] | None:
    """Where the article names the record's type, if it is one of gold's; `None` if it is another."""
    mentions = [
        mention
        for mention in record.fields.get("type", ())
        if isinstance(mention.value, ChoiceValue) and mention.value.name in event.type
    ]
    if not mentions:
        return None
    return _positions([mention.support.span for mention in mentions if mention.support.span is not None])


def evidence_of(record: EventRecord, article: Article) -> set[int]:
    """Positions of the characters that say what happened; where none do, of all that the record rests on."""
    every = [mention for mentions in record.fields.values() for mention in mentions]
    lines = [mention for mention in every if isinstance(mention.value, LineValue)]
    for mentions in (lines, every):
        spans = [mention.support.span for mention in mentions if mention.support.span is not None]
        if spans:
            return _positions(spans)
    return _positions([article.sentence(number).span for number in record.sentences])


def _positions(spans: Sequence[Span]) -> set[int]:
    return {position for span in spans for position in range(span.start, span.end)}
