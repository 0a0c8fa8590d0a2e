"""Near-identical copies of one text count as one source, and the output of a run names them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from extractor.records import JsonObject
from tests.end_to_end.newsroom import ARTICLES, extractor, lines_of, obliging, write_articles
from tests.kit.model_server import ModelServer

Capsys = pytest.CaptureFixture[str]

COPIED = {**ARTICLES, "wire": f"Breaking news: {ARTICLES['first']}"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("copies")


@pytest.fixture
def run(folder: Path, capsys: Capsys, loopback: None) -> Path:
    """A run of three articles, one of which another paper printed too."""
    if not (folder / "run").exists():
        with ModelServer(obliging) as server:
            where = ("--base-url", server.base_url, "--model", "m", "--plan", "article")
            extractor(capsys, "run", write_articles(folder / "news", COPIED), "-o", folder / "run", *where)
    return folder / "run"


def transfer(run: Path) -> JsonObject:
    return next(event for event in lines_of(run / "events.jsonl") if "second" in event["articles"])


def test_the_event_names_its_copies(run: Path) -> None:
    assert transfer(run)["articles"] == ["first", "second", "wire"]
    assert transfer(run)["copies"] == [["first", "wire"]]


def test_show_names_them_and_counts_them_once(run: Path, capsys: Capsys) -> None:
    shown = extractor(capsys, "show", run, transfer(run)["id"]).out
    assert "3 articles, 2 sources" in shown
    assert "copies of one text, counted as one source: first, wire" in shown
    every = extractor(capsys, "show", run).out
    assert "1 article is a copy of another, and counted as one source with it." in every


def test_an_export_has_a_column_for_them(run: Path, capsys: Capsys, tmp_path: Path) -> None:
    extractor(capsys, "export", run, "-o", tmp_path / "all.csv")
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = {row["event_id"]: row for row in csv.DictReader(lines)}
    row = rows[transfer(run)["id"]]
    assert (row["article_count"], row["source_count"], row["copies"]) == ("3", "2", "first = wire")


def test_the_report_names_them(run: Path, capsys: Capsys, tmp_path: Path) -> None:
    extractor(capsys, "report", run, "-o", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "3 articles, 2 sources" in page
    assert "copies of one text: <a" in page


def test_an_event_that_copies_alone_report_has_one_source(
    folder: Path, capsys: Capsys, loopback: None
) -> None:
    texts = {
        "a": "Mexico sent 26 prisoners to the United States on Tuesday, officials of both countries said.",
        "b": "Mexico sent 26 prisoners to the United States on Tuesday, officials of both countries said.",
        "c": "Mexico sent 26 prisoners to the United States on Tuesday, officials of both countries said it.",
    }
    with ModelServer(obliging) as server:
        where = ("--base-url", server.base_url, "--model", "m", "--plan", "article")
        extractor(capsys, "run", write_articles(folder / "wire", texts), "-o", folder / "three", *where)
    (event,) = lines_of(folder / "three" / "events.jsonl")
    assert event["copies"] == [["a", "b", "c"]]
    assert "3 articles, 1 source" in extractor(capsys, "show", folder / "three", event["id"]).out
