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
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

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
    largest_cluster: int
    """Mentions in the largest cluster of the clustering that is scored."""

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
    if gold.keys() != predicted.keys():
        odd = sorted(map(str, gold.keys() ^ predicted.keys()))
        raise ValueError(f"gold and predicted label different mentions, for example {odd[0]}")
    overlap = _Overlap.of(gold, predicted)
    return CoreferenceScores(
        muc=Score(_muc(overlap.turned()), _muc(overlap)),
        b3=Score(_b_cubed(overlap.turned()), _b_cubed(overlap)),
        ceafe=_ceafe(overlap),
        lea=Score(_lea(overlap.turned()), _lea(overlap)),
        pairs=Score(_pairs(overlap.turned()), _pairs(overlap)),
        largest_cluster=max(overlap.other_sizes, default=0),
    )


@dataclass(frozen=True, slots=True)
class _Overlap:
    """Two clusterings of the same mentions: sizes, and how many mentions each two clusters share.

    The measures below are recalls of `sizes` by the other side; precision is the recall of the turned table.
    """

    sizes: tuple[int, ...]
    other_sizes: tuple[int, ...]
    shared: tuple[Mapping[int, int], ...]
    """For each cluster, by the other side's clusters that it meets: the mentions they share."""

    @classmethod
    def of(cls, labels: Mapping[MentionT, Hashable], other: Mapping[MentionT, Hashable]) -> _Overlap:
        numbers: dict[Hashable, int] = {}
        other_numbers: dict[Hashable, int] = {}
        counts: Counter[tuple[int, int]] = Counter()
        for mention, label in labels.items():
            first = numbers.setdefault(label, len(numbers))
            second = other_numbers.setdefault(other[mention], len(other_numbers))
            counts[first, second] += 1
        return cls._from_counts(counts, len(numbers), len(other_numbers))

    def turned(self) -> _Overlap:
        """The same table seen from the other side."""
        counts = Counter({(j, i): n for i, row in enumerate(self.shared) for j, n in row.items()})
        return self._from_counts(counts, len(self.other_sizes), len(self.sizes))

    @classmethod
    def _from_counts(cls, counts: Mapping[tuple[int, int], int], rows: int, columns: int) -> _Overlap:
        shared: list[dict[int, int]] = [{} for _ in range(rows)]
        other_sizes = [0] * columns
        for (i, j), n in counts.items():
            shared[i][j] = n
            other_sizes[j] += n
        return cls(tuple(sum(row.values()) for row in shared), tuple(other_sizes), tuple(shared))


def _ratio(part: float, total: float) -> float:
    return part / total if total else 0.0


def _muc(overlap: _Overlap) -> float:
    """Links of each cluster that survive in the other side's partition of it."""
    found = sum(size - len(row) for size, row in zip(overlap.sizes, overlap.shared, strict=True))
    return _ratio(found, sum(size - 1 for size in overlap.sizes))


def _b_cubed(overlap: _Overlap) -> float:
    """The mean over mentions of the share of their cluster that the other side puts with them."""
    found = sum(
        n * n / size for size, row in zip(overlap.sizes, overlap.shared, strict=True) for n in row.values()
    )
    return _ratio(found, sum(overlap.sizes))


def _pairs(overlap: _Overlap) -> float:
    """The share of the pairs of each cluster that the other side has too."""
    found = sum(n * (n - 1) for row in overlap.shared for n in row.values())
    return _ratio(found, sum(size * (size - 1) for size in overlap.sizes))


def _lea(overlap: _Overlap) -> float:
    """The mean over clusters, weighted by size, of the share of their links that the other side has."""
    found = 0.0
    for size, row in zip(overlap.sizes, overlap.shared, strict=True):
        if size == 1:
            (other,) = row
            found += 1.0 if overlap.other_sizes[other] == 1 else 0.0
        else:
            found += size * sum(n * (n - 1) for n in row.values()) / (size * (size - 1))
    return _ratio(found, sum(overlap.sizes))


def _ceafe(overlap: _Overlap) -> Score:
    """The similarity φ4 of the best one-to-one alignment, per cluster of either side."""
    similarity = [
        {j: 2 * n / (overlap.sizes[i] + overlap.other_sizes[j]) for j, n in row.items()}
        for i, row in enumerate(overlap.shared)
    ]
    best = sum(similarity[i][j] for i, j in best_assignment(similarity).items())
    return Score(_ratio(best, len(overlap.other_sizes)), _ratio(best, len(overlap.sizes)))
