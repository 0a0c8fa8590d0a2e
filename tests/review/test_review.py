from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.decisions import DecisionLog
from extractor.decisions.decision import canonical
from extractor.errors import ReviewError
from extractor.merging import merge
from extractor.records import Conflict, EventRecord, MergedEvent, MergedValue
from extractor.review import Review, ReviewedEvent, Status
from extractor.review.reviewer import Reviewer
from extractor.store.folder import StoredRun

Make = Callable[[Review, str], Reviewer]


def key(event: MergedEvent, field: str, number: int = 0) -> str:
    return canonical(field, event.fields[field][number].value)


def standing(event: ReviewedEvent, field: str) -> list[str]:
    return [canonical(field, value.value) for value in event.merged().fields[field]]


def test_before_any_decision_every_event_is_open_and_as_the_merger_gave_it(review: Review) -> None:
    for reviewed in review.all():
        assert reviewed.status is Status.OPEN
        assert reviewed.merged() == reviewed.event
    assert [r.event for r in review.all()] == list(review.run.events)


def test_an_accepted_event_has_all_its_values_accepted(ada: Reviewer, transfer: MergedEvent) -> None:
    ada.accept_event(transfer.id)
    reviewed = ada.review.event(transfer.id)
    assert reviewed.status is Status.ACCEPTED
    assert all(value.judgement for value in reviewed.values)
    assert reviewed.merged() == transfer


def test_accepting_an_event_leaves_what_was_corrected_before(ada: Reviewer, transfer: MergedEvent) -> None:
    ada.edit(transfer.id, "count", key(transfer, "count"), "27")
    ada.accept_event(transfer.id)
    reviewed = ada.review.event(transfer.id)
    assert reviewed.status is Status.ACCEPTED
    (count,) = reviewed.merged().fields["count"]
    assert count.value.model_dump()["value"] == 27


def test_a_rejected_value_no_longer_stands(ada: Reviewer, transfer: MergedEvent) -> None:
    ada.reject(transfer.id, "count", key(transfer, "count"), why="the wrong thing")
    reviewed = ada.review.event(transfer.id)
    assert reviewed.status is Status.STARTED
    assert reviewed.merged().fields["count"] == ()
    assert ada.review.history.active[-1].why == "the wrong thing"


def test_a_chosen_alternative_stands_with_its_own_evidence_and_keeps_the_former_value(
    ada: Reviewer, transfer: MergedEvent
) -> None:
    former = transfer.fields["count"][0]
    other = former.alternatives[0]
    ada.choose(transfer.id, "count", key(transfer, "count"), canonical("count", other.value))
    (value,) = ada.review.event(transfer.id).merged().fields["count"]
    assert (value.value, value.supports) == (other.value, other.supports)
    assert value.alternatives[0].value == former.value
    assert value.conflict is Conflict.DISAGREEMENT


def test_what_a_reviewer_writes_is_read_by_the_field_and_looked_for_in_the_articles(
    ada: Reviewer, transfer: MergedEvent
) -> None:
    ada.edit(transfer.id, "when", key(transfer, "when"), "12 August 2025")
    ada.edit(transfer.id, "who", None, "Caro Quintero", role="patient")
    reviewed = ada.review.event(transfer.id)
    assert reviewed.merged().fields["when"][0].value.model_dump(mode="json")["start"] == "2025-08-12"
    added = reviewed.in_field("who")[-1]
    assert added.stood is None
    assert added.value
    assert added.value.value.model_dump()["role"] == "patient"
    assert added.value.supports[0].written == "Caro Quintero"
    assert added.value.supports[0].span is not None


def test_what_cannot_be_read_is_refused_and_nothing_is_written(ada: Reviewer, transfer: MergedEvent) -> None:
    with pytest.raises(ReviewError, match="when: cannot read 'nonsense'"):
        ada.edit(transfer.id, "when", key(transfer, "when"), "nonsense")
    with pytest.raises(ReviewError, match="write 1 to"):
        ada.edit(transfer.id, "when", key(transfer, "when"), "  ")
    with pytest.raises(ReviewError, match="does not stand any more"):
        ada.accept(transfer.id, "when", "when={}")
    with pytest.raises(ReviewError, match="no such event"):
        ada.accept_event("../../etc/passwd")
    assert not ada.review.log.path.exists()


