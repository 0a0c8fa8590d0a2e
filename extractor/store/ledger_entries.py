"""What a ledger keeps, an entry a row; what is written together is kept together or not at all."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Protocol

from extractor.backends.answers.logprobs import Logprobs
from extractor.backends.attempts import Attempt
from extractor.backends.usage import Usage
from extractor.store.ledger_tables import encodable

Row = tuple[str | int | float | None, ...]


class Entry(Protocol):
    """A row to be kept."""

    def statement(self, command: int) -> tuple[str, Row]:
        """The statement of SQL that keeps it, and its values; `command` is the one that writes it."""


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
    batch: str | None = None
    """The batch it was part of, which costs less; `None` for a call of its own.

    What a batch gave to a question is kept once, however often it is read."""

    def statement(self, _command: int) -> tuple[str, Row]:
        """The statement of SQL that keeps it, and its values."""
        told, used = self.attempt, self.attempt.usage
        return _INSERT_ATTEMPT, (
            self.key,
            encodable(self.article),
            json.dumps(self.sentences),
            self.model,
            self.batch,
            told.started,
            told.seconds,
            told.outcome,
            told.status,
            used.prompt_tokens,
            used.completion_tokens,
            used.cached_tokens,
            told.request_id,
            encodable(told.message),
        )


@dataclass(frozen=True, slots=True)
class ReplyEntry:
    """The reply to a question; it replaces an earlier reply or failure."""

    key: str
    article: str
    reply: StoredReply

    def statement(self, _command: int) -> tuple[str, Row]:
        """The statement of SQL that keeps it, and its values."""
        used = self.reply.usage
        tokens = (used.prompt_tokens, used.completion_tokens, used.cached_tokens)
        told = (self.key, encodable(self.article), encodable(self.reply.text))
        logprobs = json.dumps(self.reply.logprobs) if self.reply.logprobs else None
        return _INSERT_REPLY, (*told, *tokens, self.reply.attempts, self.reply.seconds, logprobs)


@dataclass(frozen=True, slots=True)
class FailureEntry:
    """A question that is given up."""

    key: str
    article: str
    failure: StoredFailure

    def statement(self, _command: int) -> tuple[str, Row]:
        """The statement of SQL that keeps it, and its values."""
        told = self.failure
        row = (self.key, encodable(self.article), told.error, encodable(told.message), told.attempts)
        return _INSERT_FAILURE, row


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

    def statement(self, command: int) -> tuple[str, Row]:
        """The statement of SQL that keeps it, and its values."""
        name = encodable(self.input)
        message = None if self.message is None else encodable(self.message)
        counted = (self.outcome, self.records, self.error, message, self.attempts)
        return _INSERT_END, (name, int(self.readable), command, *counted)


_INSERT_ATTEMPT = """
INSERT OR IGNORE INTO attempts (key, article, sentences, model, batch, started, seconds, outcome, status,
    prompt_tokens, completion_tokens, cached_tokens, request_id, message)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_INSERT_REPLY = "INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_FAILURE = "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?)"
_INSERT_END = "INSERT OR REPLACE INTO ends VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
