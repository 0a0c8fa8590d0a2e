"""Where a client has the network, a run by batches has a queue: answers lie in it, and questions go out."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Self

from extractor.backends.batch.api import request_line
from extractor.backends.batch.transport import BatchAnswer
from extractor.backends.limits.budget import Budget
from extractor.backends.usage import Usage
from extractor.records import JsonObject
from extractor.runs.batches.store import BatchStore
from extractor.store.folder import unwritable

MOST_REQUESTS = 50_000
MOST_BYTES = 200_000_000
"""What OpenAI takes in one file."""

_AROUND = 500
"""Tokens that a server may put around the messages of a request."""


@dataclass
class BatchFile:
    """One file of requests, which is to become a batch."""

    path: Path
    file: BinaryIO
    custom_ids: list[str] = field(default_factory=list)
    bytes: int = 0
    most: Usage = field(default_factory=Usage)
    """Tokens that its requests can use at most."""


class BatchFiles:
    """Requests in scratch files of a run folder, none larger than the provider takes.

    To be used with `with`; the files are gone when the block ends. `RunError` is raised when one cannot be
    written.
    """

    def __init__(
        self, folder: Path, *, most_requests: int = MOST_REQUESTS, most_bytes: int = MOST_BYTES
    ) -> None:
        self._folder = folder
        self._most_requests = most_requests
        self._most_bytes = most_bytes
        self._files: list[BatchFile] = []
        self._known: set[str] = set()
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        for left in self._folder.glob(".batch-*.jsonl"):  # by a command that was killed
            left.unlink(missing_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._closing.close()
        for file in self._files:
            with contextlib.suppress(OSError):
                file.path.unlink(missing_ok=True)

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, custom_id: str) -> bool:
        return custom_id in self._known

    def add(self, custom_id: str, body: JsonObject) -> None:
        """Put a request into the last file, or into a new one where that is full."""
        line = request_line(custom_id, body).encode("utf-8")
        with self._writing():
            last = self._files[-1] if self._files else None
            if (
                last is None
                or len(last.custom_ids) >= self._most_requests
                or last.bytes + len(line) > self._most_bytes
            ):
                path = self._folder / f".batch-{len(self._files) + 1}.jsonl"
                last = BatchFile(path, self._closing.enter_context(path.open("wb")))
                self._files.append(last)
            last.file.write(line)
        self._known.add(custom_id)
        last.custom_ids.append(custom_id)
        last.bytes += len(line)
        last.most += most_of_request(body)

    def written(self) -> list[BatchFile]:
        """The files, whole and on the disk."""
        with self._writing():
            for each in self._files:
                each.file.flush()
                os.fsync(each.file.fileno())
        return self._files

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise unwritable(error.filename or self._folder, error) from error


class LedgerQueue:
    """A `BatchQueue`: the ledger's answers, and a place in the next batch for what has none."""

    def __init__(self, store: BatchStore, files: BatchFiles, budget: Budget) -> None:
        """`budget` is that of batches: what goes out is taken from it."""
        self._store = store
        self._files = files
        self._budget = budget
        self.not_asked = 0
        """Requests that stay here, for they might pass a limit."""

    def answers(self, custom_id: str) -> Sequence[BatchAnswer]:
        """The answers to a request, the first one first."""
        return self._store.answers(custom_id)

    def enqueue(self, custom_id: str, body: JsonObject) -> None:
        """Keep a request that has no answer, to hand it in once, unless it is on its way."""
        if custom_id in self._files or self._store.is_awaited(custom_id):
            return
        if self._budget.take(most_of_request(body)):
            self._files.add(custom_id, body)
        else:
            self.not_asked += 1


def most_of_request(body: JsonObject) -> Usage:
    """The most tokens that a request can use: no token of it is shorter than a byte."""
    room = body.get("max_completion_tokens") or body.get("max_tokens") or 0
    return Usage(len(request_line("", body)) + _AROUND, int(room))
