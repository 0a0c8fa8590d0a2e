from __future__ import annotations

from extractor.decisions.decision import canonical
from extractor.exporting.checked import Checked
from extractor.records import MergedEvent
from extractor.review import Review, Status
from extractor.review.reviewer import Reviewer
from extractor.review.settling import settled_run


def settled(review: Review, event: str) -> Checked:
    (found,) = (one for one in settled_run(review).events if one.event.id == event)
    return found


def key(event: MergedEvent, field: str) -> str:
    return canonical(field, event.fields[field][0].value)


def test_what_nobody_accepted_is_not_decided(review: Review, ada: Reviewer, transfer: MergedEvent) -> None:
    assert settled_run(review).decided == 0
    ada.accept(transfer.id, "count", key(transfer, "count"))
    assert settled_run(review).decided == 0
    ada.accept_event(transfer.id)
    assert settled_run(review).decided == 1
    assert settled(review, transfer.id) == Checked(transfer, decided=True)


def test_what_was_accepted_at_once_with_others_is_decided_when_somebody_looks_at_it(
    review: Review, ada: Reviewer, transfer: MergedEvent
) -> None:
    ada.accept_events([transfer.id])
    assert review.event(transfer.id).status is Status.ACCEPTED
    assert not settled(review, transfer.id).decided
    Reviewer(review, "bob").accept_event(transfer.id)
    assert settled(review, transfer.id).decided


def test_a_rejected_event_is_none_and_its_records_report_nothing(
    review: Review, ada: Reviewer, transfer: MergedEvent
) -> None:
    ada.reject_event(transfer.id)
    run = settled_run(review)
    assert transfer.id not in {one.event.id for one in run.events}
    assert run.rejected == set(transfer.records)


def test_a_rejected_value_is_not_in_it(review: Review, ada: Reviewer, transfer: MergedEvent) -> None:
    ada.reject(transfer.id, "count", key(transfer, "count"))
    ada.accept_event(transfer.id)
    assert settled(review, transfer.id).event.fields["count"] == ()


def test_an_edited_value_takes_the_place_of_the_one_before_which_no_longer_counts(
    review: Review, ada: Reviewer, transfer: MergedEvent
) -> None:
    before = transfer.fields["count"][0]
    ada.edit(transfer.id, "count", key(transfer, "count"), "27")
    ada.accept_event(transfer.id)
    (now,) = settled(review, transfer.id).event.fields["count"]
    assert getattr(now.value, "value", None) == 27
    assert before.value not in [other.value for other in now.alternatives]


def test_a_chosen_alternative_stands_and_what_stood_before_is_what_articles_say_too(
    review: Review, ada: Reviewer, transfer: MergedEvent
) -> None:
    before = transfer.fields["count"][0]
    other = before.alternatives[0]
    ada.choose(transfer.id, "count", key(transfer, "count"), canonical("count", other.value))
    ada.accept_event(transfer.id)
    (now,) = settled(review, transfer.id).event.fields["count"]
    assert now.value == other.value
    assert before.value in [other.value for other in now.alternatives]
