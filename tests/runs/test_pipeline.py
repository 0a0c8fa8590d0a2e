"""`extract` as a Python user calls it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import fsspec
import pytest

from extractor import Outcome, Request, StoredRun, extract
from extractor.errors import RunError, UsageError
from tests.end_to_end.newsroom import REPLIES, asked_about, obliging, write_articles
from tests.kit.model_server import ModelServer, answered

pytestmark = pytest.mark.usefixtures("loopback")


def request_at(server: ModelServer, folder: Path) -> Request:
    profile = server.profile(plan="article")
    return Request((str(write_articles(folder / "news")),), folder / "run", profile)


def test_what_extract_gives_is_what_the_folder_holds(tmp_path: Path) -> None:
    with ModelServer(obliging) as server:
        outcome = extract(request_at(server, tmp_path))
    stored = StoredRun.read(tmp_path / "run")
    assert stored.events == outcome.events
    assert len(stored.records) == outcome.tally.records
    assert len(stored.articles) == outcome.tally.articles
    totals = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["totals"]
    assert totals == outcome.totals()


def test_inside_an_event_loop_extract_says_how_to_be_called(tmp_path: Path) -> None:
    async def notebook(request: Request) -> Outcome:
        with pytest.raises(UsageError, match=r"await asyncio\.to_thread"):
            extract(request)
        return await asyncio.to_thread(extract, request)

    with ModelServer(obliging) as server:
        outcome = asyncio.run(notebook(request_at(server, tmp_path)))
    assert outcome.events


def test_a_run_finds_its_own_schema_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Path
) -> None:
    source = (repository / "schemas" / "news_event.py").read_text(encoding="utf-8")
    (tmp_path / "mine.py").write_text(source, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    # A schema of one's own has no templates: the generic ones ask about whole sentences.
    event = {"what": "sent 26 prisoners", "who": [], "count": "26 prisoners"}
    script = {**REPLIES, "": {"events": [event]}}
    write_articles(tmp_path / "news")
    with ModelServer(lambda call: answered(script[asked_about(call)])) as server:
        extract(Request(("news",), Path("run"), server.profile(plan="article"), "mine.py"))
    monkeypatch.chdir("/")
    assert StoredRun.read(tmp_path / "run").schema.name == "mine"


def test_articles_by_url_give_the_files_that_those_on_disk_give_and_are_asked_about_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_articles(tmp_path / "news").parent)
    store = fsspec.filesystem("memory", use_listings_cache=False)
    store.put("news", "/wire/news", recursive=True)
    try:
        with ModelServer(obliging) as server:
            profile = server.profile(plan="article")
            extract(Request(("news",), Path("disk"), profile))
            calls = len(server.calls)
            extract(Request(("memory://wire/news/*",), Path("store"), profile))
            extract(Request(("memory://wire/news",), Path("store"), profile))
            assert len(server.calls) == 2 * calls
    finally:
        store.rm("/wire", recursive=True)
    for name in ("articles.jsonl", "records.jsonl", "events.jsonl", "report.html", "datasheet.md"):
        written = Path("store", name).read_text(encoding="utf-8")
        assert written.replace("memory://wire/", "") == Path("disk", name).read_text(encoding="utf-8")


def test_a_run_is_not_written_to_a_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_articles(tmp_path / "news").parent)
    with ModelServer(obliging) as server:
        request = Request(("news",), Path("s3://wire/run"), server.profile(plan="article"))
        with pytest.raises(RunError, match="not to a URL; choose a folder with -o"):
            extract(request)
    assert not Path("s3:").exists()
