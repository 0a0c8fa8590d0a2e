"""What reviewers decided, laid over the events of a run; the pages they decide on; the static report."""

from extractor.review.report import report_run
from extractor.review.review import Review
from extractor.review.reviewed import Judgement, ReviewedEvent, ReviewedValue, Status

__all__ = ["Judgement", "Review", "ReviewedEvent", "ReviewedValue", "Status", "report_run"]
