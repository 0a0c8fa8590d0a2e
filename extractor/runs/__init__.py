"""Runs: articles through a model into a folder that can be resumed, rebuilt and read."""

from extractor.runs.folder import RunFolder, StoredRun
from extractor.runs.ledger import Ledger
from extractor.runs.pipeline import Outcome, Request, extract
from extractor.runs.runner import Ended, Failure, Runner, RunResult, Watcher

__all__ = [
    "Ended",
    "Failure",
    "Ledger",
    "Outcome",
    "Request",
    "RunFolder",
    "RunResult",
    "Runner",
    "StoredRun",
    "Watcher",
    "extract",
]
