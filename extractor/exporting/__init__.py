"""What comes out of a run for other programs and other people: tables, gold, examples for models."""

from extractor.exporting.exporting import Exported, export_run
from extractor.exporting.report import Report, datasheet_run, report_run

__all__ = ["Exported", "Report", "datasheet_run", "export_run", "report_run"]
