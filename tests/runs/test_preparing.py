"""Articles read and records assembled by a second process: the same run, and no process that stays."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from socket import socket

import psutil
import pytest

from extractor import Request, extract
from extractor.backends import load_profile
from extractor.errors import ArticleError, RunError
from extractor.extraction.plans import load_plan
from extractor.runs import pipeline
from extractor.runs.folder import json_line
from extractor.runs.inputs import Inputs
from extractor.runs.preparing import LocalPreparer, Prepared, Preparer
from extractor.runs.preparing_process import ProcessPreparer, preparing_beside
from extractor.schemas import load_schema
from tests.end_to_end.newsroom import Gate, derived, obliging, started, write_articles
from tests.kit.model_server import ModelServer

pytestmark = pytest.mark.usefixtures("loopback")

IN_FLIGHT = 8

MANY = {str(number): f"On Tuesday, Chile elected Ana Brandt of List {number}." for number in range(200)}
"""So many that a run takes a second process."""


@pytest.fixture
def small_runs_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_MANY_ARTICLES", 1)
    monkeypatch.setattr(pipeline, "cores", lambda: 2)
    monkeypatch.setattr(pipeline, "may_be_copied", lambda: True)  # the tests' own threads hold nothing


def write_news(folder: Path) -> Path:
    news = write_articles(folder)
    (news / "binary.txt").write_bytes(b"\0\1")
    strange = news / os.fsdecode(b"na\xefve.txt")  # not UTF-8
    strange.write_text("On Tuesday, Chile elected Ana Brandt and Otto Brandt.")
    (news / "odd.jsonl").write_text('{"text": "No triggers here at all, said nobody."}\n{"text": ""}\n{\n')
    return news


PROFILE = load_profile("compatible", model="fake", base_url="http://127.0.0.1:9/v1")


async def every(preparer: Preparer) -> list[Prepared | ArticleError]:
    found = []
    while (item := await preparer.next()) is not None:
        found.append(item)
    return found


@pytest.mark.parametrize("name", ["article", "sentence", "triggers"])
def test_another_process_prepares_and_assembles_the_same(tmp_path: Path, name: str) -> None:
    inputs = Inputs((str(write_news(tmp_path / "news")),))
    plan = load_plan(name, load_schema("news_event"))
    here = LocalPreparer(plan, PROFILE, inputs.articles())

    async def both(connection: socket) -> None:
        async with ProcessPreparer(connection, plan) as there:
            expected = await every(here)
            found = await every(there)
            assert len(found) == len(expected) == 8
            for ours, theirs in zip(expected, found, strict=True):
                if isinstance(ours, ArticleError):
                    assert str(theirs) == str(ours)
                    continue
                assert isinstance(theirs, Prepared)
                assert (theirs.article.item, theirs.keys) == (ours.article.item, ours.keys)
                assert (theirs.article.id, theirs.article.sha256) == (ours.article.id, ours.article.sha256)
                assert theirs.article.line == ours.article.line == json_line(ours.article.item)
                assert [ask.messages for ask in theirs.asks] == [ask.messages for ask in ours.asks]
                schemas = [[a.reply_type.model_json_schema() for a in side.asks] for side in (theirs, ours)]
                assert schemas[0] == schemas[1]
                assert [ask.trigger for ask in theirs.asks] == [ask.trigger for ask in ours.asks]
            articles = [item.article for item in expected if isinstance(item, Prepared)]
            made = await asyncio.gather(*(there.assemble(article, []) for article in articles))
            assert made == [await here.assemble(article, []) for article in articles]

    with preparing_beside(plan, PROFILE, inputs) as connection:
        asyncio.run(both(connection))


@pytest.mark.usefixtures("small_runs_too")
def test_a_run_of_two_processes_writes_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = str(write_news(tmp_path / "news"))
    with ModelServer(obliging) as server:
        profile = server.profile(plan="triggers", concurrency=8)
        extract(Request((news,), tmp_path / "two", profile))
        calls = len(server.calls)
        monkeypatch.setattr(pipeline, "_MANY_ARTICLES", 1000)
        extract(Request((news,), tmp_path / "one", profile))
        assert len(server.calls) == 2 * calls
    assert derived(tmp_path / "two") == derived(tmp_path / "one")


def test_what_cannot_be_read_there_is_told_here(tmp_path: Path) -> None:
    plan = load_plan("triggers", load_schema("news_event"))
    gone = Inputs((str(tmp_path / "gone"),))

    async def ask(connection: socket) -> None:
        async with ProcessPreparer(connection, plan) as preparer:
            await preparer.next()

    told = r"reads the articles failed: .*gone.*the same command again"
    with preparing_beside(plan, PROFILE, gone) as connection, pytest.raises(RunError, match=told):
        asyncio.run(ask(connection))


def test_a_process_that_is_killed_stops_the_run_and_the_next_command_goes_on(tmp_path: Path) -> None:
    write_articles(tmp_path / "news", MANY)
    gate = Gate(free=60)
    with ModelServer(gate) as server:
        with started(*command(tmp_path, server)) as child:
            helper_of(child, gate).kill()
            _, told = child.communicate(timeout=120)
        assert child.returncode == 1
        assert told.count("\n") == 1
        assert "the process that reads the articles failed" in told
        gate.opened.set()
        with started(*command(tmp_path, server)) as child:
            child.communicate(timeout=120)
        assert child.returncode == 0
        assert len(server.calls) <= len(MANY) + IN_FLIGHT


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_the_command(tmp_path: Path, number: signal.Signals) -> None:
    write_articles(tmp_path / "news", MANY)
    gate = Gate(free=20)
    with ModelServer(gate) as server:
        with started(*command(tmp_path, server)) as child:
            helper = helper_of(child, gate)
            os.kill(child.pid, number)
            _, told = child.communicate(timeout=120)
        wait_until(lambda: not helper.is_running() or helper.status() == psutil.STATUS_ZOMBIE)
    assert "Traceback" not in told


def command(folder: Path, server: ModelServer) -> list[str | Path]:
    model = [
        "--base-url",
        server.base_url,
        "--model",
        "fake",
        "--plan",
        "triggers",
        "--concurrency",
        str(IN_FLIGHT),
    ]
    return ["run", folder / "news", "-o", folder / "run", *model, "--json"]


def helper_of(child: subprocess.Popen[str], gate: Gate) -> psutil.Process:
    """The second process of a run, once its model keeps questions waiting."""
    wait_until(lambda: gate.kept > 0)
    (helper,) = psutil.Process(child.pid).children()
    return helper


def wait_until(holds: Callable[[], bool], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
