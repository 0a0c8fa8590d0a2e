"""What the ledger knows of batches: which were handed in, with which requests, and what they answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from sqlite3 import Connection

from extractor.backends.batch.api import Line
from extractor.backends.batch.transport import BatchAnswer
from extractor.backends.usage import Usage
from extractor.store.entries import encodable, insert
from extractor.store.ledger import Ledger


class Step(StrEnum):
    """How far a batch is on its way from us and back."""

    INTENDED = "intended"
    """It is to be handed in; whether it is there already, the provider knows."""
    HANDED_IN = "handed in"
    FETCHED = "fetched"
    """All that it answered is in the ledger, and nothing is made of it yet."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """A batch as the ledger keeps it, a column each."""

    name: str
    """Ours; the provider keeps it with the batch and in the file's name."""
    made: float
    """Seconds since 1970."""
    how: str
    """The request that it is part of, in JSON."""
    requests: int
    most_prompt: int
    """Tokens that it can use at most."""
    most_completion: int
    step: Step
    batch: str | None = None
    """The provider's id of the batch."""
    state: str = ""
    """The provider's word for how far it is; empty before it is handed in."""
    message: str = ""
    """Why it failed as a whole."""

    @property
    def most(self) -> Usage:
        """Tokens that it can use at most."""
        return Usage(self.most_prompt, self.most_completion)

    def write(self, database: Connection, _command: int) -> None:
        """Insert a row, or change the one that is there; see `Entry`."""
        insert(database, "batches", asdict(self))


@dataclass(frozen=True, slots=True)
class RequestEntry:
    """A request is part of a batch."""

    custom_id: str
    batch: str

    def write(self, database: Connection, _command: int) -> None:
        """Insert a row; see `Entry`."""
        insert(database, "batch_requests", asdict(self), otherwise="IGNORE")


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """What a batch answered to one of its requests; the first answer stands."""

    batch: str
    line: Line

    def write(self, database: Connection, _command: int) -> None:
        """Add it to the row of its request; see `Entry`."""
        answer = (self.line.status, encodable(self.line.body), encodable(self.line.request_id))
        database.execute(
            "UPDATE batch_requests SET status = ?, body = ?, request_id = ?"
            " WHERE custom_id = ? AND batch = ? AND status IS NULL",
            (*answer, self.line.custom_id, self.batch),
        )


class BatchStore:
    """The tables of batches of one ledger; every method raises `RunError` where that cannot be used."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def batches(self, *steps: Step) -> list[StoredBatch]:
        """The batches at these steps, or all, the first one first."""
        columns = ", ".join(StoredBatch.__slots__)
        rows = self.ledger.rows(f"SELECT {columns} FROM batches ORDER BY made, name")  # noqa: S608  # constants
        found = [StoredBatch(*(*row[:6], Step(row[6]), *row[7:])) for row in rows]
        return [batch for batch in found if not steps or batch.step in steps]

    def make(self, batch: StoredBatch, custom_ids: Iterable[str]) -> None:
        """Note that a batch of these requests is to be handed in."""
        self.ledger.write([batch, *(RequestEntry(custom_id, batch.name) for custom_id in custom_ids)])

    def custom_ids(self, batch: str) -> set[str]:
        """The requests of a batch."""
        rows = self.ledger.rows("SELECT custom_id FROM batch_requests WHERE batch = ?", batch)
        return {row[0] for row in rows}

    def answers(self, custom_id: str) -> Sequence[BatchAnswer]:
        """What batches answered to a request, in the order in which they were made."""
        rows = self.ledger.rows(
            "SELECT batches.name, status, body, request_id FROM batch_requests"
            " JOIN batches ON batches.name = batch_requests.batch"
            " WHERE custom_id = ? AND status IS NOT NULL ORDER BY made, name",
            custom_id,
        )
        return [BatchAnswer(*row) for row in rows]

    def is_awaited(self, custom_id: str) -> bool:
        """Whether a request is part of a batch that may still answer it."""
        rows = self.ledger.rows(
            "SELECT 1 FROM batch_requests JOIN batches ON batches.name = batch_requests.batch"
            " WHERE custom_id = ? AND status IS NULL AND step IN (?, ?) LIMIT 1",
            custom_id,
            Step.INTENDED,
            Step.HANDED_IN,
        )
        return bool(rows)

    def used(self, batch: str) -> Usage:
        """Tokens that a batch's answers used."""
        names = ("prompt_tokens", "completion_tokens", "prompt_tokens_details.cached_tokens")
        sums = ", ".join(map(_number, names))
        query = f"SELECT {sums} FROM batch_requests WHERE batch = ? AND status IS NOT NULL"  # noqa: S608  # constants
        return Usage(*(int(number or 0) for number in self.ledger.rows(query, batch)[0]))

    def answered(self, batch: str) -> int:
        """How many of a batch's requests were answered."""
        query = "SELECT count(*) FROM batch_requests WHERE batch = ? AND status IS NOT NULL"
        return int(self.ledger.rows(query, batch)[0][0])


def _number(name: str) -> str:
    """SQL for a number of tokens in an answer; whatever else is there counts as none."""
    return f"sum(max(0, CAST(coalesce(json_extract(body, '$.usage.{name}'), 0) AS INTEGER)))"


def awaited_requests(ledger: Ledger) -> int:
    """Requests whose answers were paid for, or will be, and of which nothing is made yet."""
    rows = ledger.rows("SELECT sum(requests) FROM batches WHERE step <> ?", Step.DONE)
    return int(rows[0][0] or 0)
