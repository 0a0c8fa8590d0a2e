"""What reviewers decided, laid over the events of a run, and the pages they decide on."""

from extractor.review.review import Review
from extractor.review.reviewed import Judgement, ReviewedEvent, ReviewedValue, Status

__all__ = ["Judgement", "Review", "ReviewedEvent", "ReviewedValue", "Status"]
