"""Scores a run against gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.errors import RecordsError
from extractor.evaluation.bootstrap import Estimate, estimate
from extractor.evaluation.calibration import Calibration, calibration_of
from extractor.evaluation.gold import GoldEvent
from extractor.evaluation.judging import (
    FieldVerdict,
    PartyTally,
    Verdict,
    check_answers,
    judge_confidences,
    judge_fields,
    judge_parties,
)
from extractor.evaluation.merging import MergingScore, score_merging
from extractor.evaluation.pairing import Pairing, pair
from extractor.records import EventRecord, Grounding
from extractor.store.folder import StoredRun


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
class Share:
    """How many of how many."""

    part: int
    of: int
    share: Estimate | None


@dataclass(frozen=True, slots=True)
class FieldScore:
    """The verdicts on one field of the events found, and the share of right ones among the first three."""

    right: int
    wrong: int
    missing: int
    extra: int
    """Values where gold has none: neither right nor wrong."""
    accuracy: Estimate | None


@dataclass(frozen=True, slots=True)
class PartyScore:
    """The parties of the events found, by name, and how many of the right ones have the right role."""

    names: Detection
    roles: Estimate | None


@dataclass(frozen=True, slots=True)
class Confidences:
    """Calibration of the confidences that models gave; empty where they gave none."""

    events: Calibration | None
    """Right is a merged event that is a gold event; those that are neutral are left out."""
    fields: dict[str, Calibration]
    """By field: of values that a model judged, in each article, of the events found."""


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
    main: bool
    """Whether an article was written for it."""
    event: str | None
    """The merged event that it is, or `None`: not found."""
    articles: tuple[str, ...]
    """The articles a record of which reports it."""
    missed_articles: tuple[str, ...]
    """The articles that report it and no record of which does."""
    merged_articles: tuple[str, ...]
    """The articles that report it and are in the merged event."""
    foreign_articles: tuple[str, ...]
    """The articles that do not report it and are in the merged event."""
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
    main: Share
    """The events found among those that an article was written for."""
    reports: Detection
    """The same article by article: a gold event counts once in each article that reports it."""
    articles: Share
    """Of the events found that several articles report: the articles that are in the merged event."""
    foreign_articles: int
    """Articles in a merged event that do not report the gold event that it is."""
    fields: dict[str, FieldScore]
    parties: PartyScore | None
    merging: MergingScore
    grounding: dict[str, GroundingShare]
    confidences: Confidences
    gold: tuple[GoldOutcome, ...]
    surplus: tuple[Surplus, ...]
    neutral: int
    """Merged events that are optional in gold: neither right nor wrong."""
    notes: tuple[str, ...]
    """What was not scored, and why; for people."""


def evaluate(run: StoredRun, gold: Sequence[GoldEvent]) -> Evaluation:
    """Score a run against gold, in the articles that gold names; others are not looked at.

    Intervals are 95 % percentile bootstrap intervals with a fixed seed. Drawn are: gold and surplus events
    (events), gold events (main, articles), gold reports and surplus records (reports), found events (fields
    and parties), groups of records that neither gold nor the merge joins with others (merging), records
    (grounding).

    Raises:
        RecordsError: the run has none of gold's articles, an article does not say the words of gold, or an
            answer of gold is of another kind than the field.
    """
    notes = list(check_answers(gold, run.schema))
    judged = {article for event in gold for article in event.reports}
    absent = sorted(judged - run.articles.keys())
    if len(absent) == len(judged):
        raise RecordsError(
            f"{gold[0].where_from}: the run has no article {absent[0]!r}, nor any other of gold"
        )
    if absent:
        notes.append(
            f"{len(absent)} of gold's {len(judged)} articles are not in this run: {', '.join(absent)}"
        )
    gold = [one for event in gold if (one := _within(event, run)).reports]
    records = [record for record in run.records if record.article in judged]
    events = [event for event in run.events if judged & set(event.articles)]
    pairing = pair(gold, records, events, run.schema, run.articles)
    outcomes = tuple(_outcome(event, pairing, records, run) for event in gold)
    asked = [outcome for outcome in outcomes if not outcome.optional]
    found = [outcome for outcome in asked if outcome.event is not None]
    event_of = {record: event.id for event in events for record in event.records}
    return Evaluation(
        events=_detection(_event_items(asked, pairing)),
        main=_share([(int(o.event is not None), 1) for o in asked if o.main]),
        reports=_detection(_report_items(asked, pairing, records)),
        articles=_share(list(_covered(found))),
        foreign_articles=sum(len(outcome.foreign_articles) for outcome in outcomes),
        fields=_field_scores(found),
        parties=_party_score([outcome.parties for outcome in found if outcome.parties is not None]),
        merging=score_merging({r: g for r, g in pairing.reported.items() if r in event_of}, event_of),
        grounding=_grounding(records),
        confidences=_confidences(gold, pairing, run),
        gold=outcomes,
        surplus=tuple(Surplus(e.id, e.headline or e.id, e.articles, part) for e, part in pairing.surplus),
        neutral=len(pairing.neutral),
        notes=tuple(notes),
    )


def _within(event: GoldEvent, run: StoredRun) -> GoldEvent:
    reports = {name: words for name, words in event.reports.items() if name in run.articles}
    return event if len(reports) == len(event.reports) else event.model_copy(update={"reports": reports})


def _outcome(
    gold: GoldEvent, pairing: Pairing, records: Sequence[EventRecord], run: StoredRun
) -> GoldOutcome:
    event = pairing.found.get(gold.id)
    reporting = {record.article for record in records if pairing.reported.get(record.id) == gold.id}
    merged = set(event.articles) if event else set[str]()
    return GoldOutcome(
        id=gold.id,
        what=gold.what,
        optional=gold.optional,
        main=gold.is_main,
        event=event.id if event else None,
        articles=tuple(sorted(reporting)),
        missed_articles=tuple(sorted(set(gold.reports) - reporting)),
        merged_articles=tuple(sorted(merged & set(gold.reports))),
        foreign_articles=tuple(sorted(merged - set(gold.reports))),
        fields=judge_fields(event, gold, run.schema) if event else {},
        parties=judge_parties(event, gold, run.schema) if event else None,
    )


# Found or not

_Item = tuple[int, int, int]
"""Found and in gold; given and not in gold; in gold and not found."""


def _detection(items: Sequence[_Item]) -> Detection:
    right, wrong, missed = (sum(column) for column in zip(*items, strict=True)) if items else (0, 0, 0)
    return Detection(
        found=right,
        gold=right + missed,
        given=right + wrong,
        precision=estimate([(right, right + wrong) for right, wrong, _ in items]),
        recall=estimate([(right, right + missed) for right, _, missed in items]),
        f1=estimate([(2 * right, 2 * right + wrong + missed) for right, wrong, missed in items]),
    )


def _event_items(asked: Sequence[GoldOutcome], pairing: Pairing) -> list[_Item]:
    of_gold = [(1, 0, 0) if outcome.event else (0, 0, 1) for outcome in asked]
    return of_gold + [(0, 1, 0) for _ in pairing.surplus]


def _report_items(
    asked: Sequence[GoldOutcome], pairing: Pairing, records: Sequence[EventRecord]
) -> list[_Item]:
    found = [(1, 0, 0) for outcome in asked for _ in outcome.articles]
    missed = [(0, 0, 1) for outcome in asked for _ in outcome.missed_articles]
    wrong = [(0, 1, 0) for record in records if record.id not in pairing.reported]
    return found + missed + wrong


def _covered(found: Iterable[GoldOutcome]) -> Iterator[tuple[int, int]]:
    for outcome in found:
        reporting = len(outcome.articles) + len(outcome.missed_articles)
        if reporting > 1:
            yield len(outcome.merged_articles), reporting


def _share(items: Sequence[tuple[int, int]]) -> Share:
    return Share(sum(part for part, _ in items), sum(of for _, of in items), estimate(items))


# What was said of them


def _field_scores(found: Sequence[GoldOutcome]) -> dict[str, FieldScore]:
    names = dict.fromkeys(name for outcome in found for name in outcome.fields)
    scores = {}
    for name in names:
        every = [outcome.fields[name].verdict for outcome in found if name in outcome.fields]
        verdicts = [v for v in every if v is not None and v is not Verdict.EXTRA]
        counts = Counter(every)
        scores[name] = FieldScore(
            right=counts[Verdict.RIGHT],
            wrong=counts[Verdict.WRONG],
            missing=counts[Verdict.MISSING],
            extra=counts[Verdict.EXTRA],
            accuracy=estimate([(verdict is Verdict.RIGHT, 1) for verdict in verdicts]),
        )
    return scores


def _party_score(tallies: Sequence[PartyTally]) -> PartyScore | None:
    if not tallies:
        return None
    return PartyScore(
        names=_detection([(tally.right, tally.extra, tally.missed) for tally in tallies]),
        roles=estimate([(tally.right_roles, tally.right) for tally in tallies]),
    )


# What it rests on


def _confidences(gold: Sequence[GoldEvent], pairing: Pairing, run: StoredRun) -> Confidences:
    of_events: list[tuple[float, bool]] = []
    of_fields: dict[str, list[tuple[float, bool]]] = {}
    for one in gold:
        event = pairing.found.get(one.id)
        if event is None or one.optional:
            continue
        if event.confidence is not None:
            of_events.append((event.confidence, True))
        for name, confidence, is_right in judge_confidences(event, one, run.schema):
            of_fields.setdefault(name, []).append((confidence, is_right))
    of_events += [(e.confidence, False) for e, _ in pairing.surplus if e.confidence is not None]
    fields = {name: calibration_of(outcomes) for name, outcomes in of_fields.items()}
    return Confidences(
        events=calibration_of(of_events),
        fields={name: found for name, found in fields.items() if found is not None},
    )


def _grounding(records: Sequence[EventRecord]) -> dict[str, GroundingShare]:
    tallies = [
        Counter(mention.support.grounding for mentions in record.fields.values() for mention in mentions)
        for record in records
    ]
    return {
        state.value: GroundingShare(
            values=sum(tally[state] for tally in tallies),
            share=estimate([(tally[state], tally.total()) for tally in tallies]),
        )
        for state in Grounding
    }
