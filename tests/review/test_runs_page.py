"""The page that holds a run under review against others."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from extractor.evaluation.runs_compared import compare_runs
from extractor.evaluation.side_by_side import RunCosts, SideBySide
from extractor.records import EventRecord
from extractor.review import Review, runs_view
from extractor.review.guard import Guard, Policy
from extractor.review.server import application
from extractor.store.folder import StoredRun
from tests.end_to_end.newsroom import extractor
from tests.kit.accessibility import assert_usable
from tests.kit.forked import forked
from tests.review.asking import ask
from tests.review.browsing import watched

HOSTILE = "<script>alert(1)</script>"


def without(record: EventRecord, field: str) -> EventRecord:
    return record.model_copy(update={"fields": {**record.fields, field: ()}})


@pytest.fixture
def compared(seed_run: StoredRun) -> SideBySide:
    """The run, and one that lacks its first record and says of its second nobody."""
    records = seed_run.records
    other = StoredRun(
        seed_run.schema, seed_run.articles, (without(records[1], "who"), *records[2:]), seed_run.events
    )
    runs = {"seeds": seed_run, HOSTILE: other}
    costs = {"seeds": RunCosts(7, 12_345, 678, 9, 0.0123, 50.0), HOSTILE: RunCosts()}
    return SideBySide(runs, compare_runs(runs), costs)


@pytest.fixture
def app(review: Review, compared: SideBySide) -> Guard:
    return application(review, "ada", "seeds", Policy("secret", 8765), compared)


def test_figures_stand_side_by_side_and_what_is_not_known_is_a_dash(app: Guard) -> None:
    page = ask(app, "/runs").text
    for name, first, second in (
        ("calls", "7", "–"),
        ("tokens read", "12,345", "–"),
        ("US dollars", "0.0123", "–"),
        ("seconds an article", "10.0", "–"),
    ):
        cells = f'<td class="number">{first}</td><td class="number">{second}</td>'
        assert f'<th scope="row">{name}</th>{cells}' in page
    assert "Krippendorff" in page


def test_exactly_what_differs_is_listed_with_its_sentence_and_leads_to_the_event(
    app: Guard, seed_run: StoredRun, review: Review
) -> None:
    page = ask(app, "/runs").text
    first, second = seed_run.records[:2]
    assert page.count("data-run-difference") == 2
    assert page.count("found it") == page.count("did not") == 1
    for record in (first, second):
        event = next(event for event in review.events.values() if record.id in event.records)
        assert f'<a href="/event/{event.id}">' in page
        assert f"sentence {record.sentences[0]}: <bdi>" in page


def test_a_field_can_be_looked_at_alone(app: Guard) -> None:
    assert ask(app, "/runs?field=who").text.count("data-run-difference") == 1
    assert ask(app, "/runs?field=found+by+some").text.count("data-run-difference") == 1
    assert "The runs say the same." in ask(app, "/runs?field=when").text
    assert ask(app, "/runs?field=nothing").text.count("data-run-difference") == 2
    assert ask(app, "/runs?from=x").text.count("data-run-difference") == 2


def test_many_differences_are_shown_in_parts(app: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_view, "MOST", 1)
    page = ask(app, "/runs").text
    assert page.count("data-run-difference") == 1
    assert '<a href="/runs?from=1">1 of 2 shown, go on</a>' in page
    page = ask(app, "/runs?from=1").text
    assert page.count("data-run-difference") == 1
    assert '<a href="/runs?from=0">before</a>' in page


def test_names_of_runs_are_no_markup(app: Guard) -> None:
    assert HOSTILE not in ask(app, "/runs").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in ask(app, "/runs").text


def test_without_another_run_there_is_no_such_page(review: Review) -> None:
    app = application(review, "ada", "seeds", Policy("secret", 8765))
    assert ask(app, "/runs").status == 404
    assert 'href="/runs"' not in ask(app).text


@pytest.fixture
def two_runs(seeds_run_folder: Path, seed_run: StoredRun, tmp_path: Path) -> tuple[Path, Path]:
    other = tmp_path / "other"
    other.mkdir()
    for file in seeds_run_folder.iterdir():
        if file.suffix in {".json", ".jsonl"}:
            (other / file.name).write_bytes(file.read_bytes())
    lines = (other / "records.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (other / "records.jsonl").write_text("".join(lines[2:]), encoding="utf-8")
    return seeds_run_folder, other


def test_the_command_compares_and_the_page_is_usable_by_everybody(
    two_runs: tuple[Path, Path], browser: Browser, loopback: None
) -> None:
    first, second = two_runs
    with forked("review", first, "--compare", second, "--port", "0", "--as", "ada") as process:
        home = process.stdout.readline().split(" at ")[1].split()[0]
        with watched(browser, home) as at:
            page = at.visit("runs")
            assert page.locator("[data-run-difference]").count() == 2
            assert_usable(page)
            page.locator("[data-run-difference] a").first.click()
            page.wait_for_selector("#event")


def test_a_run_that_cannot_be_compared_is_reported_at_once(
    two_runs: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, _ = two_runs
    answer = extractor(capsys, "review", first, "--compare", first)
    assert (answer.code, "the same run is given twice" in answer.complaint) == (2, True)
    (tmp_path / "empty").mkdir()
    answer = extractor(capsys, "review", first, "--compare", tmp_path / "empty")
    assert (answer.code, "no run here" in answer.complaint) == (1, True)
