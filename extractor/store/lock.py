"""One writer a run folder: a lock that names its holder and that ends with it, however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from extractor.errors import RunError

_TRIES = 3
_BETWEEN_TRIES = 0.05
"""Seconds. Who only asks for the holder has the lock for a moment, and must stop no run."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that writes a run folder."""

    pid: int
    host: str
    since: str
    """When it took the folder, in UTC (ISO 8601)."""

    def __str__(self) -> str:
        """For messages."""
        return f"process {self.pid} on {self.host}, since {self.since}"


class FolderLock:
    """The right to write a run folder, to be held with `with`.

    It is the system's own lock on an open file (`flock`), so that it is given back when its holder dies, by
    SIGKILL too. The file stays; who is in it matters only while the lock is held.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def __enter__(self) -> Self:
        """
        Raises:
            RunError: another process holds the folder, and which; or the file cannot be written.
        """
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            self._take()
        except OSError as error:
            self._close()
            raise RunError(
                f"{self.path}: cannot be locked: {error.strerror}; check the disk and its rights"
            ) from error
        except RunError:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):  # a full disk must not hide why the run ended
                os.ftruncate(self._file, 0)
        self._close()

    def _take(self) -> None:
        assert self._file is not None  # noqa: S101  # opened by the caller
        for _ in range(_TRIES):
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            time.sleep(_BETWEEN_TRIES)
        else:
            who = holder(self.path) or "a process that does not give its name"
            raise RunError(
                f"{self.path.parent}: another run is writing this folder ({who}); "
                "wait for it, or choose another with -o"
            )
        us = Holder(os.getpid(), socket.gethostname(), datetime.now(UTC).isoformat(timespec="seconds"))
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, json.dumps(asdict(us)).encode(), 0)

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)  # gives the lock back
            self._file = None


def holder(path: Path) -> Holder | None:
    """Who holds the lock in this file now; `None` when nobody does."""
    try:
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return Holder(**json.loads(file.read()))
    except (OSError, ValueError, TypeError):
        return None
    return None
