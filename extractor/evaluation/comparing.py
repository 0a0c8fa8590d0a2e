"""How two evaluations of the same gold differ, event by event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.evaluation.evaluating import Evaluation, GoldOutcome, Surplus
from extractor.evaluation.judging import FieldVerdict


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which two runs differ."""

    event: str
    """The gold event's id, or what the surplus event says."""
    aspect: str
    """`found`, `articles`, `foreign articles`, `surplus`, `parties`, or the name of a field."""
    here: str
    there: str
    """The same in the run that this one is compared with."""


def differences(here: Evaluation, there: Evaluation) -> tuple[Difference, ...]:
    """What differs, in the order of the gold events, then the surplus events of either run by their words."""
    others = {outcome.id: outcome for outcome in there.gold}
    pairs = [(outcome, others[outcome.id]) for outcome in here.gold if outcome.id in others]
    return (
        *(difference for pair in pairs for difference in _between(*pair)),
        *_surplus(here.surplus, there.surplus),
    )


def _between(a: GoldOutcome, b: GoldOutcome) -> Iterator[Difference]:
    if (a.event is None) != (b.event is None):
        yield Difference(a.id, "found", _yes(a), _yes(b))
    if a.articles != b.articles:
        yield Difference(a.id, "articles", ", ".join(a.articles) or "none", ", ".join(b.articles) or "none")
    if a.foreign_articles != b.foreign_articles:
        sides = (", ".join(side.foreign_articles) or "none" for side in (a, b))
        yield Difference(a.id, "foreign articles", *sides)
    if a.event is None or b.event is None:
        return
    for name, first in a.fields.items():
        second = b.fields.get(name)
        if second is not None and (first.given, first.verdict) != (second.given, second.verdict):
            yield Difference(a.id, name, _said(first), _said(second))
    if a.parties != b.parties:
        yield Difference(a.id, "parties", _parties(a), _parties(b))


def _yes(outcome: GoldOutcome) -> str:
    return "yes" if outcome.event else "no"


def _said(field: FieldVerdict) -> str:
    return f"{field.given or 'nothing'} ({field.verdict or 'not judged'})"


def _parties(outcome: GoldOutcome) -> str:
    tally = outcome.parties
    if tally is None:
        return "not judged"
    names = [*(f"not {name}" for name in tally.missed_names), *(f"also {name}" for name in tally.extra_names)]
    return f"{tally.right} right, {tally.right_roles} in their role" + "".join(f"; {name}" for name in names)


def _surplus(here: tuple[Surplus, ...], there: tuple[Surplus, ...]) -> Iterator[Difference]:
    first, second = ({(event.what, event.articles) for event in side} for side in (here, there))
    for what, articles in sorted(first ^ second):
        sides = ("yes", "no") if (what, articles) in first else ("no", "yes")
        yield Difference(f"{what} [{', '.join(articles)}]", "surplus", *sides)
