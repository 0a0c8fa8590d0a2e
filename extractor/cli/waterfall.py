"""Sums of points and running text for a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from fractions import Fraction

from extractor.fields.base import EXCLUDED, MISSING
from extractor.merging import Explanation
from extractor.presentation.plain import plain

_WIDTH = 100
"""Columns of the text: fewer when the terminal has fewer."""


def waterfall(explanation: Explanation, silent: bool = True) -> Iterator[str]:
    """A line a field with its points and the sum so far; `silent`: also those of which one side has none."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name, right in (("field", False), ("level", False), ("points", True), ("sum", True)):
        table.add_column(name, justify="right" if right else "left", no_wrap=True)
    table.add_column("what the two say", overflow="fold", ratio=1)
    for item, running in zip(explanation.evidence, explanation.running, strict=True):
        if silent or item.level != MISSING:
            shown = "" if item.level in (MISSING, EXCLUDED) else f"{item.points:+d}"
            cells = (item.field, _level(item.level), shown, str(running), plain(item.detail))
            table.add_row(*map(Text, cells))
    console = Console(highlight=False, width=_width())
    with console.capture() as capture:
        console.print(table)
    yield from (line.rstrip() for line in capture.get().splitlines())
    total = points(explanation.total)
    yield f"{total}, {explanation.threshold} link two records: {explanation.verdict.value}"


def _level(level: str) -> str:
    return plain(level.replace("_", " "))


def _width() -> int:
    return min(_WIDTH, shutil.get_terminal_size((_WIDTH, 0)).columns)


def wrapped(text: str, hanging: int = 0) -> list[str]:
    return textwrap.wrap(text, _width(), subsequent_indent=" " * hanging, break_on_hyphens=False)


def points(number: int) -> str:
    return f"{number} point" if abs(number) == 1 else f"{number} points"


def decimal(number: Fraction) -> str:
    """A fraction with at most one decimal."""
    return f"{float(number):.1f}".removesuffix(".0")
