"""The review pages in a real Chromium, on what the local model really answered about the seeds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_socket
from playwright.sync_api import Browser

from extractor.decisions.decision import canonical
from extractor.records import MergedEvent
from extractor.review import Review, Status
from extractor.review.queue import Queue
from extractor.review.reviewer import Reviewer
from tests.end_to_end.newsroom import extractor
from tests.kit.accessibility import assert_usable
from tests.kit.stored_runs import HOSTILE, hostile_run, write_run
from tests.review.browsing import Watched, reviewing, watched


@pytest.fixture
def run(seeds_run_folder: Path, tmp_path: Path) -> Path:
    """A copy of that run which nobody has reviewed."""
    return Path(shutil.copytree(seeds_run_folder, tmp_path / "run"))


@pytest.fixture(scope="module")
def untouched(seeds_run_folder: Path) -> Iterator[str]:
    """The address of a review in which nobody decides anything."""
    pytest_socket.enable_socket()  # it is there before a test's `loopback`
    with reviewing(seeds_run_folder) as home:
        yield home


def biggest(run: Path, field: str = "count") -> MergedEvent:
    """The event that most articles report, of those with a value of this field."""
    events = [event for event in Review.open(run).events.values() if event.fields[field]]
    return max(events, key=lambda event: (len(event.articles), len(event.records)))


def test_the_seeds_are_reviewed_by_keyboard_alone_up_to_gold(
    run: Path, browser: Browser, loopback: None, capsys: pytest.CaptureFixture[str]
) -> None:
    total = len(Review.open(run).events)
    with reviewing(run) as home, watched(browser, home) as at:
        page = at.visit(f"event/{biggest(run).id}")
        first = page.locator("#event").get_attribute("data-event")

        at.press("j", "a")
        assert at.said() == "Accepted type"
        at.press("r")
        assert at.said().startswith("Rejected")
        at.press("u")
        assert at.said().startswith("Undone")
        at.press("U")
        assert at.said().startswith("Done again")
        at.press("u")

        at.press_until("k", "[data-item=value][data-field=what]")
        at.press("1")
        assert at.said() == "Chose another what"

        at.press_until("j", "[data-item=value][data-field=count]")
        at.press("e")
        page.keyboard.press("Control+A")
        page.keyboard.type("26 prisoners")
        at.press("Enter")
        assert at.said() == "Edited count"
        assert page.locator("[data-item=value][data-field=count]:focus").count() == 1

        at.press("s")
        page.wait_for_selector("#pick-list li")
        at.press("ArrowDown", "Enter")
        assert at.said().startswith("Split off")
        assert page.locator("#progress b").inner_text() == "0"
        at.press("m")
        page.wait_for_selector("#pick-list li")
        at.press("Enter")
        assert at.said() == "Joined into one event"
        at.press("u", "u")
        assert page.locator("#event").get_attribute("data-event") == first

        at.visit()
        at.press("n")
        page.wait_for_selector("#event")
        for _ in range(total):
            at.press("A")
        assert "last event of this list" in at.said()
        assert page.locator("#progress b").inner_text() == str(total)
    review = Review.open(run)
    assert {event.status for event in review.all()} == {Status.ACCEPTED}
    assert {decision.by for decision in review.history.active} == {"ada"}
    gold = run.parent / "gold.jsonl"
    assert extractor(capsys, "gold", run, "-o", gold).out.startswith(f"{total} events, and 0 that nobody")
    # The run is right by it; headlines are not scored.
    scored = json.loads(extractor(capsys, "evaluate", run, "--gold", gold, "--json").out)
    assert scored["events"]["f1"]["value"] == 1
    wrong = {name: field["wrong"] for name, field in scored["fields"].items() if field["wrong"]}
    assert wrong == {}


def test_focusing_a_value_shows_and_marks_its_words(run: Path, browser: Browser, loopback: None) -> None:
    with reviewing(run) as home, watched(browser, home) as at:
        page = at.visit(f"event/{biggest(run, 'when').id}")
        for _ in range(12):  # hurried on, from article to article
            page.keyboard.press("j")
        page.locator("[data-item=value][data-field=when]").first.focus()
        marks = page.locator("mark.on")
        assert marks.count()
        assert all("February" in text for text in marks.all_inner_texts())
        box, pane = marks.first.bounding_box(), page.locator(".articles").bounding_box()
        assert box
        assert pane
        assert pane["y"] <= box["y"] <= pane["y"] + pane["height"]


def test_search_and_filters_narrow_what_next_goes_through(
    run: Path, browser: Browser, loopback: None
) -> None:
    texts = [card.text for card in Queue(Review.open(run), "ada").cards()]
    words = sorted({word for text in texts for word in text.split() if word.isalpha() and len(word) > 4})
    some = next(word for word in words if 1 < sum(word in text for text in texts) < len(texts))
    with reviewing(run) as home, watched(browser, home) as at:
        page = at.visit()
        at.press("/")
        page.keyboard.type(some)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**q={some}**")
        found = page.locator("[data-row]").count()
        assert 0 < found < len(Review.open(run).events)
        at.press("n")
        page.wait_for_selector("#event")
        assert f"1 of {found}" in page.locator(".where").inner_text()
        at.press("n")
        assert f"2 of {found}" in page.locator(".where").inner_text()
        page.go_back()
        page.get_by_text(f"1 of {found}").wait_for()


def test_two_reviewers_at_once_see_where_they_differ_and_settle_it(
    run: Path, browser: Browser, loopback: None
) -> None:
    event = biggest(run).id
    with reviewing(run, "ada") as ada, reviewing(run, "ben") as ben:
        with watched(browser, ada) as at:
            at.visit(f"event/{event}")
            at.press("A")
        with watched(browser, ben) as at:
            page = at.visit(f"event/{event}")
            at.press_until("j", "[data-item=value][data-field=count]")
            at.press("r")
            assert at.said() == "Rejected count"
            page = at.visit("differences")
            assert page.locator("[data-difference]").count() == 1
            assert page.get_by_text("ada and ben").is_visible()
            page.get_by_role("button", name="Settle for this").first.click()
            page.get_by_text("They agree on everything both judged.").wait_for()
    assert Review.open(run).event(event).status is not Status.DISPUTED


PAGES = ("", "event/{event}", "timeline", "map", "differences", "event/nothing")


def test_every_page_is_usable_by_everybody(
    seeds_run_folder: Path, untouched: str, browser: Browser, loopback: None
) -> None:
    event = biggest(seeds_run_folder).id
    with watched(browser, untouched) as at:
        for template in PAGES:
            page = at.visit(template.format(event=event))
            at.faults[:] = [fault for fault in at.faults if "404" not in fault]
            if template == "event/{event}":
                at.press("j", "j")
            assert_usable(page)


def test_the_dialogs_are_usable_by_everybody(
    seeds_run_folder: Path, untouched: str, browser: Browser, loopback: None
) -> None:
    with watched(browser, untouched) as at:
        page = at.visit(f"event/{biggest(seeds_run_folder).id}")
        for keys, dialog in (("?", "help"), ("m", "pick"), ("je", "edit")):
            at.press(*keys)
            page.locator(f"#{dialog}[open]").wait_for()
            assert_usable(page)
            at.press("Escape")
            assert not page.locator("dialog[open]").count()


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in which every text is hostile, reviewed by two people with hostile names and reasons."""
    folder = write_run(tmp_path_factory.mktemp("hostile") / "<img src=x onerror=alert(1)>", hostile_run())
    review = Review.open(folder)
    for text, name in zip(HOSTILE, list(review.events), strict=True):
        ada = Reviewer(review, f"a {text}")
        what = review.events[name].fields["what"][0].value
        if text.strip():
            ada.edit(name, "what", canonical("what", what), f"edited {text}"[:900], why=text)
        ada.accept_event(name, why=text)
        Reviewer(review, f"b {text}").reject_event(name, why=text)
    return folder


