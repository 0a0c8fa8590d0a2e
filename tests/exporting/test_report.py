from __future__ import annotations

from pathlib import Path

from extractor.exporting import report_run
from extractor.exporting.report import Report
from extractor.runs.folder import RunFolder, StoredRun


def test_the_report_is_the_one_that_the_run_ended_with(seeds_run_folder: Path, tmp_path: Path) -> None:
    run = StoredRun.read(seeds_run_folder)
    again = report_run(seeds_run_folder, tmp_path / "report.html")
    assert again == Report(tmp_path / "report.html", len(run.events), len(run.articles), 0)
    assert again.path.read_bytes() == RunFolder(seeds_run_folder).report.read_bytes()


def test_as_many_events_are_in_it_as_are_asked_for(seeds_run_folder: Path, tmp_path: Path) -> None:
    total = len(StoredRun.read(seeds_run_folder).events)
    few = report_run(seeds_run_folder, tmp_path / "few.html", most=2)
    assert (few.events, few.left_out) == (2, total - 2)
