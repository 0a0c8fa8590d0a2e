"""A provider's Batch API, as OpenAI defines it: files, batches made of them, and what they gave.

Calls are tried again by the same rules as questions; `make` looks for the batch before it makes another.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from extractor.backends.connection import serving
from extractor.backends.failures import Diagnosis
from extractor.backends.keys import key_of
from extractor.backends.profiles import Profile
from extractor.backends.providers.base import Connection
from extractor.backends.providers.openai import Api
from extractor.backends.retries import Attempts, Failure, FailureKind, Sleep
from extractor.errors import BatchUnknown, UsageError
from extractor.records import JsonObject

T = TypeVar("T")

ENDPOINT = "/v1/chat/completions"

NAME = "extractor"
"""The key of a batch's metadata under which it bears the name that we gave it."""

ENDED = frozenset({"completed", "failed", "expired", "cancelled"})

_MOST_BYTES = 4 * 2**30
"""Of a file of answers: 50,000 of the longest."""

_LONGEST_TRANSFER = 3600.0
"""Seconds for a file up or down."""

_MOST_OF_A_PROBLEM = 300

_PAGE = 100


@dataclass(frozen=True, slots=True)
class RemoteBatch:
    """A batch as the provider describes it."""

    id: str
    status: str
    output_file: str | None
    error_file: str | None
    name: str | None
    """What we called it; `None` for one that is not ours."""
    created: float
    counts: Mapping[str, int]
    """Requests: `total`, `completed`, `failed`; empty before they are counted."""
    problem: str = ""
    """Why the whole batch failed, in the provider's words."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file of answers or errors."""

    custom_id: str
    status: int | None
    """Of HTTP; `None` where the request was never answered, as in a batch that expired."""
    body: str
    request_id: str


class BatchApi:
    """The endpoints, through the SDK; made by `open_batch_api`.

    Every method raises `BackendError` when the provider does not answer, or refuses.
    """

    def __init__(self, profile: Profile, api: Api, diagnosis: Diagnosis, sleep: Sleep) -> None:
        self._profile = profile
        self._api = api
        self._sdk = api.sdk
        self._diagnosis = diagnosis
        self._sleep = sleep

    async def upload(self, path: Path, name: str) -> str:
        """Send a file of requests; the id of what is there now."""

        async def send() -> str:
            with path.open("rb") as file:
                made = await self._sdk.files.create(file=(f"{name}.jsonl", file), purpose="batch")
            return str(made.id)

        return await self._tried(send, _LONGEST_TRANSFER)

    async def make(self, file: str, name: str) -> RemoteBatch:
        """Make the batch of an uploaded file, once: before another try it is looked for."""
        is_first = True

        async def create() -> RemoteBatch:
            nonlocal is_first
            if not is_first and (found := await self._search(name)):
                return found  # the answer to an earlier try was lost
            is_first = False
            made = await self._sdk.batches.create(
                input_file_id=file, endpoint=ENDPOINT, completion_window="24h", metadata={NAME: name}
            )
            return self._batch(made)

        return await self._tried(create)

    async def find(self, name: str, since: float = 0.0) -> RemoteBatch | None:
        """The batch with this name that was made at `since` or later."""
        return await self._tried(lambda: self._search(name, since))

    async def _search(self, name: str, since: float = 0.0) -> RemoteBatch | None:
        async for item in self._sdk.batches.list(limit=_PAGE):
            batch = self._batch(item)
            if batch.name == name:
                return batch
            if batch.created < since:
                return None  # the newest come first
        return None

    async def get(self, batch: str) -> RemoteBatch:
        """A batch as it is now."""

        async def retrieve() -> RemoteBatch:
            return self._batch(await self._sdk.batches.retrieve(batch))

        return await self._tried(retrieve)

    async def fetch(self, file: str, path: Path) -> None:
        """Write a file of answers or errors to this path, a piece at a time.

        Raises:
            BackendError: it cannot be fetched.
            OSError: it cannot be written.
        """

        async def receive() -> None:
            async with self._sdk.files.with_streaming_response.content(file) as answer:
                await answer.stream_to_file(path)

        await self._tried(receive, _LONGEST_TRANSFER)

    def line(self, text: str) -> Line:
        """A line of a file of answers or errors, without the key, should the server repeat it.

        Raises:
            ValueError: it is none.
        """
        return line_of(self._diagnosis.without_key(text))

    def _batch(self, given: Any) -> RemoteBatch:
        metadata = given.metadata if isinstance(given.metadata, dict) else {}
        counts = given.request_counts
        data = getattr(getattr(given, "errors", None), "data", None) or []
        problem = "; ".join(str(getattr(item, "message", "")) for item in data)
        return RemoteBatch(
            id=str(given.id),
            status=str(given.status),
            output_file=given.output_file_id or None,
            error_file=given.error_file_id or None,
            name=metadata.get(NAME),
            created=float(given.created_at or 0),
            counts={} if counts is None else {name: int(n) for name, n in counts.to_dict().items()},
            problem=self._diagnosis.without_key(problem)[:_MOST_OF_A_PROBLEM],
        )

    async def _tried(self, work: Callable[[], Awaitable[T]], seconds: float | None = None) -> T:
        """Do it, and again as the rules say."""
        attempts = Attempts(self._sleep)
        return await attempts.run(partial(self._once, work, seconds or self._profile.timeout, attempts))

    async def _once(self, work: Callable[[], Awaitable[T]], seconds: float, attempts: Attempts) -> T:
        try:
            async with asyncio.timeout(seconds):
                return await work()
        except Exception as given:  # noqa: BLE001  # sorted out here; a fault of ours is raised
            error = self._api.error(given)
        failure = self._diagnosis.of_error(error)
        if getattr(error, "status_code", None) in {404, 405, 501}:
            name = self._profile.name
            says = f"backend {name} has no Batch API, or not this batch or file ({failure.error})"
            failure = Failure(FailureKind.NO_ACCESS, BatchUnknown(says))
        attempts.count(failure)
        raise failure


