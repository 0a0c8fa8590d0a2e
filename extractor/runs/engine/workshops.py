"""Where a merge is done: in this process, in several on this machine, or by workers on Ray."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from extractor.errors import RunError
from extractor.runs.engine.base import EngineChoice, check_choice
from extractor.workers import IN_PROCESS, InProcesses, Workshop, worker_count

MANY_BYTES = 1 << 23
"""Of records, from which processes on this machine save time: they take some 0.3 seconds to start."""


@contextlib.contextmanager
def open_workshop(
    choice: EngineChoice, size: int, output: Path, processes: int | None = None
) -> Iterator[Workshop]:
    """What does the parts of a merge of records that take so many bytes.

    Workers pass things on in a folder next to `output`, which is gone afterwards. `processes` is how many
    work without an engine, by default as many as there are cores when there are many records.

    Raises:
        UsageError: the engine is not to be had.
        RunError: it cannot be reached, a worker was lost, or the folder cannot be made.
    """
    check_choice(choice)
    if choice.name == "ray":
        from extractor.runs.engine.ray_tasks import ray_tasks

        with ray_tasks(choice.address, choice.workers) as tasks, _folder(output) as folder:
            yield Workshop(tasks, folder)
        return
    count = processes or (worker_count() if size >= MANY_BYTES else 1)
    if count == 1:
        yield IN_PROCESS
        return
    with _folder(output) as folder, InProcesses(count) as in_processes:
        yield Workshop(in_processes, folder)


@contextlib.contextmanager
def _folder(output: Path) -> Iterator[Path]:
    """An empty folder whose name no other merge has; what a killed merge left is removed.

    Merges into one output have theirs in the same folder, on which each holds a shared lock.
    """
    top = output.absolute().with_name(f".{output.name}.merge")
    folder = top / secrets.token_hex(8)
    with contextlib.ExitStack() as closing:
        try:
            top.mkdir(parents=True, exist_ok=True)
            merges = os.open(top, os.O_RDONLY)
            closing.callback(os.close, merges)
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(merges, fcntl.LOCK_EX | fcntl.LOCK_NB)
                for left in top.iterdir():  # there is no other merge
                    shutil.rmtree(left, ignore_errors=True)
            fcntl.flock(merges, fcntl.LOCK_SH)
            folder.mkdir(parents=True)
        except OSError as error:
            raise RunError(f"{top}: cannot be made: {error.strerror}") from error
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.suppress(OSError):  # another merge has its folder there
                top.rmdir()
