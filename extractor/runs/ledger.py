"""The ledger of a run: every reply, durable before it is counted, so that nothing is paid twice."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import BaseModel

from extractor.backends.profiles import Profile
from extractor.backends.usage import Usage
from extractor.errors import RunError
from extractor.prompts import Message

_TABLES = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY,
    article TEXT NOT NULL,
    text TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    seconds REAL NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class StoredReply:
    """A reply as the ledger keeps it."""

    text: str
    """The JSON as the model wrote it."""
    usage: Usage
    attempts: int
    seconds: float


def call_key(profile: Profile, messages: Sequence[Message], reply_type: type[BaseModel]) -> str:
    """The key of a call: a hash of all that decides the answer, and of no secret."""
    content = {
        "model": profile.model,
        "base_url": profile.base_url,
        "mode": profile.mode,
        "parameters": profile.parameters,
        "schema": reply_type.model_json_schema(),
        "messages": [[message.role, message.content] for message in messages],
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Ledger:
    """A SQLite file with the replies of a run; one process writes it at a time."""

    def __init__(self, path: Path) -> None:
        """
        Raises:
            RunError: the file is no ledger, cannot be written, or another run holds it.
        """
        self.path = path
        try:
            self._database = sqlite3.connect(path, timeout=0, isolation_level=None)
        except sqlite3.Error as error:
            raise RunError(_complaint(path, error)) from error
        try:
            self._prepare()
        except sqlite3.Error as error:
            self._database.close()
            raise RunError(_complaint(path, error)) from error

    def _prepare(self) -> None:
        # Exclusive before the first write, so that a second run stops before it asks anything. The system
        # gives the lock back when its holder dies.
        self._database.execute("PRAGMA locking_mode=EXCLUSIVE")
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute(_TABLES)
        self._database.execute("COMMIT")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def find(self, key: str) -> StoredReply | None:
        """The reply to a call that was answered before.

        Raises:
            RunError: the ledger cannot be read.
        """
        columns = "text, prompt_tokens, completion_tokens, attempts, seconds"
        try:
            query = f"SELECT {columns} FROM replies WHERE key = ?"  # noqa: S608  # no value stands in it
            row = self._database.execute(query, (key,)).fetchone()
        except sqlite3.Error as error:
            raise RunError(_complaint(self.path, error)) from error
        return None if row is None else StoredReply(row[0], Usage(row[1], row[2]), row[3], row[4])

    def store(self, key: str, article: str, reply: StoredReply) -> None:
        """Keep a reply; it is on disk when this returns.

        Raises:
            RunError: it cannot be written.
        """
        tokens = (reply.usage.prompt_tokens, reply.usage.completion_tokens)
        row = (key, _encodable(article), _encodable(reply.text), *tokens, reply.attempts, reply.seconds)
        try:
            self._database.execute("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        except sqlite3.Error as error:
            raise RunError(_complaint(self.path, error)) from error


def _encodable(text: str) -> str:
    """The text with half surrogate pairs, which SQLite cannot keep, written out as JSON writes them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _complaint(path: Path, error: sqlite3.Error) -> str:
    if "locked" in str(error):
        return f"{path.parent}: another run is writing this folder; wait for it, or choose another with -o"
    return f"{path}: the ledger cannot be used ({error}); check the disk, or choose another folder with -o"
