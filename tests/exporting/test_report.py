from __future__ import annotations

from pathlib import Path

from extractor.exporting import report_run
from extractor.exporting.checked import MinimumConfidence
from extractor.exporting.report import Report
from extractor.store.folder import RunFolder, StoredRun
from tests.kit.stored_runs import judged_run, write_run


def test_the_report_is_the_one_that_the_run_ended_with(seeds_run_folder: Path, tmp_path: Path) -> None:
    run = StoredRun.read(seeds_run_folder)
    again = report_run(seeds_run_folder, tmp_path / "report.html")
    assert again == Report(tmp_path / "report.html", len(run.events), len(run.articles), 0)
    assert again.path.read_bytes() == RunFolder(seeds_run_folder).report.read_bytes()


def test_as_many_events_are_in_it_as_are_asked_for(seeds_run_folder: Path, tmp_path: Path) -> None:
    total = len(StoredRun.read(seeds_run_folder).events)
    few = report_run(seeds_run_folder, tmp_path / "few.html", most=2)
    assert (few.events, few.left_out) == (2, total - 2)


def test_events_below_a_confidence_are_left_out_and_the_page_says_so(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", judged_run())
    minimum = MinimumConfidence(0.7)
    written = report_run(run, tmp_path / "report.html", minimum=minimum)
    page = written.path.read_text(encoding="utf-8")
    assert (written.events, minimum.left_out) == (2, 1)
    assert "1 event left out: confidence below 70%" in page
    assert "will install" not in page.partition("<article")[0]
