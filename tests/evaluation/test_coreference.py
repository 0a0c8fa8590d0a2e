from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.evaluation.coreference import CoreferenceScores, count_clusters, score_clusters, scores_of

Clusters = str
"""Clusters of one-letter mentions, separated by spaces."""


def scores(gold: Clusters, predicted: Clusters) -> CoreferenceScores:
    return score_clusters(labels(gold), labels(predicted))


def labels(clusters: Clusters) -> dict[str, int]:
    return {mention: number for number, cluster in enumerate(clusters.split()) for mention in cluster}


# Bagga and Baldwin 1998, figures 1 to 3: twelve mentions; one answer joins the two big clusters, the other a
# big and the small one. MUC cannot distinguish the answers, B³ can. Luo 2005 (section 4) aligns the same
# clusters and two extreme answers; his φ4 F1 of 0.733, 0.667, 0.294 and 0.178 follow from these sums.
GOLD = "12345 67 89ABC"
BIG_WITH_BIG = "1234589ABC 67"
BIG_WITH_SMALL = "12345 6789ABC"


@pytest.mark.parametrize(
    ("predicted", "muc_precision", "b3_precision"),
    [(BIG_WITH_SMALL, 9 / 10, 16 / 21), (BIG_WITH_BIG, 9 / 10, 7 / 12)],
)
def test_the_example_of_bagga_and_baldwin(predicted: str, muc_precision: float, b3_precision: float) -> None:
    found = scores(GOLD, predicted)
    assert (found.muc.recall, found.b3.recall) == (1.0, 1.0)
    assert found.muc.precision == pytest.approx(muc_precision)
    assert found.b3.precision == pytest.approx(b3_precision)


@pytest.mark.parametrize(
    ("predicted", "similarity", "clusters"),
    [
        (BIG_WITH_SMALL, 1 + 2 * 5 / 12, 2),
        (BIG_WITH_BIG, 1 + 2 * 5 / 15, 2),
        ("123456789ABC", 2 * 5 / 17, 1),
        ("1 2 3 4 5 6 7 8 9 A B C", 2 / 6 + 2 / 3 + 2 / 6, 12),
    ],
)
def test_the_example_of_luo(predicted: str, similarity: float, clusters: int) -> None:
    found = scores(GOLD, predicted)
    assert found.ceafe.recall == pytest.approx(similarity / 3)
    assert found.ceafe.precision == pytest.approx(similarity / clusters)


def test_the_example_of_vilain() -> None:
    # Vilain et al. 1995, table 1: key {A B C D}, response {A B} {C D}: two of three links, none wrong.
    found = scores("ABCD", "AB CD")
    assert found.muc.recall == pytest.approx(2 / 3)
    assert found.muc.precision == 1.0


def test_lea_weighs_links_by_the_size_of_their_cluster() -> None:
    # Gold {a b c} and {d e f g}; answer {a b}, {c d}, {f g}, {e}. By hand after Moosavi and Strube 2016:
    # recall (3 x 1/3 + 4 x 1/6) / 7, precision (2 x 1 + 2 x 0 + 2 x 1 + 1 x 0) / 7.
    found = scores("abc defg", "ab cd fg e")
    assert found.lea.recall == pytest.approx((3 * 1 / 3 + 4 * 1 / 6) / 7)
    assert found.lea.precision == pytest.approx(4 / 7)


def test_lea_counts_a_singleton_only_when_both_have_it() -> None:
    assert scores("a bc", "a bc").lea.f1 == 1.0
    assert scores("a b", "ab").lea.recall == 0.0


def test_pairs_are_counted_over_all_clusters() -> None:
    found = scores("abc de", "ab cde")
    assert found.pairs.recall == pytest.approx(2 / 4)
    assert found.pairs.precision == pytest.approx(2 / 4)


def test_conll_is_the_mean_of_three_f1() -> None:
    found = scores("abc de", "ab cde")
    assert found.conll == pytest.approx((found.muc.f1 + found.b3.f1 + found.ceafe.f1) / 3)


def test_clusterings_without_a_mention_in_common_are_scored_together_by_the_sum_of_their_counts() -> None:
    parts = [("abc de f", "ab cde f"), ("xyz", "x yz")]
    counts = [count_clusters(labels(gold), labels(predicted)) for gold, predicted in parts]
    whole = scores("abc de f xyz", "ab cde f x yz")
    assert scores_of([sum(column) for column in zip(*counts, strict=True)]) == whole


def test_links_without_any_in_gold_score_zero_and_do_not_fail() -> None:
    assert scores("a b", "a b").muc.f1 == 0.0
    assert score_clusters({}, {}).conll == 0.0


def test_different_mentions_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="for example b"):
        scores("ab", "a")


PARTITION = st.lists(st.integers(0, 4), min_size=1, max_size=7)


@given(PARTITION, st.data())
def test_the_alignment_of_ceafe_is_the_best_of_all(gold: list[int], data: st.DataObject) -> None:
    predicted = data.draw(st.lists(st.integers(0, 4), min_size=len(gold), max_size=len(gold)))
    first, second = dict(enumerate(gold)), dict(enumerate(predicted))
    rows, columns = sorted(set(gold)), sorted(set(predicted))
    if len(rows) > len(columns):
        rows, columns = columns, rows
        first, second = second, first

    def similarity(row: int, column: int) -> float:
        a = {m for m, name in first.items() if name == row}
        b = {m for m, name in second.items() if name == column}
        return 2 * len(a & b) / (len(a) + len(b))

    best = max(
        sum(similarity(row, column) for row, column in zip(rows, chosen, strict=True))
        for chosen in permutations(columns, len(rows))
    )
    found = score_clusters(dict(enumerate(gold)), dict(enumerate(predicted))).ceafe
    assert found.recall == pytest.approx(best / len(set(gold)))
    assert found.precision == pytest.approx(best / len(set(predicted)))


@given(PARTITION)
def test_gold_against_itself_is_perfect(gold: list[int]) -> None:
    found = score_clusters(dict(enumerate(gold)), {m: f"other name {c}" for m, c in enumerate(gold)})
    assert (found.b3.f1, found.ceafe.f1, found.lea.f1) == pytest.approx((1.0, 1.0, 1.0))
