"""`run.log`: what a run did and when, a line each, for people and for `tail -f`."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from extractor.presentation.plain import plain
from extractor.runs.endings import Failure, Watcher
from extractor.runs.progress import Progress, duration
from extractor.store.folder import unwritable

SECONDS_BETWEEN_LINES = 30.0
"""Between two lines of progress."""


class RunLog(Watcher):
    """Appends lines to a file while a run goes on, to be used with `with`; nothing reads them back.

    Both ends of the block raise `RunError` where the file cannot be written.
    """

    def __init__(
        self, path: Path, progress: Progress, heading: str, *, every: float = SECONDS_BETWEEN_LINES
    ) -> None:
        """`heading` says what runs; `every` are the seconds between two lines of progress."""
        self.path = path
        self._progress = progress
        self._heading = heading
        self._every = every
        self._closing = threading.Event()
        self._problem: OSError | None = None

    def __enter__(self) -> Self:
        try:
            self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise unwritable(self.path, error) from error
        expected = self._progress.expected
        number = "" if expected is None else f"{expected:,} articles · "
        self.say(f"started: {number}{self._heading} · process {os.getpid()}")
        self._thread = threading.Thread(target=self._report_progress, name="run.log", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._closing.set()
        self._thread.join()
        self.say(self._last_line(error))
        os.close(self._file)
        if self._problem is not None and error is None:
            raise unwritable(self.path, self._problem) from self._problem

    def say(self, line: str) -> None:
        """Append a line; when that fails, the run goes on and the block ends with the error."""
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            os.write(self._file, f"{stamp} {plain(line)}\n".encode("utf-8", "backslashreplace"))
        except OSError as error:
            self._problem = self._problem or error

    def warned(self, warning: str) -> None:
        self.say(f"warning: {warning}")

    def failed(self, failure: Failure) -> None:
        where = failure.article + (f" sentence {failure.sentences[0]}" if failure.sentences else "")
        self.say(f"failed: {where}: {failure.error}: {failure.message}")

    def _report_progress(self) -> None:
        while not self._closing.wait(self._every):
            self.say(str(self._progress.read()))

    def _last_line(self, error: BaseException | None) -> str:
        reading = self._progress.read()
        if error is None:
            ended = "finished"
        elif isinstance(error, Exception):
            ended = f"stopped by {type(error).__name__} ({error})"
        else:
            ended = "interrupted"
        return f"{ended} after {duration(reading.seconds)}: {reading}"
