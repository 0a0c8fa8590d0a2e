"""What reviewers made of a run: the events that are written after review, and what gold is made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractor import reporting
from extractor.decisions import Kind
from extractor.decisions.decision import canonical
from extractor.exporting.checked import Checked, SettledRun
from extractor.records import MergedEvent, MergedValue
from extractor.review.precision import precision
from extractor.review.review import Review
from extractor.review.reviewed import ReviewedEvent, ReviewedValue, Status


def settled_run(review: Review) -> SettledRun:
    """The events as all reviewers together left them.

    An event is decided when somebody looked at it and accepted it, and nobody differs; one that was rejected
    is none. Of all others nobody knows. So no model is scored, or taught, by what it was sure of itself.
    """
    every = list(review.all())
    rejected = {name for event in every if event.status is Status.REJECTED for name in event.event.records}
    return SettledRun(
        schema=review.run.schema,
        articles=review.run.articles,
        records=review.run.records,
        events=[
            Checked(_right(event), decided=event.status is Status.ACCEPTED and event.looked_at)
            for event in every
            if event.status is not Status.REJECTED
        ],
        rejected=frozenset(rejected),
    )


def checked_events(review: Review) -> Iterator[Checked]:
    """The events as all reviewers together left them, without those that were rejected."""
    for found in review.all():
        if found.status is not Status.REJECTED:
            yield Checked(
                event=found.merged(),
                status="" if found.status is Status.OPEN else found.status.value,
                reviewers=_reviewers(found),
                confirmed=frozenset(
                    canonical(value.field, value.value.value)
                    for value in found.values
                    if value.value is not None and value.judgement is not None
                ),
            )


def so_far(review: Review) -> reporting.Review:
    """How far reviewers are: their decisions in force, and the events that they looked at, right or wrong."""
    events, _ = precision(review.all())
    return reporting.Review(
        decisions=len(review.history.active),
        reviewers=len(review.reviewers()),
        right=events.right,
        wrong=events.of - events.right,
    )


def _reviewers(event: ReviewedEvent) -> tuple[str, ...]:
    judged = {judgement.decision.by for value in event.values for judgement in value.judgements}
    return tuple(sorted({verdict.by for verdict in event.verdicts} | judged))


def _right(event: ReviewedEvent) -> MergedEvent:
    """The event with what is right of it: a value that was edited does not even count as an alternative."""
    merged = event.merged()
    edited = {
        (value.field, canonical(value.field, value.value.value)): value
        for value in event.values
        if value.value is not None and value.judgement is not None and value.judgement.kind is Kind.EDIT
    }
    fields = {
        name: tuple(_without_former(name, value, edited) for value in values)
        for name, values in merged.fields.items()
    }
    return merged.model_copy(update={"fields": fields})


def _without_former(
    field: str, value: MergedValue, edited: Mapping[tuple[str, str], ReviewedValue]
) -> MergedValue:
    found = edited.get((field, canonical(field, value.value)))
    if found is None or found.stood is None:
        return value
    former = canonical(field, found.stood.value)
    others = tuple(other for other in value.alternatives if canonical(field, other.value) != former)
    return value.model_copy(update={"alternatives": others})
