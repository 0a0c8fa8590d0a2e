"""CSV and JSON Lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import date
from typing import TextIO

from extractor.exporting.tables import Row, Table
from extractor.fields import Cell
from extractor.records import JsonObject
from extractor.store.folder import json_line

SEPARATOR = "; "
"""Between several texts in one cell, in formats without lists."""

_FORMULA = re.compile(r"(?:^|[;\t\r\n])[\s\u200b-\u200f\u2060\ufeff]*(?=[=+\-@＝＋－＠])")
"""Where a spreadsheet may take a text for a formula: at its start, and behind what some take for the end of a
cell; blanks and characters without width may stand before it. Source: OWASP, CSV Injection."""


def write_csv(out: TextIO, table: Table, rows: Iterable[Row]) -> int:
    """Write a table as RFC 4180 has it, with a line of names; returns the number of rows.

    All but numbers is quoted. A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([column.name for column in table.columns])
    count = 0
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        count += 1
    return count


def _csv_cell(cell: Cell) -> str | float:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(flat(cell) or "")


def flat(cell: str | tuple[str, ...] | None) -> str | None:
    """A text, or several joined into one; `None` where there is none."""
    text = SEPARATOR.join(cell) if isinstance(cell, tuple) else cell
    return whole_characters(text) if text else None


def whole_characters(text: str) -> str:
    """The text with U+FFFD in place of half surrogate pairs, which no file can hold, and of NUL."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def is_like_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula."""
    return _FORMULA.match(text) is not None


def harmless(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet may take for a formula."""
    return _FORMULA.sub(r"\g<0>'", text)


def write_jsonl(out: TextIO, table: Table, rows: Iterable[Row]) -> int:
    """Write a JSON object a row, with a key for each column; returns the number of rows."""
    names = [column.name for column in table.columns]
    count = 0
    for row in rows:
        line: JsonObject = dict(zip(names, map(_json_cell, row), strict=True))
        out.write(json_line(line))
        count += 1
    return count


def _json_cell(cell: Cell) -> object:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, tuple):
        return [whole_characters(text) for text in cell]
    return whole_characters(cell) if isinstance(cell, str) else cell
