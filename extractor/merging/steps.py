"""Which events are steps after an incident: the arrest, the charge and the trial after the shooting.

A schema says of which kinds a kind is a step (`Option.follows`). A step follows an incident when one article
reports both, the incident is not later, and the step names a party of it. Where two incidents fit equally
well, it follows neither. People have more than one matter with justice, so what an article is about and what
it looks back on belong together only with more evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from extractor.fields import Aspect, Purpose
from extractor.fields.parties.matching import Relation, relation
from extractor.fields.parties.values import NAMED, PartyKind, PartyValue
from extractor.merging.event_values import ReportedEvent, choices_of, in_order_of_text, parties_of, time_of
from extractor.records import EventRelation, Grounding, MergedEvent, MergedValue, RelationKind, Support
from extractor.schemas import Schema
from extractor.text.fold import words

_SHORTEST_NAME = 4
"""Letters from which the last word of a person's name, found in a headline, speaks for the person."""
_AGENT = "agent"
"""The role of those who do it: in a step police and courts, in an incident those who are accused."""


class Steps:
    """Collects, article by article, which events are steps after which incidents.

    A schema needs a kind (`Choice`) with options that follow others, and parties (`Who`).
    """

    def __init__(self, schema: Schema) -> None:
        self._kinds = _Kinds.of(schema)
        self._found: dict[str, dict[str, _Fit]] = defaultdict(dict)
        """By step and by incident."""

    def add(self, reported: Sequence[ReportedEvent]) -> None:
        """Take in the events that one article reports."""
        if self._kinds is None:
            return
        for step, incident in permutations(reported, 2):
            if self._kinds.may_follow(step.event, incident.event):
                fits = self._found[step.event.id]
                if incident.event.id not in fits:
                    fits[incident.event.id] = self._kinds.fit(step.event, incident.event)
                fits[incident.event.id].in_one_sentence |= bool(step.sentences & incident.sentences)

    def relations(self) -> Iterator[EventRelation]:
        """The incident that each step follows, where one fits better than all others."""
        for step, incidents in self._found.items():
            most = max(len(fit.named) for fit in incidents.values())
            best = [name for name, fit in incidents.items() if len(fit.named) == most > 0]
            if len(best) == 1 and incidents[best[0]].suffices:
                supports = {support for found in incidents[best[0]].named.values() for support in found}
                yield EventRelation(
                    kind=RelationKind.FOLLOWS, event=step, other=best[0], supports=in_order_of_text(supports)
                )


@dataclass(slots=True)
class _Fit:
    """What speaks for a step after an incident."""

    named: dict[str, tuple[Support, ...]]
    """The parties of the incident that the step names, with where it does."""
    concerned: int
    """How many persons the step is about."""
    alike_in_salience: bool
    in_one_sentence: bool = False

    @property
    def suffices(self) -> bool:
        """Whether the step is about few others, and about the same matter."""
        return 2 * len(self.named) >= self.concerned and (
            self.alike_in_salience or self.in_one_sentence or len(self.named) > 1
        )


@dataclass(frozen=True, slots=True)
class _Kinds:
    """What a schema says of events: which kinds follow which, and the fields that tell them apart."""

    name: str
    """The field of the kind."""
    follows: dict[str, tuple[str, ...]]
    parties: tuple[str, ...]
    time: str | None
    headline: str | None
    salience: tuple[str, str] | None
    """The field, and the option that says that an article was written for the event."""

    @classmethod
    def of(cls, schema: Schema) -> _Kinds | None:
        kind = schema.choice(Purpose.KIND)
        follows = (
            {option.name: option.follows for option in kind[1].options if option.follows} if kind else {}
        )
        parties = tuple(field.name for field in schema.fields_for(Aspect.WHO))
        if kind is None or not follows or not parties:
            return None
        times, headline = schema.fields_for(Aspect.WHEN), schema.headline_field
        salience = schema.choice(Purpose.SALIENCE)
        return cls(
            kind[0].name,
            follows,
            parties,
            times[0].name if times else None,
            headline.name if headline else None,
            (salience[0].name, salience[1].options[0].name) if salience else None,
        )

    def may_follow(self, step: MergedEvent, incident: MergedEvent) -> bool:
        """Whether the kinds fit and the incident is not later.

        A step that only looks back on somebody's past may belong to another matter, unless it has a date.
        """
        kinds = [next((value.name for value in choices_of(e, self.name)), "") for e in (step, incident)]
        if kinds[1] not in self.follows.get(kinds[0], ()):
            return False
        times = [time_of(event, self.time) for event in (incident, step)] if self.time else []
        if times and all(time.resolved for time in times):
            return times[0].first <= times[1].last
        return self._is_main(step) or not self._is_main(incident)

    def _is_main(self, event: MergedEvent) -> bool:
        if self.salience is None:
            return True
        field, main = self.salience
        return any(value.name == main for value in choices_of(event, field))

    def fit(self, step: MergedEvent, incident: MergedEvent) -> _Fit:
        """What speaks for the step after the incident."""
        named = {}
        for name in self.parties:
            for party in parties_of(incident, name):
                where = [
                    support
                    for value in self._naming(step, party)
                    for support in value.supports
                    if support.grounding is not Grounding.UNSUPPORTED
                ]
                if where:
                    named[party.key] = tuple(where)
        alike = self._is_main(step) == self._is_main(incident)
        return _Fit(named, self._concerned(step), alike)

    def _concerned(self, step: MergedEvent) -> int:
        parties = [party for name in self.parties for party in parties_of(step, name) if party.role != _AGENT]
        persons = sum(party.kind is PartyKind.PERSON for party in parties)
        return max([persons, *(p.number or 0 for p in parties if p.kind is PartyKind.GROUP)])

    def _naming(self, step: MergedEvent, party: PartyValue) -> Iterator[MergedValue]:
        """The values of a step that name a party of an incident."""
        for name in self.parties:
            for value in step.fields[name]:
                if isinstance(value.value, PartyValue) and _is_same(value.value, party):
                    yield value
        if self.headline and party.kind is PartyKind.PERSON:
            last = party.key.split()[-1]
            for value in step.fields[self.headline]:
                if len(last) >= _SHORTEST_NAME and last in words(getattr(value.value, "text", "")):
                    yield value


def _is_same(mine: PartyValue, theirs: PartyValue) -> bool:
    """Whether a party of a step is one of an incident; of the nameless only the doer, by his age.

    Persons in many languages are taken for other named things, so those count where the step concerns them.
    """
    common = relation(mine, theirs)
    if common is Relation.LIKENESS:
        ages = all(p.kind is PartyKind.DESCRIPTION and any(map(str.isdigit, p.key)) for p in (mine, theirs))
        return ages and mine.role != _AGENT and theirs.role == _AGENT
    named = common is Relation.ORGANISATION or (mine.key == theirs.key and {mine.kind, theirs.kind} <= NAMED)
    return common is Relation.PERSON or (named and mine.role != _AGENT)
