"""Times across articles: when two values speak for one event, which one stands, and what people see."""

from __future__ import annotations

from datetime import date

import pytest

from extractor.fields.base import EXCLUDED, MISSING
from extractor.fields.when import Precision, TimeValue
from extractor.records import (
    Conflict,
    Grounding,
    SourcedValue,
)
from tests.fields.reported_times import WHEN, fused, reported, said_in, time


def shown(sourced: SourcedValue) -> str:
    assert isinstance(sourced.value, TimeValue)
    return WHEN.show(sourced.value)


# Comparing


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("2025-08-12", "August 12, 2025", "same"),
        ("in February", "2025-02", "same"),
        ("2008", "in 2008", "same_period"),
        ("2025-08-12", "2025-08", "contains"),
        ("2025-08-06", "last week", "contains"),
        ("2025-08-12", "2025-08-13", "near"),
        ("last week", "2025-08-11", "near"),
        ("2025-08-12", "2025", "compatible"),
        ("last week", "July 30 to August 5, 2025", "compatible"),
        ("2025-08-12", "the 1990s", EXCLUDED),
        ("1995", "the 1990s", "compatible"),
        ("1855", "the 1800s", "possible"),
        ("since 2016", "2025-08-12", "compatible"),
        ("2025-08-12", "2025-08-15", "different"),
        ("2025-08-12", "2025-08-19", "different"),
        ("2025-08-12", "2025-08-20", EXCLUDED),
        ("2025-02", "2025-03", "different"),
        ("2025-02", "2025-08", EXCLUDED),
        ("2008", "2009", "different"),
        ("2008", "2010", EXCLUDED),
        ("2008", "2025", EXCLUDED),
        ("2008", "2009-03-01", EXCLUDED),
        ("about 2008", "2009-03-01", "different"),
        ("2024-12-31", "2025", "different"),
    ],
)
def test_two_resolved_times_are_compared_by_their_days(a: str, b: str, level: str) -> None:
    assert WHEN.compare([time(a)], [time(b)]).level == level


@pytest.mark.parametrize(
    ("unresolved", "other", "level"),
    [
        ("Tuesday", "2025-08-12", "possible"),
        ("Tuesday", "2025-08-13", "different"),
        ("Tuesday", "2025-08", "possible"),
        ("in February", "2025-02-27", "possible"),
        ("in February", "2025-03-02", "different"),
        ("in February", "2025-08-12", EXCLUDED),
        ("in February", "2025", "possible"),
        ("Aug. 12", "2025-08-12", "possible"),
        ("Aug. 12", "2025-08-14", "different"),
        ("over the weekend", "2025-08-09", "possible"),
        ("over the weekend", "2025-08-12", "different"),
        ("last summer", "2024-07-14", "possible"),
        ("last summer", "2025-02-01", EXCLUDED),
        ("last week", "2025-08-12", MISSING),
        ("yesterday", "2008", MISSING),
    ],
)
def test_an_unresolved_time_is_compared_by_the_parts_it_has(unresolved: str, other: str, level: str) -> None:
    assert WHEN.compare([time(unresolved, published=None)], [time(other)]).level == level


def test_two_unresolved_times_may_be_the_same_day_or_exclude_each_other() -> None:
    def level(a: str, b: str) -> str:
        return WHEN.compare([time(a, published=None)], [time(b, published=None)]).level

    assert level("Tuesday", "Tuesday morning") == "same weekday"
    assert level("over the weekend", "over the weekend") == "possible"
    assert level("Tuesday", "in February") == "possible"
    assert level("Tuesday", "Friday") == "different"
    assert level("in February", "in August") == EXCLUDED
    assert level("in December", "in January") == "different"


def test_silence_is_missing() -> None:
    assert WHEN.compare([], [time("2008")]).level == MISSING


