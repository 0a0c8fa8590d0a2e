"""What one decision of a reviewer holds: who, when, what, before, after, why, and on which evidence."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from extractor.records import JsonObject, Support, Value


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(StrEnum):
    """What a reviewer can decide, each with what such a decision must hold."""

    needs: tuple[str, ...]

    def __new__(cls, value: str, *needs: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.needs = needs
        return member

    ACCEPT_EVENT = "accept event", "event"
    """The event is right, and so are the values named in `before`."""
    REJECT_EVENT = "reject event", "event"
    """It is no event, or the articles do not report it."""
    ACCEPT = "accept value", "event", "before"
    REJECT = "reject value", "event", "before"
    CHOOSE = "choose alternative", "event", "before", "after"
    """`after`, an alternative of `before`, stands in its place."""
    EDIT = "edit value", "event", "before", "after"
    """`after`, in the reviewer's words, stands in place of `before`."""
    ADD = "add value", "event", "after"
    """`after` stands too; no article's record had it."""
    SPLIT = "split off", "event", "records", "others"
    """`records` report another event than `others`."""
    JOIN = "join", "event", "records", "others"
    """`records` and `others` all report one event."""
    UNDO = "undo", "target"
    """The decision `target` of the same reviewer no longer counts."""
    REDO = "redo", "target"
    """The undone decision `target` counts again, in its old place."""


GROUPING = frozenset({Kind.SPLIT, Kind.JOIN})
"""The kinds that say which records report one event, and so bind the merger."""


class JudgedValue(_Frozen):
    """A value of a field as a reviewer saw it, and the evidence for it."""

    field: str
    value: JsonObject
    shown: str
    places: tuple[str, ...] = ()
    """Where articles say it, as `binding.places` names them; at most `binding.MOST_PLACES`."""
    supports: tuple[Support, ...] = ()
    """Of a value that a reviewer wrote: where the articles say it, if they do."""

    @property
    def key(self) -> str:
        """The same for equal values of one field."""
        return canonical(self.field, self.value)


class RecordRef(_Frozen):
    """A record as a reviewer saw it; it is found again by its id, or by its places in its article."""

    id: str
    article: str
    places: tuple[str, ...]


class EventRef(_Frozen):
    """An event as a reviewer saw it; it is found again by its id, or by the places of its records."""

    id: str
    headline: str = ""
    places: tuple[str, ...] = ()


class Decision(_Frozen):
    """One line of `decisions.jsonl`."""

    id: str
    at: datetime
    by: str
    kind: Kind
    event: EventRef | None = None
    before: tuple[JudgedValue, ...] = ()
    """The values judged; one of them unless a whole event was accepted."""
    after: JudgedValue | None = None
    records: tuple[RecordRef, ...] = ()
    others: tuple[RecordRef, ...] = ()
    target: str | None = None
    """The id of the decision that is undone or redone."""
    final: bool = False
    """Settles what reviewers judged differently."""
    why: str | None = None
    bulk: str | None = None
    """The same for all decisions of one act on many events, which are undone and redone together."""

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Decision:
        missing = [name for name in self.kind.needs if not getattr(self, name)]
        if missing:
            raise ValueError(f"a decision to {self.kind.value} needs {missing[0]}")
        return self


def canonical(field: str, value: Value | JsonObject) -> str:
    """A name for a value of a field; equal values have the same."""
    data = value.model_dump(mode="json") if isinstance(value, Value) else value
    return f"{field}={json.dumps(data, sort_keys=True, ensure_ascii=True, separators=(',', ':'))}"
