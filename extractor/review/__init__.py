"""What people look at: the static report of a run."""

from extractor.review.report import report_run

__all__ = ["report_run"]
