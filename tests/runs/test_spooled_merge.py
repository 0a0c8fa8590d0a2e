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
from extractor.runs.folder import json_line, write_whole
from extractor.runs.kept import Kept, KeptArticle
from extractor.runs.spool import Spool
from extractor.runs.spooled_merge import EventsOnDisk, merge_spooled, sketch_at
from extractor.schemas import load_schema

SCHEMA = load_schema("news_event")


@pytest.fixture
def records() -> tuple[EventRecord, ...]:
    return synthetic_news(150, SCHEMA).records


@pytest.fixture(params=[(20, 1), (20, 2), (2000, 1)], ids=["many", "many-in-copies", "few"])
def spool(
    tmp_path: Path,
    records: tuple[EventRecord, ...],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Spool]:
    """With more records and events than are kept in memory, fused here or in copies, and with fewer."""
    few, copies = request.param
    monkeypatch.setattr("extractor.runs.spool._FEW_RECORDS", few)
    monkeypatch.setattr("extractor.runs.spool._FEW_EVENTS", few)
    monkeypatch.setattr("extractor.runs.spooled_merge.copies_worth", lambda: copies)
    with Spool(tmp_path / "spool.sqlite") as spool:
        for record in records:
            article = Article(id=record.article, text="Police came.", sentences=())
            spool.add(Ended(KeptArticle.of(article), (Kept.of(record),), (), (), 1, Usage(), 0.0))
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


@pytest.fixture
def on_disk(tmp_path: Path, spool: Spool) -> EventsOnDisk:
    """The events, whose file is written after they are named, as a run does."""
    events = EventsOnDisk(tmp_path / "events.jsonl", SCHEMA, len(spool.events(SCHEMA)))
    write_whole(tmp_path / "events.jsonl", spool.event_lines())
    return events


@pytest.mark.parametrize("most_held", [10, 2000])
def test_events_are_read_from_the_folder_when_they_are_looked_at(
    on_disk: EventsOnDisk, spool: Spool, monkeypatch: pytest.MonkeyPatch, most_held: int
) -> None:
    monkeypatch.setattr("extractor.runs.spooled_merge.MOST_EVENTS_HELD", most_held)
    merged = tuple(spool.events(SCHEMA).values())
    assert len(on_disk) == len(merged) > 10
    assert tuple(on_disk) == merged
    assert on_disk == merged
    assert merged == on_disk
    assert on_disk != merged[1:]
    assert on_disk != "events"
    assert (on_disk[0], on_disk[-1], on_disk[2:5]) == (merged[0], merged[-1], merged[2:5])
    with pytest.raises(IndexError):
        on_disk[len(merged)]


def test_few_events_are_kept_once_they_were_looked_at(tmp_path: Path, on_disk: EventsOnDisk) -> None:
    first = on_disk[0]
    (tmp_path / "events.jsonl").unlink()
    assert next(iter(on_disk)) is first


def test_records_and_events_are_kept_in_memory_only_while_they_are_few(
    spool: Spool, records: tuple[EventRecord, ...], request: pytest.FixtureRequest
) -> None:
    first, again = next(spool.records(SCHEMA)), next(spool.records(SCHEMA))
    events = [next(spool.events(SCHEMA).typed()) for _ in range(2)]
    is_few = "few" in request.node.callspec.id
    assert (first is again) == is_few
    assert (events[0] is events[1]) == is_few
    assert first == again
    assert events[0] == events[1]
    assert sorted(record.id for record in spool.records(SCHEMA)) == sorted(item.id for item in records)


def test_the_event_of_each_record_is_known_without_reading_events(spool: Spool) -> None:
    events = spool.events(SCHEMA).values()
    assert spool.events(SCHEMA).of_records() == {name: e.id for e in events for name in e.records}


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
    with Spool(tmp_path / "other.sqlite") as spool:
        spool.add(Ended(KeptArticle.of(article), (), (), (), 1, Usage(), 0.0))
        found = sketch_at(spool, "a")
        assert found is not None
        assert found.tolist() == sketch(article).tolist()
        assert sketch_at(spool, "b") is None
