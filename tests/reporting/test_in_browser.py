"""The static report in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extractor.exporting import report_run
from extractor.store.folder import StoredRun
from tests.kit.accessibility import assert_usable
from tests.kit.stored_runs import HOSTILE, hostile_run, judged_run, write_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page


@pytest.fixture(scope="module")
def seeds_file(seeds_run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("report") / "report.html"
    report_run(seeds_run_folder, output)
    return output


@contextmanager
def opened(
    browser: Browser, file: Path, at: str = "", before: Callable[[Page], None] | None = None, **context: Any
) -> Iterator[Page]:
    """The page, in a window of its own; what it complains of fails the test. `before` sees it empty."""
    window = browser.new_context(**context)
    page = window.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    if before:
        before(page)
    page.goto(f"{file.as_uri()}{at}")
    try:
        yield page
    finally:
        window.close()
    assert complaints == []


def hit(page: Page) -> str:
    """The name of the part that the address shows."""
    return str(page.evaluate("document.querySelector('.page:target, .page:has(:target)')?.id ?? 'overview'"))


def test_hostile_texts_open_no_dialog_run_no_script_and_ask_nobody(browser: Browser, tmp_path: Path) -> None:
    report_run(write_run(tmp_path / "run", hostile_run()), tmp_path / "report.html")
    asked: list[str] = []
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    def watch(page: Page) -> None:
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", refuse)

    report = tmp_path / "report.html"
    with opened(browser, report, before=watch) as page:
        total = len(hostile_run().events)
        assert page.locator(".page").count() == 2 * total
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        hidden = """names => names.filter(name => {
            location.hash = name;
            return !document.getElementById(name).checkVisibility();
        })"""
        assert page.evaluate(hidden, [f"{kind}{n}" for n in range(1, total + 1) for kind in "ea"]) == []
        page.evaluate("location.hash = '#events'")
        page.get_by_role("searchbox").fill(HOSTILE[0])
        page.evaluate("document.querySelectorAll('*').forEach(e => e.dispatchEvent(new Event('mouseover')))")
        assert page.evaluate("document.scripts.length") == 1
    assert asked == [report.as_uri()]
    assert dialogs == []


def test_search_and_filters_leave_the_events_that_fit(browser: Browser, seeds_file: Path) -> None:
    with opened(browser, seeds_file) as page:
        rows = page.locator(".events > li:visible")
        every = rows.count()
        page.get_by_role("searchbox").fill("camarena")
        assert 0 < rows.count() < every
        assert page.locator("output").inner_text() == f"{rows.count()} of {every}"
        page.get_by_role("searchbox").fill("")
        page.get_by_label("one article").check()
        shown = rows.count()
        assert 0 < shown < every
        # Not the inner texts: what is far below the window has none, as the browser has not drawn it yet.
        counts = rows.locator(".count").all_text_contents()
        assert [" ".join(text.split())[:9] for text in counts] == ["1 article"] * shown


def test_events_are_walked_through_by_keyboard(browser: Browser, seeds_file: Path) -> None:
    with opened(browser, seeds_file, "#e1") as page:
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        assert hit(page) == "e2"
        page.keyboard.press("/")
        page.keyboard.type("mexico")
        assert hit(page) == "overview"
        assert page.get_by_role("searchbox").input_value() == "mexico"


def test_a_value_that_is_focused_shows_its_words(browser: Browser, seeds_file: Path) -> None:
    with opened(browser, seeds_file, "#e1") as page:
        marked = str(page.locator("#e1 mark").first.get_attribute("data-v")).split()[0]
        value = page.locator(f"#e1 .field .value[data-v='{marked}']").first
        value.focus()
        name = value.get_attribute("data-v")
        lit = page.locator("#e1 mark.lit")
        assert lit.count() > 0
        names = [str(mark.get_attribute("data-v")).split() for mark in lit.all()]
        assert all(name in found for found in names)


def test_without_script_every_part_is_reached_by_its_link(browser: Browser, seeds_file: Path) -> None:
    with opened(browser, seeds_file, java_script_enabled=False) as page:
        page.locator(".events a").first.click()
        assert page.locator("#e1").is_visible()
        assert page.locator("#overview").is_hidden()
        page.locator("#e1 .evidence h2 a").first.click()
        assert page.locator("article.page:visible").count() == 1
        page.get_by_role("link", name="all articles").first.click()
        assert page.locator("#overview").is_visible()
        assert page.get_by_role("searchbox").is_hidden()  # it would do nothing


@pytest.fixture(scope="module")
def judged_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run with judged values and confidences."""
    folder = tmp_path_factory.mktemp("judged")
    return report_run(write_run(folder / "run", judged_run()), folder / "report.html").path


def test_a_judged_value_that_is_focused_lights_the_sentences_that_were_cited(
    browser: Browser, judged_file: Path
) -> None:
    with opened(browser, judged_file, "#e1") as page:
        page.locator("#e1 .field", has_text="type").locator(".value").first.focus()
        assert page.locator("#e1 .passage.lit").count() == 3
        page.locator("#e1 .field", has_text="where").locator(".value").first.focus()
        assert page.locator("#e1 .passage.lit").count() == 0
        page.get_by_role("link", name="all events").first.click()
        page.get_by_label("doubted").check()
        assert page.locator(".events > li:visible").count() == 1


def test_lines_under_marks_that_overlap_lie_one_below_the_other(browser: Browser, judged_file: Path) -> None:
    with opened(browser, judged_file, "#e1") as page:
        bottoms = page.eval_on_selector_all(
            "#e1 mark > mark",
            "marks => marks.map(m => [m.parentElement, m].map(e => [...e.getClientRects()].at(-1).bottom))",
        )
        assert len(bottoms) > 2
        assert all(outer >= inner + 2 for outer, inner in bottoms)


@pytest.mark.parametrize("file", ["seeds_file", "judged_file"])
def test_it_can_be_used_by_everybody(browser: Browser, request: pytest.FixtureRequest, file: str) -> None:
    with opened(browser, request.getfixturevalue(file)) as page:
        for at in ("overview", "map", "a1", "e1"):
            page.evaluate("at => { location.hash = at }", at)
            if at == "e1":
                page.locator("#e1 .value").first.focus()
            assert_usable(page)


def test_it_prints_every_event(browser: Browser, seeds_file: Path, seeds_run_folder: Path) -> None:
    with opened(browser, seeds_file) as page:
        page.emulate_media(media="print")
        assert page.locator(".page.event:visible").count() == len(StoredRun.read(seeds_run_folder).events)
        assert page.locator(".top, .filters").first.is_hidden()
        assert page.pdf().startswith(b"%PDF")