@asynccontextmanager
async def open_batch_api(profile: Profile, sleep: Sleep = asyncio.sleep) -> AsyncIterator[BatchApi]:
    """The Batch API of a profile's server.

    Raises:
        UsageError: its server has no Batch API, or another.
        BackendUnavailable: the profile's key is not in the environment.
    """
    check_batches(profile)
    key = key_of(profile)
    async with (
        serving(profile) as base_url,
        Api.open(Connection(profile, base_url, key, most_bytes=_MOST_BYTES)) as api,
    ):
        yield BatchApi(profile, api, Diagnosis(profile, base_url, key), sleep)


def check_batches(profile: Profile) -> None:
    """Refuse a profile whose server has no Batch API as OpenAI's.

    Raises:
        UsageError: it has none.
    """
    if profile.kind != "openai":
        raise UsageError(f"backend {profile.name} has no Batch API as OpenAI's: use extractor run")


def line_of(text: str) -> Line:
    """A line of a file of answers or errors.

    Raises:
        ValueError: it is none.
    """
    given = json.loads(text)
    if not isinstance(given, dict) or not isinstance(given.get("custom_id"), str):
        raise ValueError("no custom_id")  # noqa: TRY004  # as for what is no JSON
    answer, error = given.get("response") or {}, given.get("error")
    status = answer.get("status_code")
    request_id = str(answer.get("request_id") or given.get("id") or given["custom_id"])
    if isinstance(status, int) and status > 0:
        body = answer.get("body")
        return Line(
            given["custom_id"], status, json.dumps(body if isinstance(body, dict) else {}), request_id
        )
    code = str(error.get("code") if isinstance(error, dict) else "")
    if code in {"batch_expired", "batch_cancelled"} or not error:
        return Line(given["custom_id"], None, "{}", request_id)
    return Line(given["custom_id"], 500, json.dumps({"error": error}), request_id)


def request_line(custom_id: str, body: JsonObject) -> str:
    """A line of a file of requests."""
    asked = {"custom_id": custom_id, "method": "POST", "url": ENDPOINT, "body": body}
    return json.dumps(asked, separators=(",", ":")) + "\n"
