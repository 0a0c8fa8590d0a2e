"""What a reviewer can do: each act checked, then written down as a decision with all that it was made on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from extractor.decisions import (
    Decision,
    JudgedValue,
    Kind,
    RecordRef,
    event_ref,
    judged,
    record_ref,
)
from extractor.decisions.binding import MOST_PLACES, places
from extractor.decisions.decision import canonical
from extractor.errors import ReviewError
from extractor.fields.base import Context, Evidence, Written
from extractor.grounding import ground, ground_headline
from extractor.presentation.views import EventView
from extractor.records import (
    Article,
    EventRecord,
    Grounding,
    MergedEvent,
    MergedValue,
    SourcedValue,
    Support,
)
from extractor.review.review import Review
from extractor.review.reviewed import ReviewedEvent
from extractor.schemas import SchemaField

_BEST_FIRST = tuple(Grounding)
_LONGEST_TEXT = 1_000
"""Characters of a value or a reason that a reviewer may write."""


class Reviewer:
    """One person at work on a run. Events are named by id, values by field and key (`JudgedValue.key`).

    Every act raises `ReviewError` when it makes no sense, and `RunError` when it cannot be written down.
    """

    def __init__(
        self,
        review: Review,
        name: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: f"d{token_hex(8)}",
    ) -> None:
        self.review = review
        self.name = name
        self._clock = clock
        self._new_id = new_id

    def accept_event(self, event: str, why: str | None = None) -> None:
        """The event is right, and so is every value that stands in it and is not judged yet."""
        self._decide(Kind.ACCEPT_EVENT, event, why, before=self._not_judged(event))

    def accept_events(self, events: Sequence[str]) -> None:
        """All of these events are right, as `accept_event` has it; one undo takes all of it back."""
        if not events:
            raise ReviewError("there is no such event in this list; lower the threshold")
        bulk = self._new_id()
        made = [
            self._decision(Kind.ACCEPT_EVENT, name, None, before=self._not_judged(name), bulk=bulk)
            for name in events
        ]
        self.review.decide(*made)

    def reject_event(self, event: str, why: str | None = None) -> None:
        """It is no event, or the articles do not report it."""
        self._decide(Kind.REJECT_EVENT, event, why)

    def accept(self, event: str, field: str, key: str, why: str | None = None) -> None:
        """The value is right."""
        self._decide(Kind.ACCEPT, event, why, before=(self._standing(event, field, key),))

    def reject(self, event: str, field: str, key: str, why: str | None = None) -> None:
        """The value is wrong, and nothing stands in its place."""
        self._decide(Kind.REJECT, event, why, before=(self._standing(event, field, key),))

    def choose(self, event: str, field: str, key: str, other: str, why: str | None = None) -> None:
        """An alternative of the value, named by its key, stands in its place."""
        found = self._value(event, field, key)
        chosen = [each for each in found.alternatives if canonical(field, each.value) == other]
        if not chosen:
            raise ReviewError(f"{field}: that is no alternative any more; look at the event again")
        before, after = self._judged(field, found), self._judged(field, chosen[0])
        self._decide(Kind.CHOOSE, event, why, before=(before,), after=after)

    def edit(
        self,
        event: str,
        field: str,
        key: str | None,
        text: str,
        role: str | None = None,
        why: str | None = None,
    ) -> None:
        """The value, or for `None` a new one, in the reviewer's words; the articles are searched for them."""
        before = self._value(event, field, key) if key is not None else None
        after = self._read(self._event(event).event, self._field(field), text, role, before)
        if before is None:
            self._decide(Kind.ADD, event, why, after=after)
        else:
            self._decide(Kind.EDIT, event, why, before=(self._judged(field, before),), after=after)

    def split(self, event: str, article: str, why: str | None = None) -> tuple[str, str]:
        """What the article reports is another event; returns the id of that event and that of the rest."""
        found = self._event(event).event
        moved = self.review.grouping.records_of(found, article)
        rest = [record for record in self.review.grouping.records_of(found) if record.article != article]
        if not moved:
            raise ReviewError(f"{article}: reports nothing of this event")
        if not rest:
            raise ReviewError(f"{article}: the only article of this event; reject the event if it is none")
        self._decide(Kind.SPLIT, event, why, records=self._refs(moved), others=self._refs(rest))
        return self.holder_of(moved[0].id), self.holder_of(rest[0].id)

    def join(self, event: str, other: str, why: str | None = None) -> str:
        """Both are one event; returns its id."""
        if event == other:
            raise ReviewError("an event cannot be joined with itself; choose another")
        here, there = (self.review.grouping.records_of(self._event(name).event) for name in (event, other))
        self._decide(Kind.JOIN, event, why, records=self._refs(here), others=self._refs(there))
        return self.holder_of(here[0].id)

    def accept_identical(self, event: str) -> int:
        """Accept every value that all models agree on which report the event; returns how many.

        Values that are judged already stay as they are.
        """
        found = self._event(event)
        if len(found.event.models) < 2:
            raise ReviewError("records of one model only: there is nothing to agree on")
        alike = [self._judged(value.field, value.stood) for value in found.identical if value.stood]
        if not alike:
            raise ReviewError("no value is left that all models agree on")
        self._decide(Kind.ACCEPT, event, None, before=tuple(alike))
        return len(alike)

    def settle(self, event: str, decision: str, key: str) -> None:
        """Of what reviewers judged differently, this decision counts; `key` names the value, "" the event."""
        said = self.review.history.decisions.get(decision)
        if said is None or said.id in self.review.history.undone:
            raise ReviewError("that decision was taken back; look at the differences again")
        if not key:
            self._decide(said.kind, event, said.why, final=True, before=said.before)
            return
        kind = Kind.ACCEPT if said.kind is Kind.ACCEPT_EVENT else said.kind
        before = tuple(value for value in said.before if value.key == key)
        self._decide(kind, event, said.why, final=True, before=before, after=said.after)

    def undo(self) -> Decision:
        """Take back this reviewer's last decision in force, and return it."""
        return self._turn(Kind.UNDO, self.review.history.to_undo(self.name), "nothing to undo")

    def redo(self) -> Decision:
        """Bring back the decision that was undone last, and return it."""
        return self._turn(Kind.REDO, self.review.history.to_redo(self.name), "nothing to redo")

    def holder_of(self, record: str) -> str:
        """The id of the event that holds a record."""
        return next(name for name, event in self.review.events.items() if record in event.records)

    def _turn(self, kind: Kind, target: str | None, otherwise: str) -> Decision:
        if target is None:
            raise ReviewError(otherwise)
        decision = Decision(id=self._new_id(), at=self._clock(), by=self.name, kind=kind, target=target)
        self.review.decide(decision)
        return self.review.history.decisions[target]

    def _decide(self, kind: Kind, event: str, why: str | None, **content: Any) -> None:
        self.review.decide(self._decision(kind, event, why, **content))

    def _decision(self, kind: Kind, event: str, why: str | None, **content: Any) -> Decision:
        found, run = self._event(event).event, self.review.run
        return Decision(
            id=self._new_id(),
            at=self._clock(),
            by=self.name,
            kind=kind,
            event=event_ref(found, EventView(found, run.schema).headline, run.articles),
            why=(why or "").strip()[:_LONGEST_TEXT] or None,
            **content,
        )

    def _not_judged(self, event: str) -> tuple[JudgedValue, ...]:
        """The values that stand in the event and that this reviewer has not judged."""
        return tuple(
            self._judged(value.field, value.stood)
            for value in self._event(event).values
            if value.stood is not None and value.judgement is None
        )

    def _event(self, name: str) -> ReviewedEvent:
        try:
            return self.review.event(name, self.name)
        except KeyError:
            raise ReviewError(f"{name}: no such event any more; go back to the list of events") from None

    def _field(self, name: str) -> SchemaField:
        return self.review.run.schema.field(name)

    def _judged(self, field: str, value: SourcedValue) -> JudgedValue:
        """A value as the reviewer sees it."""
        return judged(self._field(field), value, self.review.run.articles)

    def _value(self, event: str, field: str, key: str) -> MergedValue:
        for value in self._event(event).event.fields.get(field, ()):
            if canonical(field, value.value) == key:
                return value
        raise ReviewError(f"{field}: that value does not stand any more; look at the event again")

    def _standing(self, event: str, field: str, key: str) -> JudgedValue:
        """The value as judged; one that a reviewer added is judged as it was added."""
        for value in self._event(event).values:
            judgement = value.judgement
            if value.stood is None and judgement and judgement.outcome and judgement.outcome.key == key:
                raise ReviewError(f"{field}: you added this value; undo takes it back")
        return self._judged(field, self._value(event, field, key))

    def _refs(self, records: Sequence[EventRecord]) -> tuple[RecordRef, ...]:
        return tuple(record_ref(record, self.review.run.articles) for record in records)

    def _read(
        self, event: MergedEvent, field: SchemaField, text: str, role: str | None, before: MergedValue | None
    ) -> JudgedValue:
        text = text.strip()
        if not text or len(text) > _LONGEST_TEXT:
            raise ReviewError(f"{field.name}: write 1 to {_LONGEST_TEXT} characters")
        article, numbers, support = self._ground(event, field, text)
        value = field.type.read(Written(text, role), Context(article, numbers, support.span))
        if value is None:
            raise ReviewError(f"{field.name}: cannot read {text!r}; {field.description}")
        if field.type.evidence is Evidence.JUDGED:
            supports = self._cited(event, field.type.show(value), before)
        else:
            supports = () if support.grounding is Grounding.UNSUPPORTED else (support,)
        found = {name for each in supports for name in places(each, self.review.run.articles)}
        return JudgedValue(
            field=field.name,
            value=value.model_dump(mode="json"),
            shown=field.type.show(value),
            places=tuple(sorted(found)[:MOST_PLACES]),
            supports=supports,
        )

    def _cited(self, event: MergedEvent, name: str, before: MergedValue | None) -> tuple[Support, ...]:
        """A reviewer's judgement about the sentences that another was made on, or that report the event."""
        if before is not None:
            cited = [(support.article, support.sentences) for support in before.supports]
        else:
            records = self.review.grouping.records_of(event)
            articles = dict.fromkeys(record.article for record in records)
            cited = [(a, _sentences(r for r in records if r.article == a)) for a in articles]
        return tuple(
            Support(article=article, sentences=numbers, written=name, span=None, grounding=Grounding.JUDGED)
            for article, numbers in dict.fromkeys(cited)
        )

    def _ground(
        self, event: MergedEvent, field: SchemaField, text: str
    ) -> tuple[Article, tuple[int, ...], Support]:
        """Where the event's articles say the words best, in the sentences that report it if they do."""
        found: list[tuple[int, str, tuple[int, ...], Support]] = []
        for name in event.articles:
            article = self.review.run.articles.get(name)
            if article is None:
                continue
            numbers = _sentences(self.review.grouping.records_of(event, name))
            if field.type.evidence is Evidence.WORDED:
                support = ground_headline(text, article, numbers)
            else:
                support = ground(text, article, numbers, allow_negated=True)
            found.append((_BEST_FIRST.index(support.grounding), name, numbers, support))
        if not found:
            raise ReviewError(f"{event.id}: its articles are not in the run; run it again")
        _, name, numbers, support = min(found, key=lambda item: item[:2])
        return self.review.run.articles[name], numbers, support


def _sentences(records: Iterable[EventRecord]) -> tuple[int, ...]:
    return tuple(sorted({number for record in records for number in record.sentences}))
