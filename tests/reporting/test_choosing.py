from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from extractor.exporting import report_run
from extractor.presentation.words import by_weight
from extractor.records import Article, MergedEvent
from extractor.reporting import report_pieces
from extractor.reporting.choosing import MOST_SOURCES, choose, sources_of
from extractor.runs.folder import StoredRun


@pytest.fixture
def run(seeds_run_folder: Path) -> StoredRun:
    return StoredRun.read(seeds_run_folder)


def silent(number: int) -> Article:
    return Article(id=f"silent-{number}", text="Nothing happened." * 100, sentences=())


def test_a_run_that_fits_is_there_as_a_whole_with_articles_that_report_nothing(run: StoredRun) -> None:
    articles = {**run.articles, "silent-0": silent(0)}
    choice = choose(run.events, articles, run.schema)
    assert choice.events == tuple(by_weight(run.events, run.schema))
    assert choice.articles == tuple(sorted(articles))
    assert choice.whole == set(articles)
    assert (choice.events_left_out, choice.articles_left_out) == (0, 0)


def test_of_a_larger_run_those_events_are_there_that_most_sources_report(run: StoredRun) -> None:
    choice = choose(run.events, run.articles, run.schema, most=3)
    assert choice.events == tuple(by_weight(run.events, run.schema)[:3])
    assert choice.events_left_out == len(run.events) - 3


def test_what_would_be_too_much_for_a_browser_is_left_out_but_not_the_first_event(run: StoredRun) -> None:
    choice = choose(run.events, run.articles, run.schema, most_bytes=1)
    assert choice.events == tuple(by_weight(run.events, run.schema)[:1])
    assert choice.articles == choice.events[0].articles
    assert choice.events_left_out == len(run.events) - 1
    assert choice.articles_left_out == len(run.articles) - len(choice.articles)


def test_articles_that_report_nothing_take_only_the_room_that_is_left(run: StoredRun) -> None:
    articles = {**run.articles, **{f"silent-{number}": silent(number) for number in range(500)}}
    choice = choose(run.events, articles, run.schema, most_bytes=2_000_000)
    assert choice.events_left_out == 0
    assert set(run.articles) < choice.whole
    assert set(run.articles) < set(choice.articles)
    assert choice.articles_left_out > 0


def test_events_come_before_whole_texts(run: StoredRun, seeds_run_folder: Path, tmp_path: Path) -> None:
    texts = {
        name: article.model_copy(update={"text": article.text + " " * 1_000_000})
        for name, article in run.articles.items()
    }
    choice = choose(run.events, texts, run.schema, most_bytes=2_000_000)
    assert (choice.events_left_out, set(choice.articles)) == (0, set(run.articles))
    assert len(choice.whole) == 1
    page = "".join(report_pieces(choice, run.articles, (), run.schema, {}))
    assert page.count("The rest of its text is not in this page.") == len(run.articles) - 1


def test_the_choice_does_not_depend_on_the_order_of_events(run: StoredRun) -> None:
    backwards = choose(reversed(run.events), run.articles, run.schema, most_bytes=150_000)
    assert backwards == choose(run.events, run.articles, run.schema, most_bytes=150_000)
    assert backwards.events_left_out > 0


def test_beside_an_event_of_many_articles_stand_the_first_of_them(run: StoredRun) -> None:
    articles = {
        f"a{number:03}": Article(
            id=f"a{number:03}", text="x", sentences=(), published=date(2025, 1, 1 + number % 28)
        )
        for number in range(3 * MOST_SOURCES)
    }
    event = MergedEvent(id="e", schema_name="s", fields={}, records=(), articles=tuple(articles))
    beside = sources_of(event, articles)
    assert len(beside) == MOST_SOURCES
    assert max(articles[name].published or date.max for name in beside) <= date(2025, 1, 11)


def test_a_report_is_no_larger_than_was_reckoned(
    run: StoredRun, seeds_run_folder: Path, tmp_path: Path
) -> None:
    written = report_run(seeds_run_folder, tmp_path / "report.html").path.stat().st_size
    assert choose(run.events, run.articles, run.schema, most_bytes=written).events_left_out > 0
