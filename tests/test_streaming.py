"""`aextract` as a notebook or a service calls it."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from extractor import EventRecord, Request, StoredRun, aextract
from extractor.errors import ArticleError, RunError, UsageError
from tests.end_to_end.newsroom import BRIEFS, QUESTIONS, Gate, obliging, write_articles
from tests.kit.model_server import ModelServer

pytestmark = pytest.mark.usefixtures("loopback")


def request_at(server: ModelServer, folder: Path) -> Request:
    profile = server.profile(plan="article", concurrency=1)
    return Request((str(write_articles(folder / "news", BRIEFS)),), folder / "run", profile)


async def every_record(request: Request) -> list[EventRecord]:
    return [record async for record in aextract(request)]


def test_every_record_of_the_run_comes_once_and_the_events_are_in_the_folder(tmp_path: Path) -> None:
    with ModelServer(obliging) as server:
        records = asyncio.run(every_record(request_at(server, tmp_path)))
    stored = StoredRun.read(tmp_path / "run")
    assert sorted(record.id for record in records) == sorted(record.id for record in stored.records)
    assert {name for event in stored.events for name in event.records} == {record.id for record in records}


def test_a_record_comes_while_other_articles_are_still_asked_about(tmp_path: Path) -> None:
    gate = Gate(free=QUESTIONS - 1)  # the last answer waits for a record of the first ones

    async def read(request: Request) -> int:
        number = 0
        async for _ in aextract(request):
            gate.opened.set()
            number += 1
        return number

    with ModelServer(gate) as server:
        number = asyncio.run(read(request_at(server, tmp_path)))
    assert number == len(StoredRun.read(tmp_path / "run").records) > 1


def test_who_leaves_early_stops_the_run_and_the_same_request_goes_on_from_there(tmp_path: Path) -> None:
    gate = Gate(free=2)

    async def first(request: Request) -> EventRecord:
        async with aclosing(aextract(request)) as records:
            found = await anext(records)
            asyncio.get_running_loop().call_later(0.05, gate.opened.set)  # while the block is being left
        return found

    with ModelServer(gate) as server:
        request = request_at(server, tmp_path)
        record = asyncio.run(first(request))
        gate.opened.set()
        assert len(server.calls) <= 3
        with pytest.raises(RunError, match="has not finished"):
            StoredRun.read(request.folder)
        records = asyncio.run(every_record(request))
        assert len(server.calls) <= QUESTIONS + 1  # one was being asked when the run was stopped
    assert record in records


def test_what_stops_a_run_is_raised(tmp_path: Path) -> None:
    with ModelServer(obliging) as server:
        request = Request((str(tmp_path / "nothing"),), tmp_path / "run", server.profile())
        with pytest.raises((UsageError, ArticleError), match="nothing"):
            asyncio.run(every_record(request))
