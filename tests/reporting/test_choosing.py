from __future__ import annotations

import weakref
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from extractor.exporting import report_run
from extractor.merging import merge
from extractor.presentation.views import by_weight
from extractor.records import Article, MergedEvent
from extractor.reporting import report_pieces
from extractor.reporting.choosing import MOST_SOURCES, choose, sources_of
from extractor.schemas import Schema, load_schema
from extractor.store.folder import StoredRun
from tests.kit.stored_runs import write_run
from tests.merging.seed_records import seed_articles, seed_records


@pytest.fixture(scope="module")
def run(seeds: Path) -> StoredRun:
    """The seeds with records written by hand."""
    schema = load_schema()
    articles = seed_articles(seeds)
    records = tuple(record for record, _ in seed_records(articles, schema))
    return StoredRun(schema, articles, records, tuple(merge(records, schema, articles)))


def heaviest(run: StoredRun) -> tuple[str, ...]:
    return tuple(view.event.id for view in by_weight(run.events, run.schema))


def by_id(run: StoredRun) -> dict[str, MergedEvent]:
    return {event.id: event for event in run.events}


def silent(number: int) -> Article:
    return Article(id=f"silent-{number}", text="Nothing happened." * 100, sentences=())


def test_a_run_that_fits_is_there_as_a_whole_with_articles_that_report_nothing(run: StoredRun) -> None:
    articles = {**run.articles, "silent-0": silent(0)}
    choice = choose(run.events, articles, run.schema)
    assert tuple(choice.events) == heaviest(run)
    assert set(choice.articles) == set(articles)
    assert choice.whole == set(articles)
    assert (choice.events_left_out, choice.articles_left_out) == (0, 0)


def test_of_a_larger_run_those_events_are_there_that_most_sources_report(run: StoredRun) -> None:
    choice = choose(run.events, run.articles, run.schema, most=3)
    assert tuple(choice.events) == heaviest(run)[:3]
    assert choice.events_left_out == len(run.events) - 3


def test_what_would_be_too_much_for_a_browser_is_left_out_but_not_the_first_event(run: StoredRun) -> None:
    choice = choose(run.events, run.articles, run.schema, most_bytes=1)
    (event,) = choice.events
    assert event == heaviest(run)[0]
    assert set(choice.articles) == set(by_id(run)[event].articles)
    assert choice.events_left_out == len(run.events) - 1
    assert choice.articles_left_out == len(run.articles) - len(choice.articles)


def test_articles_that_report_nothing_take_only_the_room_that_is_left(run: StoredRun) -> None:
    articles = {**run.articles, **{f"silent-{number}": silent(number) for number in range(500)}}
    choice = choose(run.events, articles, run.schema, most_bytes=2_000_000)
    assert choice.events_left_out == 0
    assert set(run.articles) < choice.whole
    assert set(run.articles) < set(choice.articles)
    assert choice.articles_left_out > 0


def test_events_come_before_whole_texts(run: StoredRun) -> None:
    texts = {
        name: article.model_copy(update={"text": article.text + " " * 1_000_000})
        for name, article in run.articles.items()
    }
    choice = choose(run.events, texts, run.schema, most_bytes=2_000_000)
    assert (choice.events_left_out, set(choice.articles)) == (0, set(run.articles))
    assert len(choice.whole) == 1
    page = "".join(report_pieces(choice, by_id(run), run.articles, (), run.schema, {}))
    assert page.count("The rest of its text is not in this page.") == len(run.articles) - 1


def test_the_choice_does_not_depend_on_the_order_of_events(run: StoredRun) -> None:
    backwards = choose(reversed(run.events), run.articles, run.schema, most_bytes=100_000)
    assert backwards == choose(run.events, run.articles, run.schema, most_bytes=100_000)
    assert backwards.events_left_out > 0


