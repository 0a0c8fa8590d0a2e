"""SQLite, and with the extra `tables` Parquet and XLSX."""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count, islice
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.exporting.tables import Row, Table
from extractor.exporting.text_formats import flat, is_like_formula, whole_characters
from extractor.fields import Cell, CellKind

Tables = Iterable[tuple[Table, Iterable[Row]]]
"""Tables with their rows, to be read one after the other."""

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
                (tuple(map(_sql_cell, row)) for row in rows),
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


def _sql_cell(cell: Cell) -> str | float | None:
    if isinstance(cell, bool | int | float):
        return cell
    return cell.isoformat() if isinstance(cell, date) else flat(cell)


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
                arrow.array(map(_arrow_cell, cells), type=field.type)
                for cells, field in zip(zip(*batch, strict=True), schema, strict=True)
            ]
            writer.write_table(arrow.Table.from_arrays(columns, schema=schema))
            written += len(batch)
    return written


def _arrow_cell(cell: Cell) -> object:
    if isinstance(cell, tuple):
        return [whole_characters(text) for text in cell]
    return whole_characters(cell) if isinstance(cell, str) else cell


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
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, formats.head)


def _put(sheet: Any, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, date) and cell.year >= _FIRST_YEAR:
        sheet.write_datetime(row, column, cell, formats.day)
    elif text := cell.isoformat() if isinstance(cell, date) else flat(cell):
        shown = text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
        sheet.write_string(row, column, shown, formats.like_formula if is_like_formula(text) else None)
