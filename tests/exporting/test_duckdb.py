"""DuckDB reads the exported Parquet files as the reference shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from extractor.exporting import export_run

duckdb = pytest.importorskip("duckdb")


def test_the_queries_of_the_reference_give_what_it_shows(
    repository: Path, seeds_run_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (repository / "docs" / "reference" / "export.md").read_text(encoding="utf-8")
    shown = re.findall(r"```sql\n(.*?)```\n\n((?:\|[^\n]*\n)+)", page, re.DOTALL)
    assert len(shown) == page.count("```sql") == 2
    export_run(seeds_run_folder, tmp_path / "mine.parquet")
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as database:
        for query, table in shown:
            found = database.sql(query)
            names, _, *rows = table.splitlines()
            assert [names, *rows] == [_line(cells) for cells in (found.columns, *found.fetchall())]


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