AT_WORK = (
    "script:not([src^='/static/'])",
    "img, iframe, object, embed, base, form[action^=http]",
    "[onerror], [onload], [onclick], [onfocus]",
)
"""What no text may become."""


def assert_that_nothing_ran(at: Watched) -> None:
    there = [f"document.querySelector(`{selector}`)" for selector in AT_WORK]
    assert at.page.evaluate(f"[{', '.join(there)}].map(found => found?.outerHTML)") == [None] * len(there)
    assert at.faults == []


def test_hostile_texts_stay_texts_on_every_page(
    hostile_folder: Path, browser: Browser, loopback: None
) -> None:
    assert len(HOSTILE) >= 50
    with reviewing(hostile_folder, HOSTILE[0]) as home, watched(browser, home) as at:
        for path in ("", "timeline", "map", "differences", f"?q={HOSTILE[10]}&filter={HOSTILE[11]}"):
            at.visit(path)
            assert_that_nothing_ran(at)
        page = at.visit()
        assert page.locator("[data-row]").count() == len(HOSTILE)
        at.press("n")
        page.wait_for_selector("#event")
        for _ in HOSTILE:
            assert_that_nothing_ran(at)
            at.press("n")
        at.press("j", "j")
        for keys, dialog in (("m", "pick"), ("s", "pick"), ("e", "edit")):
            at.press(*keys)
            page.locator(f"#{dialog}[open]").wait_for()
            assert_that_nothing_ran(at)
            at.press("Escape")
        for _ in range(3):  # what is decided comes back as a part of the page
            at.press("j", "j", "a", "r", "A", "u")
            assert_that_nothing_ran(at)
