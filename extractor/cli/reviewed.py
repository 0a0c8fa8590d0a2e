"""The events of a run as reviewers left them, for the commands that write or print events."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.runs.folder import RunFolder

if TYPE_CHECKING:
    from extractor.exporting.checked import CheckedEvents


def checked_of(run_folder: Path, *, as_found: bool) -> CheckedEvents | None:
    """The events after review; `None` when nobody decided anything, or when it is to be left aside.

    Raises:
        RunError: the folder holds no finished run.
        RecordsError: a file of the run, or its decisions, are damaged.
    """
    if as_found or not RunFolder(run_folder).decisions.exists():
        return None
    from extractor.review import Review
    from extractor.review.settling import checked_events

    return partial(checked_events, Review.open(run_folder))


def renew_report(run_folder: Path) -> None:
    """Make the report of a run again with what reviewers decided, if anybody has.

    Raises:
        RunError: it cannot be written.
        RecordsError: a file of the run, or its decisions, are damaged.
    """
    checked = checked_of(run_folder, as_found=False)
    if checked is not None:
        from extractor.exporting import report_run

        report_run(run_folder, RunFolder(run_folder).report, checked=checked)
