"""Counts of several articles become one value, with what stands against it."""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from extractor.fields import base
from extractor.fields.count import CountValue
from extractor.records import Conflict, Grounding, Mention, Support
from tests.fields.read_counts import COUNT, TEXTS, value


def said(text: str, source: str, day: int | None = 12) -> base.Claim[CountValue]:
    support = Support(
        article=source, sentences=(1,), written=text, span=None, grounding=Grounding.UNSUPPORTED
    )
    published = date(2025, 8, day) if day else None
    return base.Claim(Mention(value=value(text), support=support), value(text), published, source)


def fused(*claims: base.Claim[CountValue]) -> list[tuple[str, dict[str, Conflict]]]:
    shown = []
    for merged in COUNT.fuse(claims):
        assert isinstance(merged.value, CountValue)
        others = {}
        for alternative in merged.alternatives:
            assert isinstance(alternative.value, CountValue)
            others[COUNT.show(alternative.value)] = alternative.conflict
        shown.append((COUNT.show(merged.value), others))
    return shown


def test_about_26_along_with_26_is_a_refinement() -> None:
    assert fused(said("about 26", "a"), said("26 people", "b"), said("over two dozen", "c")) == [
        ("26 people", {"about 26": Conflict.REFINEMENT, "at least 24": Conflict.REFINEMENT})
    ]


def test_other_words_for_persons_make_no_alternative() -> None:
    assert fused(said("26 prisoners", "a"), said("26 men", "b"), said("26 prisoners", "c")) == [
        ("26 prisoners", {})
    ]


def test_a_toll_that_rises_over_days_is_an_update() -> None:
    assert fused(said("12 dead", "a", 10), said("12 dead", "b", 10), said("45 killed", "c", 12)) == [
        ("45 killed", {"12 dead": Conflict.UPDATE})
    ]


def test_a_toll_that_falls_is_a_disagreement() -> None:
    assert fused(said("45 killed", "a", 10), said("12 dead", "b", 12), said("12 dead", "c", 12)) == [
        ("12 dead", {"45 killed": Conflict.DISAGREEMENT})
    ]


def test_without_dates_different_counts_are_a_disagreement() -> None:
    assert fused(said("12 dead", "a", None), said("45 dead", "b", None)) == [
        ("45 dead", {"12 dead": Conflict.DISAGREEMENT})
    ]


def test_the_dead_and_the_injured_are_two_values() -> None:
    assert fused(said("12 dead", "a"), said("30 injured", "b"), said("12 people", "c")) == [
        ("12 dead", {}),
        ("30 injured", {}),
    ]


def test_a_lone_exact_count_does_not_stand_against_many_that_contradict_it() -> None:
    ((stands, others),) = fused(*(said("about 40", name) for name in "abc"), said("26", "d"))
    assert stands == "about 40"
    assert others == {"26": Conflict.DISAGREEMENT}


CLAIMS = st.lists(st.builds(said, TEXTS, st.sampled_from("abcd"), st.none() | st.integers(1, 28)), max_size=7)


@given(CLAIMS)
def test_fusing_loses_no_support_and_does_not_depend_on_order(
    claims: list[base.Claim[CountValue]],
) -> None:
    result = COUNT.fuse(claims)
    supports = [s for m in result for s in (*m.supports, *(s for a in m.alternatives for s in a.supports))]
    assert sorted(s.model_dump_json() for s in supports) == sorted(
        t.mention.support.model_dump_json() for t in claims
    )
    for order in itertools.islice(itertools.permutations(claims), 1, 6):
        assert COUNT.fuse(order) == result
