"""Scores a run against gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from extractor.evaluation.alignment import Alignment, align
from extractor.evaluation.bootstrap import Estimate, estimate
from extractor.evaluation.coreference import CoreferenceScores, score_clusters
from extractor.evaluation.gold import GoldEvent
from extractor.evaluation.judging import FieldVerdict, PartyTally, Verdict, judge_fields, judge_parties
from extractor.records import EventRecord, Grounding, MergedEvent
from extractor.runs.folder import StoredRun


@dataclass(frozen=True, slots=True)
class Detection:
    """How much of what gold has was found, and how much of what was found gold has."""

    found: int
    gold: int
    given: int
    """What was given, right or wrong; what is neither is not counted."""
    precision: Estimate | None
    recall: Estimate | None
    f1: Estimate | None


@dataclass(frozen=True, slots=True)
class FieldScore:
    """The verdicts on one field of the events found, and the share of right ones among them."""

    right: int
    wrong: int
    missing: int
    accuracy: Estimate | None


@dataclass(frozen=True, slots=True)
class PartyScore:
    """The parties of the events found, by name, and how many of the right ones have the right role."""

    names: Detection
    roles: Estimate | None


@dataclass(frozen=True, slots=True)
class MergingScore:
    """Scores of the merge over the records that report a gold event."""

    records: int
    conll: Estimate | None
    lea: Estimate | None
    pairs: Estimate | None


@dataclass(frozen=True, slots=True)
class GroundingShare:
    """The values of all records in one grounding state."""

    values: int
    share: Estimate | None


@dataclass(frozen=True, slots=True)
class GoldOutcome:
    """What became of one gold event."""

    id: str
    what: str
    optional: bool
    event: str | None
    """The merged event that it is, or `None`: not found."""
    articles: tuple[str, ...]
    """The articles a record of which reports it."""
    missed_articles: tuple[str, ...]
    """The articles that report it and no record of which does."""
    fields: dict[str, FieldVerdict]
    """Empty when it was not found."""
    parties: PartyTally | None


@dataclass(frozen=True, slots=True)
class Surplus:
    """A merged event that gold does not have, or has only once."""

    event: str
    what: str
    articles: tuple[str, ...]
    part_of: str | None
    """The gold event that it reports, and that another merged event already is; `None`: not in gold."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All scores of a run, and what they rest on."""

    events: Detection
    reports: Detection
    """The same article by article: a gold event counts once in each article that reports it."""
    fields: dict[str, FieldScore]
    parties: PartyScore | None
    merging: MergingScore
    grounding: dict[str, GroundingShare]
    gold: tuple[GoldOutcome, ...]
    surplus: tuple[Surplus, ...]
    set_aside: int
    """Merged events that are optional in gold: neither right nor wrong."""


def evaluate(run: StoredRun, gold: Sequence[GoldEvent]) -> Evaluation:
    """Score a run against gold, in the articles that gold names; others are not looked at.

    Intervals are 95 % percentile bootstrap intervals with a fixed seed. Drawn are: gold and surplus events
    (events), gold reports and surplus records (reports), found events (fields and parties), groups of records
    that neither gold nor the merge joins with others (merging), records (grounding).

    Raises:
        RecordsError: gold names an article that the run does not have, or words that it does not say.
    """
    judged = {article for event in gold for article in event.reports}
    records = [record for record in run.records if record.article in judged]
    events = [event for event in run.events if judged & set(event.articles)]
    alignment = align(gold, records, events, run.articles)
    outcomes = tuple(_outcome(event, alignment, records, run) for event in gold)
    found = [outcome for outcome in outcomes if outcome.event is not None and not outcome.optional]
    return Evaluation(
        events=_detection(_event_items(outcomes, alignment)),
        reports=_detection(_report_items(outcomes, alignment, records)),
        fields=_field_scores(found),
        parties=_party_score([outcome.parties for outcome in found if outcome.parties is not None]),
        merging=_merging(alignment, events),
        grounding=_grounding(records),
        gold=outcomes,
        surplus=tuple(
            Surplus(event.id, _words(event, run), event.articles, part_of)
            for event, part_of in alignment.surplus
        ),
        set_aside=len(alignment.set_aside),
    )


def _outcome(
    gold: GoldEvent, alignment: Alignment, records: Sequence[EventRecord], run: StoredRun
) -> GoldOutcome:
    event = alignment.found.get(gold.id)
    telling = {record.article for record in records if alignment.reports.get(record.id) == gold.id}
    return GoldOutcome(
        id=gold.id,
        what=gold.what,
        optional=gold.optional,
        event=event.id if event else None,
        articles=tuple(sorted(telling)),
        missed_articles=tuple(sorted(set(gold.reports) - telling)),
        fields=judge_fields(event, gold, run.schema) if event else {},
        parties=judge_parties(event, gold, run.schema) if event else None,
    )


def _words(event: MergedEvent, run: StoredRun) -> str:
    """The event in the words of its single-valued fields."""
    named = ("what", "type", "when", "count")
    values = [(run.schema.field(name), event.fields[name]) for name in named if event.fields.get(name)]
    return " · ".join(field.type.show(value[0].value) for field, value in values)


# Found or not

_Item = tuple[int, int, int]
"""Found and in gold; given and not in gold; in gold and not found."""


