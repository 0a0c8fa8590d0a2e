"""Runs and what reviewers decided: whatever is written of a run shows its events as they left them.

`RunError` is raised where a folder holds no finished run or a file cannot be written, and `RecordsError`
where a file of the run, or its decisions, are damaged.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.store.folder import RunFolder

if TYPE_CHECKING:
    from extractor.exporting.checked import CheckedEvents
    from extractor.runs.endings import Watcher
    from extractor.runs.pipeline import Outcome
    from extractor.runs.request import Request


def extract(request: Request, watcher: Watcher | None = None) -> Outcome:
    """Run a request and write its folder; the same request again asks only what was not answered before.

    What is answered is in the ledger at once. The other files of the folder are those of the last request
    that finished: they are exchanged together, when all is done. The report shows what reviewers decided.

    Raises:
        UsageError: the request names something that does not exist or does not go together.
        BackendUnavailable: no call can succeed.
        LimitReached: a recording might cost more than is allowed; any other run says so in its outcome.
        ModelError: the local model is missing or cannot be loaded.
        CassetteMiss: a replay has no answer for a question.
        RunError: the run folder cannot be used.
        RecordsError: its `decisions.jsonl` is damaged.
    """
    from extractor.runs import pipeline

    outcome = pipeline.run(request, watcher)
    renew_report(request.folder)
    return outcome


def checked_of(run_folder: Path, *, as_found: bool) -> CheckedEvents | None:
    """The events after review; `None` when nobody decided anything, or that is not wanted."""
    if as_found or not RunFolder(run_folder).decisions.exists():
        return None
    from extractor.review import Review
    from extractor.review.settling import checked_events

    return partial(checked_events, Review.open(run_folder))


def write_datasheet(run_folder: Path, output: Path | None = None, *, as_found: bool = False) -> Path:
    """Write the datasheet of a run and of its review, by default into its folder; returns the file."""
    from extractor.exporting import datasheet_run

    folder = RunFolder(run_folder)
    output = output or folder.datasheet
    if as_found or not folder.decisions.exists():
        datasheet_run(run_folder, output)
        return output
    from extractor.review import Review
    from extractor.review.settling import checked_events, so_far

    review = Review.open(run_folder)
    datasheet_run(run_folder, output, partial(checked_events, review), so_far(review))
    return output


def renew_report(run_folder: Path) -> None:
    """Make the report and the datasheet of a run again with what reviewers decided, if anybody has."""
    checked = checked_of(run_folder, as_found=False)
    if checked is not None:
        from extractor.exporting import report_run

        report_run(run_folder, RunFolder(run_folder).report, checked=checked)
        write_datasheet(run_folder)
