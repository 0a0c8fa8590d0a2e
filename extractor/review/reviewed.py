"""An event with what reviewers said of it: the last word on each value, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from extractor.decisions import Decision, JudgedValue, Kind
from extractor.decisions.decision import canonical
from extractor.records import Alternative, Conflict, MergedEvent, MergedValue
from extractor.schemas import Schema


class Status(StrEnum):
    """How far the review of an event is."""

    OPEN = "not reviewed"
    STARTED = "started"
    """Some of its values are judged."""
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CHANGED = "changed since review"
    """It was reviewed, and a later run gives other values, or gives them on other evidence."""
    DISPUTED = "disputed"
    """Reviewers judged it, or one of its values, differently."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A reviewer's last word on one value."""

    decision: Decision
    kind: Kind
    """`ACCEPT`, `REJECT`, `CHOOSE`, `EDIT` or `ADD`."""
    outcome: JudgedValue | None
    """What stands after it; `None` for a rejected value."""

    @property
    def key(self) -> str:
        """The same for judgements with the same result."""
        return self.outcome.key if self.outcome else "rejected"


@dataclass(frozen=True, slots=True)
class ReviewedValue:
    """A value of an event before and after review."""

    field: str
    stood: MergedValue | None
    """What the merger gave; `None` for a value that a reviewer added."""
    value: MergedValue | None
    """What stands after review; `None` when it was rejected."""
    judgement: Judgement | None = None
    """The judgement that counts; `None` when there is none, or when reviewers differ."""
    judgements: tuple[Judgement, ...] = ()
    """Those of all reviewers, by reviewer."""

    @property
    def disputed(self) -> bool:
        """Whether reviewers judged it differently, and nobody settled it."""
        return bool(self.judgements) and self.judgement is None


@dataclass(frozen=True, slots=True)
class ReviewedEvent:
    """An event as the merger gave it, and as it stands after review."""

    event: MergedEvent
    status: Status
    values: tuple[ReviewedValue, ...]
    """In the schema's order, added values of a field last."""
    changed: tuple[JudgedValue, ...] = ()
    """Values that were judged and are no longer said, or on other evidence only."""
    verdicts: tuple[Decision, ...] = ()
    """What reviewers decided of the event as a whole, by reviewer."""

    @property
    def looked_at(self) -> bool:
        """Whether somebody decided about the event itself, and not only about many at once."""
        return any(verdict.bulk is None for verdict in self.verdicts)

    def in_field(self, name: str) -> list[ReviewedValue]:
        """The values of one field."""
        return [value for value in self.values if value.field == name]

    @property
    def identical(self) -> list[ReviewedValue]:
        """The values that all of several models give and nobody has judged yet."""
        models = self.event.models if len(self.event.models) > 1 else None
        return [v for v in self.values if v.judgement is None and v.stood and v.stood.models == models]

    def merged(self) -> MergedEvent:
        """The event with the values that stand after review."""
        fields = {
            name: tuple(found.value for found in self.in_field(name) if found.value is not None)
            for name in self.event.fields
        }
        return self.event.model_copy(update={"fields": fields})


@dataclass(slots=True)
class Said:
    """All that was decided of one event, by one reviewer or by all."""

    verdicts: dict[str, Decision] = field(default_factory=dict)
    """The last decision on the event as a whole, by reviewer."""
    judgements: dict[str, dict[str, Judgement]] = field(default_factory=dict)
    """By value (`JudgedValue.key`) and reviewer."""
    changed: dict[tuple[str, str, str], JudgedValue] = field(default_factory=dict)
    """Values no longer said, by reviewer, field and value."""


def reviewed(event: MergedEvent, said: Said | None, schema: Schema, by: str | None = None) -> ReviewedEvent:
    """The event as one reviewer left it, or for `None` as all of them together did."""
    if said is None:
        said = Said()
    verdicts = tuple(d for name, d in sorted(said.verdicts.items()) if by in {None, name})
    values = tuple(_values(event, said, schema, by))
    changed = tuple(value for (name, _, _), value in sorted(said.changed.items()) if by in {None, name})
    return ReviewedEvent(event, _status(verdicts, values, changed), values, changed, verdicts)


def _values(event: MergedEvent, said: Said, schema: Schema, by: str | None) -> list[ReviewedValue]:
    found = []
    for item in schema.fields:
        stood = {canonical(item.name, value.value): value for value in event.fields[item.name]}
        added = {
            key: None
            for key, judgements in said.judgements.items()
            if key not in stood and any(j.kind is Kind.ADD for j in judgements.values())
            if key.startswith(f"{item.name}=")
        }
        for key, value in {**stood, **added}.items():
            judgements = said.judgements.get(key, {})
            mine = tuple(j for name, j in sorted(judgements.items()) if by in {None, name})
            if value is None and not mine:
                continue
            counts = _counting(mine)
            after = after_review(value, counts, schema) if counts else value
            found.append(ReviewedValue(item.name, value, after, counts, mine))
    return found


def _counting(judgements: Sequence[Judgement]) -> Judgement | None:
    """The last that settles the rest, or else the last of those that agree."""
    last = sorted(judgements, key=lambda judgement: (judgement.decision.at, judgement.decision.id))
    final = [judgement for judgement in last if judgement.decision.final]
    if final:
        return final[-1]
    return last[-1] if len({judgement.key for judgement in last}) == 1 else None


def after_review(stood: MergedValue | None, judgement: Judgement, schema: Schema) -> MergedValue | None:
    """The value that stands once the judgement counts, with what stood before as an alternative."""
    outcome = judgement.outcome
    if outcome is None:
        return None
    if stood is not None and canonical(outcome.field, stood.value) == outcome.key:
        return stood
    alternatives = stood.alternatives if stood else ()
    chosen = next((a for a in alternatives if canonical(outcome.field, a.value) == outcome.key), None)
    typed = schema.field(outcome.field).type.value_type.model_validate(outcome.value)
    supports = chosen.supports if chosen else outcome.supports
    others = [other for other in alternatives if other is not chosen]
    if stood is not None:
        former = Alternative(value=stood.value, supports=stood.supports, conflict=Conflict.DISAGREEMENT)
        others.insert(0, former)
    return MergedValue(value=typed, supports=supports, alternatives=tuple(others))


def _status(
    verdicts: Sequence[Decision], values: Sequence[ReviewedValue], changed: Sequence[JudgedValue]
) -> Status:
    final = [verdict for verdict in verdicts if verdict.final]
    counting = final[-1:] or verdicts
    kinds = {verdict.kind for verdict in counting}
    if len(kinds) > 1:
        return Status.DISPUTED
    if kinds == {Kind.REJECT_EVENT}:
        return Status.REJECTED
    if any(value.disputed for value in values):
        return Status.DISPUTED
    if changed:
        return Status.CHANGED
    open_values = [value for value in values if value.judgement is None]
    if kinds == {Kind.ACCEPT_EVENT}:
        return Status.CHANGED if open_values else Status.ACCEPTED
    return Status.STARTED if len(open_values) < len(values) else Status.OPEN
