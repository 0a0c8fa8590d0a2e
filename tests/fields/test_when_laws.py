"""Laws of times across articles, and that reading never raises."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

from hypothesis import example, given
from hypothesis import strategies as st

from extractor.fields.base import EXCLUDED, MISSING, Claim
from extractor.fields.when import Precision, TimeValue, When
from extractor.records import (
    Grounding,
)
from tests.fields.reported_times import WHEN, read, reported, said_in, time

days = st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31))
close_days = st.dates(min_value=date(2024, 11, 1), max_value=date(2025, 3, 31))


@st.composite
def resolved_times(draw: st.DrawFn) -> TimeValue:
    start = draw(close_days)
    end = start + timedelta(days=draw(st.sampled_from([0, 0, 1, 6, 27, 30, 92, 364, 4000])))
    open_end = draw(st.sampled_from([None, None, None, "start", "end"]))
    return TimeValue(
        start=None if open_end == "start" else start,
        end=None if open_end == "end" else end,
        precision=Precision.DAY if start == end else Precision.RANGE,
        approximate=draw(st.booleans()),
    )


unresolved_times = st.builds(
    TimeValue,
    precision=st.just(Precision.DAY),
    months=st.sampled_from([(), (1,), (2,), (12,), (12, 1, 2)]),
    day=st.sampled_from([None, None, 1, 29]),
    weekdays=st.sampled_from([(), (1,), (5, 6)]),
)
times = st.one_of(resolved_times(), unresolved_times)
claims = st.lists(
    st.builds(
        said_in,
        times,
        name=st.sampled_from("abcdef"),
        source=st.sampled_from([None, "wire"]),
        grounding=st.sampled_from([Grounding.EXACT, Grounding.UNSUPPORTED]),
    ),
    max_size=6,
)


@given(st.lists(times, max_size=3), st.lists(times, max_size=3))
def test_comparing_is_symmetric(a: list[TimeValue], b: list[TimeValue]) -> None:
    assert WHEN.compare(a, b) == WHEN.compare(b, a)
    assert WHEN.level(WHEN.comparison_key(a), WHEN.comparison_key(b)) == WHEN.compare(a, b).level


@given(times, times)
def test_every_level_is_a_declared_one(a: TimeValue, b: TimeValue) -> None:
    assert WHEN.compare([a], [b]).level in {*When.levels, MISSING, EXCLUDED}


@given(resolved_times())
def test_a_time_is_the_same_as_itself(a: TimeValue) -> None:
    assert WHEN.compare([a], [a]).level in {"same", "same_period"}


@given(claims, st.randoms(use_true_random=False))
def test_fusing_does_not_depend_on_the_order(given_order: list[Claim[TimeValue]], random: object) -> None:
    shuffled = list(given_order)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert WHEN.fuse(shuffled) == WHEN.fuse(given_order)


@given(claims)
def test_fusing_keeps_every_value(all_claims: list[Claim[TimeValue]]) -> None:
    kept = {v.value for m in WHEN.fuse(all_claims) for v in (m, *m.alternatives)}
    assert kept == {t.value for t in all_claims}


@given(times, times)
def test_times_that_agree_share_a_block_key_that_allows_it(a: TimeValue, b: TimeValue) -> None:
    level = WHEN.compare([a], [b]).level
    if level in {"same", "same_period", "contains", "near", "compatible"}:
        assert any(level in WHEN.allows(key) for key in WHEN.block([a]) & WHEN.block([b]))


@given(st.text(), st.text(), st.one_of(st.none(), st.dates()))
@example("¹A", "", None)
def test_reading_never_raises(words: str, rest: str, published: date | None) -> None:
    read(words or "x", f"{words or 'x'} {rest}", published=published)


WORDS = """
the a last next this in on from to and since until before after early mid late two 29 31 0 Feb. May February
2008 9999 1000 Tuesday weekend week month year decade century ago later day days years ' - , quarter first
summer tonight 12th of earlier about past few 99 99/99/2025 Q4 '90s 1990s
"""
vocabulary = st.sampled_from(WORDS.split())


@given(st.lists(vocabulary, max_size=7).map(" ".join), st.one_of(st.none(), st.dates()))
def test_reading_words_of_time_in_any_order_never_raises(words: str, published: date | None) -> None:
    value = read(words or "x", published=published)
    assert value is None or WHEN.show(value)


@given(st.dates(), st.one_of(st.none(), st.dates()))
def test_an_iso_date_always_reads_back(day: date, published: date | None) -> None:
    value = read(day.isoformat(), published=published)
    assert value == TimeValue(start=day, end=day, precision=Precision.DAY)


@given(
    st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)),
    st.sampled_from(["{0:%B} {0.day}, {0.year}", "{0.day} {0:%b} {0.year}"]),
)
def test_a_written_date_reads_as_its_day(day: date, form: str) -> None:
    value = read(form.format(day), published=None)
    assert value is not None
    assert (value.start, value.end) == (day, day)


def test_fusing_is_the_same_in_all_orders_of_a_story() -> None:
    said = [said_in(time(w), name=w) for w in ("2025-08-12", "2025-08-13", "2025-08", "August 12, 2025")]
    assert len({WHEN.fuse(order)[0].model_dump_json() for order in permutations(said)}) == 1


@given(st.one_of(times, st.dates().map(lambda day: reported(day)[0])), times)
def test_extents_tell_the_level_that_comparing_does(a: TimeValue, b: TimeValue) -> None:
    for first, second in ((a, b), (a, reported(date(2025, 8, 13))[0])):
        mine, theirs = WHEN.extent([first]), WHEN.extent([second])
        if mine is None or theirs is None:
            continue
        between = max(mine.start, theirs.start) - min(mine.end, theirs.end)
        far = min((mine.far, theirs.far), key=[*WHEN.levels, EXCLUDED].index)
        level = far if between > mine.room + theirs.room else mine.near or theirs.near
        assert level in (None, WHEN.level([first], [second]))
