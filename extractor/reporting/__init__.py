"""The static report, what it shows of a run and the one file that it becomes; and the datasheet of a run."""

from extractor.reporting.choosing import MOST_EVENTS, Choice, choose
from extractor.reporting.datasheet import datasheet
from extractor.reporting.page import report_pieces
from extractor.reporting.tally import Review, Tally

__all__ = ["MOST_EVENTS", "Choice", "Review", "Tally", "choose", "datasheet", "report_pieces"]
