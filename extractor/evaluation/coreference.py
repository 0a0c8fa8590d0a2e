"""Scores of a clustering against gold: MUC, B³, CEAFe, CoNLL, LEA and pairs.

All take clusterings of the *same* mentions (gold mentions), and know no weights and no partial credit beyond
their definitions:

- MUC: Vilain et al. 1995, "A model-theoretic coreference scoring scheme" (links needed to connect a cluster).
- B³: Bagga and Baldwin 1998, "Algorithms for scoring coreference chains" (overlap as each mention sees it).
- CEAFe: Luo 2005, "On coreference resolution performance metrics" (best one-to-one alignment, φ4).
- CoNLL: the mean of these three F1 (Pradhan et al. 2014, "Scoring coreference partitions of predicted
  mentions").
- LEA: Moosavi and Strube 2016, "Which coreference evaluation metric do you trust?" (links resolved, weighted
  by cluster size; a singleton is a link to itself).
- Pairs: pairs of mentions in one cluster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from extractor.evaluation.assignment import best_assignment

MentionT = TypeVar("MentionT", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, each from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 when both are 0."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class CoreferenceScores:
    """All scores of one clustering against gold."""

    muc: Score
    b3: Score
    ceafe: Score
    lea: Score
    pairs: Score

    @property
    def conll(self) -> float:
        """Mean of the F1 of MUC, B³ and CEAFe, from 0 to 1."""
        return (self.muc.f1 + self.b3.f1 + self.ceafe.f1) / 3


def score_clusters(
    gold: Mapping[MentionT, Hashable], predicted: Mapping[MentionT, Hashable]
) -> CoreferenceScores:
    """Scores a clustering against gold; both give the name of the cluster of each of the same mentions.

    Raises:
        ValueError: they label different mentions.
    """
    return scores_of(count_clusters(gold, predicted))


def scores_of(counts: Sequence[float]) -> CoreferenceScores:
    """The scores that counts, or sums of them, make."""
    pairs = zip(counts[::2], counts[1::2], strict=True)
    shares = [part / total if total else 0.0 for part, total in pairs]
    return CoreferenceScores(*map(Score, shares[::2], shares[1::2]))


def count_clusters(gold: Mapping[MentionT, Hashable], predicted: Mapping[MentionT, Hashable]) -> list[float]:
    """What the scores of a clustering are made of; raises as `score_clusters` does.

    Where two clusterings have no mention in common, their counts add up to those of both together.
    """
    if gold.keys() != predicted.keys():
        odd = sorted(map(str, gold.keys() ^ predicted.keys()))
        raise ValueError(f"gold and predicted label different mentions, for example {odd[0]}")
    of_gold, of_predicted = _rows(gold, predicted), _rows(predicted, gold)
    aligned = _aligned(of_gold)
    return [
        *(*_muc(of_predicted), *_muc(of_gold)),
        *(*_b_cubed(of_predicted), *_b_cubed(of_gold)),
        *(aligned, len(of_predicted), aligned, len(of_gold)),
        *(*_lea(of_predicted), *_lea(of_gold)),
        *(*_pairs(of_predicted), *_pairs(of_gold)),
    ]


class _Row(NamedTuple):
    """A cluster, and how the other clustering parts its mentions.

    The measures below count the recall of these clusters by the other side: what is found, and of how much.
    Precision is that of the other's.
    """

    size: int
    shared: Mapping[int, int]
    """By the other side's clusters that it meets: the mentions they share."""
    other_sizes: Sequence[int]
    """Of all the other side's clusters."""


def _rows(labels: Mapping[MentionT, Hashable], other: Mapping[MentionT, Hashable]) -> list[_Row]:
    numbers: dict[Hashable, int] = {}
    shared: dict[Hashable, Counter[int]] = {}
    for mention, label in labels.items():
        number = numbers.setdefault(other[mention], len(numbers))
        shared.setdefault(label, Counter())[number] += 1
    totals: Counter[int] = Counter()
    for counts in shared.values():
        totals.update(counts)
    sizes = [totals[number] for number in range(len(numbers))]
    return [_Row(counts.total(), counts, sizes) for counts in shared.values()]


def _muc(rows: Sequence[_Row]) -> tuple[float, float]:
    """Links of each cluster that survive in the other side's partition of it."""
    return sum(row.size - len(row.shared) for row in rows), sum(row.size - 1 for row in rows)


def _b_cubed(rows: Sequence[_Row]) -> tuple[float, float]:
    """The mean over mentions of the share of their cluster that the other side puts with them."""
    found = sum(n * n / row.size for row in rows for n in row.shared.values())
    return found, sum(row.size for row in rows)


def _pairs(rows: Sequence[_Row]) -> tuple[float, float]:
    """The share of the pairs of each cluster that the other side has too."""
    found = sum(n * (n - 1) for row in rows for n in row.shared.values())
    return found, sum(row.size * (row.size - 1) for row in rows)


def _lea(rows: Sequence[_Row]) -> tuple[float, float]:
    """The mean over clusters, weighted by size, of the share of their links that the other side has."""
    found = 0.0
    for row in rows:
        if row.size == 1:
            (other,) = row.shared
            found += 1.0 if row.other_sizes[other] == 1 else 0.0
        else:
            found += sum(n * (n - 1) for n in row.shared.values()) / (row.size - 1)
    return found, sum(row.size for row in rows)


def _aligned(rows: Sequence[_Row]) -> float:
    """The similarity φ4 of the best one-to-one alignment of the clusters of both sides."""
    similarity = [{j: 2 * n / (row.size + row.other_sizes[j]) for j, n in row.shared.items()} for row in rows]
    return sum(similarity[i][j] for i, j in best_assignment(similarity).items())
