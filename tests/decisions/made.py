"""Decisions made by hand, for tests of what keeps and replays them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from extractor.decisions import Decision, EventRef, JudgedValue, Kind


def value(number: int = 26, *places: str) -> JudgedValue:
    return JudgedValue(field="count", value={"value": number}, shown=str(number), places=places)


def decision(name: str, kind: Kind = Kind.ACCEPT, by: str = "ada", **given: Any) -> Decision:
    event = None if kind in {Kind.UNDO, Kind.REDO} else EventRef(id="event-r1", places=("p1", "p2"))
    before = (value(),) if kind in {Kind.ACCEPT, Kind.REJECT} else ()
    content = {"event": event, "before": before, **given}
    return Decision(id=name, at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC), by=by, kind=kind, **content)


def undo(name: str, target: str | None, by: str = "ada") -> Decision:
    return decision(name, Kind.UNDO, by, target=target)


def redo(name: str, target: str | None, by: str = "ada") -> Decision:
    return decision(name, Kind.REDO, by, target=target)
