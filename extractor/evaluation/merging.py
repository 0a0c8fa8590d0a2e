"""Scores of the merge: whether records of one gold event are in one merged event, and no others."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extractor.evaluation.bootstrap import Estimate, estimate
from extractor.evaluation.coreference import CoreferenceScores, score_clusters


@dataclass(frozen=True, slots=True)
class MergingScore:
    """Scores of the merge over the records that report a gold event."""

    records: int
    conll: Estimate | None
    lea: Estimate | None
    pairs: Estimate | None


def score_merging(gold: Mapping[str, str], event_of: Mapping[str, str]) -> MergingScore:
    """Score the merge; given are a gold event and a merged event for each record, by its id.

    Drawn for the intervals are groups of records that neither gold nor the merge joins with others.
    """
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


def _groups(gold: Mapping[str, str], event_of: Mapping[str, str]) -> list[tuple[str, ...]]:
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
    drawn: Sequence[tuple[str, ...]], gold: Mapping[str, str], event_of: Mapping[str, str]
) -> CoreferenceScores:
    """The scores of groups, each draw of one a group of its own."""
    keys = [(number, record) for number, group in enumerate(drawn) for record in group]
    return score_clusters(
        {key: (key[0], gold[key[1]]) for key in keys}, {key: (key[0], event_of[key[1]]) for key in keys}
    )
