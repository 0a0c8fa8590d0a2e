"""The merge of a run from its spool, which must be the merge that everybody else calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks._synthetic_news import synthetic_news
from extractor.backends import Usage
from extractor.merging import Constraints, find_entities, merge, relate
from extractor.records import Article, EventRecord
from extractor.runs.endings import Ended
from extractor.runs.folder import json_line, write_whole
from extractor.runs.spool import Spool
from extractor.runs.spooled_merge import EventsOnDisk, events_of, merge_spooled
from extractor.schemas import load_schema

SCHEMA = load_schema("news_event")


@pytest.fixture
def records() -> tuple[EventRecord, ...]:
    return synthetic_news(150, SCHEMA).records


@pytest.fixture
def spool(tmp_path: Path, records: tuple[EventRecord, ...]) -> Iterator[Spool]:
    with Spool(tmp_path / "spool.sqlite") as spool:
        for record in records:
            article = Article(id=record.article, text="Police came.", sentences=())
            spool.add(Ended(article, (record,), (), (), 1, Usage(), 0.0))
        merge_spooled(spool, SCHEMA, Constraints())
        yield spool


def test_events_are_those_of_the_merge_in_its_order(spool: Spool, records: tuple[EventRecord, ...]) -> None:
    merged = merge(records, SCHEMA, spool.articles())
    assert list(spool.event_lines()) == [json_line(event) for event in merged]
    assert list(spool.events(SCHEMA)) == [event.id for event in merged]
    assert spool.events(SCHEMA) == {event.id: event for event in merged}
    assert list(spool.events(SCHEMA).values()) == merged


def test_relations_and_entities_are_found_from_events_that_are_looked_up(
    spool: Spool, records: tuple[EventRecord, ...]
) -> None:
    events, articles = spool.events(SCHEMA), spool.articles()
    merged = list(events.typed())
    assert relate(events, records, SCHEMA, articles) == relate(merged, records, SCHEMA, articles)
    found = find_entities(merged, records, SCHEMA)
    assert found
    assert find_entities(merged, reversed(records), SCHEMA) == found


def test_few_events_are_held_and_many_are_read_from_the_folder_when_looked_at(
    tmp_path: Path, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = events_of(spool, tmp_path / "events.jsonl", SCHEMA)
    assert isinstance(held, tuple)
    monkeypatch.setattr("extractor.runs.spooled_merge.MOST_EVENTS_HELD", 10)
    events = events_of(spool, tmp_path / "events.jsonl", SCHEMA)
    assert isinstance(events, EventsOnDisk)
    write_whole(tmp_path / "events.jsonl", spool.event_lines())
    assert len(events) == len(held)
    assert tuple(events) == held
    assert (events[0], events[-1], events[2:5]) == (held[0], held[-1], held[2:5])
    with pytest.raises(IndexError):
        events[len(held)]