def test_a_split_makes_two_events_and_a_join_makes_them_one_again(
    ada: Reviewer, transfer: MergedEvent
) -> None:
    article = transfer.articles[0]
    other, rest = ada.split(transfer.id, article)
    assert other != rest
    assert ada.review.events[other].articles == (article,)
    assert article not in ada.review.events[rest].articles
    joined = ada.join(rest, other)
    assert ada.review.events[joined] == transfer
    assert list(ada.review.events.values()) != []
    assert {e.id for e in ada.review.run.events} == set(ada.review.events)


def test_splits_and_joins_that_make_no_sense_are_refused(ada: Reviewer, transfer: MergedEvent) -> None:
    alone = next(event for event in ada.review.run.events if len(event.articles) == 1)
    with pytest.raises(ReviewError, match="the only article of this event"):
        ada.split(alone.id, alone.articles[0])
    with pytest.raises(ReviewError, match="reports nothing of this event"):
        ada.split(transfer.id, "nowhere")
    with pytest.raises(ReviewError, match="cannot be joined with itself"):
        ada.join(transfer.id, transfer.id)


def test_a_value_accepted_before_a_split_follows_its_evidence(ada: Reviewer, transfer: MergedEvent) -> None:
    ada.accept(transfer.id, "count", key(transfer, "count"))
    ada.split(transfer.id, transfer.articles[0])
    judged = [value for r in ada.review.all() for value in r.values if value.judgement]
    changed = [value for r in ada.review.all() for value in r.changed]
    assert len(judged) + len(changed) == 1


def test_undo_with_nothing_to_undo_says_so(ada: Reviewer) -> None:
    with pytest.raises(ReviewError, match="nothing to undo"):
        ada.undo()
    with pytest.raises(ReviewError, match="nothing to redo"):
        ada.redo()


# Two reviewers


def test_both_reviewers_are_kept_and_what_they_judge_differently_is_disputed(
    ada: Reviewer, reviewer_of: Make, transfer: MergedEvent
) -> None:
    ben = reviewer_of(ada.review, "ben")
    ada.accept_event(transfer.id)
    ben.reject(transfer.id, "count", key(transfer, "count"))
    assert ada.review.event(transfer.id, "ada").status is Status.ACCEPTED
    assert ada.review.event(transfer.id, "ben").status is Status.STARTED
    both = ada.review.event(transfer.id)
    assert both.status is Status.DISPUTED
    assert [value.field for value in both.values if value.disputed] == ["count"]
    assert both.merged().fields["count"] == transfer.fields["count"]


def test_a_final_decision_settles_what_was_disputed(
    ada: Reviewer, reviewer_of: Make, transfer: MergedEvent
) -> None:
    ben, eve = (reviewer_of(ada.review, name) for name in ("ben", "eve"))
    ada.accept_event(transfer.id)
    ben.reject(transfer.id, "count", key(transfer, "count"))
    rejected = next(decision for decision in ada.review.history.active if decision.by == "ben")
    eve.settle(transfer.id, rejected.id, key(transfer, "count"))
    both = ada.review.event(transfer.id)
    assert both.status is Status.ACCEPTED
    assert both.merged().fields["count"] == ()


def test_decisions_of_another_process_are_taken_in(
    ada: Reviewer, reviewer_of: Make, seed_run: StoredRun, transfer: MergedEvent
) -> None:
    elsewhere = Review(seed_run, DecisionLog(ada.review.log.path))
    reviewer_of(elsewhere, "ben").accept_event(transfer.id)
    ada.review.refresh()
    assert ada.review.reviewers() == ["ben"]
    assert ada.review.event(transfer.id, "ben").status is Status.ACCEPTED


# Re-runs


def rerun(run: StoredRun, change: Callable[[EventRecord], EventRecord | None]) -> StoredRun:
    """The run again with a prompt that changes records; every id is another."""
    changed = [change(record.model_copy(update={"id": f"r-new-{record.id}"})) for record in run.records]
    records = [record for record in changed if record is not None]
    return StoredRun(
        run.schema, run.articles, tuple(records), tuple(merge(records, run.schema, run.articles))
    )


