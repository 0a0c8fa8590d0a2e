"""`decisions.jsonl`: appended to, synchronised line by line, and never rewritten."""

from __future__ import annotations

import fcntl
import json
import os
from io import RawIOBase
from pathlib import Path

from pydantic import ValidationError

from extractor.decisions.decision import Decision
from extractor.errors import RecordsError, RunError
from extractor.resources import sync_folder


class DecisionLog:
    """The decisions of a run, on disk before they count.

    Several processes may append to one file: each line is written under a lock. A process that is killed
    while it writes leaves at most a torn last line, which readers pass over and the next writer removes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read = 0
        """Bytes of the file that `news` has given out."""
        self._lines = 0

    def news(self) -> list[Decision]:
        """The decisions that were appended since the last call, by anybody.

        Raises:
            RecordsError: a line is no decision, or the file is shorter than it was.
        """
        try:
            with self.path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                if size < self._read:
                    raise RecordsError(
                        f"{self.path}: shorter than it was: somebody rewrote it; open the run again"
                    )
                file.seek(self._read)
                data = file.read()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise RecordsError(f"{self.path}: cannot be read: {error.strerror}") from error
        whole, _, torn = data.rpartition(b"\n")
        found = []
        for line in whole.split(b"\n") if whole else []:
            self._lines += 1
            if line.strip():
                found.append(_decision(line, f"{self.path}:{self._lines}"))
        self._read += len(data) - len(torn)
        return found

    def append(self, *decisions: Decision) -> None:
        """Write decisions; when this returns they are on the disk.

        Raises:
            RunError: they cannot be written; then none of them is in the file.
        """
        data = b"".join(_line(decision) for decision in decisions)
        is_new = not self.path.exists()
        try:
            with self.path.open("ab+", buffering=0) as file:
                fcntl.flock(file, fcntl.LOCK_EX)  # closing the file gives it back
                whole = os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0)
                end = whole.rfind(b"\n") + 1  # a killed process may have left a torn line
                file.truncate(end)
                try:
                    _write_all(file, data)
                    os.fsync(file.fileno())
                except OSError:
                    file.truncate(end)
                    raise
            if is_new:
                sync_folder(self.path.parent)
        except OSError as error:
            raise RunError(
                f"{self.path}: the decision cannot be written: {error.strerror}; check disk and rights"
            ) from error


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a file; none when it is not there. A torn last line is passed over.

    Raises:
        RecordsError: the file cannot be read, or a line is no decision.
    """
    return DecisionLog(path).news()


def _line(decision: Decision) -> bytes:
    data = decision.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _decision(line: bytes, where: str) -> Decision:
    try:
        return Decision.model_validate(json.loads(line))  # pydantic's own parser refuses half characters
    except ValueError as error:
        if not isinstance(error, ValidationError):
            raise RecordsError(f"{where}: not JSON: {error}") from error
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise RecordsError(f"{where}: not a decision: {place or 'the line'}: {first['msg']}") from error


def _write_all(file: RawIOBase, data: bytes) -> None:
    while data:
        data = data[file.write(data) or 0 :]
