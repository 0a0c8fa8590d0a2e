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

    It is the system's own lock on an open file (`flock`), given back when its holder dies. The file stays.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._closing = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """
        Raises:
            RunError: another process holds the folder, and which; or the file cannot be written.
        """
        with contextlib.ExitStack() as opening:
            try:
                file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
                opening.callback(os.close, file)  # which gives the lock back
                self._take(file)
            except OSError as error:
                raise RunError(
                    f"{self.path}: cannot be locked: {error.strerror}; check the disk and its rights"
                ) from error
            opening.push(contextlib.suppress(OSError))  # a full disk must not hide why the run ended
            opening.callback(os.ftruncate, file, 0)
            self._closing = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def _take(self, file: int) -> None:
        for _ in range(_TRIES):
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            time.sleep(_BETWEEN_TRIES)
        else:
            who = holder(self.path) or "a process that does not give its name"
            raise RunError(
                f"{self.path.parent}: another run is writing this folder ({who}); "
                "wait for it, or choose another with -o"
            )
        us = Holder(os.getpid(), socket.gethostname(), datetime.now(UTC).isoformat(timespec="seconds"))
        os.ftruncate(file, 0)
        os.pwrite(file, json.dumps(asdict(us)).encode(), 0)


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
