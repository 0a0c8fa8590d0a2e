from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
import sys
import zipfile
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import RecordsError, RunError, UsageError
from extractor.exporting.checked import MinimumConfidence
from extractor.exporting.exporting import ExportFormat, export_run, format_of
from extractor.exporting.formats import SEPARATOR, is_like_formula
from extractor.fields import CountValue, PartyValue
from extractor.fields.parties.values import PartyKind
from extractor.records import (
    EventRelation,
    Grounding,
    MergedEvent,
    MergedValue,
    RelationKind,
    Support,
)
from extractor.schemas import load_schema
from extractor.store.folder import StoredRun
from tests.kit.stored_runs import GAZETTE, HARBOUR, judged_run, story_run, write_run

Rows = list[dict[str, Any]]

TABULAR = ("csv", "jsonl", "parquet", "xlsx", "sqlite")
"""The formats that hold tables."""


def read_back(path: Path, table: str) -> Rows:
    """The rows of an exported file as texts, numbers and lists, whatever its format."""
    ending = path.suffix.removeprefix(".")
    if ending == "csv":
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))
    if ending == "jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if ending == "parquet":
        from pyarrow import parquet

        rows: Rows = parquet.read_table(path).to_pylist()
        return rows
    if ending == "sqlite":
        with closing(sqlite3.connect(path)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')]  # noqa: S608  # names of ours
    return sheet_of(path, {"events": 1, "supports": 2, "entities": 3}[table])


def sheet_of(path: Path, number: int) -> Rows:
    """The texts of a sheet, without a library that reads workbooks."""
    from lxml import etree

    with zipfile.ZipFile(path) as workbook:
        tree = etree.fromstring(workbook.read(f"xl/worksheets/sheet{number}.xml"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rows = []
    for row in tree.iter(f"{space}row"):
        cells = {}
        for cell in row.iter(f"{space}c"):
            column = re.sub(r"\d", "", str(cell.get("r")))
            cells[column] = "".join(str(text) for text in cell.itertext())
        rows.append(cells)
    names = rows[0]
    return [{name: row.get(column, "") for column, name in names.items()} for row in rows[1:]]


def exported(run: Path, folder: Path, ending: str) -> dict[str, Rows]:
    """Both tables of a run, written in a format and read back."""
    return {item.table: read_back(item.path, item.table) for item in export_run(run, folder / f"x.{ending}")}


# Every format holds the run


@pytest.mark.parametrize("ending", TABULAR)
def test_each_format_has_a_row_an_event_and_a_row_a_support(
    seeds_run_folder: Path, tmp_path: Path, ending: str
) -> None:
    stored = StoredRun.read(seeds_run_folder)
    tables = exported(seeds_run_folder, tmp_path, ending)
    assert [row["event_id"] for row in tables["events"]] == [event.id for event in stored.events]
    expected = Counter(
        event.id
        for event in stored.events
        for values in event.fields.values()
        for value in values
        for said in (value, *value.alternatives)
        for _ in dict.fromkeys(said.supports)
    ) + Counter(found.event for found in stored.relations for _ in found.supports)
    assert Counter(row["event_id"] for row in tables["supports"]) == expected


@pytest.mark.parametrize("ending", TABULAR)
def test_each_name_of_an_entity_has_a_row_with_its_reason(
    seeds_run_folder: Path, tmp_path: Path, ending: str
) -> None:
    tables = exported(seeds_run_folder, tmp_path, ending)
    events = {row["event_id"] for row in tables["events"]}
    justice = [row for row in tables["entities"] if row["entity"] == "U.S. Department of Justice"]
    reasons = {row["name"]: row["reason"] for row in justice}
    assert reasons.keys() == {"U.S. Department of Justice", "U.S. Justice Department"}
    assert reasons["U.S. Department of Justice"] == "the name itself"
    takes_part = justice[0]["events"]
    assert set(takes_part if isinstance(takes_part, list) else takes_part.split("; ")) <= events


@pytest.mark.parametrize("ending", TABULAR)
def test_an_event_names_those_it_mentions_and_the_words_that_say_so(tmp_path: Path, ending: str) -> None:
    run = judged_run()
    (later,) = (event for event in run.events if len(event.articles) == 2)
    support = later.fields["where"][0].supports[0]
    related = EventRelation(
        kind=RelationKind.MENTIONS, event=later.id, other=run.events[0].id, supports=(support,)
    )
    tables = exported(write_run(tmp_path / "run", replace(run, relations=(related,))), tmp_path, ending)
    named = {row["event_id"]: row["mentions"] for row in tables["events"] if row["mentions"]}
    assert named in ({related.event: related.other}, {related.event: [related.other]})
    rows = [row for row in tables["supports"] if row["field"] == "mentions"]
    assert [row["written"] for row in rows] == [support.written for support in related.supports]
    assert {row["value"] for row in rows} == {related.other}


@pytest.mark.parametrize("ending", TABULAR)
def test_the_events_of_a_story_name_its_first_one_and_a_step_the_incident(
    tmp_path: Path, ending: str
) -> None:
    run = story_run()
    attack, trial = sorted(run.events, key=lambda event: "trial" in event.headline)
    tables = exported(write_run(tmp_path / "run", run), tmp_path, ending)
    rows = {row["event_id"]: row for row in tables["events"]}
    assert {name: row["story"] for name, row in rows.items()} == {attack.id: attack.id, trial.id: attack.id}
    assert rows[trial.id]["follows"] in (attack.id, [attack.id])
    assert not rows[attack.id]["follows"]
    assert not rows[trial.id]["mentions"]


@pytest.mark.parametrize("ending", TABULAR)
def test_values_alternatives_and_conflicts_of_the_seeds_are_there(
    seeds_run_folder: Path, tmp_path: Path, ending: str
) -> None:
    tables = exported(seeds_run_folder, tmp_path, ending)

    def text(cell: Any) -> str:
        return SEPARATOR.join(cell) if isinstance(cell, list) else str(cell if cell is not None else "")

    stored = StoredRun.read(seeds_run_folder)
    biggest = max(stored.events, key=lambda event: len(event.articles) * 100 + len(event.records))
    (row,) = [row for row in tables["events"] if row["event_id"] == biggest.id]
    assert int(row["article_count"]) == len(biggest.articles) > 1
    assert set(biggest.articles) <= set(text(row["articles"]).split(SEPARATOR))
    (counted,) = biggest.fields["count"]
    shown = stored.schema.field("count").type.show(counted.value)
    assert text(row["count"]) == shown
    assert isinstance(counted.value, CountValue)
    assert float(row["count_value"]) == counted.value.value
    supports = [s for s in tables["supports"] if s["event_id"] == row["event_id"] and s["field"] == "count"]
    assert all(text(s["written"]) in text(s["sentence"]) for s in supports)
    assert {str(s["value"]) for s in supports if not s["conflict"]} == {shown}
    for name, values in biggest.fields.items():
        show = stored.schema.field(name).type.show
        others = [f"{o.conflict.value}: {show(o.value)}" for value in values for o in value.alternatives]
        assert text(row[f"{name}_alternatives"]) == SEPARATOR.join(others)


def test_days_truths_and_numbers_keep_their_types(seeds_run_folder: Path, tmp_path: Path) -> None:
    from pyarrow import parquet

    written = {item.table: item.path for item in export_run(seeds_run_folder, tmp_path / "x.parquet")}
    types = {field.name: str(field.type) for field in parquet.read_schema(written["events"])}
    assert types["when_start"] == "date32[day]"
    assert types["when_approximate"] == "bool"
    assert types["count_value"] == "double"
    assert types["article_count"] == "int64"
    assert types["who_agent"].startswith("list")
    export_run(seeds_run_folder, tmp_path / "x.sqlite")
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as connection:
        found = connection.execute(
            "SELECT count(*), max(article_count) FROM events JOIN supports USING (event_id)"
            " WHERE when_start BETWEEN '2025-01-01' AND '2025-12-31'"
        ).fetchone()
    assert found[0] > 0
    assert found[1] > 1


RECALL = """
from typing import Annotated
from pydantic import BaseModel, Field
from extractor.fields import Count, CountValue, PartyValue, Role, Who


class Recall(BaseModel):
    units: Annotated[CountValue | None, Count()] = Field(None, description="how many")
    Units_Value: Annotated[list[PartyValue], Who(roles=(Role("maker", "by", "who made it"),))] = Field(
        default_factory=list, description="the firms"
    )
"""


def test_a_schema_of_ones_own_is_exported_by_its_own_fields(tmp_path: Path) -> None:
    (tmp_path / "recall.py").write_text(RECALL, encoding="utf-8")
    schema = load_schema(str(tmp_path / "recall.py"))
    supports = (Support(article="a", sentences=(), written="x", span=None, grounding=Grounding.FUZZY),)
    firm = PartyValue(name="Acme", kind=PartyKind.ORGANISATION, role="maker")
    event = MergedEvent(
        id="event-1",
        schema_name=schema.name,
        fields={
            "units": (MergedValue(value=CountValue(value=12_000, unit="heaters"), supports=supports),),
            "Units_Value": (MergedValue(value=firm, supports=supports),),
        },
        records=(),
        articles=("a",),
    )
    run = StoredRun(schema=schema, articles={}, records=(), events=(event,))
    folder = write_run(tmp_path / "run", run, schema=str(tmp_path / "recall.py"))
    for ending in TABULAR:  # SQLite's names of columns fold case
        (row,) = exported(folder, tmp_path, ending)["events"]
        assert float(row["units_value"]) == 12_000
        assert row["Units_Value_"] in ("Acme", ["Acme"])
        assert row["Units_Value_maker"] in ("Acme", ["Acme"])


# What is judged


@pytest.mark.parametrize("ending", TABULAR)
def test_confidences_are_in_both_tables_and_empty_where_there_is_none(tmp_path: Path, ending: str) -> None:
    tables = exported(write_run(tmp_path / "run", judged_run()), tmp_path, ending)
    empty = ("", None)
    known = {row["headline"]: row["confidence"] for row in tables["events"]}
    assert float(known["Port Alder will install a new crane"]) == 0.62
    assert known["a crane at the same quay injured a dock worker"] in empty
    assert all(row["confidence"] in empty for row in tables["supports"] if row["grounding"] != "judged")
    types = {float(row["confidence"]) for row in tables["supports"] if row["value"] in ("disaster", "policy")}
    assert types == {0.91, 0.48}


def test_a_judged_value_stands_and_its_row_has_the_cited_sentences(tmp_path: Path) -> None:
    tables = exported(write_run(tmp_path / "run", judged_run()), tmp_path, "jsonl")
    for row in tables["events"]:
        assert row["type"]
        assert row["type_unsupported"] == row["status_unsupported"] == row["what_unsupported"] == []
    judged = [row for row in tables["supports"] if row["value"] == "disaster"]
    assert [(row["article"], row["sentence"], row["cited"]) for row in judged] == [
        ("gazette", GAZETTE[0], "s1"),
        ("harbour", f"{HARBOUR[0]} {HARBOUR[1]}", "s1-2"),
    ]
    assert {(row["start"], row["end"]) for row in judged} == {(None, None)}
    (doubted,) = [row for row in tables["supports"] if row["grounding"] == "judged" and row["note"]]
    assert (doubted["field"], doubted["note"]) == ("status", "its time is after the article was published")


def test_events_below_a_confidence_are_in_no_table(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", judged_run())
    minimum = MinimumConfidence(0.7)
    for ending in TABULAR:
        written = export_run(run, tmp_path / f"x.{ending}", minimum=minimum)
        assert minimum.left_out == 1
        tables = {item.table: read_back(item.path, item.table) for item in written}
        kept = {row["event_id"] for row in tables["events"]}
        assert len(kept) == 2
        assert {row["event_id"] for row in tables["supports"]} == kept


# What a spreadsheet might run


def test_no_cell_of_a_csv_begins_like_a_formula(hostile_folder: Path, tmp_path: Path) -> None:
    tables = exported(hostile_folder, tmp_path, "csv")
    cells = [cell for rows in tables.values() for row in rows for cell in row.values()]
    assert [cell for cell in cells if is_like_formula(cell)] == []
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", True),
        ("  =1+1", True),
        ("\ufeff\t@SUM(1)", True),
        ("-5", True),
        ("＝1+1", True),
        ("a;=1", False),
        ("Mexico", False),
        ("", False),
        ("a=b", False),
    ],
)
def test_a_formula_is_known_by_its_first_character(text: str, *, expected: bool) -> None:
    assert is_like_formula(text) is expected


def test_behind_what_some_take_for_the_end_of_a_cell_no_formula_begins(
    hostile_folder: Path, tmp_path: Path
) -> None:
    export_run(hostile_folder, tmp_path / "x.csv")
    text = (tmp_path / "x.csv").read_text(encoding="utf-8-sig")
    assert not re.search(r";\s*[=+@]", text)


def test_a_workbook_has_no_formulas_and_no_links(hostile_folder: Path, tmp_path: Path) -> None:
    export_run(hostile_folder, tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as workbook:
        names = workbook.namelist()
        parts = {
            name: workbook.read(name).decode("utf-8") for name in names if name.endswith((".xml", ".rels"))
        }
    assert not any("<f>" in part or "<hyperlink" in part for part in parts.values())
    assert not any("TargetMode" in part for part in parts.values())
    assert 'quotePrefix="1"' in parts["xl/styles.xml"]


@pytest.mark.parametrize("ending", TABULAR)
def test_hostile_texts_leave_the_table_whole(hostile_folder: Path, tmp_path: Path, ending: str) -> None:
    tables = exported(hostile_folder, tmp_path, ending)
    assert len(tables["events"]) == len(StoredRun.read(hostile_folder).events)
    assert {row["value_number"] for row in tables["supports"]} <= {1, "1"}


# Where the files go


def test_a_file_name_says_the_format_and_supports_get_a_file_next_to_it(
    seeds_run_folder: Path, tmp_path: Path
) -> None:
    written = export_run(seeds_run_folder, tmp_path / "mine.csv")
    assert [item.path.name for item in written] == ["mine.csv", "mine.supports.csv", "mine.entities.csv"]


def test_a_folder_gets_a_file_a_table(seeds_run_folder: Path, tmp_path: Path) -> None:
    export_run(seeds_run_folder, tmp_path / "out", "jsonl")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["entities.jsonl", "events.jsonl", "supports.jsonl"]


def test_one_table_alone_has_the_name_that_was_asked_for(seeds_run_folder: Path, tmp_path: Path) -> None:
    (item,) = export_run(seeds_run_folder, tmp_path / "mine.csv", table="supports")
    assert item.path.name == "mine.csv"
    assert "written" in read_back(item.path, "supports")[0]


@pytest.mark.parametrize(
    ("name", "expected"), [("a.CSV", "csv"), ("a.db", "sqlite"), ("a.ndjson", "jsonl"), ("a.xlsx", "xlsx")]
)
def test_a_format_is_known_by_the_end_of_a_name(name: str, expected: str) -> None:
    assert format_of(None, Path(name)) is ExportFormat(expected)


@pytest.mark.parametrize("ending", ["jsonld", "graphml"])
def test_a_graph_is_one_file_without_tables(seeds_run_folder: Path, tmp_path: Path, ending: str) -> None:
    written = export_run(seeds_run_folder, tmp_path / "out", ending)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"events.{ending}"]
    stored = StoredRun.read(seeds_run_folder)
    assert {item.table: item.rows for item in written if item.table != "entities"} == {
        "events": len(stored.events),
        "articles": len(stored.articles),
    }
    with pytest.raises(UsageError, match=f"the format {ending} has no tables: leave out --table"):
        export_run(seeds_run_folder, tmp_path / f"x.{ending}", table="events")


def test_a_name_that_says_no_format_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"does not say a format; add --format with one of: csv, jsonl"):
        format_of(None, tmp_path / "out")


def test_the_files_of_a_run_are_not_written_over(seeds_run_folder: Path) -> None:
    before = (seeds_run_folder / "events.jsonl").read_bytes()
    with pytest.raises(UsageError, match="stands in the run folder"):
        export_run(seeds_run_folder, seeds_run_folder, "jsonl")
    assert (seeds_run_folder / "events.jsonl").read_bytes() == before


def test_a_damaged_run_leaves_the_earlier_export(seeds_run_folder: Path, tmp_path: Path) -> None:
    run = Path(shutil.copytree(seeds_run_folder, tmp_path / "run"))
    export_run(run, tmp_path / "out" / "x.csv")
    before = (tmp_path / "out" / "x.csv").read_bytes()
    with (run / "events.jsonl").open("a", encoding="utf-8") as events:
        events.write('{"fields": 1}\n')
    lines = (run / "events.jsonl").read_text(encoding="utf-8").count("\n")
    with pytest.raises(RecordsError, match=rf"events.jsonl:{lines}: "):
        export_run(run, tmp_path / "out" / "x.csv")
    assert (tmp_path / "out" / "x.csv").read_bytes() == before
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["x.csv", "x.entities.csv", "x.supports.csv"]


def test_a_folder_that_cannot_be_written_is_named(seeds_run_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RunError, match="file"):
        export_run(seeds_run_folder, tmp_path / "file" / "x.csv")


@pytest.mark.parametrize(("ending", "library"), [("parquet", "pyarrow"), ("xlsx", "xlsxwriter")])
def test_a_missing_library_is_named_with_the_way_to_get_it(
    seeds_run_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UsageError, match=rf"needs {library}: pip install 'news-event-extractor\[tables\]'"):
        export_run(seeds_run_folder, tmp_path / f"x.{ending}")
    assert list(tmp_path.iterdir()) == []
