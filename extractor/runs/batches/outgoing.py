"""The files that are handed in: requests line by line, no file larger than the provider takes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from extractor.backends.batch.api import request_line
from extractor.backends.usage import Usage
from extractor.errors import RunError
from extractor.records import JsonObject

MOST_REQUESTS = 50_000
MOST_BYTES = 200_000_000
"""What OpenAI takes in one file."""

_AROUND = 500
"""Tokens that a server may put around the messages of a request."""


@dataclass
class Parcel:
    """One file of requests."""

    path: Path
    custom_ids: list[str] = field(default_factory=list)
    bytes: int = 0
    most: Usage = field(default_factory=Usage)
    """Tokens that its requests can use at most."""


class Outgoing:
    """Scratch files in a run folder, to be used with `with`; they are gone when the block ends."""

    def __init__(
        self, folder: Path, *, most_requests: int = MOST_REQUESTS, most_bytes: int = MOST_BYTES
    ) -> None:
        self._folder = folder
        self._most_requests = most_requests
        self._most_bytes = most_bytes
        self._parcels: list[Parcel] = []
        self._known: set[str] = set()
        self._open: BinaryIO | None = None

    def __enter__(self) -> Self:
        for left in self._folder.glob(".batch-*.jsonl"):  # by a command that was killed
            left.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None:
            self._open.close()
        for parcel in self._parcels:
            with contextlib.suppress(OSError):
                parcel.path.unlink(missing_ok=True)

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, custom_id: str) -> bool:
        return custom_id in self._known

    def add(self, custom_id: str, body: JsonObject) -> None:
        """Put a request into the last file, or into a new one where that is full.

        Raises:
            RunError: the file cannot be written.
        """
        line = request_line(custom_id, body).encode("utf-8")
        parcel = self._parcels[-1] if self._parcels else None
        is_full = parcel is not None and (
            len(parcel.custom_ids) >= self._most_requests or parcel.bytes + len(line) > self._most_bytes
        )
        try:
            if parcel is None or is_full:
                parcel = self._begin()
            assert self._open is not None  # noqa: S101  # begun with the first
            self._open.write(line)
        except OSError as error:
            raise self._complaint(error) from error
        self._known.add(custom_id)
        parcel.custom_ids.append(custom_id)
        parcel.bytes += len(line)
        parcel.most += most_of_request(body)

    def parcels(self) -> Iterator[Parcel]:
        """The files, whole and on the disk.

        Raises:
            RunError: a file cannot be written.
        """
        try:
            self._finish()
        except OSError as error:
            raise self._complaint(error) from error
        yield from self._parcels

    def _begin(self) -> Parcel:
        self._finish()
        parcel = Parcel(self._folder / f".batch-{len(self._parcels) + 1}.jsonl")
        self._open = parcel.path.open("wb")
        self._parcels.append(parcel)
        return parcel

    def _finish(self) -> None:
        if self._open is not None:
            self._open.flush()
            os.fsync(self._open.fileno())
            self._open.close()
            self._open = None

    def _complaint(self, error: OSError) -> RunError:
        path = error.filename or self._folder
        return RunError(f"{path}: cannot be written: {error.strerror}; check the disk and its rights")


def most_of_request(body: JsonObject) -> Usage:
    """The most tokens that a request can use: no token of it is shorter than a byte."""
    room = body.get("max_completion_tokens") or body.get("max_tokens") or 0
    return Usage(len(request_line("", body)) + _AROUND, int(room))
