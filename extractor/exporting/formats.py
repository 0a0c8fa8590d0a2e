"""The formats of tables: CSV, JSON Lines, SQLite, and with the extra `tables` Parquet and XLSX."""

from __future__ import annotations

import csv
import importlib
import re
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count, islice
from pathlib import Path
from typing import Any, TextIO

from extractor.errors import UsageError
from extractor.exporting.tables import Row, Table
from extractor.fields import Cell, CellKind
from extractor.store.folder import json_line

Tables = Iterable[tuple[Table, Iterable[Row]]]
"""Tables with their rows, to be read one after the other."""

SEPARATOR = "; "
"""Between several texts in one cell, in formats without lists."""

_FORMULA = re.compile(r"(?:^|[;\t\r\n])[\s\u200b-\u200f\u2060\ufeff]*(?=[=+\-@＝＋－＠])")
"""Where a spreadsheet may take a text for a formula: at its start, and behind what some take for the end of a
cell; blanks and characters without width may stand before it. Source: OWASP, CSV Injection."""


_BATCH = 2_000
"""Rows that are held in memory."""

_LONGEST_CELL = 32_767
"""Characters that a cell of a workbook holds (Excel specifications and limits)."""
_MOST_ROWS = 1_048_576
"""Rows that a sheet of a workbook holds, with the line of names (the same source)."""
_FIRST_YEAR = 1900
"""A workbook has no dates before it."""


def needed(module: str, format_name: str) -> Any:
    """An optional library.

    Raises:
        UsageError: it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise UsageError(
            f"the format {format_name} needs {module.split('.', maxsplit=1)[0]}: "
            "pip install 'news-event-extractor[tables]', or choose csv, jsonl or sqlite"
        ) from error


# Cells


def clean(row: Row) -> Row:
    """The row with whole characters only, which every file can hold."""
    return tuple(
        tuple(map(whole_characters, cell))
        if isinstance(cell, tuple)
        else whole_characters(cell)
        if isinstance(cell, str)
        else cell
        for cell in row
    )


def whole_characters(text: str) -> str:
    """The text with U+FFFD in place of half surrogate pairs, which no file can hold, and of NUL."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def flat(cell: Cell) -> str | float | None:
    """A cell for formats without lists and days; texts are joined, and `None` stands where there is none."""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str | tuple):
        return (cell if isinstance(cell, str) else SEPARATOR.join(cell)) or None
    return cell


def is_like_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula."""
    return _FORMULA.match(text) is not None


# CSV and JSON Lines


def write_csv(out: TextIO, table: Table, rows: Iterable[Row]) -> int:
    """Write a table as RFC 4180 has it, with a line of names; returns the number of rows.

    All but numbers is quoted. A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([column.name for column in table.columns])
    number = 0
    for row in rows:
        writer.writerow(map(_csv_cell, row))
        number += 1
    return number


def _csv_cell(cell: Cell) -> str | float:
    if isinstance(cell, bool):
        return str(cell).lower()
    plain = flat(cell)
    return plain if isinstance(plain, int | float) else _FORMULA.sub(r"\g<0>'", plain or "")


def write_jsonl(out: TextIO, table: Table, rows: Iterable[Row]) -> int:
    """Write a JSON object a row, with a key for each column; returns the number of rows."""
    names = [column.name for column in table.columns]
    number = 0
    for row in rows:
        cells = (cell.isoformat() if isinstance(cell, date) else cell for cell in row)
        out.write(json_line(dict(zip(names, cells, strict=True))))
        number += 1
    return number


# SQLite

_SQL_TYPES = {
    CellKind.TEXT: "TEXT",
    CellKind.TEXTS: "TEXT",
    CellKind.WHOLE: "INTEGER",
    CellKind.NUMBER: "REAL",
    CellKind.DAY: "TEXT",
    CellKind.TRUTH: "INTEGER",
}


