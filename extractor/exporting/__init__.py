"""What comes out of a run for other programs and other people: tables, gold, examples for models."""

from extractor.exporting.exporting import Exported, export_run

__all__ = ["Exported", "export_run"]
