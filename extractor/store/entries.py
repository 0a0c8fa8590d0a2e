"""What a ledger keeps, an entry a row; what is written together is kept together or not at all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from extractor.backends.answers.logprobs import Logprobs
from extractor.backends.attempts import Attempt
from extractor.backends.usage import Usage

SqlValue = str | int | float | None


class Entry(Protocol):
    """A row to be kept."""

    def write(self, database: sqlite3.Connection, command: int) -> None:
        """Write it within the transaction that is open; `command` is the one that writes it.

        Raises:
            sqlite3.Error: it cannot be written.
        """


@dataclass(frozen=True, slots=True)
class StoredReply:
    """A reply as the ledger keeps it."""

    text: str
    """The JSON as the model wrote it."""
    usage: Usage
    """Of the call that was answered; what failed attempts used is in the table of attempts."""
    attempts: int
    """Calls made for this question until it was answered."""
    seconds: float
    """Wall clock of the call that was answered."""
    logprobs: Logprobs = field(default_factory=dict)
    """How sure the model was of each value, where the backend said so."""


@dataclass(frozen=True, slots=True)
class StoredFailure:
    """A question that no attempt could answer, and that is not asked again unless the user wants it."""

    error: str
    """The class of the error, such as `ReplyTruncated`."""
    message: str
    attempts: int


@dataclass(frozen=True, slots=True)
class AttemptEntry:
    """One attempt at a question."""

    key: str
    article: str
    sentences: tuple[int, ...]
    """The sentences that the question showed."""
    model: str
    """As it stands in the request, which is what prices go by."""
    attempt: Attempt

    def write(self, database: sqlite3.Connection, _command: int) -> None:
        """Insert a row; see `Entry`."""
        attempt = self.attempt
        columns = {
            "key": self.key,
            "article": self.article,
            "sentences": json.dumps(self.sentences),
            "model": self.model,
            "batch": attempt.batch,  # what one gave to a question is kept once, however often it is read
            "started": attempt.started,
            "seconds": attempt.seconds,
            "outcome": attempt.outcome,
            "status": attempt.status,
            "request_id": attempt.request_id,
            "message": attempt.message,
            **_columns(attempt.usage),
        }
        insert(database, "attempts", columns, otherwise="IGNORE")


@dataclass(frozen=True, slots=True)
class ReplyEntry:
    """The reply to a question; it replaces an earlier reply or failure."""

    key: str
    article: str
    reply: StoredReply

    def write(self, database: sqlite3.Connection, _command: int) -> None:
        """Insert a row; see `Entry`."""
        columns = {
            "key": self.key,
            "article": self.article,
            "text": self.reply.text,
            "attempts": self.reply.attempts,
            "seconds": self.reply.seconds,
            "logprobs": json.dumps(self.reply.logprobs) if self.reply.logprobs else None,
            **_columns(self.reply.usage),
        }
        insert(database, "replies", columns)
        database.execute("DELETE FROM failures WHERE key = ?", (self.key,))


@dataclass(frozen=True, slots=True)
class FailureEntry:
    """A question that is given up."""

    key: str
    article: str
    failure: StoredFailure

    def write(self, database: sqlite3.Connection, _command: int) -> None:
        """Insert a row; see `Entry`."""
        insert(database, "failures", {"key": self.key, "article": self.article, **_columns(self.failure)})


@dataclass(frozen=True, slots=True)
class EndEntry:
    """How one input ended; a later command's end replaces it."""

    input: str
    """The article's id, or the place of what could not be read."""
    readable: bool
    outcome: str
    """`records`, `no events` or `failed`."""
    records: int
    error: str | None = None
    """The class of the first error; `None` unless it failed."""
    message: str | None = None
    attempts: int = 0
    """Calls made for the questions that failed."""

    def write(self, database: sqlite3.Connection, command: int) -> None:
        """Insert a row; see `Entry`."""
        insert(database, "ends", {**_columns(self), "command": command})


def insert(
    database: sqlite3.Connection,
    table: str,
    columns: Mapping[str, SqlValue],
    otherwise: Literal["REPLACE", "IGNORE"] = "REPLACE",
) -> None:
    """Insert a row; `otherwise` says what happens where one with its key is there.

    Raises:
        sqlite3.Error: it cannot be written.
    """
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    statement = f"INSERT OR {otherwise} INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # constants
    database.execute(statement, tuple(map(encodable, columns.values())))


def _columns(item: Any) -> dict[str, SqlValue]:
    """The fields of a flat dataclass with slots; `asdict` would copy each of them deeply."""
    return {name: getattr(item, name) for name in item.__slots__}


def encodable(value: SqlValue) -> SqlValue:
    """A value with half surrogate pairs, which SQLite cannot keep, written out as JSON writes them."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8") if isinstance(value, str) else value
