from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks._synthetic_news import synthetic_news
from extractor.errors import RecordsError
from extractor.merging import merge
from extractor.records import MergedEvent
from extractor.runs import stored_events
from extractor.runs.stored_events import StoredEvents
from extractor.schemas import load_schema
from extractor.store.folder import json_line, write_whole

SCHEMA = load_schema("news_event")


@pytest.fixture
def merged() -> tuple[MergedEvent, ...]:
    return tuple(merge(synthetic_news(150, SCHEMA).records, SCHEMA))


@pytest.fixture
def stored(tmp_path: Path, merged: tuple[MergedEvent, ...]) -> StoredEvents:
    """The events, whose file is written after they are named, as a run does."""
    events = StoredEvents(tmp_path / "events.jsonl", SCHEMA, tuple(event.id for event in merged))
    write_whole(tmp_path / "events.jsonl", map(json_line, merged))
    return events


@pytest.mark.parametrize("cached", [10, 2000])
def test_events_are_read_from_the_file_when_they_are_looked_at(
    stored: StoredEvents, merged: tuple[MergedEvent, ...], monkeypatch: pytest.MonkeyPatch, cached: int
) -> None:
    monkeypatch.setattr(stored_events, "_CACHED", cached)
    assert len(stored) == len(merged) > 10
    assert tuple(stored) == merged
    assert stored == merged
    assert merged == stored
    assert stored != merged[1:]
    assert stored != "events"
    assert (stored[0], stored[-1], stored[2:5]) == (merged[0], merged[-1], merged[2:5])
    with pytest.raises(IndexError):
        stored[len(merged)]


def test_few_events_are_read_once(stored: StoredEvents) -> None:
    assert all(a is b for a, b in zip(stored, tuple(stored), strict=True))


def test_a_damaged_file_is_named(tmp_path: Path, stored: StoredEvents) -> None:
    (tmp_path / "events.jsonl").write_text("{broken\n", encoding="utf-8")
    with pytest.raises(RecordsError, match=r"events\.jsonl:1: not JSON"):
        list(stored)