def write_sqlite(path: Path, tables: Tables) -> list[int]:
    """Write tables into a new database file; returns the number of rows of each.

    Days are texts as 2025-08-12, truths 0 or 1. `events.event_id` is the key that `supports` refers to.
    """
    counts = []
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("BEGIN")
        for table, rows in tables:
            columns = ", ".join(
                f'"{column.name}" {_SQL_TYPES[column.kind]}{_constraint(table, column.name)}'
                for column in table.columns
            )
            connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
            places = ", ".join("?" * len(table.columns))
            inserted = connection.executemany(
                f'INSERT INTO "{table.name}" VALUES ({places})',  # noqa: S608  # names of ours
                (tuple(map(flat, row)) for row in rows),
            )
            counts.append(max(inserted.rowcount, 0))
            if table.name != "events":
                for name in ("event_id", "article"):
                    connection.execute(f'CREATE INDEX "{table.name}_{name}" ON "{table.name}" ("{name}")')
        connection.execute("COMMIT")
    finally:
        connection.close()
    return counts


def _constraint(table: Table, column: str) -> str:
    if column != "event_id":
        return ""
    return " PRIMARY KEY" if table.name == "events" else " REFERENCES events (event_id)"


# Parquet


def write_parquet(path: Path, table: Table, rows: Iterable[Row]) -> int:
    """Write a table as Parquet, compressed, some thousand rows a group; returns the number of rows."""
    arrow = needed("pyarrow", "parquet")
    parquet = needed("pyarrow.parquet", "parquet")
    types = {
        CellKind.TEXT: arrow.string(),
        CellKind.TEXTS: arrow.list_(arrow.string()),
        CellKind.WHOLE: arrow.int64(),
        CellKind.NUMBER: arrow.float64(),
        CellKind.DAY: arrow.date32(),
        CellKind.TRUTH: arrow.bool_(),
    }
    schema = arrow.schema(
        [
            arrow.field(
                column.name, types[column.kind], metadata={"description": column.description.encode("utf-8")}
            )
            for column in table.columns
        ]
    )
    written = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        waiting = iter(rows)
        while batch := list(islice(waiting, _BATCH)):
            columns = [
                arrow.array(cells, type=field.type)
                for cells, field in zip(zip(*batch, strict=True), schema, strict=True)
            ]
            writer.write_table(arrow.Table.from_arrays(columns, schema=schema))
            written += len(batch)
    return written


# XLSX


def write_xlsx(path: Path, tables: Tables) -> list[int]:
    """Write a workbook with a sheet a table; returns the number of rows of each.

    No text becomes a formula or a link; one that looks like a formula is marked as text for what reads it
    next. A text of more than 32,767 characters is cut, and a table of more rows than a sheet holds goes on in
    another sheet.
    """
    xlsxwriter = needed("xlsxwriter", "xlsx")
    options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    workbook = xlsxwriter.Workbook(path, options)
    formats = _Formats(workbook)
    counts = []
    try:
        for table, rows in tables:
            counts.append(sum(_sheets(workbook, formats, table, rows)))
    finally:
        try:
            workbook.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(
                *error.args[0].args if isinstance(error.args[0], OSError) else error.args
            ) from error
    return counts


class _Formats:
    """The formats of a workbook's cells."""

    def __init__(self, workbook: Any) -> None:
        self.head = workbook.add_format({"bold": True, "bottom": 1})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.like_formula = workbook.add_format({"quote_prefix": True})


def _sheets(workbook: Any, formats: _Formats, table: Table, rows: Iterable[Row]) -> Iterator[int]:
    """Fill one sheet after the other, at least one; the number of rows of each."""
    waiting = iter(rows)
    for number in count(1):
        sheet = workbook.add_worksheet(table.name if number == 1 else f"{table.name} {number}")
        filled = 0
        _begin(sheet, table, formats)
        for filled, row in enumerate(islice(waiting, _MOST_ROWS - 1), start=1):
            for column, cell in enumerate(row):
                _put(sheet, filled, column, cell, formats)
        sheet.autofilter(0, 0, filled, len(table.columns) - 1)
        yield filled
        if filled < _MOST_ROWS - 1:
            return


def _begin(sheet: Any, table: Table, formats: _Formats) -> None:
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(table.columns):
        wide = column.kind in {CellKind.TEXT, CellKind.TEXTS}
        sheet.set_column(place, place, 24 if wide else 12)
        sheet.write_string(0, place, column.name, formats.head)


def _put(sheet: Any, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, date) and cell.year >= _FIRST_YEAR:
        sheet.write_datetime(row, column, cell, formats.day)
    elif text := str(flat(cell) or ""):
        shown = text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
        sheet.write_string(row, column, shown, formats.like_formula if is_like_formula(text) else None)