def test_of_events_that_as_many_sources_report_those_are_there_that_come_first(run: StoredRun) -> None:
    most = 8
    weights = [
        (event.sources, len(event.records))
        for event in (view.event for view in by_weight(run.events, run.schema))
    ]
    assert weights[most - 1] == weights[most]
    for events in (run.events, tuple(reversed(run.events))):
        chosen = choose(events, run.articles, run.schema, most).events
        assert tuple(chosen) == heaviest(run)[:most]


def test_no_event_stays_in_memory(run: StoredRun) -> None:
    (event, *_) = run.events
    held: list[weakref.ref[MergedEvent]] = []
    most_alive = 0

    def many() -> Iterator[MergedEvent]:
        nonlocal most_alive
        for number in range(500):
            copy = event.model_copy(update={"id": f"event-{number:03}"})
            held.append(weakref.ref(copy))
            yield copy
            del copy
            most_alive = max(most_alive, sum(each() is not None for each in held))

    choice = choose(many(), run.articles, run.schema, most_bytes=50_000)
    assert most_alive <= 1
    assert 0 < len(choice.events) < 30
    assert choice.events_left_out == 500 - len(choice.events)
    assert tuple(choice.events) == tuple(f"event-{n:03}" for n in range(len(choice.events)))


class Counted(Mapping[str, Article]):
    """Articles by id, which count how often each is looked up, and how many of them are in use at once."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self.looked_up: Counter[str] = Counter()
        self.in_use = 0
        self._articles = articles
        self._given: list[weakref.ref[Article]] = []

    def __getitem__(self, name: str) -> Article:
        self.looked_up[name] += 1
        article = self._articles[name].model_copy()
        self._given = [each for each in self._given if each() is not None]
        self._given.append(weakref.ref(article))
        self.in_use = max(self.in_use, len(self._given))
        return article

    def __contains__(self, name: object) -> bool:
        return name in self._articles

    def __iter__(self) -> Iterator[str]:
        return iter(self._articles)

    def __len__(self) -> int:
        return len(self._articles)


def written(run: StoredRun, articles: Counted, schema: Schema, most_bytes: float) -> str:
    choice = choose(run.events, articles, schema, most_bytes=most_bytes)
    return "".join(report_pieces(choice, by_id(run), articles, (), schema, {}))


def test_articles_are_in_use_one_at_a_time_and_looked_up_only_if_they_are_shown(run: StoredRun) -> None:
    silents = {f"silent-{number}": silent(number) for number in range(1_000)}
    articles = Counted({**run.articles, **silents})
    page = written(run, articles, run.schema, most_bytes=1_000_000)
    assert articles.in_use <= 3  # those before are let go when there is the next
    shown = page.count("<article")
    assert len(run.articles) < shown < 300
    assert len(articles.looked_up) == shown + 1  # and the first that had no room
    assert max(articles.looked_up[name] for name in silents) == 2


def test_of_many_articles_of_an_event_the_first_are_quoted(run: StoredRun) -> None:
    articles = {
        f"a{number:03}": Article(
            id=f"a{number:03}", text="x", sentences=(), published=date(2025, 1, 1 + number % 28)
        )
        for number in range(3 * MOST_SOURCES)
    }
    event = MergedEvent(id="e", schema_name="s", fields={}, records=(), articles=tuple(articles))
    quoted = sources_of(event, articles)
    assert len(quoted) == MOST_SOURCES
    assert max(articles[name].published or date.max for name in quoted) <= date(2025, 1, 11)


def test_a_report_is_no_larger_than_was_reckoned(run: StoredRun, tmp_path: Path) -> None:
    frame = replace(run, articles={}, records=(), events=())
    whole, empty = (
        report_run(write_run(tmp_path / name, each), tmp_path / f"{name}.html").path.stat().st_size
        for name, each in (("whole", run), ("frame", frame))
    )
    assert choose(run.events, run.articles, run.schema, most_bytes=whole - empty).events_left_out > 0
