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
from extractor.merging import blocking, merge
from extractor.records import EventRecord
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
    sources = [write(tmp_path / "b.jsonl", news[:120]), write(tmp_path / "a.jsonl", news[100:])]
    found, _ = merge_files(sources, "news_event", tmp_path / "out.jsonl", processes)
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "".join(
        map(json_line, merge(news, SCHEMA))
    )
    assert (len(found.places), found.processes) == (320, processes)
    assert len(found.groups) == len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())


def test_of_records_with_one_id_the_first_by_content_stands_wherever_it_is_read(
    news: list[EventRecord], tmp_path: Path
) -> None:
    other = news[0].model_copy(update={"source": "The Herald"})
    for number, order in enumerate(([news[0], other], [other, news[0]])):
        merge_files([write(tmp_path / "in.jsonl", order)], "news_event", tmp_path / f"{number}.jsonl")
    assert (tmp_path / "0.jsonl").read_bytes() == (tmp_path / "1.jsonl").read_bytes()


def test_a_damaged_line_is_named_and_the_former_output_stays(news: list[EventRecord], tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", news[:3])
    source.write_text(source.read_text(encoding="utf-8") + "{broken\n", encoding="utf-8")
    (tmp_path / "out.jsonl").write_text("before", encoding="utf-8")
    with pytest.raises(RecordsError, match=r"in\.jsonl:4: not JSON"):
        merge_files([source], "news_event", tmp_path / "out.jsonl")
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
