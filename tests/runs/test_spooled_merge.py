"""The merge of a run from its spool, which must be the merge that everybody else calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks._synthetic_news import synthetic_news
from extractor.backends import Usage
from extractor.merging import Constraints, find_entities, merge, relate
from extractor.merging.witnesses import sketch
from extractor.records import Article, EventRecord, Sentence, Span
from extractor.runs.endings import Ended
from extractor.runs.spool import Spool
from extractor.runs.spooled_merge import merge_spooled, sketch_in
from extractor.schemas import load_schema
from extractor.store.folder import json_line

SCHEMA = load_schema("news_event")


@pytest.fixture
def records() -> tuple[EventRecord, ...]:
    return synthetic_news(150, SCHEMA).records


@pytest.fixture(params=[20, 2000], ids=["many", "few"])
def spool(
    tmp_path: Path,
    records: tuple[EventRecord, ...],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Spool]:
    """With more records and events than stay in memory, and with fewer."""
    monkeypatch.setattr("extractor.runs.spool._RECORDS_CACHED", request.param)
    monkeypatch.setattr("extractor.runs.spool._EVENTS_CACHED", request.param)
    with Spool(tmp_path / "spool", SCHEMA) as spool:
        for record in records:
            article = Article(id=record.article, text="Police came.", sentences=())
            spool.add(Ended(article, (record,), (), (), 1, Usage(), 0.0))
        spool.sort()
        merge_spooled(spool, SCHEMA, Constraints())
        yield spool


def test_events_are_those_of_the_merge_in_its_order(spool: Spool, records: tuple[EventRecord, ...]) -> None:
    merged = merge(records, SCHEMA, spool.articles)
    assert list(spool.events.lines()) == [json_line(event) for event in merged]
    assert list(spool.events) == [event.id for event in merged]
    assert spool.events == {event.id: event for event in merged}
    assert list(spool.events.values()) == merged
    assert spool.event_of == {name: event.id for event in merged for name in event.records}


def test_records_come_by_article_whatever_the_order_in_which_these_ended(
    spool: Spool, records: tuple[EventRecord, ...]
) -> None:
    expected = sorted(records, key=lambda record: record.article)
    assert [record.id for record in spool.records.values()] == [record.id for record in expected]
    assert list(spool.articles) == sorted(record.article for record in records)


def test_relations_and_entities_are_found_from_events_that_are_looked_up(
    spool: Spool, records: tuple[EventRecord, ...]
) -> None:
    merged = list(spool.events.values())
    related = relate(spool.events, records, SCHEMA, spool.articles)
    assert related == relate(merged, records, SCHEMA, spool.articles)
    found = find_entities(merged, records, SCHEMA)
    assert found
    assert find_entities(merged, reversed(records), SCHEMA) == found


def test_an_article_in_a_spool_has_the_sketch_of_what_was_put_in(tmp_path: Path) -> None:
    text = (
        "The mayor opened the new bridge. By A. Reporter. It had been closed for two years, she said.\udc80"
    )
    spans = [(0, 32, None), (33, 47, "byline"), (48, len(text), None)]
    sentences = tuple(
        Sentence(number=number, span=Span(start=start, end=end), boilerplate=kind)
        for number, (start, end, kind) in enumerate(spans, start=1)
    )
    article = Article(id="a", text=text, sentences=sentences)
    with Spool(tmp_path / "other", SCHEMA) as spool:
        spool.add(Ended(article, (), (), (), 1, Usage(), 0.0))
        found = sketch_in(spool, "a")
        assert found is not None
        assert found.tolist() == sketch(article).tolist()
        assert sketch_in(spool, "b") is None
