"""Sums of points and running text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from fractions import Fraction

from extractor.cli.lines import LEFT, RIGHT, WRAPPED, table_lines, terminal_width
from extractor.fields.base import EXCLUDED, MISSING
from extractor.merging import Explanation
from extractor.presentation.plain import plain

_WIDTH = 100
"""Columns of the text: fewer when the terminal has fewer."""


def waterfall(explanation: Explanation, silent: bool = True) -> Iterator[str]:
    """A line a field with its points and the sum so far; `silent`: also those of which one side has none."""
    columns = [("field", LEFT), ("level", LEFT), ("points", RIGHT), ("sum", RIGHT)]
    rows = (
        (
            item.field,
            _level(item.level),
            "" if item.level in (MISSING, EXCLUDED) else f"{item.points:+d}",
            str(running),
            plain(item.detail),
        )
        for item, running in zip(explanation.evidence, explanation.running, strict=True)
        if silent or item.level != MISSING
    )
    detail = ("what the two say", {**WRAPPED, "ratio": 1})
    yield from table_lines([*columns, detail], rows, width=_width())
    total = points(explanation.total)
    yield f"{total}, {explanation.threshold} link two records: {explanation.verdict.value}"


def _level(level: str) -> str:
    return plain(level.replace("_", " "))


def _width() -> int:
    return min(_WIDTH, terminal_width())


def wrapped(text: str, hanging: int = 0) -> list[str]:
    return textwrap.wrap(text, _width(), subsequent_indent=" " * hanging, break_on_hyphens=False)


def points(number: int) -> str:
    return f"{number} point" if abs(number) == 1 else f"{number} points"


def decimal(number: Fraction) -> str:
    """A fraction with at most one decimal."""
    return f"{float(number):.1f}".removesuffix(".0")
