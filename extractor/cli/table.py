"""The events of a run as a table for a terminal."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from extractor.fields import Aspect
from extractor.presentation.plain import plain
from extractor.presentation.words import (
    cell,
    headline_of,
    main_parties,
    percent,
    words_of_event,
)
from extractor.records import MergedEvent
from extractor.schemas import Schema

_WIDTH_OF_A_PIPE = 100
"""Columns of the table where no terminal says how many there are."""

PREFIX = "event-"
"""Begins the id of every event; tables leave it out."""


def event_lines(
    folder: Path, events: Sequence[MergedEvent], schema: Schema, articles: int, *, every: bool = False
) -> Iterator[str]:
    """The table of events in the order given, and what can be said of them all.

    Events that a single record reports are left out unless there are no others, or `every` is set.
    """
    shown = events if every else [event for event in events if len(event.records) > 1] or events
    if shown:
        yield _table(shown, events, schema)
    yield from _totals(folder, events, articles, len(events) - len(shown))


def plain_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table: the first column to the left, the others, which are figures, to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = max(shutil.get_terminal_size((_WIDTH_OF_A_PIPE, 0)).columns, 60)
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    for number, heading in enumerate(headings):
        table.add_column(Text(heading), justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(highlight=False, width=width)
    with console.capture() as capture:
        console.print(table)
    yield from (line.rstrip() for line in capture.get().splitlines())


def _table(shown: Sequence[MergedEvent], events: Sequence[MergedEvent], schema: Schema) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, width=shutil.get_terminal_size((_WIDTH_OF_A_PIPE, 0)).columns)
    wide = console.width >= _WIDTH_OF_A_PIPE
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("id", no_wrap=True)
    table.add_column("event", ratio=3, overflow="fold")
    table.add_column("when", max_width=16 if wide else 10, overflow="fold")
    table.add_column("count", max_width=18 if wide else 11, overflow="fold")
    table.add_column("parties", ratio=3 if wide else 2, overflow="fold")
    table.add_column("articles", justify="right", no_wrap=True)
    has_confidence = any(event.confidence is not None for event in shown)
    if has_confidence:
        table.add_column("confidence" if wide else "conf.", justify="right", no_wrap=True)
    several_models = any(len(event.models) > 1 for event in events)
    if several_models:
        table.add_column("models", justify="right", no_wrap=True)
    digits = _digits_that_tell_apart(events)
    for event in shown:
        words = words_of_event(event, schema)
        cells = (
            _short(event.id, digits),
            headline_of(event, schema, words),
            cell(words, schema.fields_for(Aspect.WHEN)),
            cell(words, schema.fields_for(Aspect.HOW_MANY)),
            main_parties(event, schema),
            str(len(event.articles)),
            *([percent(event.confidence)] if has_confidence else []),
            *([str(len(event.models))] if several_models else []),
        )
        table.add_row(*map(Text, cells))
    with console.capture() as capture:
        console.print(table)
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def _digits_that_tell_apart(events: Sequence[MergedEvent], fewest: int = 7) -> int:
    longest = max((len(event.id) for event in events), default=fewest)
    different = range(fewest, longest)
    return next(
        (n for n in different if len({_short(event.id, n) for event in events}) == len(events)), longest
    )


def _short(event_id: str, digits: int) -> str:
    return plain(event_id.removeprefix(PREFIX)[:digits])


def _totals(folder: Path, events: Sequence[MergedEvent], articles: int, left_out: int) -> Iterator[str]:
    yield ""
    yield f"{len(events)} events in {articles} articles."
    if left_out:
        more = f"extractor show {folder} --all"
        yield f"{left_out} of them, which a single record reports, are not shown: {more}"
    copies = {name for event in events for group in event.copies for name in group[1:]}
    if copies:
        verb = "article is a copy" if len(copies) == 1 else "articles are copies"
        yield f"{len(copies)} {verb} of another, and counted as one source with it."
    conflicts = Counter(
        value.conflict.value
        for event in events
        for values in event.fields.values()
        for value in values
        if value.conflict
    )
    if conflicts:
        counted = ", ".join(f"{count} by {kind}" for kind, count in sorted(conflicts.items()))
        yield f"Values with alternatives: {counted}. See them with: extractor show {folder} ID"
