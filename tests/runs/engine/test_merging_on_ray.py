"""The same merges with workers on a real Ray, which all tests share."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from benchmarks._synthetic_news import synthetic_news
from extractor.errors import RecordsError, RunError
from extractor.merging import blocking
from extractor.records import EventRecord
from extractor.runs.engine import EngineChoice
from extractor.runs.engine.ray_tasks import RayTasks, ray_tasks
from extractor.runs.results import reading_parts
from extractor.runs.results.merging_files import merge_files
from extractor.schemas import load_schema
from extractor.store.folder import json_line
from tests.end_to_end.newsroom import extractor
from tests.kit.shared_ray import Cluster

pytest.importorskip("ray")

TWO_WORKERS = EngineChoice("ray", workers=2)


@pytest.fixture
def two_workers(started_ray: Cluster, loopback: None) -> Iterator[RayTasks]:
    with ray_tasks(None, 2) as tasks:
        yield tasks


@pytest.fixture(scope="module")
def news() -> list[EventRecord]:
    return list(synthetic_news(300, load_schema("news_event")).records)


@pytest.fixture
def records(news: list[EventRecord], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of records that is read and compared in many parts."""
    monkeypatch.setattr(reading_parts, "PART_BYTES", 40_000)
    monkeypatch.setattr(blocking, "KEYS_AT_ONCE", 1000)
    (tmp_path / "in.jsonl").write_text("".join(map(json_line, news)), encoding="utf-8")
    return tmp_path / "in.jsonl"


def squared(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def refused(number: int) -> int:
    if number == 3:
        raise RecordsError(f"{number} is no record")
    return 1 // (4 - number)


def ended_once(folder: str) -> str:
    """Ends its own process, unless it did so before."""
    mark = Path(folder) / "ended"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return folder


def test_parts_are_done_in_order_by_workers(two_workers: RayTasks) -> None:
    found = list(two_workers.map(squared, range(40)))
    assert [result for result, _ in found] == [number * number for number in range(40)]
    assert os.getpid() not in {process for _, process in found}


def test_what_a_part_raises_is_raised_here(two_workers: RayTasks) -> None:
    results = two_workers.map(refused, (0, 3))
    assert next(results) == 0
    with pytest.raises(RecordsError, match=r"^3 is no record$"):
        next(results)
    with pytest.raises(RunError, match=r"a worker failed \(ZeroDivisionError"):
        list(two_workers.map(refused, (4,)))


def test_a_part_is_done_again_when_its_worker_was_killed(two_workers: RayTasks, tmp_path: Path) -> None:
    assert list(two_workers.map(ended_once, [str(tmp_path)] * 3)) == [str(tmp_path)] * 3
    assert (tmp_path / "ended").exists()


def test_files_are_merged_as_without_ray(two_workers: RayTasks, records: Path, tmp_path: Path) -> None:
    merge_files([records], "news_event", tmp_path / "local.jsonl", 1)
    found, _ = merge_files([records], "news_event", tmp_path / "ray.jsonl", engine=TWO_WORKERS)
    assert found.tasks.workers == 2
    assert (tmp_path / "ray.jsonl").read_bytes() == (tmp_path / "local.jsonl").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "local.jsonl", "ray.jsonl"}


def test_a_worker_that_is_killed_changes_nothing(
    two_workers: RayTasks, records: Path, tmp_path: Path
) -> None:
    merge_files([records], "news_event", tmp_path / "local.jsonl", 1)
    killed: list[int] = []

    def kill_one() -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and not killed:
            workers = [each for each in psutil.process_iter(["name"]) if each.info["name"] == "ray::_done"]
            if any(tmp_path.glob(".ray.jsonl.merge/*/values-1")) and workers:
                workers[0].kill()
                killed.append(workers[0].pid)
            time.sleep(0.002)

    killing = threading.Thread(target=kill_one, daemon=True)
    killing.start()
    merge_files([records], "news_event", tmp_path / "ray.jsonl", engine=TWO_WORKERS)
    killing.join(70)
    assert len(killed) == 1
    assert (tmp_path / "ray.jsonl").read_bytes() == (tmp_path / "local.jsonl").read_bytes()


def test_a_damaged_line_is_said_as_without_ray(
    two_workers: RayTasks, records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = len(records.read_text(encoding="utf-8").splitlines()) + 1
    with records.open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    answer = extractor(capsys, "merge", records, "-o", tmp_path / "out.jsonl", "--engine", "ray")
    assert answer.code == 1
    assert f"in.jsonl:{number}: not JSON" in answer.complaint
    assert not list(tmp_path.glob("*out.jsonl*"))


def test_a_worker_with_another_version_is_refused(
    two_workers: RayTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractor.runs.engine.ray_tasks.worker_versions", lambda: {"pydantic": "0.1"})
    with pytest.raises(RunError, match=r"has pydantic \d.*, and the driver 0\.1: install the same"):
        list(two_workers.map(squared, [1]))


WRONG = [
    (("--workers", "2"), 2, "--address and --workers go with --engine ray"),
    (("--engine", "ray", "--address", "somewhere"), 2, "--address somewhere: give auto, or HOST:PORT"),
    (("--engine", "ray", "--address", "127.0.0.1:9"), 1, "no Ray answers at 127.0.0.1:9"),
]


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize(("options", "code", "says"), WRONG)
def test_an_engine_that_is_not_to_be_had_is_said_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], code: int, says: str
) -> None:
    (tmp_path / "in.jsonl").touch()
    answer = extractor(capsys, "merge", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", *options)
    assert (answer.code, (tmp_path / "out.jsonl").exists()) == (code, False)
    assert says in answer.complaint
