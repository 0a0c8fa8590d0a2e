"""How far reviewers agree, and what they judged differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from extractor.decisions import Kind
from extractor.review.review import Review
from extractor.review.reviewed import ReviewedEvent, ReviewedValue, Status


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers' judgements on the values and events that both judged."""

    a: str
    b: str
    both: int
    """How many both judged."""
    same: int
    """Of how many they gave the same result."""
    kappa: float | None
    """Cohen's kappa over accepted, rejected and changed (Cohen 1960); `None` where chance explains all."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An event, or a value of one, that reviewers judged differently and nobody settled."""

    event: ReviewedEvent
    value: ReviewedValue | None
    """`None` when they differ on the event as a whole."""


def agreements(review: Review) -> list[Agreement]:
    """For every two reviewers who judged something in common."""
    names = review.reviewers()
    if len(names) < 2:
        return []
    judged = [_results(event) for event in review.all()]
    found = []
    for a, b in combinations(names, 2):
        pairs = [
            (results[a], results[b]) for event in judged for results in event if {a, b} <= results.keys()
        ]
        if pairs:
            same = sum(first[1] == second[1] for first, second in pairs)
            kinds = [(first[0], second[0]) for first, second in pairs]
            found.append(Agreement(a, b, len(pairs), same, cohens_kappa(kinds)))
    return found


def differences(review: Review) -> Iterator[Difference]:
    """What is disputed, event by event."""
    for event in review.all():
        if event.status is not Status.DISPUTED:
            continue
        kinds = {verdict.kind for verdict in event.verdicts}
        if len(kinds) > 1 and not any(verdict.final for verdict in event.verdicts):
            yield Difference(event, None)
        for value in event.values:
            if value.disputed:
                yield Difference(event, value)


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Agreement beyond chance of two judges over the same things: 1 is perfect, 0 is chance."""
    observed = sum(a == b for a, b in pairs) / len(pairs)
    first, second = (Counter(judgements) for judgements in zip(*pairs, strict=True))
    expected = sum(first[kind] * second[kind] for kind in first) / len(pairs) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


_KINDS = {
    Kind.ACCEPT: "accepted",
    Kind.ACCEPT_EVENT: "accepted",
    Kind.REJECT: "rejected",
    Kind.REJECT_EVENT: "rejected",
}
"""How a decision judges; the others change a value."""

_Result = tuple[str, str]
"""The kind of a judgement, and the key of what stands after it."""


def _results(event: ReviewedEvent) -> Iterator[dict[str, _Result]]:
    """For the event and each of its values, every reviewer's result."""
    yield {verdict.by: (_KINDS[verdict.kind], verdict.kind.value) for verdict in event.verdicts}
    for value in event.values:
        yield {j.decision.by: (_KINDS.get(j.kind, "changed"), j.key) for j in value.judgements}