def test_the_closest_pair_of_two_records_decides() -> None:
    comparison = WHEN.compare([time("2008"), time("2025-08-12")], [time("2025-08-12"), time("2016")])
    assert comparison.level == "same"
    assert comparison.detail == "2025-08-12 / 2025-08-12"


def test_records_exclude_each_other_only_when_all_their_times_do() -> None:
    assert WHEN.compare([time("2008"), time("1985")], [time("2025-08-12")]).level == EXCLUDED
    assert WHEN.compare([time("2008"), time("2025-08-13")], [time("2025-08-12")]).level == "near"


# Fusing


def test_the_most_precise_of_compatible_times_stands_and_the_coarser_are_refinements() -> None:
    merged = fused("2025", "2025-08", "2025-08-12", "2025-08")
    assert shown(merged) == "2025-08-12"
    assert [(shown(a), a.conflict) for a in merged.alternatives] == [
        ("2025-08", Conflict.REFINEMENT),
        ("2025", Conflict.REFINEMENT),
    ]


def test_equal_times_are_joined_with_all_their_supports() -> None:
    merged = fused("2025-08-12", "August 12, 2025", "12 August 2025")
    assert [s.article for s in merged.supports] == ["article 0", "article 1", "article 2"]
    assert merged.alternatives == ()


def test_disjoint_times_are_a_disagreement_and_the_majority_stands() -> None:
    merged = fused("2025-08-13", "2025-08-12", "2025-08-12", "August 2025")
    assert shown(merged) == "2025-08-12"
    assert merged.conflict is Conflict.DISAGREEMENT
    assert {(shown(a), a.conflict) for a in merged.alternatives} == {
        ("2025-08-13", Conflict.DISAGREEMENT),
        ("2025-08", Conflict.REFINEMENT),
    }


def test_a_coarse_time_does_not_win_because_everything_fits_into_it() -> None:
    merged = fused("2025", "2025-08-12", "2025-08-13", "2025-08-13")
    assert shown(merged) == "2025-08-13"


def test_copies_of_one_text_have_one_voice() -> None:
    copies = [said_in(time("2025-08-13"), name=f"copy {n}", source="wire") for n in range(5)]
    others = [said_in(time("2025-08-12"), name="x"), said_in(time("2025-08-12"), name="y")]
    (merged,) = WHEN.fuse(copies + others)
    assert shown(merged) == "2025-08-12"
    assert len(merged.alternatives[0].supports) == 5


def test_a_time_the_articles_do_not_say_never_stands_before_one_they_say() -> None:
    invented = said_in(time("2025-08-12"), name="x", grounding=Grounding.UNSUPPORTED)
    (merged,) = WHEN.fuse([invented, said_in(time("August 2025"), name="y")])
    assert shown(merged) == "2025-08"


def test_an_exact_year_stands_before_about_the_same_year() -> None:
    merged = fused("about 2019", "2019")
    assert shown(merged) == "2019"
    assert merged.conflict is Conflict.REFINEMENT


def test_an_unresolved_time_is_settled_by_one_that_fits() -> None:
    tuesday = said_in(time("Tuesday", published=None), name="undated")
    (merged,) = WHEN.fuse([tuesday, said_in(time("2025-08-12"), name="dated")])
    assert shown(merged) == "2025-08-12"
    assert [a.conflict for a in merged.alternatives] == [Conflict.REFINEMENT]


def test_an_unresolved_time_that_does_not_fit_is_a_disagreement() -> None:
    friday = said_in(time("Friday", published=None), name="undated")
    (merged,) = WHEN.fuse([friday, said_in(time("2025-08-12"), name="dated")])
    assert merged.conflict is Conflict.DISAGREEMENT


def test_only_unresolved_times_stay_unresolved() -> None:
    (merged,) = WHEN.fuse([said_in(time("Tuesday", published=None), name=n) for n in ("x", "y")])
    assert shown(merged) == "Tuesday (date unknown)"
    assert len(merged.supports) == 2


def test_nothing_said_fuses_to_nothing() -> None:
    assert WHEN.fuse([]) == ()


