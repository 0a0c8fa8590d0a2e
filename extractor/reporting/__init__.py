"""The static report: what it shows of a run, and the one file that it becomes."""

from extractor.reporting.choosing import MOST_EVENTS, Choice, choose
from extractor.reporting.page import report_pieces

__all__ = ["MOST_EVENTS", "Choice", "choose", "report_pieces"]
