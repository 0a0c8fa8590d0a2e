"""Writes a run in a format that other programs read: as tables, or as a graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from extractor.errors import UsageError
from extractor.exporting.checked import CheckedEvents, MinimumConfidence
from extractor.exporting.formats import (
    clean,
    needed,
    write_csv,
    write_jsonl,
    write_parquet,
    write_sqlite,
    write_xlsx,
)
from extractor.exporting.graphml import write_graphml
from extractor.exporting.json_ld import write_jsonld
from extractor.exporting.source import RunSource
from extractor.exporting.tables import (
    ENTITIES,
    SUPPORTS,
    Row,
    Table,
    entity_rows,
    event_row,
    events_table,
    support_rows,
)
from extractor.store.folder import RunFolder, replacing


class ExportFormat(StrEnum):
    """A format of files, named as its files end."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    XLSX = "xlsx"
    SQLITE = "sqlite"
    JSONLD = "jsonld"
    GRAPHML = "graphml"


TABLES = ("events", SUPPORTS.name, ENTITIES.name)
"""The names of the tables."""

_GRAPH_WRITERS: dict[ExportFormat, Callable[[TextIO, RunSource], Counter[str]]] = {
    ExportFormat.JSONLD: write_jsonld,
    ExportFormat.GRAPHML: write_graphml,
}
"""Formats that hold a run as a graph, and have no tables."""

_ONE_FILE = frozenset({ExportFormat.XLSX, ExportFormat.SQLITE, *_GRAPH_WRITERS})
"""Formats that hold all in one file."""

_TEXT_WRITERS: dict[ExportFormat, Callable[[TextIO, Table, Iterator[Row]], int]] = {
    ExportFormat.CSV: write_csv,
    ExportFormat.JSONL: write_jsonl,
}

_NEEDS = {ExportFormat.PARQUET: "pyarrow", ExportFormat.XLSX: "xlsxwriter"}

_ENDINGS = {".db": ExportFormat.SQLITE, ".sqlite3": ExportFormat.SQLITE, ".ndjson": ExportFormat.JSONL}
"""Other endings that say a format."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A table that was written, or the nodes of one kind in a graph."""

    path: Path
    table: str
    rows: int


def format_of(name: str | None, output: Path) -> ExportFormat:
    """The format with this name, or else the one that the end of the file's name says.

    Raises:
        UsageError: neither says a format.
    """
    ending = output.suffix.lower()
    if name is None and ending in _ENDINGS:
        return _ENDINGS[ending]
    try:
        return ExportFormat(name or ending.removeprefix("."))
    except ValueError as error:
        formats = ", ".join(ExportFormat)
        raise UsageError(f"{output}: does not say a format; add --format with one of: {formats}") from error


def export_run(
    run_folder: Path,
    output: Path,
    format_name: str | None = None,
    table: str | None = None,
    checked: CheckedEvents | None = None,
    minimum: MinimumConfidence | None = None,
) -> list[Exported]:
    """Write the tables of a finished run: `events`, `supports`, and `entities` with a row for each name.

    `output` is a file where its name ends like one; then CSV, JSON Lines and Parquet put the others next
    to it, as in `mine.csv` and `mine.supports.csv`. Else it is a folder, and the files are named after their
    tables. `table` chooses one of them. JSON-LD and GraphML have no tables: one file holds the run as a
    graph, and the nodes of each kind are counted.

    `checked` gives the events as people left them; without it, they are those that the run found, read one
    at a time, and only XLSX, the ids of articles and the names in a graph take memory that grows with the
    run. `minimum` leaves out events of a low confidence, and then knows how many.

    Raises:
        UsageError: the format is not known, or its library is not installed.
        RunError: the folder holds no finished run, or the output cannot be written.
        RecordsError: a file of the run is damaged.
    """
    chosen = format_of(format_name, output)
    if chosen in _NEEDS:
        needed(_NEEDS[chosen], chosen)
    files = _files(output, chosen, _tables(chosen, table))
    for path in files:
        if path.resolve().parent == run_folder.resolve():
            raise UsageError(
                f"{path}: stands in the run folder, whose files are the run's own: choose another with -o"
            )
    source = RunSource(RunFolder(run_folder), checked, minimum)
    written = []
    with closing(source.articles):
        for path, names in files.items():
            with replacing(path) as temporary:
                counts = _write(temporary, chosen, source, names)
            written += [Exported(path, name, rows) for name, rows in counts.items()]
    return written