def _detection(items: Sequence[_Item]) -> Detection:
    right, wrong, missed = _sums(items)
    return Detection(
        found=right,
        gold=right + missed,
        given=right + wrong,
        precision=estimate(items, _scored(lambda right, wrong, _: (right, right + wrong))),
        recall=estimate(items, _scored(lambda right, _, missed: (right, right + missed))),
        f1=estimate(items, _scored(lambda right, wrong, missed: (2 * right, 2 * right + wrong + missed))),
    )


def _scored(parts: Callable[[int, int, int], tuple[int, int]]) -> Callable[[Sequence[_Item]], float | None]:
    def score(items: Sequence[_Item]) -> float | None:
        return _share(*parts(*_sums(items)))

    return score


def _sums(items: Iterable[_Item]) -> _Item:
    rows = list(items)
    return (sum(row[0] for row in rows), sum(row[1] for row in rows), sum(row[2] for row in rows))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _event_items(outcomes: Sequence[GoldOutcome], alignment: Alignment) -> list[_Item]:
    asked = [outcome for outcome in outcomes if not outcome.optional]
    return [(1, 0, 0) if outcome.event else (0, 0, 1) for outcome in asked] + [
        (0, 1, 0) for _ in alignment.surplus
    ]


def _report_items(
    outcomes: Sequence[GoldOutcome], alignment: Alignment, records: Sequence[EventRecord]
) -> list[_Item]:
    asked = [outcome for outcome in outcomes if not outcome.optional]
    found = [(1, 0, 0) for outcome in asked for _ in outcome.articles]
    missed = [(0, 0, 1) for outcome in asked for _ in outcome.missed_articles]
    wrong = [(0, 1, 0) for record in records if record.id not in alignment.reports]
    return found + missed + wrong


# What was said of them


def _field_scores(found: Sequence[GoldOutcome]) -> dict[str, FieldScore]:
    names = dict.fromkeys(name for outcome in found for name in outcome.fields)
    scores = {}
    for name in names:
        verdicts = [v for outcome in found if (v := outcome.fields[name].verdict) is not None]
        counts = Counter(verdicts)
        scores[name] = FieldScore(
            right=counts[Verdict.RIGHT],
            wrong=counts[Verdict.WRONG],
            missing=counts[Verdict.MISSING],
            accuracy=estimate(verdicts, lambda drawn: _share(drawn.count(Verdict.RIGHT), len(drawn))),
        )
    return scores


def _party_score(tallies: Sequence[PartyTally]) -> PartyScore | None:
    if not tallies:
        return None
    return PartyScore(
        names=_detection([(tally.right, tally.wrong, tally.missed) for tally in tallies]),
        roles=estimate(
            tallies, lambda drawn: _share(sum(t.right_roles for t in drawn), sum(t.right for t in drawn))
        ),
    )


# How they were put together


def _merging(alignment: Alignment, events: Sequence[MergedEvent]) -> MergingScore:
    event_of = {record: event.id for event in events for record in event.records}
    gold = {record: name for record, name in alignment.reports.items() if record in event_of}
    groups = _groups(gold, event_of)

    @cache  # each of the scores is estimated from the same draws
    def scores_of(drawn: tuple[tuple[str, ...], ...]) -> CoreferenceScores:
        return _score_groups(drawn, gold, event_of)

    def scored(part: Callable[[CoreferenceScores], float]) -> Estimate | None:
        return estimate(groups, lambda drawn: part(scores_of(tuple(drawn))) if drawn else None)

    return MergingScore(
        records=len(gold),
        conll=scored(lambda scores: scores.conll),
        lea=scored(lambda scores: scores.lea.f1),
        pairs=scored(lambda scores: scores.pairs.f1),
    )


def _groups(gold: dict[str, str], event_of: dict[str, str]) -> list[tuple[str, ...]]:
    """Records that gold or the merge joins, directly or through others; each group is scored by itself."""
    group_of: dict[Hashable, list[str]] = {}
    for record in sorted(gold):
        ends = (("gold", gold[record]), ("event", event_of[record]))
        members = [record, *(m for group in _distinct(group_of.get(end) for end in ends) for m in group)]
        for member in members:
            group_of["gold", gold[member]] = members
            group_of["event", event_of[member]] = members
    return [tuple(sorted(group)) for group in _distinct(group_of.values())]


def _distinct(groups: Iterable[list[str] | None]) -> list[list[str]]:
    return list({id(group): group for group in groups if group is not None}.values())


def _score_groups(
    drawn: Sequence[tuple[str, ...]], gold: dict[str, str], event_of: dict[str, str]
) -> CoreferenceScores:
    """The scores of groups, each draw of one a group of its own."""
    keys = [(number, record) for number, group in enumerate(drawn) for record in group]
    return score_clusters(
        {key: (key[0], gold[key[1]]) for key in keys}, {key: (key[0], event_of[key[1]]) for key in keys}
    )


# What it rests on


def _grounding(records: Sequence[EventRecord]) -> dict[str, GroundingShare]:
    tallies = [
        Counter(mention.support.grounding for mentions in record.fields.values() for mention in mentions)
        for record in records
    ]
    return {
        state.value: GroundingShare(
            values=sum(tally[state] for tally in tallies),
            share=estimate(tallies, _share_of(state)),
        )
        for state in Grounding
    }


def _share_of(state: Grounding) -> Callable[[Sequence[Counter[Grounding]]], float | None]:
    def share(tallies: Sequence[Counter[Grounding]]) -> float | None:
        return _share(sum(tally[state] for tally in tallies), sum(tally.total() for tally in tallies))

    return share
