from __future__ import annotations

import pytest

from extractor.review import Review
from extractor.review.precision import Share, precision
from extractor.review.reviewer import Reviewer
from tests.review.test_review import key


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(8, 10, 0.490, 0.943), (0, 10, 0, 0.278), (10, 10, 0.722, 1), (38, 40, 0.835, 0.986), (0, 0, 0, 1)],
)
def test_intervals_are_those_of_wilson(right: int, of: int, low: float, high: float) -> None:
    assert Share(right, of).interval == pytest.approx((low, high), abs=0.0005)


def test_a_share_is_shown_as_its_interval() -> None:
    assert Share(38, 40).shown == "83–99%"


def shares(review: Review) -> tuple[Share, Share]:
    return precision(review.all("ada"))


def test_before_anybody_has_looked_nothing_is_known(review: Review) -> None:
    assert shares(review) == (Share(0, 0), Share(0, 0))


def test_accepted_events_are_right_and_values_that_were_left_as_they_were(
    ada: Reviewer, review: Review
) -> None:
    right, corrected, wrong, begun, *_ = (event for event in review.run.events if event.fields["when"])
    ada.accept_event(right.id)
    ada.edit(corrected.id, "when", key(corrected, "when"), "13 August 1999")
    ada.edit(corrected.id, "who", None, "Caro Quintero", role="patient")  # what was missed is not wrong
    ada.accept_event(corrected.id)
    ada.reject(wrong.id, "when", key(wrong, "when"))
    ada.reject_event(wrong.id)
    ada.reject(begun.id, "when", key(begun, "when"))
    values = [sum(map(len, event.fields.values())) for event in (right, corrected)]
    assert shares(review) == (Share(2, 3), Share(sum(values) - 1, sum(values)))


def test_what_others_decided_and_what_was_accepted_in_bulk_does_not_count(
    ada: Reviewer, review: Review
) -> None:
    first, second, third, *_ = review.run.events
    Reviewer(review, "ben").reject_event(first.id)
    ada.accept_events([second.id, third.id])
    assert shares(review)[0] == Share(0, 0)
    ada.accept_event(second.id)  # and now somebody looked at it
    assert shares(review)[0] == Share(1, 1)
