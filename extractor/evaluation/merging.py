"""Scores of the merge: whether records of one gold event are in one merged event, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from extractor.evaluation.bootstrap import Estimate, estimate
from extractor.evaluation.coreference import count_clusters, scores_of
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
    groups = [
        count_clusters({each: gold[each] for each in group}, {each: event_of[each] for each in group})
        for group in _groups(gold, event_of)
    ]
    return MergingScore(
        records=len(gold),
        conll=estimate(groups, lambda counts: scores_of(counts).conll),
        lea=estimate(groups, lambda counts: scores_of(counts).lea.f1),
        pairs=estimate(groups, lambda counts: scores_of(counts).pairs.f1),
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