def test_a_rerun_keeps_every_decision_that_still_holds(ada: Reviewer, seed_run: StoredRun) -> None:
    for event in seed_run.events:
        ada.accept_event(event.id)
    later = Review(rerun(seed_run, lambda record: record), DecisionLog(ada.review.log.path))
    assert {reviewed.status for reviewed in later.all()} == {Status.ACCEPTED}
    assert later.gone == ()


def test_a_rerun_lists_what_no_longer_holds(ada: Reviewer, seed_run: StoredRun) -> None:
    for event in seed_run.events:
        ada.accept_event(event.id)

    def without_counts(record: EventRecord) -> EventRecord:
        return record.model_copy(update={"fields": {**record.fields, "count": ()}})

    later = Review(rerun(seed_run, without_counts), DecisionLog(ada.review.log.path))
    with_count = {event.id for event in seed_run.events if event.fields["count"]}
    changed = [reviewed for reviewed in later.all() if reviewed.status is Status.CHANGED]
    assert len(changed) >= len(with_count) - 1
    assert "count" in {value.field for reviewed in changed for value in reviewed.changed}
    now = changed[0]
    ada_now = Reviewer(later, "ada")
    ada_now.accept_event(now.event.id)
    assert later.event(now.event.id).status is Status.ACCEPTED


def test_an_event_that_is_gone_after_a_rerun_is_listed(ada: Reviewer, seed_run: StoredRun) -> None:
    alone = next(event for event in seed_run.events if len(event.records) == 1)
    ada.accept_event(alone.id)
    fewer = rerun(
        seed_run, lambda record: None if record.id.removeprefix("r-new-") in alone.records else record
    )
    later = Review(fewer, DecisionLog(ada.review.log.path))
    still = [r for r in later.all() if r.status is not Status.OPEN]
    assert [decision.event.id for decision in later.gone if decision.event] == [alone.id] or still


# Undo


@given(choose=st.randoms(use_true_random=True))
@settings(max_examples=1, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_and_redo_give_back_the_exact_review_in_300_random_actions(
    seed_run: StoredRun,
    tmp_path_factory: pytest.TempPathFactory,
    reviewer_of: Make,
    choose: Random,
) -> None:
    review = Review(seed_run, DecisionLog(tmp_path_factory.mktemp("review") / "decisions.jsonl"))
    ada = reviewer_of(review, "ada")
    states, ahead = [list(review.all())], []
    for _ in range(300):
        action = choose.choice(["act", "act", "undo", "undo", "redo"])
        if action == "undo" and len(states) > 1:
            ada.undo()
            ahead.append(states.pop())
        elif action == "redo" and ahead:
            ada.redo()
            states.append(ahead.pop())
        else:
            act(ada, choose)
            states.append(list(review.all()))
            ahead.clear()
        assert list(review.all()) == states[-1]
    assert list(Review(seed_run, DecisionLog(review.log.path)).all()) == states[-1]


def act(ada: Reviewer, choose: Random) -> None:
    """One random act that makes sense."""
    while True:
        event = choose.choice(list(ada.review.events.values()))
        values = [(name, value) for name, found in event.fields.items() for value in found]
        name, value = choose.choice(values)
        action = choose.choice([*_ACTS])
        try:
            _ACTS[action](ada, event, name, value, choose)
        except ReviewError:
            continue
        return


_Act = Callable[[Reviewer, MergedEvent, str, MergedValue, Random], object]

_ACTS: dict[str, _Act] = {
    "accept event": lambda ada, event, *_: ada.accept_event(event.id),
    "reject event": lambda ada, event, *_: ada.reject_event(event.id),
    "accept": lambda ada, event, name, value, _: ada.accept(event.id, name, canonical(name, value.value)),
    "reject": lambda ada, event, name, value, _: ada.reject(event.id, name, canonical(name, value.value)),
    "edit": lambda ada, event, name, value, choose: ada.edit(
        event.id, "count", None, str(choose.randrange(100))
    ),
    "choose": lambda ada, event, name, value, choose: ada.choose(
        event.id,
        name,
        canonical(name, value.value),
        canonical(name, (value.alternatives or (value,))[0].value),
    ),
    "split": lambda ada, event, name, value, choose: ada.split(event.id, choose.choice(event.articles)),
    "join": lambda ada, event, name, value, choose: ada.join(event.id, choose.choice([*ada.review.events])),
}
