"""Scores of the merge: whether records of one gold event are in one merged event, and no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from extractor.evaluation.bootstrap import Estimate, estimate
from extractor.evaluation.coreference import CoreferenceScores, score_clusters
from extractor.merging.clustering import components


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
    records = sorted(gold)
    numbers: dict[tuple[str, str], int] = {}
    ends = [
        [numbers.setdefault(end, len(numbers)) for end in (("gold", gold[each]), ("event", event_of[each]))]
        for each in records
    ]
    i, j = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    return [tuple(records[place] for place in places.tolist()) for places in components(i, j)]


def _score_groups(
    drawn: Sequence[tuple[str, ...]], gold: Mapping[str, str], event_of: Mapping[str, str]
) -> CoreferenceScores:
    """The scores of groups, each draw of one a group of its own."""
    keys = [(number, record) for number, group in enumerate(drawn) for record in group]
    return score_clusters(
        {key: (key[0], gold[key[1]]) for key in keys}, {key: (key[0], event_of[key[1]]) for key in keys}
    )
