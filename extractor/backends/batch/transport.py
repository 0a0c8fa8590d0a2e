"""Questions that batches answer: looked up among the answers that came, or queued for the next batch.

It stands in place of the network beneath the same client: see docs/design/batches-through-the-same-code.md.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from extractor.errors import BatchPending
from extractor.records import JsonObject

if TYPE_CHECKING:
    import httpx2

_MARK = "batch:"
"""Begins the request id of an answer from a batch; then the batch and the id at the server follow."""

_ASKED: ContextVar[Counter[str]] = ContextVar("asked")
"""How often each request was sent for the question that is being asked."""


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """What a batch gave to one request."""

    batch: str
    status: int
    body: str
    request_id: str


class BatchQueue(Protocol):
    """Holds the answers of batches, and takes the requests that have none."""

    def answers(self, custom_id: str) -> Sequence[BatchAnswer]:
        """The answers to a request, the first one first."""

    def enqueue(self, custom_id: str, body: JsonObject) -> None:
        """Keep a request that has no answer, to hand it in."""


def custom_id_of(body: JsonObject) -> str:
    """The id of a request in a batch: a hash of all that it says, the same whoever makes it and when."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def split_request_id(request_id: str | None) -> tuple[str | None, str | None]:
    """The batch that an answer came from, `None` for a call of its own, and its id at the server."""
    if request_id is None or not request_id.startswith(_MARK):
        return None, request_id
    batch, _, request = request_id.removeprefix(_MARK).partition("/")
    return batch, request


@contextmanager
def one_question() -> Iterator[None]:
    """Within it, a request that is sent again gets the next of its answers; outside of it, the first."""
    token = _ASKED.set(Counter())
    try:
        yield
    finally:
        _ASKED.reset(token)


def batch_transport(batches: BatchQueue) -> httpx2.AsyncBaseTransport:
    """The transport of an HTTP client whose requests are answered by batches."""
    import httpx2

    class Batched(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            body = json.loads(await request.aread())
            custom_id = custom_id_of(body)
            answers = batches.answers(custom_id)
            asked = _ASKED.get()
            asked[custom_id] += 1
            if asked[custom_id] > len(answers):
                batches.enqueue(custom_id, body)
                raise BatchPending("the answer is awaited from a batch: extractor batch collect fetches it")
            answer = answers[asked[custom_id] - 1]  # asked again as it was: the next answer to the same
            headers = {
                "content-type": "application/json",
                "x-request-id": f"{_MARK}{answer.batch}/{answer.request_id}",
            }
            return httpx2.Response(
                answer.status, headers=headers, content=answer.body.encode(), request=request
            )

    return Batched()
