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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from extractor.backends.usage import Usage
from extractor.errors import RunError
from extractor.store.entries import Entry, StoredFailure, StoredReply
from extractor.store.folder import no_run_in
from extractor.store.lock import FolderLock

VERSION = 4
"""Of the tables, kept in the file as `PRAGMA user_version`; 0 is a new file."""

_TABLES = Path(__file__).with_name("ledger.sql")


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
    expected: int | None
    """Inputs it was to read; `None` when that cannot be known before they are read."""
    how: str


class Ledger:
    """A SQLite file; one process writes it, and others may read it meanwhile.

    `find` and the other readers belong to the thread that opened the ledger; `write` may be called from one
    thread at a time, any. Every method raises `RunError` when the file cannot be read or written; what it was
    writing is then not kept.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """
        Raises:
            RunError: the file is no ledger or another version's, cannot be written, or another run holds it.
        """
        self.path = path
        self.command = 0
        """The number of the command that is writing, from `begin` on."""
        with contextlib.ExitStack() as opening, self._explaining():
            _check_whole(path)
            if not read_only:
                opening.enter_context(FolderLock(path.with_suffix(".lock")))
                writer = opening.enter_context(_opened(path, "rwc"))
                self._prepare(writer)
            self._reader = opening.enter_context(_opened(path, "ro"))
            self._check_version(self._reader)
            self._writer = self._reader if read_only else writer
            self._closing = opening.pop_all()

    @classmethod
    def read_only(cls, path: Path) -> Self:
        """The ledger of a run that may be going on.

        Raises:
            RunError: there is no ledger, or it cannot be read.
        """
        if not path.is_file():
            raise RunError(no_run_in(path.parent))
        return cls(path, read_only=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    # Writing

    def write(self, entries: Iterable[Entry]) -> None:
        """Keep the entries, all or none; they are on disk when this returns."""
        with self._transaction() as database:
            for entry in entries:
                entry.write(database, self.command)

    def begin(self, started: float, how: str, expected: int | None = None) -> None:
        """Note that a command starts; the ends written from now on are its own."""
        statement = "INSERT INTO commands (started, pid, expected, how) VALUES (?, ?, ?, ?)"
        with self._transaction() as database:
            number = database.execute(statement, (started, os.getpid(), expected, how)).lastrowid
        self.command = number or 0

    def finish(self, ended: float) -> None:
        """Note that the command has done all it was asked; ends of inputs that it did not see are dropped."""
        with self._transaction() as database:
            database.execute("DELETE FROM ends WHERE command <> ?", (self.command,))
            database.execute("UPDATE commands SET ended = ? WHERE id = ?", (ended, self.command))

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._explaining():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._writer.execute("ROLLBACK")
                raise

    # Reading

    def find(self, key: str) -> StoredReply | None:
        """The reply to a call that was answered before."""
        rows = self.rows(
            "SELECT text, prompt_tokens, completion_tokens, cached_tokens, attempts, seconds, logprobs"
            " FROM replies WHERE key = ?",
            key,
        )
        for text, prompt, completion, cached, attempts, seconds, found in rows:
            logprobs = {path: (total, count) for path, (total, count) in json.loads(found or "{}").items()}
            return StoredReply(text, Usage(prompt, completion, cached), attempts, seconds, logprobs)
        return None

    def find_failure(self, key: str) -> StoredFailure | None:
        """How a call ended that was given up."""
        rows = self.rows("SELECT error, message, attempts FROM failures WHERE key = ?", key)
        return StoredFailure(*rows[0]) if rows else None

    def spent(self) -> tuple[Spent, ...]:
        """Tokens of every attempt so far, failed and truncated ones too, by model; all commands together."""
        rows = self.rows(
            "SELECT model, batch IS NOT NULL, model <> '' AND started = 0, count(*), sum(prompt_tokens),"
            " sum(completion_tokens), sum(cached_tokens) FROM attempts GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
        return tuple(Spent(row[0], bool(row[1]), row[3], Usage(*row[4:7]), bool(row[2])) for row in rows)

    def commands(self) -> tuple[Command, ...]:
        """Every command on the folder, the first one first."""
        rows = self.rows("SELECT id, started, ended, expected, how FROM commands ORDER BY id")
        return tuple(Command(*row) for row in rows)

    def last_command(self) -> Command | None:
        """The latest command on the folder; `None` when none was noted."""
        return next(reversed(self.commands()), None)

    def ended(self) -> dict[tuple[str, str | None], int]:
        """How many inputs ended so, by outcome and error, in the last command and those like it before it."""
        rows = self.rows(
            "SELECT outcome, error, count(*) FROM ends WHERE command > coalesce((SELECT max(id) FROM commands"
            " WHERE how <> (SELECT how FROM commands ORDER BY id DESC LIMIT 1)), 0) GROUP BY 1, 2"
        )
        return {(row[0], row[1]): row[2] for row in rows}

    def rows(self, query: str, *values: str | int) -> list[Any]:
        """What a query gives, a tuple a row."""
        with self._explaining():
            return self._reader.execute(query, values).fetchall()

    # The file

    def _prepare(self, database: sqlite3.Connection) -> None:
        """Make the tables in a new file, and write durably."""
        version = self._check_version(database)
        database.execute("PRAGMA journal_mode=WAL")  # so that others can read meanwhile
        database.execute("PRAGMA synchronous=FULL")  # so that what is committed survives a power cut
        if version < VERSION:
            tables = _TABLES.read_text(encoding="utf-8")
            database.executescript(f"BEGIN IMMEDIATE; {tables}; PRAGMA user_version = {VERSION}; COMMIT")

    def _check_version(self, database: sqlite3.Connection) -> int:
        """The version of the file, 0 for a new one; another version is refused."""
        (version,) = database.execute("PRAGMA user_version").fetchone()
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        if version == 0 and names:
            problem = "a database of something else"
        elif version not in (0, VERSION):
            problem = f"written by another version of extractor (ledger {version}, known {VERSION})"
        else:
            return int(version)
        raise RunError(f"{self.path}: {problem}: use that version, or choose another folder with -o")

    @contextlib.contextmanager
    def _explaining(self) -> Iterator[None]:
        """Say in the user's words what SQLite complains of."""
        try:
            yield
        except (sqlite3.Error, OverflowError, OSError) as error:
            raise RunError(
                f"{self.path}: the ledger cannot be used ({error}); check the disk, or choose another folder"
                " with -o"
            ) from error


@contextlib.contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    database = sqlite3.connect(uri, uri=True, timeout=5, isolation_level=None, check_same_thread=False)
    with contextlib.closing(database):
        yield database


def _check_whole(path: Path) -> None:
    """Refuse a file that has lost its end: SQLite would read zeros in its place.

    Raises:
        sqlite3.DatabaseError: it is shorter than it says (https://www.sqlite.org/fileformat2.html, 1.3).
        OSError: the file cannot be read.
    """
    if not path.is_file():
        return  # to be made
    with path.open("rb") as file:
        head = file.read(100)
        size = os.fstat(file.fileno()).st_size
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):
        return  # new, or SQLite says what it is
    page_size = int.from_bytes(head[16:18], "big")
    whole = int.from_bytes(head[28:32], "big") * (65536 if page_size == 1 else page_size)
    if size < whole:
        raise sqlite3.DatabaseError(f"cut short: {size:,} of {whole:,} bytes are there")
