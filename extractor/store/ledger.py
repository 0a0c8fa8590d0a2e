"""The ledger of a run: every attempt and reply, durable before it counts, so that nothing is paid twice.

    with Ledger(path) as ledger:                          # one process at a time; see `FolderLock`
        async with Committer(ledger) as committer:        # many tasks, few waits for the disk
            if (stored := ledger.find(key)) is None:
                ...                                       # ask the model
                await committer.commit(AttemptEntry(...), ReplyEntry(...))   # on disk when this returns

What is written are entries, one class a table; entries written together are kept together or not at all.
Anyone may read while the owner writes: `Ledger.read_only(path)`.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from extractor.backends.usage import Usage
from extractor.errors import RunError
from extractor.store.ledger_entries import (
    AttemptEntry,
    EndEntry,
    Entry,
    FailureEntry,
    ReplyEntry,
    StoredFailure,
    StoredReply,
)
from extractor.store.ledger_tables import UnknownLedger, check_version, check_whole, complaint, prepare_tables
from extractor.store.lock import FolderLock

__all__ = [
    "AttemptEntry",
    "Command",
    "EndEntry",
    "Entry",
    "FailureEntry",
    "Ledger",
    "ReplyEntry",
    "Spent",
    "StoredFailure",
    "StoredReply",
]

_AnyRow = Any  # what SQLite gives back, one value a column


@dataclass(frozen=True, slots=True)
class Spent:
    """What one model was paid for, over all commands of a run folder."""

    model: str
    batched: bool
    attempts: int
    usage: Usage
    replayed: bool = False
    """Whether recorded answers were given, which nobody was paid for."""


@dataclass(frozen=True, slots=True)
class Command:
    """One `extractor run` on the folder, as the ledger keeps it."""

    id: int
    started: float
    """Seconds since 1970."""
    ended: float | None
    """`None` while it runs, and for ever when it was interrupted."""
    pid: int
    expected: int | None
    """Inputs it was to read; `None` when that cannot be told before they are read."""
    how: str
    """The request in JSON: inputs, backend, model, plan."""


class Ledger:
    """A SQLite file; one process writes it, and others may read it meanwhile.

    `find` and the other readers belong to the thread that opened the ledger; `write` may be called from one
    thread at a time, any.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """
        Raises:
            RunError: the file is no ledger or another version's, cannot be written, or another run holds it.
        """
        self.path = path
        self.command = 0
        """The number of the command that is writing, from `begin` on."""
        self._closing = contextlib.ExitStack()
        try:
            check_whole(path)
            if not read_only:
                self._closing.enter_context(FolderLock(path.with_suffix(".lock")))
                writer = self._open(path, "rwc")
                prepare_tables(writer)
            self._reader = self._open(path, "ro")
            self._writer = self._reader if read_only else writer
            check_version(self._reader)
        except (sqlite3.Error, UnknownLedger, OSError) as error:
            self._closing.close()
            raise RunError(complaint(path, error)) from error
        except BaseException:
            self._closing.close()
            raise

    @classmethod
    def read_only(cls, path: Path) -> Self:
        """The ledger of a run that may be going on.

        Raises:
            RunError: there is no ledger, or it cannot be read.
        """
        if not path.is_file():
            raise RunError(
                f"{path.parent}: no run here; make one with: extractor run ARTICLES -o {path.parent}"
            )
        return cls(path, read_only=True)

    def _open(self, path: Path, mode: str) -> sqlite3.Connection:
        uri = f"{path.absolute().as_uri()}?mode={mode}"
        database = sqlite3.connect(uri, uri=True, timeout=5, isolation_level=None, check_same_thread=False)
        self._closing.callback(database.close)
        return database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    # Writing

    def write(self, entries: Iterable[Entry]) -> None:
        """Keep the entries, all or none; they are on disk when this returns.

        Raises:
            RunError: they cannot be written; the ledger is as it was.
        """
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            for entry in entries:
                self._writer.execute(*entry.statement(self.command))
                if isinstance(entry, ReplyEntry):
                    self._writer.execute("DELETE FROM failures WHERE key = ?", (entry.key,))
            self._writer.execute("COMMIT")
        except (sqlite3.Error, OverflowError) as error:
            with contextlib.suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")
            raise RunError(complaint(self.path, error)) from error

    def begin(self, started: float, how: str, expected: int | None = None) -> None:
        """Note that a command starts; the ends written from now on are its own.

        Raises:
            RunError: it cannot be written.
        """
        row = (started, os.getpid(), expected, how)
        try:
            statement = "INSERT INTO commands (started, pid, expected, how) VALUES (?, ?, ?, ?)"
            number = self._writer.execute(statement, row).lastrowid
        except sqlite3.Error as error:
            raise RunError(complaint(self.path, error)) from error
        self.command = number or 0

    def finish(self, ended: float) -> None:
        """Note that the command has done all it was asked; ends of inputs that it did not see are dropped.

        Raises:
            RunError: it cannot be written.
        """
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            self._writer.execute("DELETE FROM ends WHERE command <> ?", (self.command,))
            self._writer.execute("UPDATE commands SET ended = ? WHERE id = ?", (ended, self.command))
            self._writer.execute("COMMIT")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")
            raise RunError(complaint(self.path, error)) from error

    # Reading

    def find(self, key: str) -> StoredReply | None:
        """The reply to a call that was answered before.

        Raises:
            RunError: the ledger cannot be read.
        """
        row = self._one(
            "SELECT text, prompt_tokens, completion_tokens, cached_tokens, attempts, seconds, logprobs"
            " FROM replies WHERE key = ?",
            key,
        )
        if row is None:
            return None
        logprobs = {path: (total, count) for path, (total, count) in json.loads(row[6] or "{}").items()}
        return StoredReply(row[0], Usage(*row[1:4]), row[4], row[5], logprobs)

    def find_failure(self, key: str) -> StoredFailure | None:
        """How a call ended that was given up.

        Raises:
            RunError: the ledger cannot be read.
        """
        row = self._one("SELECT error, message, attempts FROM failures WHERE key = ?", key)
        return None if row is None else StoredFailure(*row)

    def attempts(self, key: str) -> int:
        """Calls made for a question so far, by all commands.

        Raises:
            RunError: the ledger cannot be read.
        """
        return int(self.rows("SELECT count(*) FROM attempts WHERE key = ?", key)[0][0])

    def spent(self) -> tuple[Spent, ...]:
        """Tokens of every attempt so far, failed and truncated ones too, by model; all commands together.

        Raises:
            RunError: the ledger cannot be read.
        """
        rows = self.rows(
            "SELECT model, batch IS NOT NULL, model <> '' AND started = 0, count(*), sum(prompt_tokens),"
            " sum(completion_tokens), sum(cached_tokens) FROM attempts GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
        return tuple(Spent(row[0], bool(row[1]), row[3], Usage(*row[4:7]), bool(row[2])) for row in rows)

    def commands(self) -> tuple[Command, ...]:
        """Every command on the folder, the first one first.

        Raises:
            RunError: the ledger cannot be read.
        """
        rows = self.rows("SELECT id, started, ended, pid, expected, how FROM commands ORDER BY id")
        return tuple(Command(*row) for row in rows)

    def last_command(self) -> Command | None:
        """The latest command on the folder; `None` when none was noted.

        Raises:
            RunError: the ledger cannot be read.
        """
        every = self.commands()
        return every[-1] if every else None

    def ends(self, command: int) -> dict[str, int]:
        """How many inputs of a command ended in each way.

        Raises:
            RunError: the ledger cannot be read.
        """
        rows = self.rows("SELECT outcome, count(*) FROM ends WHERE command = ? GROUP BY 1", command)
        return {str(row[0]): int(row[1]) for row in rows}

    def ended(self) -> dict[tuple[str, str | None], int]:
        """How many inputs ended so, by outcome and error, in the last command and those like it before it.

        Raises:
            RunError: the ledger cannot be read.
        """
        rows = self.rows(
            "SELECT outcome, error, count(*) FROM ends WHERE command > coalesce((SELECT max(id) FROM commands"
            " WHERE how <> (SELECT how FROM commands ORDER BY id DESC LIMIT 1)), 0) GROUP BY 1, 2"
        )
        return {(row[0], row[1]): row[2] for row in rows}

    def outcomes(self) -> dict[str, int]:
        """How many attempts ended in each way, by all commands.

        Raises:
            RunError: the ledger cannot be read.
        """
        return {row[0]: row[1] for row in self.rows("SELECT outcome, count(*) FROM attempts GROUP BY 1")}

    def _one(self, query: str, *values: str | int) -> _AnyRow | None:
        rows = self.rows(query, *values)
        return rows[0] if rows else None

    def rows(self, query: str, *values: str | int) -> list[_AnyRow]:
        """What a query gives.

        Raises:
            RunError: the ledger cannot be read.
        """
        try:
            return self._reader.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise RunError(complaint(self.path, error)) from error
