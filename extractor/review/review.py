"""A run under review: its events as reviewers grouped and judged them, in step with `decisions.jsonl`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.decisions import Decision, DecisionLog, EventIndex, History, JudgedValue, Kind
from extractor.decisions.decision import GROUPING, canonical
from extractor.records import MergedEvent, MergedValue
from extractor.review.grouping import Grouping
from extractor.review.reviewed import Judgement, ReviewedEvent, Said, reviewed
from extractor.store.folder import RunFolder, StoredRun


@dataclass(frozen=True, slots=True)
class _Bound:
    """A decision on the events of now."""

    event: str
    judgements: tuple[tuple[str, Judgement], ...]
    """By the key of the value."""
    changed: tuple[JudgedValue, ...]


class Review:
    """The events of a run with every decision in force laid over them."""

    def __init__(self, run: StoredRun, log: DecisionLog) -> None:
        self.run = run
        self.log = log
        self.history = History()
        self.grouping = Grouping(run.records, run.schema, run.articles)
        self.events: dict[str, MergedEvent] = {event.id: event for event in run.events}
        """The events as reviewers grouped them, by id."""
        self.gone: tuple[Decision, ...] = ()
        """Decisions in force about events of which this run has nothing."""
        self._index = EventIndex(run.events, run.articles)
        self._grouped_by: tuple[str, ...] = ()
        self._bound: dict[str, _Bound | None] = {}
        self._said: dict[str, Said] = {}
        self._seen: dict[tuple[str, str | None], ReviewedEvent] = {}
        """What `event` gave, as long as it stays the same."""
        self.refresh()

    @classmethod
    def open(cls, folder: Path) -> Review:
        """The review of a run folder; nobody need have decided anything.

        Raises:
            RunError: the folder holds no finished run.
            RecordsError: a file in it is damaged.
            SchemaError: its schema is gone.
        """
        return cls(StoredRun.read(folder), DecisionLog(RunFolder(folder).decisions))

    def refresh(self) -> None:
        """Take in what was decided since the last call, by anybody.

        Raises:
            RecordsError: `decisions.jsonl` is damaged.
        """
        news = self.log.news()
        for decision in news:
            self.history.add(decision)
        if news:
            self._regroup()
            self._lay_over()

    def decide(self, *decisions: Decision) -> None:
        """Keep decisions, on the disk first.

        Raises:
            RunError: they cannot be written; then they do not count.
        """
        self.log.append(*decisions)
        self.refresh()

    def event(self, name: str, by: str | None = None) -> ReviewedEvent:
        """An event as one reviewer left it, or for `None` as all together did.

        Raises:
            KeyError: there is no such event.
        """
        known = self._seen.get((name, by))
        if known is None:
            known = reviewed(self.events[name], self._said.get(name), self.run.schema, by)
            self._seen[name, by] = known
        return known

    def all(self, by: str | None = None) -> Iterator[ReviewedEvent]:
        """Every event, as `event` gives it."""
        for name in self.events:
            yield self.event(name, by)

    def event_of(self, decision: Decision) -> str | None:
        """The id of the event of now that a decision is about; `None` when it is gone."""
        for ref in decision.records:
            holding = (name for name, event in self.events.items() if ref.id in event.records)
            if found := next(holding, None):
                return found
        if decision.kind in GROUPING or decision.event is None:
            return None
        return next(iter(self._index.candidates(decision.event)), None)

    def reviewers(self) -> list[str]:
        """Everybody who has a decision in force, sorted."""
        return sorted({decision.by for decision in self.history.active})

    def _regroup(self) -> None:
        decisions = [d for d in self.history.active if d.kind in GROUPING]
        names = tuple(decision.id for decision in decisions)
        if names == self._grouped_by:
            return
        now = self.grouping.regrouped(self.run.events, decisions)
        gone = [event for name, event in self.events.items() if now.get(name) != event]
        come = [event for name, event in now.items() if self.events.get(name) != event]
        for event in gone:
            self._index.remove(event)
        for event in come:
            self._index.add(event)
        self.events, self._grouped_by = now, names
        self._unbind([*gone, *come])

    def _unbind(self, events: Sequence[MergedEvent]) -> None:
        """Bind anew, next time, the decisions that may be about one of these events."""
        ids = {event.id for event in events}
        places = {place for event in events for place in self._index.places(event)}
        for name in list(self._bound):
            ref = self.history.decisions[name].event
            if ref is not None and (ref.id in ids or not places.isdisjoint(ref.places)):
                del self._bound[name]

    def _lay_over(self) -> None:
        said: dict[str, Said] = defaultdict(Said)
        gone = []
        for decision in self.history.active:
            if decision.kind in GROUPING:
                continue
            if decision.id not in self._bound:
                self._bound[decision.id] = self._bind(decision)
            bound = self._bound[decision.id]
            if bound is None:
                gone.append(decision)
            else:
                _say(said[bound.event], decision, bound)
        same = {name for name, found in said.items() if found == self._said.get(name)}
        same |= self.events.keys() - said.keys() - self._said.keys()
        self._seen = {
            key: found
            for key, found in self._seen.items()
            if key[0] in same and found.event is self.events.get(key[0])
        }
        self._said, self.gone = dict(said), tuple(gone)

    def _bind(self, decision: Decision) -> _Bound | None:
        """What the decision says of the events of now; `None` when its event is gone."""
        assert decision.event is not None  # noqa: S101  # Decision sees to it
        candidates = self._index.candidates(decision.event)
        if not candidates:
            return None
        event = candidates[0]
        if len(decision.before) == 1:  # after a split the value's evidence may be in the other part
            holding = (name for name in candidates if self._index.find(name, decision.before[0]))
            event = next(holding, event)
        judgements: list[tuple[str, Judgement]] = []
        changed: list[JudgedValue] = []
        for before in decision.before:
            judgement = self._judgement(event, decision, before)
            if judgement is not None:
                judgements.append(judgement)
            elif decision.kind is not Kind.REJECT:
                changed.append(before)
        if decision.kind is Kind.ADD and decision.after is not None:
            judgements.append((decision.after.key, Judgement(decision, Kind.ADD, decision.after)))
        return _Bound(event, tuple(judgements), tuple(changed))

    def _judgement(self, event: str, decision: Decision, before: JudgedValue) -> tuple[str, Judgement] | None:
        """The judgement on a value that still stands; `None` when it does not."""
        after = decision.after
        if after is not None and self._stands(event, after):
            return after.key, Judgement(decision, Kind.ACCEPT, after)  # the run now says what was chosen
        found = self._index.find(event, before)
        if not isinstance(found, MergedValue):
            return None
        if decision.kind is Kind.CHOOSE and after is not None:
            keys = {canonical(after.field, other.value) for other in found.alternatives}
            return (before.key, Judgement(decision, Kind.CHOOSE, after)) if after.key in keys else None
        kind = Kind.ACCEPT if decision.kind is Kind.ACCEPT_EVENT else decision.kind
        outcome = {Kind.ACCEPT: before, Kind.REJECT: None}.get(kind, after)
        return before.key, Judgement(decision, kind, outcome)

    def _stands(self, event: str, value: JudgedValue) -> bool:
        values = self.events[event].fields.get(value.field, ())
        return any(canonical(value.field, found.value) == value.key for found in values)


def _say(said: Said, decision: Decision, bound: _Bound) -> None:
    """Lay one more decision over an event; what it judges anew is no longer changed."""
    if decision.kind in {Kind.ACCEPT_EVENT, Kind.REJECT_EVENT}:
        said.verdicts[decision.by] = decision
        fields = None
    else:
        fields = {value.field for value in (*decision.before, decision.after) if value is not None}
    for key in list(said.changed):
        if key[0] == decision.by and (fields is None or key[1] in fields):
            del said.changed[key]
    for name, judgement in bound.judgements:
        said.judgements.setdefault(name, {})[decision.by] = judgement
    for value in bound.changed:
        said.changed[decision.by, value.field, value.key] = value