def print_table(
    run_folder: Path,
    out: TextIO,
    format_name: str | None,
    table: str | None,
    checked: CheckedEvents | None = None,
    minimum: MinimumConfidence | None = None,
) -> int:
    """Write one table, `events` by default, or a graph as text; returns the number of rows or nodes.

    `checked` and `minimum` are those of `export_run`.

    Raises:
        UsageError: the format is not one of text.
    """
    chosen = format_of(format_name or ExportFormat.CSV, Path("-"))
    name = _tables(chosen, table)[0]
    if chosen not in _TEXT_WRITERS and chosen not in _GRAPH_WRITERS:
        raise UsageError(f"the format {chosen} is not text: name a file with -o FILE.{chosen}")
    source = RunSource(RunFolder(run_folder), checked, minimum)
    with closing(source.articles):
        return sum(_write_text(out, chosen, source, name).values())


def _rows(source: RunSource, table: str) -> Iterator[Row]:
    return map(clean, _rows_as_found(source, table))


def _rows_as_found(source: RunSource, table: str) -> Iterator[Row]:
    if table == ENTITIES.name:
        for entity in source.entities():
            yield from entity_rows(entity)
        return
    story_of = source.story_of() if table != SUPPORTS.name else {}
    for each in source.events():
        related = source.related.get(each.event.id, ())
        if table == SUPPORTS.name:
            yield from support_rows(each.event, source.schema, source.articles, related)
        else:
            yield event_row(each, source.schema, source.articles, related, story_of.get(each.event.id))


def _table(source: RunSource, name: str) -> Table:
    others = {table.name: table for table in (SUPPORTS, ENTITIES)}
    return others.get(name) or events_table(source.schema)


def _write(path: Path, chosen: ExportFormat, source: RunSource, names: Sequence[str]) -> Mapping[str, int]:
    """Write tables, or all as a graph, into one file; returns the number of rows or nodes of each kind."""
    tables = [(_table(source, name), _rows(source, name)) for name in names]
    if chosen is ExportFormat.XLSX:
        return dict(zip(names, write_xlsx(path, tables), strict=True))
    if chosen is ExportFormat.SQLITE:
        return dict(zip(names, write_sqlite(path, tables), strict=True))
    if chosen is ExportFormat.PARQUET:
        return {names[0]: write_parquet(path, *tables[0])}
    # The mark at the start tells spreadsheets that the file is UTF-8; nothing else needs it.
    encoding = "utf-8-sig" if chosen is ExportFormat.CSV else "utf-8"
    with path.open("w", encoding=encoding, newline="") as out:
        return _write_text(out, chosen, source, names[0])


def _write_text(out: TextIO, chosen: ExportFormat, source: RunSource, name: str) -> Mapping[str, int]:
    if chosen in _GRAPH_WRITERS:
        return _GRAPH_WRITERS[chosen](out, source)
    return {name: _TEXT_WRITERS[chosen](out, _table(source, name), _rows(source, name))}


def _tables(chosen: ExportFormat, table: str | None) -> list[str]:
    if table is None:
        return list(TABLES)
    if chosen in _GRAPH_WRITERS:
        raise UsageError(f"the format {chosen} has no tables: leave out --table")
    if table not in TABLES:
        raise UsageError(f"no table {table!r}: choose one of {', '.join(TABLES)}")
    return [table]


def _files(output: Path, chosen: ExportFormat, names: list[str]) -> dict[Path, list[str]]:
    """The files to write, with the tables in each."""
    is_file = output.suffix and not output.is_dir()
    if chosen in _ONE_FILE:
        return {output if is_file else output / f"events.{chosen}": names}
    if not is_file:
        return {output / f"{name}.{chosen}": [name] for name in names}
    others = {output.with_name(f"{output.stem}.{name}{output.suffix}"): [name] for name in names[1:]}
    return {output: names[:1], **others}
