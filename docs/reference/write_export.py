"""Fills the tables of columns in export.md; after a change: python docs/reference/write_export.py"""

from __future__ import annotations

from pathlib import Path

from extractor.exporting.tables import ENTITIES, SUPPORTS, Table, events_table
from extractor.schemas import load_schema

DOCUMENT = Path(__file__).with_name("export.md")


def written(text: str) -> str:
    """The text of export.md with a row for each column."""
    for table in (events_table(load_schema()), SUPPORTS, ENTITIES):
        before, opening, rest = text.partition(f"<!-- {table.name} -->\n")
        _, closing, after = rest.partition(f"<!-- /{table.name} -->")
        text = f"{before}{opening}{_rows(table)}\n{closing}{after}"
    return text


def _rows(table: Table) -> str:
    rows = [f"| `{column.name}` | {column.kind.value} | {column.description} |" for column in table.columns]
    return "\n".join(["| column | holds | |", "|---|---|---|", *rows])


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
