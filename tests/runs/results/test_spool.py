"""What a run keeps article by article until its end, and the files that are made of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks._synthetic_news import synthetic_news
from extractor.backends import Usage
from extractor.errors import RunError
from extractor.extraction.rejections import Rejection
from extractor.merging import find_entities, merge, relate
from extractor.records import Article, EventRecord
from extractor.runs.endings import Ended, Failure
from extractor.runs.results.comparing_files import compare_files
from extractor.runs.results.reading_parts import Sources
from extractor.runs.results.run_files import Parts, write_run_files
from extractor.runs.results.spool import Spool
from extractor.schemas import load_schema
from extractor.store.folder import RunFolder, StoredRun, json_line, read_entities

SCHEMA = load_schema("news_event")


@pytest.fixture
def records() -> tuple[EventRecord, ...]:
    return synthetic_news(150, SCHEMA).records


@pytest.fixture
def spool(tmp_path: Path, records: tuple[EventRecord, ...]) -> Iterator[Spool]:
    with Spool(tmp_path / "spool") as spool:
        for record in records:
            article = Article(id=record.article, text="Police came.", sentences=())
            spool.add(Ended(article, (record,), (), (), 1, Usage(), 0.0))
        yield spool


def test_records_come_by_article_whatever_the_order_in_which_these_ended(
    spool: Spool, records: tuple[EventRecord, ...]
) -> None:
    expected = sorted(records, key=lambda record: record.article)
    assert list(spool.lines("records")) == [json_line(record) for record in expected]


def test_what_an_article_left_comes_in_reading_order_and_what_is_none_before_it(tmp_path: Path) -> None:
    rejections = tuple(Rejection("b", (number,), "{}", "not there") for number in range(12))
    failures = tuple(Failure("b", (number,), "ReplyInvalid", "no JSON") for number in range(12))
    with Spool(tmp_path / "spool") as spool:
        article = Article(id="b", text="", sentences=(), sha256="cafe")
        spool.add(Ended(article, (), rejections, failures, 1, Usage(), 0.0))
        spool.add(Ended(Article(id="a", text="\udc80", sentences=()), (), (), (), 1, Usage(), 0.0))
        for name in ("z", "y", "z"):
            spool.add_unreadable(Failure(name, (), "ArticleError", "no text"))
        rejected = enumerate(spool.lines("rejections"))
        assert all(f'"sentences":[{number}]' in line for number, line in rejected)
        lines = list(spool.lines("unreadable", "failures"))
        assert [line[12] for line in lines] == [*"yzz", *"b" * 12]
        assert ['"id":"a"' in line for line in spool.lines("articles")] == [True, False]
        assert spool.article_hashes == {"b": "cafe", "a": ""}
    assert not (tmp_path / "spool").exists()


def test_a_full_disk_is_named_when_something_is_kept_or_read(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"spool: cannot be written: No such file"):
        Spool(tmp_path / "none" / "spool")
    (tmp_path / "full").symlink_to("/dev/full")
    with Spool(tmp_path / "full") as spool:
        spool.add_unreadable(Failure("a", (), "ArticleError", "no text"))
        with pytest.raises(RunError, match=r"full: cannot be written: No space left"):
            list(spool.lines("unreadable"))
        with pytest.raises(RunError, match=r"full: cannot be written: No space left"):
            spool.add_unreadable(Failure("b", (), "ArticleError", "no text" * 10_000))


def test_the_files_of_a_run_hold_what_the_merge_gives(
    spool: Spool, records: tuple[EventRecord, ...], tmp_path: Path
) -> None:
    def events(records: Path, articles: Path) -> Iterator[str]:
        return compare_files(Sources("news_event", (records,), (articles,))).lines()

    description = {"schema": {"reference": "news_event", "name": "news_event"}}
    kinds = (spool.lines("articles"), spool.lines("records"), events, (), ())
    folder = RunFolder(tmp_path / "run")
    folder.create()
    number, _ = write_run_files(
        folder, Parts(SCHEMA, *kinds, lambda number: {**description, "totals": {"events": number}})
    )
    stored = StoredRun.read(folder.path)
    merged = merge(records, SCHEMA, stored.articles)
    assert stored.events == tuple(merged)
    assert number == folder.description()["totals"]["events"] == len(merged)
    assert stored.relations == tuple(relate(merged, records, SCHEMA, stored.articles))
    assert list(read_entities(folder.entities)) == find_entities(merged, records, SCHEMA) != []
