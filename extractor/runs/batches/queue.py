"""Where a client has the network, a run by batches has a queue: answers lie in it, and questions go out."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from extractor.backends.batch.api import request_line
from extractor.backends.batch.transport import BatchAnswer
from extractor.backends.limits.budget import AROUND, Budget
from extractor.backends.usage import Usage
from extractor.records import JsonObject
from extractor.runs.batches.store import BatchStore
from extractor.store.folder import unwritable

MOST_REQUESTS = 50_000
MOST_BYTES = 200_000_000
"""What OpenAI takes in one file."""


@dataclass
class BatchFile:
    """One file of requests, which is to become a batch."""

    path: Path
    custom_ids: list[str] = field(default_factory=list)
    bytes: int = 0
    most: Usage = field(default_factory=Usage)
    """Tokens that its requests can use at most."""


class BatchFiles:
    """Requests in scratch files of a run folder, none larger than the provider takes.

    To be used with `with`; the files are gone when the block ends.
    """

    def __init__(
        self, folder: Path, *, most_requests: int = MOST_REQUESTS, most_bytes: int = MOST_BYTES
    ) -> None:
        self.files: list[BatchFile] = []
        self._folder = folder
        self._most_requests = most_requests
        self._most_bytes = most_bytes
        self._known: set[str] = set()

    def __enter__(self) -> Self:
        self._remove()  # those of a command that was killed
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._remove()

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, custom_id: str) -> bool:
        return custom_id in self._known

    def add(self, custom_id: str, body: JsonObject) -> None:
        """Put a request into the last file, or into a new one where that is full.

        Raises:
            RunError: it cannot be written.
        """
        line = request_line(custom_id, body).encode("utf-8")
        last = self.files[-1] if self.files else None
        if (
            last is None
            or len(last.custom_ids) >= self._most_requests
            or last.bytes + len(line) > self._most_bytes
        ):
            last = BatchFile(self._folder / f".batch-{len(self.files) + 1}.jsonl")
            self.files.append(last)
        try:
            with last.path.open("ab") as file:
                file.write(line)
        except OSError as error:
            raise unwritable(last.path, error) from error
        self._known.add(custom_id)
        last.custom_ids.append(custom_id)
        last.bytes += len(line)
        last.most += most_of_request(body)

    def _remove(self) -> None:
        for file in self._folder.glob(".batch-*.jsonl"):
            file.unlink(missing_ok=True)


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
    return Usage(len(request_line("", body)) + AROUND, int(room))
