"""Lines for a terminal: tables, running text, and ids in as few characters as differ."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from extractor.errors import RunError
from extractor.presentation.views import EventView
from extractor.records import Entity, MergedEvent

T = TypeVar("T", Entity, EventView, MergedEvent)

WIDTH_OF_A_PIPE = 100
"""Columns of a table where no terminal says how many there are."""

FEWEST_DIGITS = 7
"""Of an id, that tables show, or more where items have these in common."""

Column = tuple[str, Mapping[str, Any]]
"""A heading, and what rich's `add_column` takes for the column: `LEFT`, `RIGHT`, `WRAPPED`, or more."""

LEFT: Mapping[str, Any] = {"no_wrap": True}
RIGHT: Mapping[str, Any] = {"no_wrap": True, "justify": "right"}
WRAPPED: Mapping[str, Any] = {"overflow": "fold"}


def terminal_width(least: int = 0) -> int:
    """Columns of the terminal, or `least` where it has fewer."""
    return max(shutil.get_terminal_size((WIDTH_OF_A_PIPE, 0)).columns, least)


def table_lines(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], *, gap: int = 1, width: int | None = None
) -> Iterator[str]:
    """The lines of a table with so many blanks between its columns, by default as wide as the terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, gap, 0, 0))
    for heading, settings in columns:
        table.add_column(Text(heading), **settings)
    for row in rows:
        table.add_row(*map(Text, row))  # a Text: words of an article are no markup
    console = Console(highlight=False, width=width or terminal_width())
    with console.capture() as capture:
        console.print(table)
    yield from (line.rstrip() for line in capture.get().splitlines())


def digits_that_differ(ids: Sequence[str], fewest: int = FEWEST_DIGITS) -> int:
    """How many first characters of ids it takes for each to differ from the others."""
    longest = max(map(len, ids), default=fewest)
    return next((n for n in range(fewest, longest) if len({i[:n] for i in ids}) == len(ids)), longest)


def item_of(items: Iterable[T], reference: str, folder: Path, kinds: tuple[str, str], listing: str) -> T:
    """The one item whose id begins so, with the prefix that says its kind or without.

    `kinds` are the words for one item and for several; `listing` is the option that shows them all.

    Raises:
        RunError: there is none, or several.
    """
    prefix = f"{kinds[0]}-"
    start = prefix + reference.removeprefix(prefix)
    found = [item for item in items if item.id.startswith(start)]
    if len(found) != 1:
        problem = f"several {kinds[1]} begin with" if found else f"no {kinds[0]} begins with"
        raise RunError(
            f"{folder}: {problem} {reference!r}; the ids are in: extractor show {folder} {listing}"
        )
    return found[0]