# Blocking


def test_a_day_is_blocked_by_itself_the_next_and_its_month() -> None:
    assert WHEN.block([time("2025-08-12")]) == {
        "2025-08-12/2025-08-12",
        "2025-08-12",
        "2025-08-13",
        "2025-08",
    }


def test_a_month_is_blocked_by_its_days_and_a_longer_time_by_its_months_only() -> None:
    month = WHEN.block([time("2025-02")])
    assert {"2025-02-01/2025-02-28", "2025-02-01", "2025-02-28", "2025-02"} < month
    assert len(month) == 1 + 28 + 1
    assert len(WHEN.block([time("2025")])) == 1 + 12


def test_an_unresolved_time_is_blocked_by_its_weekday_only() -> None:
    assert WHEN.block([time("Tuesday", published=None)]) == {"weekday 1"}
    assert WHEN.block([time("in February", published=None)]) == frozenset()


def test_an_open_time_is_blocked_by_itself_only() -> None:
    assert WHEN.block([time("since 2016", published=None)]) == {"2016-01-01/"}


# Showing


@pytest.mark.parametrize(
    ("words", "published", "shown"),
    [
        ("Aug. 12", date(2025, 8, 13), "2025-08-12"),
        ("in February", date(2025, 8, 13), "2025-02"),
        ("2008", None, "2008"),
        ("around 2019", None, "about 2019"),
        ("last week", date(2025, 8, 13), "2025-08-04 to 2025-08-10"),
        ("2016 and 2017", None, "2016 to 2017"),
        ("from May to July 2008", None, "2008-05 to 2008-07"),
        ("since 2016", None, "since 2016-01-01"),
        ("until 2016", None, "until 2016-12-31"),
        ("Tuesday", None, "Tuesday (date unknown)"),
        ("on Aug. 12", None, "August 12 (date unknown)"),
        ("in February", None, "February (date unknown)"),
        ("mid-July", None, "about July (date unknown)"),
        ("last  Week", None, "last week (date unknown)"),
        ("earlier this year", None, "earlier this year (date unknown)"),
        ("on the 12th", None, "day 12 (date unknown)"),
        ("over the weekend", None, "weekend (date unknown)"),
    ],
)
def test_a_time_is_shown_as_precisely_as_it_is_known(words: str, published: date | None, shown: str) -> None:
    assert WHEN.show(time(words, published)) == shown


def test_an_interval_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        TimeValue(start=date(2025, 8, 12), end=date(2025, 8, 11), precision=Precision.RANGE)


# Undated records


def test_a_record_without_a_time_and_a_publication_says_nothing() -> None:
    assert reported(None) == ()


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        (reported(date(2025, 8, 13)), reported(date(2025, 10, 13)), MISSING),
        (reported(date(2025, 8, 13)), reported(date(2026, 8, 13)), "reported apart"),
        (reported(date(2025, 8, 13)), (time("2025-07-20"),), MISSING),
        (reported(date(2025, 8, 13)), (time("2025-02-01"),), "reported apart"),
        (reported(date(2025, 8, 13)), (time("1985"),), "reported apart"),
        (reported(date(2025, 8, 13)), (time("2025"),), MISSING),
        (reported(date(2025, 8, 13)), (time("Tuesday", published=None),), MISSING),
    ],
)
def test_undated_reports_speak_against_a_match_only_when_they_lie_far_apart(
    a: tuple[TimeValue, ...], b: tuple[TimeValue, ...], level: str
) -> None:
    assert WHEN.compare(a, b).level == WHEN.compare(b, a).level == WHEN.level(a, b) == level


def test_the_day_of_a_report_is_no_key_and_is_shown_as_what_it_is() -> None:
    assert WHEN.block(reported(date(2025, 8, 13))) == frozenset()
    assert WHEN.show(reported(date(2025, 8, 13))[0]) == "reported 2025-08-13"
