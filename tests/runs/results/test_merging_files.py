from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from benchmarks._synthetic_news import synthetic_news
from extractor.errors import RecordsError
from extractor.merging import blocking, merge, merger
from extractor.records import EventRecord
from extractor.runs.results import comparing_files, reading_parts
from extractor.runs.results.merging_files import merge_files
from extractor.schemas import load_schema
from extractor.store.folder import json_line

SCHEMA = load_schema("news_event")


def write(path: Path, records: list[EventRecord]) -> Path:
    path.write_text("".join(map(json_line, records)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def news() -> list[EventRecord]:
    return list(synthetic_news(300, SCHEMA).records)


@pytest.mark.parametrize("processes", [1, 2])
def test_files_are_merged_as_their_records_are(
    news: list[EventRecord], tmp_path: Path, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocking, "KEYS_AT_ONCE", 200)
    monkeypatch.setattr(merger, "LINKS_AT_ONCE", 20)
    for module in (comparing_files, reading_parts):
        monkeypatch.setattr(module, "PART_BYTES", 50_000)
    sources = [write(tmp_path / "b.jsonl", news[:120]), write(tmp_path / "a.jsonl", news[100:])]
    found, _ = merge_files(sources, "news_event", tmp_path / "out.jsonl", processes)
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "".join(
        map(json_line, merge(news, SCHEMA))
    )
    assert (len(found.places), found.tasks.workers) == (320, processes)
    assert len(found.groups) == len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    assert {path.name for path in tmp_path.iterdir()} == {"a.jsonl", "b.jsonl", "out.jsonl"}


@pytest.mark.parametrize("processes", [1, 2])
def test_of_records_with_one_id_the_first_by_content_stands_wherever_it_is_read(
    news: list[EventRecord], tmp_path: Path, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_parts, "PART_BYTES", 500)
    other = news[0].model_copy(update={"source": "The Herald"})
    for number, order in enumerate(([news[0], other], [other, news[0]])):
        source = write(tmp_path / "in.jsonl", order)
        merge_files([source], "news_event", tmp_path / f"{number}.jsonl", processes)
    assert (tmp_path / "0.jsonl").read_bytes() == (tmp_path / "1.jsonl").read_bytes()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_damaged_line_is_named_and_the_former_output_stays(
    news: list[EventRecord], tmp_path: Path, processes: int
) -> None:
    source = write(tmp_path / "in.jsonl", news[:3])
    source.write_text(source.read_text(encoding="utf-8") + "{broken\n", encoding="utf-8")
    (tmp_path / "out.jsonl").write_text("before", encoding="utf-8")
    with pytest.raises(RecordsError, match=r"in\.jsonl:4: not JSON"):
        merge_files([source], "news_event", tmp_path / "out.jsonl", processes)
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "before"


def test_no_records_are_no_events(tmp_path: Path) -> None:
    found, _ = merge_files([write(tmp_path / "in.jsonl", [])], "news_event", tmp_path / "out.jsonl")
    assert (len(found.places), len(found.groups)) == (0, 0)
    assert not (tmp_path / "out.jsonl").read_bytes()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills a process")
def test_no_helper_outlives_a_merge_that_is_killed(news: list[EventRecord], tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", news)
    code = (
        "import sys, time, extractor.runs.results.merging_files as m\n"
        "def slow(path, lines):\n"
        "    next(iter(lines)); print('started', flush=True); time.sleep(60)\n"
        "m.write_whole = slow\n"
        "if __name__ == '__main__':\n"
        "    m.merge_files([m.Path('in.jsonl')], 'news_event', m.Path('out.jsonl'), 2)\n"
    )
    (tmp_path / "run.py").write_text(code, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "run.py"], cwd=tmp_path, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "started\n"
        helpers = psutil.Process(running.pid).children(recursive=True)
        running.kill()
    _, alive = psutil.wait_procs(helpers, timeout=30)
    assert not alive
    assert not list(tmp_path.glob("out.jsonl"))


OWN = """
from typing import Annotated
from pydantic import BaseModel, Field
from extractor.fields import Context, FieldType, Line, LineValue, Written
from extractor.records import Value

class Grade(Value):
    grade: int

class Graded(FieldType[Grade]):
    value_type = Grade
    levels = ("same", "other")

    def read(self, written: Written, context: Context) -> Grade | None:
        return Grade(grade=len(written.text))

    def keys(self, value: Grade) -> list[str]:
        return [str(value.grade)]

    def show(self, value: Grade) -> str:
        return str(value.grade)

class Exam(BaseModel):
    \"\"\"An exam.\"\"\"
    grade: Annotated[Grade | None, Graded()] = Field(None, description="the grade")
    what: Annotated[LineValue | None, Line()] = Field(None, description="what happened")
"""


@pytest.mark.parametrize("processes", [1, 2])
def test_processes_know_the_values_of_an_own_field_type(tmp_path: Path, processes: int) -> None:
    (tmp_path / "exam.py").write_text(OWN, encoding="utf-8")
    support = '{"article":"a%d","sentences":[1],"written":"x","span":{"start":0,"end":1},"grounding":"exact"}'
    line = (
        '{"id":"r%d","article":"a%d","published":null,"source":null,"schema_name":"exam","sentences":[1],'
        '"fields":{"grade":[{"value":{"grade":%d},"support":%s}],'
        '"what":[{"value":{"text":"pupils passed"},"support":%s}]}}\n'
    )
    said = "".join(line % (n, n, n % 2, support % n, support % n) for n in range(6))
    (tmp_path / "in.jsonl").write_text(said, encoding="utf-8")
    found, _ = merge_files(
        [tmp_path / "in.jsonl"], str(tmp_path / "exam.py"), tmp_path / "out.jsonl", processes
    )
    assert sorted(found.groups) == [[0, 2, 4], [1, 3, 5]]
