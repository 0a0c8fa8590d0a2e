"""Takes files of requests to the provider, brings answers back, and after a crash finds out what was done."""

from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from extractor.backends.batch.api import ENDED, BatchApi, Line, RemoteBatch
from extractor.errors import BatchUnknown
from extractor.runs.batches.queue import BatchFile
from extractor.runs.batches.store import AnswerEntry, BatchStore, Step, StoredBatch
from extractor.store.folder import unwritable

_A_DAY = 86_400.0
"""Seconds by which the provider's clock and ours may differ, at the most."""

ARRIVAL_SECONDS = 2.0
"""Seconds that a request may need from us to the provider's list of batches."""

_AT_ONCE = 500
"""Answers that are written to the ledger together."""


@dataclass(slots=True)
class Fetched:
    """What was brought back."""

    unreadable: int = 0
    """Lines that are no answers, or answers to nothing that was asked."""
    failed: list[StoredBatch] = field(default_factory=list)
    """Batches that the provider refused as a whole."""


class BatchUploader:
    """Takes batches to one provider and their answers into one ledger.

    Every method raises `BackendError` when the provider does not answer, and `RunError` when the ledger or
    the folder cannot be written.
    """

    def __init__(self, store: BatchStore, api: BatchApi, folder: Path) -> None:
        """`folder` is where what is fetched may lie for a moment."""
        self._store = store
        self._api = api
        self._folder = folder

    async def hand_in(self, file: BatchFile, how: str) -> StoredBatch:
        """Make a batch of a file; the ledger knows of it first, so that the next command can look for it."""
        name = f"extractor-{uuid.uuid4().hex}"
        most = (file.most.prompt_tokens, file.most.completion_tokens)
        batch = StoredBatch(name, time.time(), how, len(file.custom_ids), *most, Step.INTENDED)
        self._store.make(batch, file.custom_ids)
        return self._handed_in(batch, await self._api.make(await self._api.upload(file.path, name), name))

    async def recover(self) -> None:
        """Find the batches that an interrupted command made; requests of the others are free again."""
        for batch in self._store.batches(Step.INTENDED):
            since = batch.made - _A_DAY
            found = await self._api.find(batch.name, since)
            if found is None:
                await asyncio.sleep(ARRIVAL_SECONDS)  # the request of a command that was just killed
                found = await self._api.find(batch.name, since)
            if found is not None:
                self._handed_in(batch, found)
            else:
                self._keep(replace(batch, step=Step.DONE, state="never handed in"))

    def _handed_in(self, batch: StoredBatch, made: RemoteBatch) -> StoredBatch:
        return self._keep(replace(batch, batch=made.id, state=made.status, step=Step.HANDED_IN))

    async def fetch(self) -> Fetched:
        """Bring the answers of all batches that have ended."""
        fetched = Fetched()
        for batch in self._store.batches(Step.HANDED_IN):
            try:
                await self._fetch_batch(batch, fetched)
            except BatchUnknown as error:
                raise BatchUnknown(
                    f"batch {batch.batch}: the provider does not know it ({error}); check base_url and key, "
                    f"or give it up: extractor batch collect {self._folder} --forget {batch.batch} asks its "
                    "questions anew"
                ) from None
        return fetched

    async def _fetch_batch(self, batch: StoredBatch, fetched: Fetched) -> None:
        assert batch.batch is not None  # noqa: S101  # handed in
        remote = await self._api.get(batch.batch)
        batch = self._keep(replace(batch, state=remote.status, message=remote.problem))
        if remote.status not in ENDED:
            return
        for file in filter(None, (remote.output_file, remote.error_file)):
            fetched.unreadable += await self._fetch_file(batch.name, file)
        batch = self._keep(replace(batch, step=Step.FETCHED))
        if remote.status == "failed":
            fetched.failed.append(batch)

    def _keep(self, batch: StoredBatch) -> StoredBatch:
        self._store.ledger.write([batch])
        return batch

    async def _fetch_file(self, batch: str, file: str) -> int:
        """Write a file's answers into the ledger; the number of its lines that are none."""
        path = self._folder / ".batch-answers.jsonl"
        asked = self._store.custom_ids(batch)
        unreadable = 0
        try:
            await self._api.fetch(file, path)
            with path.open(encoding="utf-8", errors="replace") as lines:
                found = (self._read(text) for text in lines if text.strip())
                while group := list(islice(found, _AT_ONCE)):
                    ours = [line for line in group if line is not None and line.custom_id in asked]
                    unreadable += len(group) - len(ours)
                    # What expired has no answer, and is asked again.
                    answers = (AnswerEntry(batch, line) for line in ours if line.status is not None)
                    self._store.ledger.write(answers)
        except OSError as error:
            raise unwritable(path, error) from error
        finally:
            path.unlink(missing_ok=True)
        return unreadable

    def _read(self, text: str) -> Line | None:
        try:
            return self._api.line(text)
        except ValueError:
            return None
