"""The tables of a ledger."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

VERSION = 4
"""Kept in the file as `PRAGMA user_version`; 0 is a new file."""

_TABLES = """
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    article TEXT NOT NULL,
    sentences TEXT NOT NULL,
    model TEXT NOT NULL,
    batch TEXT,
    started REAL NOT NULL,
    seconds REAL NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    request_id TEXT,
    message TEXT NOT NULL
) STRICT;
CREATE INDEX attempts_of_a_call ON attempts (key);
CREATE TABLE replies (
    key TEXT PRIMARY KEY,
    article TEXT NOT NULL,
    text TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    seconds REAL NOT NULL,
    logprobs TEXT
) STRICT;
CREATE TABLE failures (
    key TEXT PRIMARY KEY,
    article TEXT NOT NULL,
    error TEXT NOT NULL,
    message TEXT NOT NULL,
    attempts INTEGER NOT NULL
) STRICT;
CREATE TABLE commands (
    id INTEGER PRIMARY KEY,
    started REAL NOT NULL,
    ended REAL,
    pid INTEGER NOT NULL,
    expected INTEGER,
    how TEXT NOT NULL
) STRICT;
CREATE TABLE ends (
    input TEXT NOT NULL,
    readable INTEGER NOT NULL,
    command INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    records INTEGER NOT NULL,
    error TEXT,
    message TEXT,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (input, readable)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX attempts_of_a_batch ON attempts (batch, key) WHERE batch IS NOT NULL;
CREATE TABLE batches (
    name TEXT PRIMARY KEY,
    made REAL NOT NULL,
    how TEXT NOT NULL,
    requests INTEGER NOT NULL,
    most_prompt INTEGER NOT NULL,
    most_completion INTEGER NOT NULL,
    step TEXT NOT NULL,
    file TEXT,
    batch TEXT,
    state TEXT NOT NULL,
    message TEXT NOT NULL
) STRICT;
CREATE TABLE batch_requests (
    custom_id TEXT NOT NULL,
    batch TEXT NOT NULL,
    status INTEGER,
    body TEXT,
    request_id TEXT,
    PRIMARY KEY (custom_id, batch)
) STRICT;
CREATE INDEX requests_of_a_batch ON batch_requests (batch);
"""


class UnknownLedger(Exception):
    """The file is a ledger of another version, or a database of something else."""


def check_whole(path: Path) -> None:
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


def check_version(database: sqlite3.Connection) -> int:
    """The version of a ledger, 0 for a new file; one of another version is refused.

    Raises:
        UnknownLedger: the file cannot be used, and why.
        sqlite3.Error: the file cannot be read.
    """
    (version,) = database.execute("PRAGMA user_version").fetchone()
    names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if version == 0 and names:
        raise UnknownLedger("a database of something else")
    if version not in (0, VERSION):
        raise UnknownLedger(f"written by another version of extractor (ledger {version}, known {VERSION})")
    return int(version)


def prepare_tables(database: sqlite3.Connection) -> None:
    """Make the tables in a new file, and write durably.

    Raises:
        UnknownLedger: the file cannot be used, and why; it is as it was.
        sqlite3.Error: the file cannot be read or written.
    """
    version = check_version(database)
    database.execute("PRAGMA journal_mode=WAL")  # so that others can read meanwhile
    database.execute("PRAGMA synchronous=FULL")  # so that what is committed survives a power cut
    if version < VERSION:
        script = f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT"
        database.executescript(script)


def encodable(text: str) -> str:
    """The text with half surrogate pairs, which SQLite cannot keep, written out as JSON writes them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def complaint(path: Path, error: Exception) -> str:
    """What to tell the user when SQLite, or the file's version, makes a ledger unusable."""
    if isinstance(error, UnknownLedger):
        return f"{path}: {error}: use that version, or choose another folder with -o"
    return f"{path}: the ledger cannot be used ({error}); check the disk, or choose another folder with -o"
