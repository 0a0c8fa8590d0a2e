"""The events of a run as a table for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.cli.lines import (
    LEFT,
    RIGHT,
    WIDTH_OF_A_PIPE,
    WRAPPED,
    Column,
    digits_that_differ,
    table_lines,
    terminal_width,
)
from extractor.presentation.plain import plain
from extractor.presentation.views import EventView

PREFIX = "event-"
"""Begins the id of every event; tables leave it out."""


def event_lines(
    folder: Path, events: Sequence[EventView], articles: int, *, every: bool = False
) -> Iterator[str]:
    """The table of events in the order given, and what can be said of them all.

    Events that a single record reports are left out unless there are no others, or `every` is set.
    """
    shown = events if every else [view for view in events if len(view.event.records) > 1] or events
    if shown:
        yield from _table(shown, events)
    yield from _totals(folder, events, articles, len(events) - len(shown))


def _table(shown: Sequence[EventView], events: Sequence[EventView]) -> Iterator[str]:
    wide = terminal_width() >= WIDTH_OF_A_PIPE
    has_confidence = any(view.confidence for view in shown)
    several_models = any(len(view.event.models) > 1 for view in events)
    columns: list[Column] = [
        ("id", LEFT),
        ("event", {**WRAPPED, "ratio": 3}),
        ("when", {**WRAPPED, "max_width": 16 if wide else 10}),
        ("count", {**WRAPPED, "max_width": 18 if wide else 11}),
        ("parties", {**WRAPPED, "ratio": 3 if wide else 2}),
        ("articles", RIGHT),
        *([("confidence" if wide else "conf.", RIGHT)] if has_confidence else []),
        *([("models", RIGHT)] if several_models else []),
    ]
    digits = digits_that_differ([view.id.removeprefix(PREFIX) for view in events])

    def row(view: EventView) -> tuple[str, ...]:
        return (
            plain(view.id.removeprefix(PREFIX)[:digits]),
            view.headline,
            view.when,
            view.count,
            view.parties,
            str(len(view.event.articles)),
            *([view.confidence] if has_confidence else []),
            *([str(len(view.event.models))] if several_models else []),
        )

    return table_lines(columns, map(row, shown))


def _totals(folder: Path, events: Sequence[EventView], articles: int, left_out: int) -> Iterator[str]:
    yield ""
    yield f"{len(events)} events in {articles} articles."
    if left_out:
        more = f"extractor show {folder} --all"
        yield f"{left_out} of them, which a single record reports, are not shown: {more}"
    copies = {name for view in events for group in view.event.copies for name in group[1:]}
    if copies:
        verb = "article is a copy" if len(copies) == 1 else "articles are copies"
        yield f"{len(copies)} {verb} of another, and counted as one source with it."
    conflicts = Counter(
        value.conflict.value
        for view in events
        for values in view.event.fields.values()
        for value in values
        if value.conflict
    )
    if conflicts:
        counted = ", ".join(f"{count} by {kind}" for kind, count in sorted(conflicts.items()))
        yield f"Values with alternatives: {counted}. See them with: extractor show {folder} ID"
